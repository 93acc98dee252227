"""The wording of messages, the ways they leave, and how that went."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kernel.common.admin import PortalAdmin, ReadOnlyAdmin
from kernel.common.masking import mask_email

from ..models import Channel, Delivery, Heartbeat, MessageTemplate


@admin.register(MessageTemplate)
class MessageTemplateAdmin(PortalAdmin):
    list_display = ("verb", "title_zh", "title_en")
    search_fields = ("verb", "title_zh", "title_en")
    readonly_fields = ("verb",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Channel)
class ChannelAdmin(PortalAdmin):
    list_display = ("user", "kind", "masked_address", "is_active")
    list_filter = ("kind", "is_active")
    search_fields = ("user__full_name", "user__initials", "user__username")
    autocomplete_fields = ("user",)
    list_select_related = ("user",)

    @admin.display(description=_("address"))
    def masked_address(self, channel: Channel) -> str:
        """A robot's address carries its secret, a mailbox a person."""
        if channel.kind == Channel.Kind.EMAIL:
            return mask_email(channel.address)
        return f"{channel.address.partition('://')[0]}://***"


class OutcomeFilter(admin.SimpleListFilter):
    title = _("outcome")
    parameter_name = "outcome"
    conditions: ClassVar[dict[str, dict[str, Any]]] = {
        "sent": {"sent_at__isnull": False},
        "waiting": {"sent_at": None, "given_up_at": None},
        "given_up": {"given_up_at__isnull": False},
    }

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return [("sent", _("sent")), ("waiting", _("waiting")), ("given_up", _("given up"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(**self.conditions.get(self.value() or "", {}))


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin):
    list_display = ("notification", "channel", "attempts", "next_try_at", "sent_at", "given_up_at", "error")
    list_filter = (OutcomeFilter, "channel__kind")
    search_fields = ("notification__recipient__full_name", "notification__recipient__initials", "error")
    list_select_related = ("notification", "channel")
    ordering = ("-pk",)


@admin.register(Heartbeat)
class HeartbeatAdmin(ReadOnlyAdmin):
    list_display = ("name", "at")
