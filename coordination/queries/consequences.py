"""What a step of a task will do, said before it is done."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from kernel.calendars.queries import add_working_days
from kernel.common.templatetags.words import long_date

from ..models import ProgressReport, Task
from ..models.reports import OWED
from ..workflow import ReportStatus, TaskStatus
from .people import liaisons_of, office

Effects = list[dict[str, Any]]


def effects_of(task: Task, step: str, today: date) -> Effects:
    """Lines of {label, value}: the status it leads to, then what else moves."""
    target = Task.workflow.target(step)
    first = {"label": _("Status"), "value": f"{task.get_status_display()} → {TaskStatus(target).label}"}
    further = {
        "sign": _signing, "object": _objecting, "reissue": _reissuing, "complete": _resting, "suspend": _resting,
        "cancel": _resting, "resume": _waking, "reopen": _waking,
    }  # fmt: skip
    return [first, *further[step](task, today)]


def roll_over_effects(task: Task) -> Effects:
    return [
        {"label": _("Year"), "value": f"{task.year} → {task.year + 1}"},
        {"label": _("Goal of %(year)d closed at") % {"year": task.year}, "value": f"{task.progress}%"},
        {"label": _("Number, history and files"), "value": _("stay")},
    ]


def _signing(task: Task, today: date) -> Effects:
    owed = task.reports.filter(status__in=OWED, due_on__gte=today).order_by("period").first()
    deadline = {"label": _("Deadline of the task"), "value": long_date(task.due_on)}
    if owed is None:
        return [deadline]
    words = {"label": _("First report, %(month)s") % {"month": f"{owed.period:%Y-%m}"}, "value": long_date(owed.due_on)}
    return [deadline, words]


def _objecting(task: Task, today: date) -> Effects:
    return [
        {"label": _("Decided by"), "value": _("the campaign office")},
        {"label": _("People told"), "value": len(office())},
    ]


def _reissuing(task: Task, today: date) -> Effects:
    by = add_working_days(today, task.plan.rule.sign_days)
    return [
        {"label": _("To be signed for by"), "value": long_date(by)},
        {"label": _("People told in %(lead)s") % {"lead": task.lead}, "value": len(liaisons_of(task.lead_id))},
    ]


def _resting(task: Task, today: date) -> Effects:
    waived = task.reports.filter(status__in=OWED).count()
    return [
        {"label": _("Progress accepted"), "value": f"{task.progress}%"},
        {"label": _("Reports no longer asked for"), "value": waived},
    ]


def _waking(task: Task, today: date) -> Effects:
    back = ProgressReport.objects.filter(task=task, status=ReportStatus.WAIVED, due_on__gte=today).count()
    return [{"label": _("Reports asked for again"), "value": back}]
