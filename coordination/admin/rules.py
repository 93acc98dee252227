"""The numbers a plan is supervised by, with their basis."""

from django.contrib import admin

from kernel.common.admin import PortalAdmin

from ..models import SupervisionRule


@admin.register(SupervisionRule)
class SupervisionRuleAdmin(PortalAdmin):
    list_display = ("name", "in_force_from", "in_force_until", "report_day", "sign_days", "yellow_gap", "red_gap")
    search_fields = ("name", "basis")
    date_hierarchy = "in_force_from"
