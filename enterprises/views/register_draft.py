"""The draft of a registration: whose it is, which step comes next, and what it says in words."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest
from django.utils.translation import gettext as _

from kernel.accounts.models import User
from kernel.common.errors import Invalid
from kernel.common.masking import mask_name

from ..codes import wrong_with
from ..models import Division, Enterprise, Industry, RegistrationDraft
from ..queries.registration import is_registered, known_by
from ..services.registration import Claim
from ..workflow import EnterpriseStatus

IN_SESSION = "registration"
STEPS = ["code", "firm", "person", "licence", "check"]


def user_of(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


def draft_of(request: HttpRequest) -> RegistrationDraft | None:
    key = request.session.get(IN_SESSION, "")
    return RegistrationDraft.objects.filter(key=key).select_related("registration").first() if key else None


def steps_for(user: User | None) -> list[str]:
    """Whoever has signed in is known already."""
    return [name for name in STEPS if name != "person" or user is None]


def first_open(draft: RegistrationDraft | None, user: User | None) -> str:
    """The first step not yet filled in; the summary when all are."""
    for name in steps_for(user):
        if draft is None or (name == "licence" and not draft.licence):
            return name if draft else "code"
        if name in ("code", "firm", "person") and not draft.of(name):
            return name
    return "check"


def said_of(code: str) -> dict[str, Any]:
    """Whether a code is wrong, registered, known or new; a known firm's name is told in part."""
    if wrong := wrong_with(code):
        return {"wrong": wrong}
    firm = known_by(code)
    if is_registered(firm):
        return {"registered": True, "code": code}
    if firm is not None and firm.status == EnterpriseStatus.CLOSED:
        return {"wrong": _("This enterprise is noted as closed down: please ask the campaign office.")}
    return {"known": mask_name(firm.name)} if firm is not None else {"new": True}


def claim_of(draft: RegistrationDraft) -> Claim:
    """What the draft says of the firm; Invalid (400) when a district or branch is gone meanwhile."""
    firm = draft.of("firm")
    division = Division.objects.filter(pk=firm.get("division")).first()
    if division is None:
        raise Invalid(fields={"division": [_("Choose the district.")]})
    return Claim(
        uscc=draft.of("code")["uscc"], name=firm["name"], division=division,
        industry=Industry.objects.filter(pk=firm["industry"]).first() if firm.get("industry") else None,
        size=firm.get("size", ""), founded_on=date.fromisoformat(firm["founded_on"]),
        legal_representative=firm["legal_representative"], address=firm["address"],
    )  # fmt: skip


def answers_of(draft: RegistrationDraft, user: User | None) -> list[dict[str, str]]:
    """Each answer with its label, its value in words, and the step that changes it."""
    firm, person = draft.of("firm"), draft.of("person")
    division = Division.objects.filter(pk=firm.get("division")).first()
    industry = Industry.objects.filter(pk=firm.get("industry") or "-").first()
    sizes = dict(Enterprise.Size.choices)
    rows = [
        ("code", _("Unified social credit code"), draft.of("code").get("uscc", "")),
        ("firm", _("Name of the enterprise"), firm.get("name", "")),
        ("firm", _("District"), division),
        ("firm", _("Industry"), industry),
        ("firm", _("Size"), sizes.get(firm.get("size", ""), "")),
        ("firm", _("Founded on"), firm.get("founded_on")),
        ("firm", _("Legal representative"), firm.get("legal_representative")),
        ("firm", _("Registered address"), firm.get("address")),
    ]
    if user is None:
        rows += [
            ("person", _("Your name"), person.get("full_name")),
            ("person", _("Your telephone"), person.get("phone")),
            ("person", _("User name"), person.get("username")),
        ]
    rows.append(("licence", _("Picture of the licence"), draft.licence_name))
    return [{"step": step, "label": label, "value": str(value or "")} for step, label, value in rows]


def plain(value: Any) -> Any:
    """A cleaned value as JSON keeps it: a row by its key."""
    if hasattr(value, "pk"):
        return value.pk
    return DjangoJSONEncoder().default(value) if isinstance(value, date) else value
