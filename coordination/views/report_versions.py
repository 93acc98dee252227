"""Two people on one report: both versions side by side, and a choice for each field."""

from copy import copy
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from kernel.accounts.signed_in import person

from ..forms.reports import ReportForm
from ..models import ProgressReport
from ..queries.people import may_act_for
from ..services.reports import WRITABLE
from ..workflow import ReportStatus
from .report_parts import TEXTS, header_of

PICK = "pick_"


@dataclass(frozen=True, slots=True)
class Version:
    """One field in which the two differ, each as it is stored and as people read it."""

    name: str
    label: str
    theirs: str
    mine: str
    theirs_shown: str
    mine_shown: str
    joinable: bool


def differing(form: ReportForm, report: ProgressReport) -> list[Version]:
    """The fields in which what was sent is not what is kept now."""
    kept = ReportForm(instance=report)
    pairs = [(bound, _text(kept[bound.name].value()), _sent(form, bound)) for bound in form.visible_fields()]
    return [
        Version(
            bound.name, str(bound.label), theirs, mine, _shown(bound, theirs), _shown(bound, mine),
            joinable=bound.name in TEXTS and bool(theirs) and bool(mine),
        )
        for bound, theirs, mine in pairs
        if theirs != mine
    ]  # fmt: skip


def merged(data: QueryDict, report: ProgressReport) -> QueryDict:
    """What was sent, with the other version's words in the fields for which they were chosen."""
    for field in differing(ReportForm(data, instance=copy(report)), report):
        pick = data.get(PICK + field.name, "mine")
        if pick == "theirs":
            data[field.name] = field.theirs
        elif pick == "both" and field.joinable:
            data[field.name] = f"{field.theirs}\n{field.mine}"
    return data


def both_versions(request: HttpRequest, report: ProgressReport, form: ReportForm) -> HttpResponse:
    """The page on which the second of two chooses (412); what was typed goes along in it."""
    fields = differing(form, report)
    writable = report.status in WRITABLE
    context = {
        **header_of(report, timezone.localdate()), "here": _("Two versions"), "acts": None,
        "fields": fields, "writable": writable,
        "sent": [(bound.html_name, _sent(form, bound)) for bound in form.visible_fields()],
        "may_withdraw": report.status == ReportStatus.SUBMITTED and may_act_for(person(request), report.task.lead_id),
    }  # fmt: skip
    return render(request, "coordination/reports/versions.html", context, status=412)


def _sent(form: ReportForm, bound: Any) -> str:
    """What was typed, a figure as it is kept: 30.0 and 30 are the same."""
    form.is_valid()
    value = form.cleaned_data.get(bound.name)
    if bound.name not in TEXTS and bound.name != "judgement" and value is not None:
        return _text(value)
    return _text(form.data.get(bound.html_name))


def _text(value: Any) -> str:
    if value is None:
        return ""
    text = f"{value.normalize():f}" if hasattr(value, "normalize") else str(value)
    return text.replace("\r\n", "\n").strip()


def _shown(bound: Any, value: str) -> str:
    choices = dict(getattr(bound.field, "choices", ()))
    return str(choices.get(value, value))
