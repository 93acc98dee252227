"""Figures as the nightly roll-up wrote them, and lights as they turned: to read."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from kernel.common.admin import ReadOnlyAdmin, light, row_link

from ..models import Indicator, LightChange, Reading


@admin.register(Indicator)
class IndicatorAdmin(ReadOnlyAdmin):
    list_display = ("__str__", "unit", "code")
    fields = ("code", "name_zh", "name_en", "unit")
    search_fields = ("code", "name_zh", "name_en")


@admin.register(Reading)
class ReadingAdmin(ReadOnlyAdmin):
    list_display = ("on", "indicator", "plan", "measure", "department", "value")
    list_filter = ("plan", "indicator")
    search_fields = ("indicator__code", "indicator__name_zh", "department__name", "department__initials")
    list_select_related = ("indicator", "plan", "measure__pillar", "department")
    ordering = ("-pk",)


@admin.register(LightChange)
class LightChangeAdmin(ReadOnlyAdmin):
    list_display = ("on", "of_task", "from_light", "to_light")
    list_filter = ("after", "task__plan")
    search_fields = ("task__number", "task__title", "task__initials")
    date_hierarchy = "on"
    list_select_related = ("task",)
    fields = readonly_fields = ("on", "of_task", "from_light", "to_light")

    @admin.display(description=_("task"))
    def of_task(self, change: LightChange) -> str:
        return row_link(change.task)

    @admin.display(description=_("from"))
    def from_light(self, change: LightChange) -> str:
        return light(change.before)

    @admin.display(description=_("to"))
    def to_light(self, change: LightChange) -> str:
        return light(change.after, change.reason)
