"""Progress reports: read as the bureaus wrote them, accepted or returned one by one or many at once."""

from datetime import date
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kernel.activity.admin import TrackedAdmin
from kernel.common.admin import BulkStep, ReadOnlyInline, row_link

from ..models import ProgressReport, ReportedValue, ReportState
from ..services import reports, reviewing
from ..workflow import REVIEW


def _accept(rows: list[Any], request: HttpRequest, note: str) -> reviewing.BulkResult:
    actor, today = request.user, timezone.localdate()
    return reviewing.review_reports(
        rows,
        lambda report: reports.accept_report(report, actor=actor, today=today, note=note),  # type: ignore[arg-type]
    )


def _return(rows: list[Any], request: HttpRequest, note: str) -> reviewing.BulkResult:
    actor, today = request.user, timezone.localdate()
    return reviewing.review_reports(
        rows,
        lambda report: reports.return_report(report, actor=actor, today=today, note=note),  # type: ignore[arg-type]
    )


class StateFilter(admin.SimpleListFilter):
    """By what a report is today: its status, told apart by the schedule."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return ReportState.choices

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() not in ReportState.values:
            return queryset
        return queryset.in_state(self.value(), timezone.localdate())


class ValueInline(ReadOnlyInline):
    model = ReportedValue
    fields = readonly_fields = ("target", "value")
    show_change_link = False


@admin.register(ProgressReport)
class ProgressReportAdmin(TrackedAdmin):
    list_display = ("of_task", "month", "lead", "state", "progress", "judgement", "office_judgement", "due_on")
    list_display_links = ("month",)
    list_filter = (StateFilter, "judgement", "task__plan", "task__lead")
    search_fields = ("task__number", "task__title", "task__initials", "task__lead__name", "task__lead__initials")
    date_hierarchy = "period"
    has_days = False  # a period is the first of its month
    list_select_related = ("task__lead",)
    ordering = ("-period", "task__number", "pk")
    fieldsets = (
        (None, {"fields": ("of_task", "month", "state", "due_on")}),
        (_("What the bureau says"), {"fields": ("progress", "judgement", "done", "problems", "next_step")}),
        (_("What the office says"), {"fields": ("office_judgement", "decided_on", "decision_note")}),
        (_("How it stands"), {"fields": ("submitted_on", "submitted_by", "version")}),
    )
    inlines = (ValueInline,)
    bulk_steps = (
        BulkStep(
            "accept", _("Accept reports"), _("Progress counts and lights are set anew; the bureaus are told."), REVIEW,
            _accept,
        ),
        BulkStep(
            "return", _("Return reports"), _("They go back to the bureaus to be corrected, with your reason."), REVIEW,
            _return, needs_note=True,
        ),
    )  # fmt: skip

    @admin.display(description=_("task"), ordering="task__number")
    def of_task(self, report: ProgressReport) -> str:
        return row_link(report.task)

    @admin.display(description=_("month"), ordering="period")
    def month(self, report: ProgressReport) -> str:
        return f"{report.period:%Y-%m}"

    @admin.display(description=_("lead department"), ordering="task__lead__protocol_order")
    def lead(self, report: ProgressReport) -> str:
        return str(report.task.lead)

    @admin.display(description=_("state"))
    def state(self, report: ProgressReport) -> str:
        today: date = timezone.localdate()
        return str(report.state_on(today).label)
