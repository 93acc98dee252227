"""People, the tree of departments, who sits where, and what a group may see."""

from __future__ import annotations

import json
from typing import Any

from django.contrib.auth.models import AbstractUser, Group
from django.contrib.auth.models import UserManager as DjangoUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, OuterRef, Q
from django.db.models.functions import Cast
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from tree_queries.models import TreeNode
from tree_queries.query import TreeQuerySet

from kernel.common.jsonsql import JsonList
from kernel.common.prepared import Hole, Prepared

from ..scopes import Scope

division_code = RegexValidator(r"^\d{6}$", _("A division code has six digits (GB/T 2260)."))


class DepartmentQuerySet(TreeQuerySet):
    def visible_to(self, user: Any) -> DepartmentQuerySet:
        """The directory of departments is common knowledge among those who are signed in."""
        rows: DepartmentQuerySet = self if user.is_authenticated else self.none()
        return rows

    def open(self) -> DepartmentQuerySet:
        rows: DepartmentQuerySet = self.filter(disabled_on=None)
        return rows

    def named(self, name: str) -> DepartmentQuerySet:
        """The departments that go by this name, full, short or alias."""
        by_name = Q(name=name) | Q(short_name=name) | Q(code=name) | Q(aliases__name=name)
        rows: DepartmentQuerySet = self.filter(by_name).distinct()
        return rows


class Department(TreeNode):
    """A bureau, a district or an office inside one. Every list names bureaus in `protocol_order`."""

    class Kind(models.TextChoices):
        OFFICE = "office", _("campaign office")
        BUREAU = "bureau", _("bureau")
        DISTRICT = "district", _("district")
        UNIT = "unit", _("unit of a department")

    code = models.SlugField(_("code"), max_length=32, unique=True)
    name = models.CharField(_("name"), max_length=80, unique=True)
    short_name = models.CharField(_("short name"), max_length=24)
    initials = models.CharField(_("pinyin initials"), max_length=40, blank=True, editable=False)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.BUREAU)
    district_code = models.CharField(
        _("division code"), max_length=6, validators=[division_code], help_text="GB/T 2260"
    )
    protocol_order = models.PositiveSmallIntegerField(_("protocol order"), default=1000)
    disabled_on = models.DateField(_("disabled on"), null=True, blank=True)

    objects = DepartmentQuerySet.as_manager(with_tree_fields=False)

    class Meta:
        ordering = ["protocol_order", "pk"]
        verbose_name, verbose_name_plural = _("department"), _("departments")

    def __str__(self) -> str:
        return self.short_name


class DepartmentAlias(models.Model):
    """Another name a department goes by in texts: 发改委 for 市发展改革委."""

    department = models.ForeignKey(Department, models.CASCADE, related_name="aliases", verbose_name=_("department"))
    name = models.CharField(_("name"), max_length=80, unique=True)

    class Meta:
        ordering = ["name"]
        verbose_name, verbose_name_plural = _("alias"), _("aliases")

    def __str__(self) -> str:
        return self.name


class UserQuerySet(models.QuerySet["User"]):
    def visible_to(self, user: User) -> UserQuerySet:
        """Whoever may view people sees those of the departments in scope; everyone sees themselves."""
        scope = user.scope
        if scope.everything:
            return self
        members = Membership.objects.filter(department__in=scope.departments).values("user")
        return self.filter(Q(pk=user.pk) | Q(pk__in=members))

    def called(self, words: str) -> UserQuerySet:
        """The people whose name holds these words, or whose initials or account begin with them."""
        return self.filter(
            Q(full_name__icontains=words) | Q(initials__istartswith=words) | Q(username__istartswith=words)
        )

    def members_of(self, *departments: Department | int) -> UserQuerySet:
        """The active people who sit in one of the departments today."""
        seats = Membership.objects.filter(department__in=departments, until=None).values("user")
        return self.filter(is_active=True, pk__in=seats)

    def able_to(self, permission: str) -> UserQuerySet:
        """The active people whose groups carry `app.codename`."""
        app, codename = permission.split(".")
        return self.filter(
            is_active=True, groups__permissions__content_type__app_label=app, groups__permissions__codename=codename
        ).distinct()


class UserManager(DjangoUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    pass


class User(AbstractUser):
    """A person with one account of their own; the name is one field, as Chinese names are."""

    first_name = last_name = None  # type: ignore[assignment]
    full_name = models.CharField(_("name"), max_length=60)
    initials = models.CharField(_("pinyin initials"), max_length=40, blank=True, editable=False)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    must_change_password = models.BooleanField(
        _("must change the password"), default=False, editable=False,
        help_text=_("An administrator knows it: set anew at the next sign-in."),
    )  # fmt: skip
    language = models.CharField(_("language"), max_length=10, default="zh-hans")

    objects = UserManager()  # type: ignore[misc]
    REQUIRED_FIELDS = ["full_name"]

    class Meta(AbstractUser.Meta):
        ordering = ["full_name", "pk"]
        permissions = [("unmask_person", _("Can see unmasked personal data"))]

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name

    @cached_property
    def scope(self) -> Scope:
        """What this person's groups let them see, read once per request."""
        return read_scope(self)


class Post(models.Model):
    """What a person is in a department: director, liaison, leader in charge."""

    name = models.CharField(_("name"), max_length=40, unique=True)
    order = models.PositiveSmallIntegerField(_("order"), default=100)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name, verbose_name_plural = _("post"), _("posts")

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person's seat in a department; the first one is the main one."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name=_("person"))
    department = models.ForeignKey(Department, models.PROTECT, related_name="memberships", verbose_name=_("department"))
    post = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, verbose_name=_("post"))
    since = models.DateField(_("since"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name, verbose_name_plural = _("membership"), _("memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "department"], condition=Q(until=None), name="one_seat_in_a_department"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.department}"


class GroupScope(models.Model):
    """What the people of a group may see: their permissions say what they may do with it."""

    class Kind(models.TextChoices):
        ALL = "all", _("all departments")
        CHOSEN = "chosen", _("chosen departments")
        BELOW = "below", _("own department and below")
        DEPARTMENT = "department", _("own department")
        OWN = "own", _("own rows")

    code = models.SlugField(_("code"), max_length=40, unique=True)
    group = models.OneToOneField(Group, models.CASCADE, related_name="scope", verbose_name=_("group"))
    kind = models.CharField(_("scope"), max_length=12, choices=Kind, default=Kind.OWN)
    departments = models.ManyToManyField(Department, blank=True, verbose_name=_("chosen departments"))
    second_factor = models.BooleanField(_("second factor demanded"), default=False)

    class Meta:
        verbose_name, verbose_name_plural = _("scope of a group"), _("scopes of groups")

    def __str__(self) -> str:
        return f"{self.group}: {self.get_kind_display()}"


def scope_columns(user: Any) -> dict[str, Cast]:
    """What `scope_from` takes, as columns of a query in which `user` is the person's key."""
    kinds = GroupScope.objects.filter(group__user=OuterRef(user)).order_by()
    seats = Membership.objects.filter(user=OuterRef(user), until=None).order_by()
    chosen = Department.objects.filter(groupscope__group__user=OuterRef(user)).order_by()
    columns: dict[str, Any] = {
        "kinds": JsonList(kinds, F("kind")),
        "seats": JsonList(seats, F("department")),
        "below": Below(F(user)),
        "chosen": JsonList(chosen.filter(groupscope__kind=GroupScope.Kind.CHOSEN), F("pk")),
    }
    return {name: Cast(column, models.TextField()) for name, column in columns.items()}


def scope_from(user: User, kinds: str, seats: str, below: str, chosen: str) -> Scope:
    """The union of what the person's groups let them see; a superuser sees everything.

    Who sees everything still has departments of their own, where another of their groups gives them some: one acts for
    a department, not for all one sees.
    """
    held, kind = set(json.loads(kinds)), GroupScope.Kind
    departments = set(json.loads(chosen))
    if held & {kind.DEPARTMENT, kind.BELOW}:
        departments |= set(json.loads(below if kind.BELOW in held else seats))
    return Scope(user.is_superuser or kind.ALL in held, frozenset(departments), user.pk)


def read_scope(user: User) -> Scope:
    """The scope of `user`, in one query."""
    return scope_from(user, *_SCOPE.rows(user=user.pk)[0])


class Below(models.Func):
    """The departments in which a person sits today, and all below them."""

    output_field = models.JSONField()
    template = """(
        WITH RECURSIVE below(id) AS (
            SELECT department_id FROM accounts_membership WHERE user_id = %(expressions)s AND until IS NULL
            UNION SELECT d.id FROM accounts_department d JOIN below ON d.parent_id = below.id
        ) SELECT COALESCE(%(function)s(id), '[]') FROM below
    )"""
    function = "json_agg"

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, function="json_group_array", **context)


_SCOPE = Prepared(lambda: User.objects.filter(pk=Hole("user")).values_list(*scope_columns("pk").values()))
