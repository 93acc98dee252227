"""Departments in protocol order, with the names they go by and the people who sit in them."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from kernel.common.admin import BulkAdmin, BulkResult, BulkStep, PortalAdmin, PortalInline, each

from .. import services
from ..models import Department, DepartmentAlias, Membership, Post


def _disable(rows: list[Any], request: HttpRequest, note: str) -> BulkResult:
    today, actor = timezone.localdate(), request.user
    return each(rows, lambda row: services.disable_department(row, actor=actor, on=today))  # type: ignore[arg-type]


class OpenFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "open"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return [("1", _("open")), ("0", _("disabled"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(disabled_on__isnull=self.value() == "1") if self.value() in ("0", "1") else queryset


class AliasInline(PortalInline):
    model = DepartmentAlias


class SeatInline(PortalInline):
    model = Membership
    autocomplete_fields = ("user", "department", "post")


@admin.register(Department)
class DepartmentAdmin(BulkAdmin):
    list_display = ("name", "short_name", "code", "kind", "parent", "district_code", "protocol_order", "disabled_on")
    list_filter = ("kind", OpenFilter)
    search_fields = ("name", "short_name", "code", "initials", "aliases__name")
    list_select_related = ("parent",)
    autocomplete_fields = ("parent",)
    ordering = ("protocol_order", "pk")
    fields = (
        "code", "name", "short_name", "initials", "kind", "parent", "district_code", "protocol_order", "disabled_on",
    )  # fmt: skip
    readonly_fields = ("initials", "disabled_on")
    inlines: ClassVar[tuple[type[admin.TabularInline], ...]] = (AliasInline, SeatInline)
    bulk_steps = (
        BulkStep(
            "disable", _("Disable departments"), _("They lead nothing new from today; what they did stays."),
            "accounts.change_department", _disable, danger=True,
        ),
    )  # fmt: skip

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        services.save_department(obj, actor=request.user)  # type: ignore[arg-type]


@admin.register(DepartmentAlias)
class DepartmentAliasAdmin(PortalAdmin):
    list_display = ("name", "department")
    search_fields = ("name", "department__name", "department__initials")
    autocomplete_fields = ("department",)
    list_select_related = ("department",)


@admin.register(Post)
class PostAdmin(PortalAdmin):
    list_display = ("name", "order")
    search_fields = ("name",)


# The tree's own package brings no Chinese, nor does Django for what only a screen reader says in its admin.
WORDS_OF_OTHERS = (
    gettext_noop("parent"), gettext_noop("Model name"), gettext_noop("Add link"),
    gettext_noop("Change or view list link"),
)  # fmt: skip
