"""What may be attached, and what was: to see that it is there, never to open it past its record."""

from django.contrib import admin
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from kernel.common.admin import PortalAdmin, ReadOnlyAdmin

from .models import Attachment, FileRule


@admin.register(FileRule)
class FileRuleAdmin(PortalAdmin):
    list_display = ("name", "purpose", "largest", "most_files", "basis")
    search_fields = ("name", "purpose")

    @admin.display(description=_("largest size"), ordering="most_bytes")
    def largest(self, rule: FileRule) -> str:
        return filesizeformat(rule.most_bytes)

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Attachment)
class AttachmentAdmin(ReadOnlyAdmin):
    list_display = ("name", "kind", "length", "uploaded_by", "uploaded_at")
    search_fields = ("name", "=sha256", "uploaded_by__full_name", "uploaded_by__initials")
    list_select_related = ("uploaded_by",)
    date_hierarchy = "uploaded_at"
    fields = ("name", "purpose", "media_type", "length", "sha256", "uploaded_by", "uploaded_at")
    readonly_fields = fields

    @admin.display(description=_("kind"), ordering="media_type")
    def kind(self, attachment: Attachment) -> str:
        """As people call it: the ending of the name, in capitals."""
        return attachment.name.rpartition(".")[2].upper()

    @admin.display(description=_("size"), ordering="size")
    def length(self, attachment: Attachment) -> str:
        return filesizeformat(attachment.size)
