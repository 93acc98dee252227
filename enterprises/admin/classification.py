"""Divisions with who looks after them, industries, and the registry's rule."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from kernel.common.admin import PortalAdmin

from ..models import Division, Industry, RegistryRule


@admin.register(Division)
class DivisionAdmin(PortalAdmin):
    list_display = ("code", "name", "department")
    search_fields = ("code", "name", "department__name", "department__initials")
    list_select_related = ("department",)
    autocomplete_fields = ("department",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["code"] if obj else []


@admin.register(Industry)
class IndustryAdmin(PortalAdmin):
    list_display = ("code", "name", "parent")
    search_fields = ("code", "name")
    list_select_related = ("parent",)
    autocomplete_fields = ("parent",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["code"] if obj else []


@admin.register(RegistryRule)
class RegistryRuleAdmin(PortalAdmin):
    list_display = ("name", "in_force_from", "approval_days", "join_days", "tries", "tries_minutes")
    search_fields = ("name", "basis")
    date_hierarchy = "in_force_from"
