"""Schemes, calls, forms and rubrics: looked up here; what makes a call is done in its editor."""

from typing import Any

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from kernel.activity.admin import TrackedAdmin
from kernel.common.admin import PortalAdmin, ReadOnlyAdmin, ReadOnlyInline

from ..models import (
    AwardTier,
    Call,
    Criterion,
    FormSection,
    FormVersion,
    LateCode,
    Material,
    Rubric,
    Scheme,
    Stage,
)
from .rules import RuleInline


class StageInline(ReadOnlyInline):
    model = Stage
    fields = readonly_fields = ("kind", "working_days", "starts_on", "ends_on")


class TierInline(ReadOnlyInline):
    model = AwardTier
    fields = readonly_fields = ("name", "quota", "pass_line", "money")


class SectionInline(ReadOnlyInline):
    model = FormSection
    fields = readonly_fields = ("title", "key", "hint")


class MaterialInline(ReadOnlyInline):
    model = Material
    fields = readonly_fields = ("title", "source", "kind", "required", "least", "most")


class CriterionInline(ReadOnlyInline):
    model = Criterion
    fields = readonly_fields = ("number", "title", "most", "hint")


@admin.register(Scheme)
class SchemeAdmin(PortalAdmin):
    """Nothing is deleted: a scheme that ends is disabled from a day."""

    list_display = ("code", "name", "kind", "department", "valid_years", "disabled_on")
    list_filter = ("kind", "department")
    search_fields = ("code", "name")
    list_select_related = ("department",)
    autocomplete_fields = ("department",)

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        return False


@admin.register(Call)
class CallAdmin(TrackedAdmin):
    list_display = ("title", "status", "closes_at", "editor", "opens_at", "scheme", "year")
    list_filter = ("status", "year", "scheme")
    search_fields = ("title", "scheme__name", "scheme__code")
    date_hierarchy = "closes_at"
    list_select_related = ("scheme",)
    fieldsets = (
        (None, {"fields": ("title", "scheme", "year", "introduction", "contact", "editor")}),
        (_("When and how"), {"fields": ("opens_at", "closes_at", "form", "rubric", "most_returns", "receipts")}),
        (_("How it stands"), {"fields": ("status", "copied_from", "version")}),
    )
    inlines = (StageInline, TierInline, RuleInline)

    @admin.display(description=_("editor"))
    def editor(self, call: Call) -> str:
        return format_html(
            '<a href="{}">{}</a>', reverse("enterprises:call-edit", args=[call.pk]), _("Open the editor")
        )


@admin.register(FormVersion)
class FormVersionAdmin(TrackedAdmin):
    list_display = ("__str__", "scheme", "number", "status", "remark")
    list_filter = ("status", "scheme")
    search_fields = ("scheme__name", "remark")
    list_select_related = ("scheme",)
    fieldsets = ((None, {"fields": ("scheme", "number", "remark", "status", "version")}),)
    inlines = (SectionInline, MaterialInline)


@admin.register(Rubric)
class RubricAdmin(TrackedAdmin):
    list_display = ("name", "code", "number", "status", "basis")
    list_filter = ("status", "code")
    search_fields = ("name", "code")
    fieldsets = ((None, {"fields": ("name", "code", "number", "basis", "status", "version")}),)
    inlines = (CriterionInline,)


@admin.register(LateCode)
class LateCodeAdmin(ReadOnlyAdmin):
    list_display = ("__str__", "call", "uses", "used", "expires_at", "made_by", "made_at", "reason")
    list_filter = ("call",)
    search_fields = ("call__title", "reason")
    date_hierarchy = "made_at"
    list_select_related = ("call", "made_by")
    fields = ("call", "hint", "uses", "used", "expires_at", "reason", "made_by", "made_at")
