"""Plans with their pillars and measures, the sentences they are made of, and the texts they came from."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kernel.activity.admin import TrackedAdmin
from kernel.common.admin import ReadOnlyAdmin, ReadOnlyInline, row_link

from ..models import Action, Measure, Pillar, Plan, PolicyText, Target
from ..services import drafts, plans


class PillarInline(ReadOnlyInline):
    model = Pillar
    fields = readonly_fields = ("order", "number", "title")


class MeasureInline(ReadOnlyInline):
    model = Measure
    fields = readonly_fields = ("order", "number", "title")


class TargetInline(ReadOnlyInline):
    model = Target
    fields = readonly_fields = ("text", "value", "unit", "by", "kind", "task")


@admin.register(Plan)
class PlanAdmin(TrackedAdmin):
    list_display = ("name", "status", "first_year", "last_year", "rule", "confirmed_on")
    list_filter = ("status",)
    search_fields = ("name",)
    date_hierarchy = "created_at"
    list_select_related = ("rule",)
    written = ("name", "rule")
    fieldsets = (
        (None, {"fields": ("name", "policy", "rule")}),
        (
            _("How it stands"),
            {"fields": ("status", "first_year", "last_year", "confirmed_on", "created_at", "version")},
        ),
    )
    inlines = (PillarInline,)

    def write(self, subject: Any, request: HttpRequest, note: str, changes: dict[str, Any]) -> Plan:
        actor: Any = request.user
        return plans.edit_plan(subject, actor=actor, note=note, today=timezone.localdate(), **changes)


@admin.register(Pillar)
class PillarAdmin(ReadOnlyAdmin):
    list_display = ("__str__", "plan", "order")
    list_filter = ("plan",)
    search_fields = ("title",)
    list_select_related = ("plan",)
    inlines = (MeasureInline,)


@admin.register(Measure)
class MeasureAdmin(ReadOnlyAdmin):
    list_display = ("__str__", "pillar", "order")
    list_filter = ("pillar__plan",)
    search_fields = ("title",)
    list_select_related = ("pillar",)


@admin.register(Action)
class ActionAdmin(TrackedAdmin):
    list_display = ("__str__", "measure", "lead", "lead_suggested", "dropped", "merged_into")
    list_filter = ("measure__pillar__plan", "lead_suggested", "dropped")
    search_fields = ("text", "lead__name", "lead__initials")
    list_select_related = ("measure__pillar", "lead", "merged_into")
    autocomplete_fields = ("lead", "partners")
    written = ("text", "lead", "partners")
    fieldsets = (
        (None, {"fields": ("text", "lead", "partners")}),
        (
            _("As the text has it"),
            {"fields": ("measure", "start", "end", "lead_text", "partners_text", "lead_suggested", "why")},
        ),
        (_("How it stands"), {"fields": ("dropped", "merged_into", "version")}),
    )
    inlines = (TargetInline,)

    def write(self, subject: Any, request: HttpRequest, note: str, changes: dict[str, Any]) -> Action:
        actor: Any = request.user
        return drafts.change_action(subject, actor=actor, **changes)


@admin.register(PolicyText)
class PolicyTextAdmin(ReadOnlyAdmin):
    list_display = ("title", "source_name", "imported_by", "imported_at", "its_plans")
    search_fields = ("title", "source_name")
    date_hierarchy = "imported_at"
    list_select_related = ("imported_by",)
    fields = ("title", "source_name", "imported_by", "imported_at", "digest", "text")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("plans")

    @admin.display(description=_("plans"))
    def its_plans(self, policy: PolicyText) -> str:
        return ", ".join(str(plan) for plan in policy.plans.all()) or "–"


@admin.register(Target)
class TargetAdmin(ReadOnlyAdmin):
    """Targets change with the draft of their sentence, on the review page."""

    list_display = ("text", "value", "unit", "by", "kind", "of_task")
    list_filter = ("kind", "action__measure__pillar__plan")
    search_fields = ("text", "task__number", "task__title", "task__initials")
    list_select_related = ("task",)
    date_hierarchy = "by"

    @admin.display(description=_("task"))
    def of_task(self, target: Target) -> str:
        return row_link(target.task)
