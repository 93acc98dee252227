"""A kind of long work as data: what is done slowly, what is written at its end, what is undone if it fails."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from kernel.common.workflow import Words

from ..models import Job

Progress = Callable[[int, int], None]  # done, of how many


def nothing(job: Job) -> None:
    """What is undone when there is nothing to undo."""


@dataclass(frozen=True, slots=True)
class Work:
    """`prepare` may take long and writes no rows; `conclude` writes what it made, in one transaction with the job's
    end, so that a job begun twice is done once; it returns the sentence of the result. `give_up` follows a failure.
    """

    label: Words
    prepare: Callable[[Job, Progress], Any]
    conclude: Callable[[Job, Any], str]
    give_up: Callable[[Job], None] = nothing


def work_called(kind: str) -> Work:
    """The work that JOB_KINDS names so."""
    work: Work = import_string(settings.JOB_KINDS[kind])
    return work
