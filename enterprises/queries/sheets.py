"""The form of a call as it is asked, and what of an application's form is open."""

from typing import Any

from ..models import Application, ApplicationDocument, Call, CheckItem, FormField, FormSection, Material
from ..workflow import ApplicationStatus


def sections_of(call: Call) -> list[FormSection]:
    """The sections in their order, each with its fields prefetched; two queries."""
    return list(FormSection.objects.filter(form=call.form_id).prefetch_related("fields__document_kind"))


def fields_of(call: Call) -> dict[str, FormField]:
    """The fields of the call's form by their path, `section.field`, in order; one query."""
    fields = FormField.objects.filter(section__form=call.form_id).select_related("section")
    return {path_of(field): field for field in fields}


def path_of(field: FormField) -> str:
    """How pages and programs name a field: `section.field`."""
    return f"{field.section.key}.{field.key}"


def materials_of(call: Call) -> dict[str, Material]:
    """The materials of the call's form by their key, in order; one query."""
    return {row.key: row for row in Material.objects.filter(form=call.form_id).select_related("kind")}


def objections_to(application: Application) -> list[CheckItem]:
    """What the last formal check did not find in order, in the order of the form."""
    last = application.submissions.last()
    if last is None:
        return []
    items = last.check_items.exclude(finding=CheckItem.Finding.IN_ORDER)
    return list(items.select_related("field__section", "material"))


def open_paths(application: Application) -> set[str] | None:
    """The paths that may be written: None means all of them (a draft), an empty set none."""
    if application.status == ApplicationStatus.DRAFT:
        return None
    if application.status != ApplicationStatus.RETURNED:
        return set()
    return {path_of(item.field) for item in objections_to(application) if item.field is not None}


def open_materials(application: Application) -> set[str] | None:
    """The keys of the materials that may be changed, likewise."""
    if application.status == ApplicationStatus.DRAFT:
        return None
    if application.status != ApplicationStatus.RETURNED:
        return set()
    return {item.material.key for item in objections_to(application) if item.material is not None}


def answers_of(application: Application) -> dict[str, tuple[Any, int]]:
    """The answers given so far, by path, each with its version."""
    rows = application.answers.select_related("field__section")
    return {path_of(row.field): (row.value, row.version) for row in rows}


def picked(application: Application) -> dict[str, list[ApplicationDocument]]:
    """The documents put to each material, by the material's key."""
    found: dict[str, list[ApplicationDocument]] = {}
    for row in application.documents.select_related("material", "document__kind"):
        found.setdefault(row.material.key, []).append(row)
    return found
