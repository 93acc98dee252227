"""Applications to read: what was sent, what was found, how long each stage took; decisions are taken on the page."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from kernel.common.admin import PortalAdmin, ReadOnlyAdmin, ReadOnlyInline, row_link

from ..models import Answer, Application, CheckItem, CheckRule, StageClock, Submission, SupportLetter


class AnswerInline(ReadOnlyInline):
    model = Answer
    fields = readonly_fields = ("field", "value", "saved_by", "saved_at")
    show_change_link = False


class SubmissionInline(ReadOnlyInline):
    model = Submission
    fields = readonly_fields = ("round", "submitted_at", "submitted_by", "pdf_name")

    @admin.display(description=gettext_lazy("PDF of what was sent"))
    def pdf_name(self, submission: Submission) -> str:
        if submission.pdf is None:
            return "–"
        return format_html(
            '<a href="{}">{}</a>', reverse("files:download", args=[submission.pdf_id]), submission.pdf.name
        )


class StageClockInline(ReadOnlyInline):
    model = StageClock
    fields = readonly_fields = ("stage", "round", "length", "used", "began_on", "since", "due_on", "ended_on")
    show_change_link = False


class LetterInline(ReadOnlyInline):
    model = SupportLetter
    fields = readonly_fields = ("writer", "organisation", "status", "asked_at", "given_at")


class CheckItemInline(ReadOnlyInline):
    model = CheckItem
    fields = readonly_fields = ("field", "material", "finding", "remark", "checked_by", "checked_at")
    show_change_link = False


@admin.register(Application)
class ApplicationAdmin(ReadOnlyAdmin):
    list_display = ("shown_number", "enterprise", "status", "due_on", "call", "returns", "begun_at")
    list_filter = ("status", "call__scheme", "call", "enterprise__size")
    search_fields = ("number", "enterprise__name", "enterprise__initials", "enterprise__uscc")
    date_hierarchy = "begun_at"
    list_select_related = ("enterprise", "call")
    ordering = ("-begun_at", "-pk")
    fieldsets = (
        (None, {"fields": ("page_link", "enterprise", "call", "brand", "number", "status", "due_on", "returns")}),
        (
            gettext_lazy("How it came about"),
            {"fields": ("begun_by", "begun_at", "submitted_by", "submitted_at", "late_code")},
        ),
        (pgettext_lazy("application", "Decision"), {"fields": ("decided_on", "decision_note", "version")}),
    )
    readonly_fields = ("page_link",)
    inlines = (SubmissionInline, StageClockInline, LetterInline, AnswerInline)

    @admin.display(description=gettext_lazy("receipt number"), ordering="number")
    def shown_number(self, application: Application) -> str:
        return application.number or _("no number yet")

    @admin.display(description=gettext_lazy("page"))
    def page_link(self, application: Application) -> str:
        return format_html(
            '<a href="{}">{}</a>', reverse("enterprises:check", args=[application.pk]), _("Open the formal check")
        )


@admin.register(Submission)
class SubmissionAdmin(ReadOnlyAdmin):
    list_display = ("of_application", "round", "submitted_at", "submitted_by")
    search_fields = ("application__number", "application__enterprise__name", "application__enterprise__initials")
    date_hierarchy = "submitted_at"
    list_select_related = ("application", "submitted_by")
    list_display_links = ("round",)
    ordering = ("-submitted_at", "-pk")
    fields = readonly_fields = ("of_application", "round", "submitted_at", "submitted_by", "content")
    inlines = (CheckItemInline,)

    @admin.display(description=gettext_lazy("application"))
    def of_application(self, submission: Submission) -> str:
        return row_link(submission.application)


@admin.register(SupportLetter)
class SupportLetterAdmin(ReadOnlyAdmin):
    list_display = ("writer", "organisation", "of_application", "status", "asked_at", "given_at")
    list_filter = ("status",)
    search_fields = (
        "writer", "organisation", "application__number", "application__enterprise__name",
        "application__enterprise__initials",
    )  # fmt: skip
    list_select_related = ("application__enterprise", "application__call")
    ordering = ("-asked_at", "-pk")
    fields = readonly_fields = (
        "of_application", "material", "writer", "organisation", "status", "text", "signed_as", "asked_by", "asked_at",
        "expires_at", "given_at",
    )  # fmt: skip

    @admin.display(description=gettext_lazy("application"))
    def of_application(self, letter: SupportLetter) -> str:
        return row_link(letter.application)


@admin.register(CheckRule)
class CheckRuleAdmin(PortalAdmin):
    list_display = ("name", "in_force_from", "near_days", "undo_seconds")
    search_fields = ("name", "basis")
    date_hierarchy = "in_force_from"
