"""A step taken with many rows at once: a page says what will happen to how many, another what did not and why."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IS_POPUP_VAR
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ..errors import DomainError
from ..workflow import Words
from .base import PortalAdmin

MOST_IN_BULK = 500
MOST_NAMED = 20


@dataclass(frozen=True, slots=True)
class BulkResult:
    """The rows that were changed, and each row that was not with its refusal."""

    done: list[Any] = field(default_factory=list)
    failed: list[tuple[Any, DomainError]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class BulkStep:
    """A step that the list offers to whoever holds `permission`; `act` takes the rows, the request and the note."""

    name: str
    label: Words
    effect: Words
    permission: str
    act: Callable[[list[Any], HttpRequest, str], Any]
    needs_note: bool = False
    danger: bool = False


class StepForm(forms.Form):
    """The reason, where the step owes one."""

    note = forms.CharField(
        label=gettext_lazy("Reason"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, data: Any = None, *, step: BulkStep) -> None:
        super().__init__(data)
        self.fields["note"].required = step.needs_note


class BulkAdmin(PortalAdmin):
    """An admin whose list offers steps, each behind a page of its own."""

    bulk_steps: Sequence[BulkStep] = ()

    def get_actions(self, request: HttpRequest) -> Any:
        actions = super().get_actions(request)
        if IS_POPUP_VAR in request.GET:
            return actions
        steps = [step for step in self.bulk_steps if request.user.has_perm(step.permission)]
        return actions | {step.name: (partial(_offer, step), step.name, step.label) for step in steps}


def each(rows: Iterable[Any], act: Callable[[Any], Any]) -> BulkResult:
    """Apply `act` to each row; one refusal stops no other."""
    result = BulkResult()
    for row in rows:
        try:
            result.done.append(act(row))
        except DomainError as refusal:
            result.failed.append((row, refusal))
    return result


def _offer(step: BulkStep, model_admin: BulkAdmin, request: HttpRequest, chosen: Any) -> HttpResponse | None:
    """The admin action: first the page that asks, then the step and what came of it."""
    rows = list(chosen[: MOST_IN_BULK + 1])
    if len(rows) > MOST_IN_BULK:
        messages.error(request, _("At most %(n)d at once.") % {"n": MOST_IN_BULK})
        return None
    confirmed = "confirmed" in request.POST
    form = StepForm(request.POST if confirmed else None, step=step)
    if not confirmed or not form.is_valid():
        return _ask(step, model_admin, request, rows, form)
    result = step.act([_as_read(row, request) for row in rows], request, form.cleaned_data["note"])
    if not result.failed:
        done = ngettext("“%(step)s”: %(n)d record.", "“%(step)s”: %(n)d records.", len(result.done))
        messages.success(request, done % {"step": step.label, "n": len(result.done)})
        return None
    return model_admin.page(
        request, "admin/bulk_result.html", title=step.label, done=len(result.done), failed=result.failed
    )


def _ask(step: BulkStep, model_admin: BulkAdmin, request: HttpRequest, rows: list[Any], form: StepForm) -> HttpResponse:
    hidden = [("action", step.name), ("confirmed", "1")]
    hidden += [(ACTION_CHECKBOX_NAME, row.pk) for row in rows]
    hidden += [(f"version_{row.pk}", row.version) for row in rows if hasattr(row, "version")]
    return model_admin.page(
        request, "admin/bulk_confirm.html", title=step.label, step=step, form=form, hidden=hidden, count=len(rows),
        named=rows[:MOST_NAMED], more=max(len(rows) - MOST_NAMED, 0),
    )  # fmt: skip


def _as_read(row: Any, request: HttpRequest) -> Any:
    """The row with the version that the confirming page showed: one changed since then fails alone."""
    seen = request.POST.get(f"version_{row.pk}", "")
    if hasattr(row, "version") and seen.isdecimal():
        row.version = int(seen)
    return row
