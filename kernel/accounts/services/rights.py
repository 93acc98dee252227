"""Rights: given by one who keeps no people, never to oneself, and never so that two administrators become one."""

from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils.translation import gettext as _

from kernel.common.errors import Invalid, NotPermitted

from ..models import GroupScope, User
from .guards import GIVE_RIGHTS, note_edit, require, require_other


@transaction.atomic
def set_groups(person: User, groups: Iterable[Group], *, actor: User) -> User:
    """Put the person into exactly these groups; whoever is in one of ADMIN_GROUPS may enter the admin.

    Invalid (400) for two administrators in one person, NotPermitted (403) for oneself.
    """
    require(actor, GIVE_RIGHTS)
    require_other(actor, person)
    chosen = list(groups)
    codes = set(GroupScope.objects.filter(group__in=chosen).values_list("code", flat=True))
    if len(codes & set(settings.ADMINISTRATORS_APART)) > 1:
        raise Invalid(fields={"groups": [_("System, security and audit administrator are three people.")]})
    before = sorted(str(group) for group in person.groups.all())
    person.groups.set(chosen)
    person.is_staff = person.is_superuser or bool(codes & set(settings.ADMIN_GROUPS))
    person.save(update_fields=["is_staff"])
    after = sorted(str(group) for group in chosen)
    if before != after:
        note_edit(person, actor, {"groups": [", ".join(before), ", ".join(after)]})
    return person


@transaction.atomic
def set_group_permissions(group: Group, permissions: Iterable[Permission], *, actor: User) -> Group:
    """Give a group exactly these permissions; not one's own group, and not one of the three administrators' (403)."""
    require(actor, GIVE_RIGHTS)
    if actor.groups.filter(pk=group.pk).exists():
        raise NotPermitted(_("Nobody changes the rights of their own group."))
    if GroupScope.objects.filter(group=group, code__in=settings.ADMINISTRATORS_APART).exists():
        raise NotPermitted(_("The rights of the three administrators are fixed."))
    before = sorted(group.permissions.values_list("codename", flat=True))
    group.permissions.set(permissions)
    after = sorted(group.permissions.values_list("codename", flat=True))
    if before != after:
        gone, come = sorted(set(before) - set(after)), sorted(set(after) - set(before))
        note_edit(group, actor, {"permissions": [", ".join(gone), ", ".join(come)]})
    return group
