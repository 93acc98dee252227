"""The acts on one drafted sentence: what each form asks of the services."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest

from kernel.common.errors import Invalid

from ..forms.plans import CutForm, LeadForm, TargetForm, VersionForm
from ..models import Action, Target
from ..services import drafts

Act = Callable[[HttpRequest, Action, dict[str, Any]], None]


def edit(request: HttpRequest, row: Action, data: dict[str, Any]) -> None:
    """A lead left as it was suggested stays a suggestion."""
    changes = {"text": data["text"]}
    if data["lead"] != row.lead:
        changes["lead"] = data["lead"]
    drafts.change_action(row, actor=request.user, partners=data["partners"], **changes)  # type: ignore[arg-type]


def _lead(request: HttpRequest, row: Action, data: dict[str, Any]) -> None:
    drafts.change_action(row, actor=request.user, lead=data["lead"])  # type: ignore[arg-type]


def _drop(request: HttpRequest, row: Action, data: dict[str, Any]) -> None:
    drafts.drop_action(row, actor=request.user)  # type: ignore[arg-type]


def _restore(request: HttpRequest, row: Action, data: dict[str, Any]) -> None:
    drafts.restore_action(row, actor=request.user)  # type: ignore[arg-type]


def _split(request: HttpRequest, row: Action, data: dict[str, Any]) -> None:
    at = data["at"]
    if at is None:
        source = row.measure.pillar.plan.policy.text[row.start : row.end]
        at = source.find(data["words"]) if data["words"] else -1
    try:
        drafts.split_action(row, at=at, actor=request.user)  # type: ignore[arg-type]
    except Invalid as refusal:
        # The place was chosen by scissors or by words: the box for the words is where one can choose again.
        raise Invalid(fields={"words": refusal.fields.get("at", [str(refusal)])}) from refusal


def _target(request: HttpRequest, row: Action, data: dict[str, Any]) -> None:
    drafts.set_target(
        row, actor=request.user, target=_own_target(request, row),  # type: ignore[arg-type]
        **{name: data[name] for name in ("value", "unit", "kind", "by", "text")},
    )  # fmt: skip


def _remove_target(request: HttpRequest, row: Action, data: dict[str, Any]) -> None:
    target = _own_target(request, row)
    if target is None:
        raise Http404
    target.action = row
    drafts.remove_target(target, actor=request.user)  # type: ignore[arg-type]


def _own_target(request: HttpRequest, row: Action) -> Target | None:
    """The target of this action that the form names; None when it names none, 404 when it names another's."""
    pk = request.POST.get("target", "")
    if not pk:
        return None
    target = row.targets.filter(pk=int(pk) if pk.isdecimal() else 0).first()
    if target is None:
        raise Http404
    return target


ACTS: dict[str, tuple[Act, type[VersionForm]]] = {
    "lead": (_lead, LeadForm),
    "drop": (_drop, VersionForm),
    "restore": (_restore, VersionForm),
    "split": (_split, CutForm),
    "target": (_target, TargetForm),
    "target-remove": (_remove_target, VersionForm),
}
