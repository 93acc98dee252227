"""What the pages of one report share: its head, and each field beside what it was before."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from kernel.accounts.signed_in import person
from kernel.calendars.queries import working_days_between

from ..forms.reports import plain
from ..models import ProgressReport, ReportedValue, Target
from ..models.reports import OWED
from ..queries.reports import Beside

TEXTS = ("done", "problems", "next_step")


@dataclass(frozen=True, slots=True)
class Told:
    """One line of a report: this month, last month, and what else is known; `long` for texts."""

    name: str
    label: str
    now: str
    before: str = ""
    notes: tuple[str, ...] = ()
    long: bool = False


def find_report(request: HttpRequest, pk: int) -> ProgressReport:
    """The report with this number among those that the person sees."""
    rows = ProgressReport.objects.visible_to(person(request))
    return get_object_or_404(rows.select_related("task__lead", "task__plan__rule", "submitted_by"), pk=pk)


def header_of(report: ProgressReport, today: date) -> dict[str, Any]:
    """What the head of a report's page says."""
    state = report.state_on(today)
    facts = []
    if report.submitted_on:
        note = str(report.submitted_by or "")
        facts.append({"label": _("Handed in"), "value": f"{report.submitted_on:%Y-%m-%d}", "note": note})
    if report.decided_on:
        facts.append({"label": _("Decided on"), "value": f"{report.decided_on:%Y-%m-%d}"})
    return {
        "report": report, "task": report.task, "state": state, "facts": facts,
        "days": working_days_between(today, report.due_on) if report.status in OWED else None,
        "acts": [
            {"label": _("To the task"), "url": reverse("coordination:task", args=[report.task_id]), "kind": "plain"}
        ],
    }  # fmt: skip


def told_rows(report: ProgressReport, known: Beside) -> list[Told]:
    """The report line by line as it stands, beside last month's."""
    last = known.last
    said = {row.target_id: row for row in report.values.select_related("target")}
    targets = list(report.task.targets.all())
    rows = [
        Told(
            "progress", _("Progress"), percent(report.progress), percent(last.progress if last else None),
            _pace(report, known),
        ),
        *(
            Told(
                f"target_{target.pk}", target.text, figure(said.get(target.pk), target),
                figure(known.last_values.get(target.pk), target), accepted_note(target, known),
            )
            for target in targets
        ),
    ]  # fmt: skip
    for name in TEXTS:
        label = str(ProgressReport._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
        rows.append(Told(name, label, getattr(report, name), getattr(last, name, ""), long=True))
    return rows


def notes_of(name: str, report: ProgressReport, known: Beside, targets: dict[str, Target]) -> tuple[str, ...]:
    """What else is known of one field: what was accepted before, what its time asks for, what was promised."""
    if name == "progress":
        return _pace(report, known)
    return accepted_note(targets[name], known) if name in targets else ()


def before(name: str, known: Beside, targets: dict[str, Target]) -> str:
    """What last month's report says in this field."""
    last = known.last
    if last is None:
        return ""
    if name in targets:
        return figure(known.last_values.get(targets[name].pk), targets[name])
    if name == "progress":
        return percent(last.progress)
    if name == "judgement":
        return judgements(last)
    return str(getattr(last, name))


def judgements(report: ProgressReport) -> str:
    """Both judgements in one line."""
    own, office = report.get_judgement_display() or "—", report.get_office_judgement_display() or "—"
    return _("bureau: %(own)s · office: %(office)s") % {"own": own, "office": office}


def percent(progress: int | None) -> str:
    return "" if progress is None else f"{progress} %"


def figure(row: ReportedValue | None, target: Target) -> str:
    return "" if row is None else f"{plain(row.value)} {target.unit}".rstrip()


def accepted_note(target: Target, known: Beside) -> tuple[str, ...]:
    row = known.accepted_values.get(target.pk)
    notes = []
    if row is not None:
        words = {"value": figure(row, target), "month": f"{row.report.period:%Y-%m}"}
        notes.append(_("Accepted: %(value)s (%(month)s)") % words)
    by = f" · {target.by:%Y-%m-%d}" if target.by else ""
    notes.append(_("Promised: %(value)s%(by)s") % {"value": f"{plain(target.value)} {target.unit}".rstrip(), "by": by})
    return tuple(notes)


def _pace(report: ProgressReport, known: Beside) -> tuple[str, ...]:
    words = {"done": report.task.progress, "asked": known.asked}
    return (_("Accepted: %(done)d %%; by today its time asks for %(asked)d %%") % words,)
