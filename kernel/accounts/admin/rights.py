"""Groups, what they may do and what they see: the security administrator's own."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kernel.common.admin import PortalAdmin, PortalInline, withdraw

from .. import services
from ..models import GroupScope

withdraw("django.contrib.auth.admin", Group)


class ScopeInline(PortalInline):
    model = GroupScope
    fields = ("code", "kind", "departments", "second_factor")
    readonly_fields = ("code",)
    autocomplete_fields = ("departments",)
    can_delete = False


@admin.register(Group)
class GroupAdmin(PortalAdmin):
    list_display = ("name", "scope_kind", "second_factor")
    search_fields = ("name",)
    list_select_related = ("scope",)
    filter_horizontal = ("permissions",)
    inlines = (ScopeInline,)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if field is not None and db_field.name == "permissions":
            field.queryset = field.queryset.select_related("content_type")
        return field

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        if "permissions" in form.changed_data:
            chosen = form.cleaned_data["permissions"]
            services.set_group_permissions(form.instance, chosen, actor=request.user)  # type: ignore[arg-type]
        for formset in formsets:
            self.save_formset(request, form, formset, change=change)

    @admin.display(description=_("scope"))
    def scope_kind(self, group: Group) -> str:
        scope = getattr(group, "scope", None)
        return str(scope.get_kind_display()) if scope else "–"

    @admin.display(description=_("second factor demanded"), boolean=True)
    def second_factor(self, group: Group) -> bool:
        scope = getattr(group, "scope", None)
        return bool(scope and scope.second_factor)
