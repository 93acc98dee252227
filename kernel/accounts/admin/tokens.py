"""Keys to the API, seen and revoked by the security administrator; issued by their owners only."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kernel.common.admin import BulkAdmin, BulkResult, BulkStep, NeverWritten, each

from .. import services
from ..models import ApiToken


def _revoke(rows: list[Any], request: HttpRequest, note: str) -> BulkResult:
    now, actor = timezone.now(), request.user
    return each(rows, lambda token: services.revoke_token(token.pk, actor=actor, now=now))  # type: ignore[arg-type]


@admin.register(ApiToken)
class ApiTokenAdmin(NeverWritten, BulkAdmin):
    list_display = ("name", "user", "prefix", "scopes", "expires_at", "last_used_at", "revoked_at")
    search_fields = ("name", "=prefix", "user__full_name", "user__initials", "user__username")
    list_select_related = ("user",)
    date_hierarchy = "expires_at"
    fields = ("name", "user", "prefix", "scopes", "created_at", "expires_at", "last_used_at", "revoked_at")
    readonly_fields = fields
    bulk_steps = (
        BulkStep(
            "revoke", _("Revoke tokens"), _("Programs that use them are refused from this moment."),
            "accounts.change_apitoken", _revoke, danger=True,
        ),
    )  # fmt: skip
