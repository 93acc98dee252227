"""The ladder as staff keep it: rungs with their criteria, brands, claims decided on in bulk, recognitions."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kernel.activity.admin import TrackedAdmin
from kernel.common.admin import BulkStep, PortalAdmin, PortalInline, each

from ..models import Brand, BrandStanding, Recognition, Rung, RungCriterion
from ..services import ladder as services
from ..workflow import CONFIRM
from .cabinet import Undeletable


def _confirm(rows: list[Any], request: HttpRequest, note: str) -> Any:
    actor: Any = request.user
    today = timezone.localdate()
    return each(rows, lambda row: services.confirm_standing(row, actor=actor, today=today, note=note))


def _refuse(rows: list[Any], request: HttpRequest, note: str) -> Any:
    actor: Any = request.user
    today = timezone.localdate()
    return each(rows, lambda row: services.refuse_standing(row, actor=actor, today=today, note=note))


class CriterionInline(PortalInline):
    model = RungCriterion


@admin.register(Rung)
class RungAdmin(Undeletable):
    list_display = ("name_zh", "name_en", "code", "order", "basis")
    search_fields = ("name_zh", "name_en", "code")
    inlines = (CriterionInline,)


@admin.register(Brand)
class BrandAdmin(TrackedAdmin):
    list_display = ("name", "firm", "rung", "industry", "since_year")
    list_select_related = ("enterprise", "rung", "industry")
    list_filter = ("rung", "enterprise__division")
    search_fields = ("name", "initials", "enterprise__name", "enterprise__initials")
    fieldsets = ((None, {"fields": ("name", "enterprise", "rung", "industry", "since_year", "story", "version")}),)

    @admin.display(description=_("enterprise"), ordering="enterprise__name")
    def firm(self, brand: Brand) -> str:
        return brand.enterprise.name


@admin.register(BrandStanding)
class BrandStandingAdmin(TrackedAdmin):
    list_display = ("of_brand", "firm", "rung", "status", "reached_on", "until", "claimed_at")
    list_select_related = ("brand__enterprise", "rung")
    list_filter = ("status", "rung")
    search_fields = ("brand__name", "brand__initials", "brand__enterprise__name", "brand__enterprise__initials")
    date_hierarchy = "reached_on"
    fieldsets = (
        (None, {"fields": ("brand", "rung", "reached_on", "until", "criteria", "evidence", "remark")}),
        (_("How it stands"), {"fields": ("status", "claimed_at", "decided_on", "decision_note", "version")}),
    )
    bulk_steps = (
        BulkStep(
            "confirm", _("Confirm claims"), _("The brands stand on these rungs; the firms are told."), CONFIRM,
            _confirm,
        ),
        BulkStep(
            "refuse", _("Refuse claims"), _("The firms read your reason and may claim again."), CONFIRM, _refuse,
            needs_note=True,
        ),
    )  # fmt: skip

    @admin.display(description=_("brand"), ordering="brand__name")
    def of_brand(self, standing: BrandStanding) -> str:
        return standing.brand.name

    @admin.display(description=_("enterprise"), ordering="brand__enterprise__name")
    def firm(self, standing: BrandStanding) -> str:
        return standing.brand.enterprise.name


@admin.register(Recognition)
class RecognitionAdmin(PortalAdmin):
    list_display = ("firm", "scheme", "tier", "year", "awarded_on", "until", "number")
    list_select_related = ("enterprise", "scheme")
    list_filter = ("scheme", "year")
    search_fields = ("enterprise__name", "enterprise__initials", "=number")
    raw_id_fields = ("enterprise", "brand")
    date_hierarchy = "awarded_on"

    @admin.display(description=_("enterprise"), ordering="enterprise__name")
    def firm(self, recognition: Recognition) -> str:
        return recognition.enterprise.name
