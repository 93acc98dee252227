"""The form of a scheme: versions, and their sections, fields and materials, edited only while a version is a draft."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kernel.accounts.models import User
from kernel.activity.services import keep, record
from kernel.common.errors import DomainError, Invalid

from ..models import FormField, FormSection, FormVersion, Material, Scheme
from ..workflow import VersionStatus
from .rows import clone_all, move
from .schemes import require_runner

Part = FormSection | FormField | Material
About = Mapping[str, Any]
MOST_LINK_DAYS = 365
# What a field is filled in from: enterprise.name, figure.revenue.-1 (last year), brand.name.
PREFILL = r"^[a-z_]+(\.[a-z0-9_-]+){1,2}$"
COLUMN_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")


class FormFrozen(DomainError):
    """A call stands on this version: firms answer it, so it no longer changes."""

    code = "form_frozen"


@transaction.atomic
def first_form_version(scheme: Scheme, *, actor: User | None, remark: str = "") -> FormVersion:
    """An empty draft of the scheme's next version."""
    require_runner(scheme, actor)
    latest = scheme.form_versions.first()
    form = FormVersion.objects.create(scheme=scheme, number=latest.number + 1 if latest else 1, remark=remark)
    record(form, "create", actor=actor)
    return form


@transaction.atomic
def new_form_version(source: FormVersion, *, actor: User | None, remark: str = "") -> FormVersion:
    """A draft that asks the same as `source`; calls that stand on `source` keep it."""
    form = first_form_version(source.scheme, actor=actor, remark=remark)
    for section in source.sections.prefetch_related("fields"):
        copy = FormSection.objects.create(
            form=form, key=section.key, title=section.title, hint=section.hint, order=section.order
        )
        clone_all(section.fields.all(), section=copy)
    clone_all(source.materials.all(), form=form)
    record(form, "copy", actor=actor, note=str(source))
    return form


@transaction.atomic
def add_part(form: FormVersion, part: Part, *, actor: User | None) -> FormVersion:
    """Add a section, a field or a material at the end; its key is made when it has none."""
    row = _open(form, actor)
    _check(part)
    mates = _mates(part)
    part.key = part.key or _free_key(part, mates)
    part.order = max((mate.order for mate in mates), default=0) + 10
    part.save()
    record(row, f"add_{_kind(part)}", actor=actor, note=str(part))
    return row


@transaction.atomic
def change_part(form: FormVersion, part: Part, *, actor: User | None, **changes: Any) -> FormVersion:
    """Change a section, a field or a material of a draft version."""
    row = _open(form, actor)
    before = {name: _plain(getattr(part, name)) for name in changes}
    for name, value in changes.items():
        setattr(part, name, value)
    _check(part)
    after = {name: _plain(getattr(part, name)) for name in changes}
    moved = {name for name in changes if before[name] != after[name]}
    part.save(update_fields=list(changes))
    record(
        row, f"change_{_kind(part)}", actor=actor,
        before={name: before[name] for name in moved}, after={name: after[name] for name in moved}, note=str(part),
    )  # fmt: skip
    return row


@transaction.atomic
def remove_part(form: FormVersion, part: Part, *, actor: User | None) -> FormVersion:
    """Take a section with its fields, a field or a material out of a draft version."""
    row = _open(form, actor)
    record(row, f"remove_{_kind(part)}", actor=actor, note=str(part))
    part.delete()
    return row


@transaction.atomic
def move_part(form: FormVersion, part: Part, *, up: bool, actor: User | None) -> FormVersion:
    """Ask it earlier or later."""
    row = _open(form, actor)
    move(part, _mates(part), up=up)
    return row


@transaction.atomic
def duplicate_field(form: FormVersion, field: FormField, *, actor: User | None) -> FormVersion:
    """The same question once more, right below it, to be changed."""
    row = _open(form, actor)
    mates = _mates(field)
    [copy] = clone_all([field], key=_free_key(field, mates), label=_("%(label)s (copy)") % {"label": field.label[:110]})
    place = next(n for n, mate in enumerate(mates) if mate.pk == field.pk)
    mates.insert(place + 1, copy)
    for number, mate in enumerate(mates, start=1):
        mate.order = number * 10
    FormField.objects.bulk_update(mates, ["order"])
    record(row, "add_field", actor=actor, note=copy.label)
    return row


@transaction.atomic
def set_form(
    form: FormVersion, *, sections: Sequence[About], materials: Sequence[About], actor: User | None
) -> FormVersion:
    """Lay a draft version down anew: parts are known by their keys, what is not given goes, and the order is as given.

    A section holds its `fields`; a part without a key gets one. Invalid (400) names all that cannot be right by
    pointer, as `sections/0/fields/2/options`; then nothing is written.
    """
    row = _open(form, actor)
    wrong: dict[str, list[str]] = {}
    before = _told(row)
    laid = _laid(FormSection, {"form": row}, sections, "sections", wrong)
    brought = _laid(Material, {"form": row}, materials, "materials", wrong)
    asked = [
        _laid(FormField, {"section": section}, about.get("fields", ()), f"sections/{place}/fields", wrong)
        for place, (section, about) in enumerate(zip(laid, sections, strict=True))
    ]
    if wrong:
        raise Invalid(fields=wrong)
    row.sections.exclude(key__in=[section.key for section in laid]).delete()
    row.materials.exclude(key__in=[material.key for material in brought]).delete()
    for section, fields in zip(laid, asked, strict=True):
        section.save()
        section.fields.exclude(key__in=[field.key for field in fields]).delete()
    for part in (*brought, *(field for fields in asked for field in fields)):
        part.save()
    record(row, "set_form", actor=actor, before=before, after=_told(row))
    return row


def _laid(model: Any, owner: Mapping[str, Any], given: Sequence[About], pointer: str, wrong: dict[str, Any]) -> Any:
    """The parts as they shall be, not yet written; what cannot be right is put into `wrong`."""
    there = {part.key: part for part in model.objects.filter(**owner)} if all(one.pk for one in owner.values()) else {}
    parts: list[Any] = []
    for place, about in enumerate(given):
        part = there.get(about.get("key") or "") or model(**owner, key=about.get("key") or "")
        for name in set(about) - {"key", "fields"}:
            setattr(part, name, about[name])
        mates = {mate.key: mate for mate in (*there.values(), *parts)}
        part.key, part.order = part.key or _free_key(part, list(mates.values())), (place + 1) * 10
        faults = _wrong_with(part)
        if part.key in {other.key for other in parts}:
            faults["key"] = [_("The key stands there twice.")]
        wrong |= {f"{pointer}/{place}/{name}": sentences for name, sentences in faults.items()}
        parts.append(part)
    return parts


def _told(form: FormVersion) -> dict[str, Any]:
    """What the form asks, for its history."""
    sections = form.sections.prefetch_related("fields")
    asked = [f"{section}: {_(', ').join(str(field) for field in section.fields.all())}" for section in sections]
    return {"sections": asked, "materials": [str(material) for material in form.materials.all()]}


def _open(form: FormVersion, actor: User | None) -> FormVersion:
    """The locked row of a draft version, counted on: FormFrozen (409), StaleVersion (412)."""
    require_runner(form.scheme, actor)
    row = keep(form)
    if row.status != VersionStatus.DRAFT:
        raise FormFrozen(_("Version %(n)d is frozen; make a new version to change the form.") % {"n": row.number})
    return row


def _check(part: Part) -> None:
    if wrong := _wrong_with(part):
        raise Invalid(fields=wrong)


def _wrong_with(part: Part) -> dict[str, list[str]]:
    if isinstance(part, Material) and part.least > part.most:
        return {"most": [_("At most is less than at least.")]}
    return _check_field(part) if isinstance(part, FormField) else {}


def _check_field(field: FormField) -> dict[str, list[str]]:
    kinds = FormField.Kind
    if field.kind in (kinds.CHOICE, kinds.CHOICES) and len(set(field.options)) < len(field.options):
        return {"options": [_("One of the choices stands there twice.")]}
    if field.kind in (kinds.CHOICE, kinds.CHOICES) and not field.options:
        return {"options": [_("Give the words to choose from.")]}
    if field.kind == kinds.TABLE and not _columns_hold(field.columns):
        return {"columns": [_("Give each column a key and a label of its own.")]}
    if field.least is not None and field.most is not None and field.least > field.most:
        return {"most": [_("At most is less than at least.")]}
    return {}


def _columns_hold(columns: Any) -> bool:
    keys = [column.get("key", "") for column in columns]
    labelled = all(COLUMN_KEY.fullmatch(column.get("key", "")) and column.get("label") for column in columns)
    return bool(keys) and labelled and len(set(keys)) == len(keys)


def _mates(part: Part) -> list[Any]:
    """The rows it stands among, in their order."""
    if isinstance(part, FormField):
        return list(FormField.objects.filter(section=part.section_id))
    model: Any = type(part)
    return list(model.objects.filter(form=part.form_id))


def _free_key(part: Part, mates: list[Any]) -> str:
    taken, number = {mate.key for mate in mates}, len(mates) + 1
    while f"{_kind(part)}{number}" in taken:
        number += 1
    return f"{_kind(part)}{number}"


def _kind(part: Part) -> str:
    return {FormSection: "section", FormField: "field", Material: "material"}[type(part)]


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int | bool | list | None) else str(value)
