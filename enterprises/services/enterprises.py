"""A firm's own entry: kept by the office, completed by its owners, imported, closed."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from kernel.accounts.models import User
from kernel.accounts.services import initials_of
from kernel.activity.services import advance, amend, notify, record, require
from kernel.common.errors import DomainError, Invalid

from ..codes import clean_code, wrong_with
from ..models import Enterprise, FormerName
from ..queries.people import people_of
from ..workflow import EnterpriseStatus
from ..workflow.registry import ACT, MANAGE
from .seats import OWNER, require_seat

# What owners keep themselves; name and code only change through the office.
OWN_FIELDS = ("industry", "size", "address", "introduction")
OFFICE_FIELDS = (
    "name", "division", "industry", "size", "founded_on", "legal_representative", "registered_capital", "address",
    "introduction",
)  # fmt: skip


@transaction.atomic
def add_enterprise(*, actor: User, **fields: Any) -> Enterprise:
    """An entry that the office makes; nobody has claimed it. Invalid (400) for a code that is wrong or known."""
    require(actor, MANAGE)
    code = clean_code(fields.pop("uscc", ""))
    if said := wrong_with(code):
        raise Invalid(fields={"uscc": [said]})
    try:
        with transaction.atomic():
            firm = Enterprise.objects.create(uscc=code, initials=initials_of(fields["name"]), **fields)
    except IntegrityError as known:
        raise Invalid(fields={"uscc": [_("The registry has this credit code already.")]}) from known
    record(firm, "add", actor=actor, target=firm.status)
    return firm


@transaction.atomic
def change_enterprise(firm: Enterprise, *, actor: User, today: date, note: str = "", **changes: Any) -> Enterprise:
    """The office's edit; another name keeps the one before it, and the firm's people are told."""
    require(actor, MANAGE)
    _refuse_unknown(changes, OFFICE_FIELDS)
    old = firm.name
    if changes.get("name", old) != old:
        changes["initials"] = initials_of(changes["name"])
    row = amend(firm, actor=actor, permission=MANAGE, note=note, **changes)
    if row.name != old:
        FormerName.objects.get_or_create(enterprise=row, name=old, defaults={"until": today})
        key = f"enterprise_renamed:{row.pk}:{row.version}"
        notify(people_of(row), "enterprise_renamed", about=row, dedupe_key=key, name=row.name, old=old)
    return row


def edit_own(firm: Enterprise, *, actor: User, **changes: Any) -> Enterprise:
    """An owner's edit of the firm's own data; Invalid (400) names what only the office changes."""
    require_seat(firm, actor, OWNER)
    _refuse_unknown(changes, OWN_FIELDS)
    return amend(firm, actor=actor, permission=ACT, **changes)


def close_enterprise(firm: Enterprise, *, actor: User, note: str) -> Enterprise:
    """The firm has ceased to be: nobody acts for it any more."""
    return advance(firm, "close", actor=actor, note=note)


def reopen_enterprise(firm: Enterprise, *, actor: User, note: str) -> Enterprise:
    """It was noted as closed down wrongly."""
    return advance(firm, "reopen", actor=actor, note=note)


@transaction.atomic
def import_enterprise(cleaned: dict[str, Any], *, actor: User, today: date) -> Enterprise:
    """One row of an import: a new entry, or what is known of one changed by its code; a blank cell changes nothing.

    Invalid (400) at the column; DomainError (409) for an entry that was merged away or closed down.
    """
    require(actor, MANAGE)
    fields = {name: value for name, value in cleaned.items() if value not in (None, "") and name != "uscc"}
    firm = Enterprise.objects.filter(uscc=clean_code(cleaned.get("uscc", ""))).first()
    if firm is None:
        return add_enterprise(actor=actor, uscc=cleaned.get("uscc", ""), **fields)
    if firm.status not in (EnterpriseStatus.UNCLAIMED, EnterpriseStatus.ACTIVE):
        words = {"name": firm.name, "status": firm.get_status_display()}
        raise DomainError(_("%(name)s is %(status)s; it is not changed by an import.") % words)
    return change_enterprise(firm, actor=actor, today=today, note=_("by import"), **fields)


def as_it_stands(firm: Enterprise) -> dict[str, Any]:
    """What the office keeps of the firm, in values that JSON can hold."""
    values = {name: firm.serializable_value(name) for name in OFFICE_FIELDS}
    return {name: value if value is None else str(value) for name, value in values.items()}


@transaction.atomic
def take_back_import(firm: Enterprise, before: dict[str, Any], *, actor: User, today: date) -> None:
    """The entry as it stood before an import wrote it; one that was new is gone again.

    DomainError (409) when something hangs on a new entry by now: what others filed is not thrown away with it.
    """
    require(actor, MANAGE)
    if before:
        fields = {name: Enterprise._meta.get_field(name) for name in before}
        old = {fields[name].attname: fields[name].to_python(value) for name, value in before.items()}  # type: ignore[union-attr]
        new_name = firm.name
        kept = Enterprise(**old)
        changes = {name: getattr(kept, name) for name in before}
        row = change_enterprise(firm, actor=actor, today=today, note=_("import taken back"), **changes)
        row.former_names.filter(name__in=(new_name, row.name), until=today).delete()
        return
    if any(row.related_model._base_manager.filter(**{row.field.name: firm}).exists() for row in _hanging()):
        raise DomainError(_("Something was filed under %(name)s since; it stays.") % {"name": firm.name})
    firm.delete()


def _hanging() -> list[Any]:
    """Every kind of row that may hang on a firm."""
    return list(Enterprise._meta.related_objects)


def _refuse_unknown(changes: dict[str, Any], known: tuple[str, ...]) -> None:
    if unknown := sorted(set(changes) - set(known)):
        raise Invalid(fields={name: [_("This is changed by the campaign office only.")] for name in unknown})
