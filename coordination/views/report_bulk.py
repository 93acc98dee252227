"""What a bulk act on reports will do, told before it is done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kernel.common.templatetags.words import long_date

from ..models import ProgressReport
from ..queries.reports import with_last_words
from ..services.reports import resubmit_by
from ..workflow import ReportStatus


@dataclass(frozen=True, slots=True)
class Line:
    """One report, what is said of it under which head, and what to look at twice."""

    report: ProgressReport
    said: list[tuple[str, str]]
    warnings: list[str]


@dataclass(frozen=True, slots=True)
class Preview:
    lines: list[Line]
    left_out: list[Line]
    effects: list[dict[str, Any]]


def preview_of(rows: Sequence[ProgressReport], act: str, today: date) -> Preview:
    """Which of these will be decided and how, which will not and why. One query."""
    now = {row.pk: row for row in with_last_words(ProgressReport.objects.filter(pk__in=[row.pk for row in rows]))}
    lines, left_out = [], []
    for row in rows:
        if why := _obstacle(row, now[row.pk]):
            left_out.append(left_as_it_is(row, why))
        else:
            lines.append(Line(row, _what_will_be(row, act, today), _warnings(row, now[row.pk].last_done)))
    return Preview(lines, left_out, _effects(lines, left_out, act))


def left_as_it_is(row: ProgressReport, why: object) -> Line:
    """A report that was not or will not be decided, with the reason."""
    return Line(row, [(_("Why"), str(why))], [])


def _what_will_be(row: ProgressReport, act: str, today: date) -> list[tuple[str, str]]:
    judged = (_("the bureau's judgement"), row.get_judgement_display() or "—")
    if act == "return":
        return [judged, (_("To be corrected by"), long_date(resubmit_by(row, today)))]
    progress = "—" if row.progress is None else row.progress
    moves = format_html('<span class="nowrap">{}% → <b>{}%</b></span>', row.task.progress, progress)
    return [judged, (_("Progress"), moves)]


def _obstacle(row: ProgressReport, now: ProgressReport) -> str:
    if now.status != ReportStatus.SUBMITTED:
        return _("It is %(status)s, not waiting for review.") % {"status": now.get_status_display()}
    return _("It was changed after you looked at it.") if now.version != row.version else ""


def _warnings(row: ProgressReport, last_done: str | None) -> list[str]:
    warnings = []
    if row.done and row.done == last_done:
        warnings.append(_("What was done is word for word last month's text."))
    if row.progress is not None and row.progress < row.task.progress:
        warnings.append(_("It says less progress than was accepted before."))
    return warnings


def _effects(lines: list[Line], left_out: list[Any], act: str) -> list[dict[str, Any]]:
    bureaus = len({line.report.task.lead_id for line in lines})
    effects: list[dict[str, Any]] = [
        {"label": ProgressReport.workflow.label(act), "value": _count(len(lines))},
        {"label": _("Departments that will be told"), "value": bureaus},
    ]
    if act == "accept":
        moving = sum(line.report.progress != line.report.task.progress for line in lines)
        effects.append({"label": _("Tasks whose progress moves"), "value": moving})
    doubtful = sum(bool(line.warnings) for line in lines)
    if doubtful:
        effects.append({"label": _("To be looked at twice"), "value": _count(doubtful)})
    if left_out:
        effects.append({"label": _("Left out, see below"), "value": _count(len(left_out))})
    return effects


def _count(number: int) -> str:
    return ngettext("%(n)d report", "%(n)d reports", number) % {"n": number}
