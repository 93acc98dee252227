"""What a person may do with a task now: the main act beside its name, the rest behind “more”."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from kernel.accounts.models import User
from kernel.common.workflow import Step

from ..models import ProgressReport, Task
from ..models.reports import OWED
from ..queries.people import may_act_for
from ..workflow import REPORT_PROGRESS, REVIEW, SIGN, SUPERVISE, ReportStatus, TaskStatus

MAIN_STEPS = ("sign", "object", "reissue", "complete")
FULL = 100


@dataclass(frozen=True, slots=True)
class Acts:
    """`main` stand beside the task's name, the first of them filled; `more` in the menu."""

    main: list[dict[str, str]]
    more: list[dict[str, str]]


def acts_of(task: Task, reports: list[ProgressReport], user: User) -> Acts:
    """Only what the life cycle allows from here and what this person may do."""
    steps = [step for step in Task.workflow.open_from(task.status) if may_take(task, step, user)]
    main = [*_of_reports(task, reports, user), *(_of_step(task, step) for step in steps if _is_main(task, step))]
    more = [_of_step(task, step) for step in steps if not _is_main(task, step)]
    if user.has_perm(SUPERVISE) and task.status != TaskStatus.CANCELLED:
        pages = [
            (_("Change the task"), "edit"),
            (_("Change who does what"), "duties"),
            (_("Change the milestones"), "milestones"),
        ]
        more = [_page(task, label, name) for label, name in pages] + _roll_over(task) + more
    return Acts([{**act, "kind": "" if n == 0 else "plain"} for n, act in enumerate(main)], more)


def may_take(task: Task, step: Step, user: User) -> bool:
    """Whether the step is this person's: the permission, and for the lead's steps a seat in the lead department."""
    return user.has_perm(step.permission) and (step.permission != SIGN or may_act_for(user, task.lead_id))


def _is_main(task: Task, step: Step) -> bool:
    return step.name in MAIN_STEPS and (step.name != "complete" or task.progress >= FULL)


def _of_reports(task: Task, reports: list[ProgressReport], user: User) -> list[dict[str, str]]:
    """The report that waits for this person: to be reviewed by the office, or to be written by the lead."""
    if task.status != TaskStatus.ACTIVE:
        return []
    rows = sorted(reports, key=lambda row: row.period)
    waiting = next((row for row in rows if row.status == ReportStatus.SUBMITTED), None)
    if waiting is not None and user.has_perm(REVIEW):
        return [_of_report(waiting, _("Review the report of %(month)s"))]
    owed = next((row for row in rows if row.status in OWED), None)
    if owed is not None and user.has_perm(REPORT_PROGRESS) and may_act_for(user, task.lead_id):
        return [_of_report(owed, _("Write the report of %(month)s"))]
    return []


def _of_report(report: ProgressReport, words: str) -> dict[str, str]:
    return {
        "label": words % {"month": f"{report.period:%Y-%m}"},
        "url": reverse("coordination:report", args=[report.pk]),
    }


def _of_step(task: Task, step: Step) -> dict[str, str]:
    url = reverse("coordination:task-step", args=[task.pk, step.name])
    return {"label": str(step.label).capitalize(), "url": url, "tone": "due" if step.name == "cancel" else ""}


def _page(task: Task, label: str, name: str) -> dict[str, str]:
    return {"label": label, "url": reverse(f"coordination:task-{name}", args=[task.pk])}


def _roll_over(task: Task) -> list[dict[str, str]]:
    """Into the next year, while the plan has one and the task has got anywhere."""
    if task.year >= task.plan.last_year or task.status not in (TaskStatus.ACTIVE, TaskStatus.COMPLETED):
        return []
    return [_page(task, _("Carry over into the next year"), "roll-over")]
