"""What staff keep of cabinets: kinds of documents and yearly figures; documents to read."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kernel.common.admin import PortalAdmin, ReadOnlyAdmin

from ..models import CabinetDocument, DocumentKind, FigureItem


class Undeletable(PortalAdmin):
    """Rows that others rest on: disabled or renamed, never deleted."""

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(DocumentKind)
class DocumentKindAdmin(Undeletable):
    list_display = ("name", "code", "expires", "remind_days", "order", "basis", "disabled_on")
    search_fields = ("name", "code", "basis")
    list_filter = ("expires",)


@admin.register(FigureItem)
class FigureItemAdmin(Undeletable):
    list_display = ("name_zh", "name_en", "code", "unit_zh", "is_money", "may_be_negative", "order")
    search_fields = ("name_zh", "name_en", "code")


@admin.register(CabinetDocument)
class CabinetDocumentAdmin(ReadOnlyAdmin):
    list_display = ("title", "firm", "expires_on", "status", "kind", "number", "filed_at")
    list_select_related = ("enterprise", "kind")
    list_filter = ("status", "kind")
    search_fields = ("title", "=number", "enterprise__name", "enterprise__initials")
    date_hierarchy = "expires_on"
    fields = (
        "enterprise", "kind", "title", "number", "issued_by", "issued_on", "expires_on", "status", "replaces",
        "filed_by", "filed_at",
    )  # fmt: skip

    @admin.display(description=_("enterprise"), ordering="enterprise__name")
    def firm(self, document: CabinetDocument) -> str:
        return document.enterprise.name
