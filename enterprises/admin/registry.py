"""Firms, changed by the office through the services; their people, registrations and merges to read."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel.activity.admin import TrackedAdmin
from kernel.common.admin import BulkResult, BulkStep, PortalAdmin, PortalInline, ReadOnlyAdmin, ReadOnlyInline, each

from ..forms.admin import MaskedContactForm
from ..models import Breach, Contact, Enterprise, FormerName, Membership, Merge, Registration
from ..services import contacts, enterprises
from ..services.contacts import UNMASK
from ..workflow.registry import MANAGE


def _close(rows: list[Any], request: HttpRequest, note: str) -> BulkResult:
    actor: Any = request.user
    return each(rows, lambda firm: enterprises.close_enterprise(firm, actor=actor, note=note))


def _reopen(rows: list[Any], request: HttpRequest, note: str) -> BulkResult:
    actor: Any = request.user
    return each(rows, lambda firm: enterprises.reopen_enterprise(firm, actor=actor, note=note))


class FormerNameInline(PortalInline):
    model = FormerName
    fields = ("name", "until")


class ContactInline(PortalInline):
    model = Contact
    form = MaskedContactForm
    fields = ("name", "post", "phone", "email", "is_main", "in_full")
    readonly_fields = ("in_full",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = super().get_fields(request, obj)
        return fields if request.user.has_perm(UNMASK) else [name for name in fields if name != "in_full"]

    @admin.display(description=gettext_lazy("in full"))
    def in_full(self, contact: Contact) -> str:
        if contact.pk is None:
            return ""
        return format_html(
            '<a href="{}">{}</a>', reverse("enterprises:contact-unmask", args=[contact.pk]), _("Show in full")
        )


class MembershipInline(ReadOnlyInline):
    model = Membership
    fields = readonly_fields = ("user", "role", "status", "requested_at", "decided_at")


@admin.register(Enterprise)
class EnterpriseAdmin(TrackedAdmin):
    list_display = ("name", "uscc", "division", "size", "status", "registered_on", "industry")
    list_filter = ("status", "size", "division")
    search_fields = ("name", "uscc", "initials")
    list_select_related = ("division", "industry")
    autocomplete_fields = ("industry",)
    ordering = ("name", "pk")
    permission = MANAGE
    written = enterprises.OFFICE_FIELDS
    fieldsets = (
        (None, {"fields": ("uscc", "name", "division", "industry", "size")}),
        (
            gettext_lazy("What the licence says"),
            {"fields": ("founded_on", "legal_representative", "registered_capital", "address", "introduction")},
        ),
        (gettext_lazy("How it stands"), {"fields": ("status", "registered_on", "merged_into", "version")}),
    )
    inlines = (ContactInline, FormerNameInline, MembershipInline)
    bulk_steps = (
        BulkStep(
            "close", gettext_lazy("Note as closed down"), gettext_lazy("Nobody acts for them any more."), MANAGE,
            _close, needs_note=True, danger=True,
        ),
        BulkStep(
            "reopen", gettext_lazy("Take up again"), gettext_lazy("Their people act for them again."), MANAGE, _reopen,
            needs_note=True,
        ),
    )  # fmt: skip

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(MANAGE)) and PortalAdmin.has_add_permission(self, request)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        fixed = super().get_readonly_fields(request, obj)
        return fixed if obj else [name for name in fixed if name != "uscc"]

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        return self.inlines if obj else ()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
            return
        actor: Any = request.user
        fields = {name: form.cleaned_data[name] for name in ("uscc", *self.written)}
        obj.pk = enterprises.add_enterprise(actor=actor, **fields).pk

    def write(self, subject: Any, request: HttpRequest, note: str, changes: dict[str, Any]) -> Enterprise:
        actor: Any = request.user
        return enterprises.change_enterprise(subject, actor=actor, today=timezone.localdate(), note=note, **changes)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Contacts go through their service, which keeps one of them the main one."""
        if formset.model is not Contact:
            super().save_formset(request, form, formset, change)
            return
        actor: Any = request.user
        formset.save(commit=False)
        for contact in formset.deleted_objects:
            contacts.remove_contact(contact, actor=actor)
        for contact, changed in formset.changed_objects:
            kept = Contact.objects.get(pk=contact.pk)
            contacts.change_contact(kept, actor=actor, **{name: getattr(contact, name) for name in changed})
        for contact in formset.new_objects:
            fields = {name: getattr(contact, name) for name in (*contacts.PERSONAL, "is_main")}
            contacts.add_contact(form.instance, actor=actor, **fields)


@admin.register(Membership)
class MembershipAdmin(ReadOnlyAdmin):
    list_display = ("user", "enterprise", "role", "status", "requested_at", "decided_at")
    list_filter = ("status", "role")
    search_fields = (
        "user__full_name", "user__initials", "enterprise__name", "enterprise__initials", "enterprise__uscc",
    )  # fmt: skip
    list_select_related = ("user", "enterprise")
    date_hierarchy = "requested_at"


@admin.register(Registration)
class RegistrationAdmin(ReadOnlyAdmin):
    list_display = ("name", "status", "division", "applicant", "due_on", "submitted_at", "uscc")
    list_filter = ("status", "division")
    search_fields = ("name", "uscc", "applicant__full_name", "applicant__initials")
    list_select_related = ("division", "applicant")
    date_hierarchy = "submitted_at"


@admin.register(Breach)
class BreachAdmin(PortalAdmin):
    list_display = ("enterprise", "kind", "severity", "happened_on", "decided_by", "lifted_on")
    list_filter = ("kind", "severity")
    search_fields = ("enterprise__name", "enterprise__initials", "enterprise__uscc", "document_number", "text")
    list_select_related = ("enterprise",)
    autocomplete_fields = ("enterprise",)
    date_hierarchy = "happened_on"


@admin.register(Merge)
class MergeAdmin(ReadOnlyAdmin):
    list_display = ("dropped", "kept", "status", "planned_by", "planned_at")
    list_filter = ("status",)
    search_fields = (
        "dropped__name", "dropped__initials", "dropped__uscc", "kept__name", "kept__initials", "kept__uscc",
    )  # fmt: skip
    list_select_related = ("dropped", "kept", "planned_by")
    date_hierarchy = "planned_at"
