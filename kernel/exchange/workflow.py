"""The life cycles of a piece of long work and of an import, each on one screen."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from kernel.common.workflow import Step, Workflow


class JobStatus(TextChoices):
    WAITING = "waiting", _("waiting its turn")
    RUNNING = "running", _("being done")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")


class IntakeStatus(TextChoices):
    CHECKING = "checking", _("being checked")
    CHECKED = "checked", _("checked, nothing written")
    WRITING = "writing", _("being written")
    WRITTEN = "written", _("written")
    UNDOING = "undoing", _("being taken back")
    UNDONE = "undone", _("taken back")
    DISCARDED = "discarded", _("dropped")


J, I = JobStatus, IntakeStatus  # noqa: E741
USE = "exchange.use_jobs"

JOB = Workflow(
    Step("start", frozenset({J.WAITING}), J.RUNNING, USE, _("start")),
    Step("take_up", frozenset({J.RUNNING}), J.RUNNING, USE, _("take up again")),
    Step("finish", frozenset({J.RUNNING}), J.DONE, USE, _("finish")),
    Step("fail", frozenset({J.RUNNING}), J.FAILED, USE, _("fail")),
    Step("cancel", frozenset({J.WAITING, J.RUNNING}), J.CANCELLED, USE, _("cancel the work")),
)
INTAKE = Workflow(
    Step("check", frozenset({I.CHECKING}), I.CHECKED, USE, _("finish the check")),
    Step("confirm", frozenset({I.CHECKED}), I.WRITING, USE, _("write the right rows")),
    Step("write", frozenset({I.WRITING}), I.WRITTEN, USE, _("finish the writing")),
    Step("fall_back", frozenset({I.WRITING}), I.CHECKED, USE, _("write nothing")),
    Step("recall", frozenset({I.WRITTEN}), I.UNDOING, USE, _("take the import back")),
    Step("undo", frozenset({I.UNDOING}), I.UNDONE, USE, _("finish the taking back")),
    Step("stand", frozenset({I.UNDOING}), I.WRITTEN, USE, _("let the import stand")),
    Step("discard", frozenset({I.CHECKING, I.CHECKED}), I.DISCARDED, USE, _("drop the import")),
)
