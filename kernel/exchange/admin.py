"""The rule of imports and exports; jobs and imports are their owners' alone."""

from django.contrib import admin
from django.http import HttpRequest

from kernel.common.admin import PortalAdmin

from .models import ExchangeRule


@admin.register(ExchangeRule)
class ExchangeRuleAdmin(PortalAdmin):
    list_display = ("name", "in_force_from", "most_rows", "rows_at_once", "keep_days", "undo_hours", "basis")
    search_fields = ("name", "basis")

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False
