"""The wording of messages, the ways they leave, and how that went."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kernel.common.admin import PortalAdmin, ReadOnlyAdmin
from kernel.common.forms import MaskedForm
from kernel.common.masking import mask_address

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


class ChannelForm(MaskedForm):
    masks: ClassVar[Mapping[str, Callable[[str], str]]] = {"address": mask_address}


@admin.register(Channel)
class ChannelAdmin(PortalAdmin):
    form = ChannelForm
    list_display = ("user", "kind", "masked_address", "is_active")
    list_filter = ("kind", "is_active")
    search_fields = ("user__full_name", "user__initials", "user__username")
    autocomplete_fields = ("user",)
    list_select_related = ("user",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Who may only look sees the address masked, as in the list."""
        address = "address" if self.has_change_permission(request, obj) else "masked_address"
        return ["user", "kind", address, "is_active"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["masked_address"]

    @admin.display(description=_("address"))
    def masked_address(self, channel: Channel) -> str:
        return mask_address(channel.address)


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
    list_display = (
        "notification",
        "channel",
        "attempts",
        "next_try_at",
        "sent_at",
        "given_up_at",
        "error",
        "written_in",
    )
    list_filter = (OutcomeFilter, "channel__kind")
    search_fields = (
        "notification__recipient__full_name", "notification__recipient__initials", "error", "=notification__request_id",
    )  # fmt: skip
    list_select_related = ("notification", "channel")
    ordering = ("-pk",)

    @admin.display(description=_("request number"))
    def written_in(self, delivery: Delivery) -> str:
        """The request in which the message was written, not the sweep that carried it out."""
        return delivery.notification.request_id


@admin.register(Heartbeat)
class HeartbeatAdmin(ReadOnlyAdmin):
    list_display = ("name", "at")
