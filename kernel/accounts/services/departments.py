"""Departments are named, found by their initials, and closed once nobody sits in them."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from pypinyin import Style, lazy_pinyin

from kernel.common.errors import DomainError

from ..models import Department, Membership, User
from .guards import require


class StillInUse(DomainError):
    """People or units still belong to the department."""

    code = "department_in_use"


def initials_of(name: str) -> str:
    """The pinyin initials a name is searched by: 商务局 -> swj."""
    return "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).lower()[:40]


def save_department(department: Department, *, actor: User) -> Department:
    """Keep a new or changed department with the initials of its name; NotPermitted (403)."""
    require(actor, "accounts.add_department" if department.pk is None else "accounts.change_department")
    department.initials = initials_of(department.name)
    department.save()
    return department


@transaction.atomic
def disable_department(department: Department, *, actor: User, on: date) -> Department:
    """Close a department from the day `on`: it leads nothing new; StillInUse (409) while any belong to it."""
    require(actor, "accounts.change_department")
    row: Department = Department.objects.select_for_update().get(pk=department.pk)
    seats = Membership.objects.filter(department=row, until=None).count()
    if seats:
        raise StillInUse(_("%(n)d people still sit in it; move them first.") % {"n": seats})
    if row.children.filter(disabled_on=None).exists():
        raise StillInUse(_("Units below it are still open."))
    if row.disabled_on is None:
        row.disabled_on = on
        row.save(update_fields=["disabled_on"])
    return row
