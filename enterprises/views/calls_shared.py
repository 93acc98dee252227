"""What the pages of a call's editor share: who may open them, its parts and their state, two people at one call."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.forms import BaseForm, Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.forms.days import for_script
from kernel.accounts.signed_in import person
from kernel.activity.queries import history_of
from kernel.common.errors import DomainError, StaleVersion
from kernel.common.forms import show_refusal

from ..models import Call
from ..queries.readiness import LOOKED_AT, missing_parts
from ..services.schemes import require_runner
from ..services.stages import require_preparation
from ..workflow import CallStatus
from ..workflow.calls import MANAGE

View = Callable[..., HttpResponse]
PART_NAMES = {
    "basics": gettext_lazy("Words and times"),
    "rules": gettext_lazy("Who may apply"),
    "form": gettext_lazy("Form"),
    "materials": gettext_lazy("Materials"),
    "stages": gettext_lazy("Stages and switches"),
    "rubric": gettext_lazy("Rubric"),
    "awards": gettext_lazy("Awards"),
}


def manages_calls(view: View) -> View:
    """For those who prepare calls; others are sent to sign in, or told that it is not theirs (403)."""
    return login_required(permission_required(MANAGE, raise_exception=True)(view))


def managed_call(request: HttpRequest, pk: int) -> Call:
    """The call, if this person's department runs it (404 where they do not see it, 403 where another runs it)."""
    rows: Any = Call.objects.select_related("scheme__department", "form", "rubric", "copied_from")
    call: Call | None = rows.prefetch_related(*LOOKED_AT).visible_to(request.user).filter(pk=pk).first()
    if call is None:
        raise Http404
    require_runner(call.scheme, person(request))
    return call


def prepared_call(request: HttpRequest, pk: int) -> Call:
    """The same while it is in preparation; CallStands (409) afterwards."""
    call = managed_call(request, pk)
    require_preparation(call)
    return call


def editor(call: Call, part: str, **more: Any) -> dict[str, Any]:
    """The context of an editor's page: the call, its parts as tabs with what is missing of each."""
    missing = missing_parts(call, timezone.now()) if call.status == CallStatus.DRAFT else {}
    tabs = [
        {"label": label, "url": reverse(f"enterprises:call-{name}", args=[call.pk]), "current": name == part,
         "count": len(missing.get(name, ())) or None, "name": name}
        for name, label in PART_NAMES.items()
    ]  # fmt: skip
    special = getattr(more.get("form"), "special", None)
    return {
        "call": call, "part": part, "part_name": PART_NAMES.get(part, ""), "tabs": tabs, "missing": missing,
        "lacks": missing.get(part, ()), "may_edit": call.status == CallStatus.DRAFT,
        "special": for_script(special) if special is not None else None, **_next(tabs, part), **more,
    }  # fmt: skip


def written(
    request: HttpRequest, call: Call, form: Form, act: Callable[[Call], Any], *, to: str, said: str,
    page: Callable[[BaseForm], HttpResponse], row: Any = None, fresh: Callable[[], BaseForm] | None = None,
) -> HttpResponse:  # fmt: skip
    """Do what was sent and go on to `to`; else the page again with what was wrong, or both versions side by side.

    `row` carries the version where it is not the call itself (the form, the rubric); `fresh` makes the form as it
    would stand there now.
    """
    if not form.is_valid():
        return page(form)
    row = row or call
    row.version = form.cleaned_data.get("version") or 0
    try:
        act(call)
    except StaleVersion:
        return both_versions(request, call, form, row, fresh)
    except DomainError as refusal:
        show_refusal(form, refusal)
        return page(form)
    messages.success(request, said)
    return redirect(to)


def both_versions(
    request: HttpRequest, call: Call, form: BaseForm, row: Any, fresh: Callable[[], BaseForm] | None
) -> HttpResponse:
    """412: what stands there now beside what was sent; sending it once more is then a choice, not an accident."""
    now = type(row)._default_manager.get(pk=row.pk)
    theirs = fresh() if fresh else None
    fields = [
        {"label": bound.label, "old": said_value(theirs[bound.name]) if theirs else "", "new": said_value(bound)}
        for bound in form.visible_fields()
        if theirs is None or bound.name in theirs.fields
    ]
    last = next(iter(history_of(now, most=1)), None)
    sent = [(name, value) for name, values in request.POST.lists() for value in values]
    context = {
        "call": call, "fields": [field for field in fields if field["old"] != field["new"]], "last": last,
        "sent": [(name, value) for name, value in sent if name not in ("csrfmiddlewaretoken", "version")],
        "version": now.version, "back_url": request.path,
    }  # fmt: skip
    return render(request, "enterprises/calls/stale.html", context, status=412)


def said_value(bound: Any) -> str:
    """The value of a field as people read it."""
    value = bound.value()
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    choices = {str(key): str(words) for key, words in getattr(bound.field, "choices", ()) or ()}
    values = value if isinstance(value, list | tuple) else [value]
    said = [choices.get(str(one), str(one)) for one in values if one not in (None, "")]
    return "\n".join(said).replace("\r\n", "\n")


def _next(tabs: list[dict[str, Any]], part: str) -> dict[str, Any]:
    names = [tab["name"] for tab in tabs]
    place = names.index(part) + 1 if part in names else len(tabs)
    return {"next_part": tabs[place] if place < len(tabs) else None}
