"""Every write of long work, exports and imports."""

from .exports import chosen_rows, export_rows
from .intakes import NothingToWrite, begin_intake, confirm_intake, discard_intake, way_in
from .jobs import cancel_job, claim_job, jobs_to_run, open_job, run_job
from .sweeping import expire_files
from .works import Progress, Work
from .writing import ChangedSince, TooLate, recall_intake

__all__ = [
    "ChangedSince",
    "NothingToWrite",
    "Progress",
    "TooLate",
    "Work",
    "begin_intake",
    "cancel_job",
    "chosen_rows",
    "claim_job",
    "confirm_intake",
    "discard_intake",
    "expire_files",
    "export_rows",
    "jobs_to_run",
    "open_job",
    "recall_intake",
    "run_job",
    "way_in",
]
