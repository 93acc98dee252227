"""Support policies and the grants that firms get by them."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kernel.activity.admin import TrackedAdmin
from kernel.common.admin import ReadOnlyInline, row_link

from ..models import Grant, Instalment, Policy
from ..queries.rule_words import plain
from ..services import policies
from .rules import RuleInline


@admin.register(Policy)
class PolicyAdmin(TrackedAdmin):
    list_display = ("title", "department", "status", "starts_on", "ends_on", "at_most")
    list_filter = ("status", "department")
    search_fields = ("title", "document_number", "summary", "benefit")
    date_hierarchy = "starts_on"
    list_select_related = ("department",)
    autocomplete_fields = ("department",)
    written = (
        "title", "document_number", "summary", "text", "benefit", "most_amount", "how_to_apply", "starts_on", "ends_on",
        "remind_days",
    )  # fmt: skip
    fieldsets = (
        (None, {"fields": ("title", "document_number", "department", "summary", "benefit", "most_amount")}),
        (_("In full"), {"fields": ("text", "how_to_apply", "call")}),
        (_("How it stands"), {"fields": ("status", "starts_on", "ends_on", "remind_days", "version")}),
    )
    inlines = (RuleInline,)

    @admin.display(description=_("at most, 10,000 CNY"), ordering="most_amount")
    def at_most(self, policy: Policy) -> str:
        return "–" if policy.most_amount is None else plain(policy.most_amount)

    def write(self, subject: Any, request: HttpRequest, note: str, changes: dict[str, Any]) -> Policy:
        actor: Any = request.user
        return policies.edit_policy(subject, actor=actor, note=note, **changes)


class InstalmentInline(ReadOnlyInline):
    model = Instalment
    fields = readonly_fields = ("number", "amount", "due_on", "condition", "paid_on")
    show_change_link = False


@admin.register(Grant)
class GrantAdmin(TrackedAdmin):
    """To read: money is agreed, paid and accepted on the grant's own page."""

    list_display = ("purpose", "of_enterprise", "status", "money", "results_due_on", "policy", "agreed_on")
    list_filter = ("status", "policy")
    search_fields = ("purpose", "enterprise__name", "enterprise__uscc", "enterprise__initials", "policy__title")
    date_hierarchy = "agreed_on"
    list_select_related = ("enterprise", "policy")
    fieldsets = (
        (None, {"fields": ("of_enterprise", "policy", "application", "purpose", "amount")}),
        (_("Results"), {"fields": ("results", "results_due_on", "reported_on")}),
        (_("How it stands"), {"fields": ("status", "agreed_on", "version")}),
    )
    inlines = (InstalmentInline,)

    @admin.display(description=_("enterprise"), ordering="enterprise__name")
    def of_enterprise(self, grant: Grant) -> str:
        return row_link(grant.enterprise)

    @admin.display(description=_("amount, 10,000 CNY"), ordering="amount")
    def money(self, grant: Grant) -> str:
        return plain(grant.amount)
