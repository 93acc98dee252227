"""Departments, with the words that point at their duties: the kernel's admin and one inline more."""

from django.contrib import admin

from kernel.accounts.admin import DepartmentAdmin
from kernel.accounts.models import Department
from kernel.common.admin import PortalAdmin, PortalInline

from ..models import DutyKeyword

admin.site.unregister(Department)


class KeywordInline(PortalInline):
    model = DutyKeyword


@admin.register(Department)
class BureauAdmin(DepartmentAdmin):
    inlines = (*DepartmentAdmin.inlines, KeywordInline)


@admin.register(DutyKeyword)
class DutyKeywordAdmin(PortalAdmin):
    list_display = ("word", "department")
    search_fields = ("word", "department__name", "department__initials")
    autocomplete_fields = ("department",)
    list_select_related = ("department",)
