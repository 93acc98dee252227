"""Tasks: what they say is changed by the office through the services, in one form or many at once."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kernel.activity.admin import TrackedAdmin
from kernel.common.admin import BulkResult, BulkStep, PortalInline, ReadOnlyInline, each, light

from ..models import AnnualGoal, Duty, Milestone, Plan, ProgressReport, Target, Task
from ..models.tasks import LIVE
from ..services import tasks
from ..workflow import SUPERVISE
from .days import beside, deadline_column, warn_of_closed


def _taking(service: Callable[..., Task]) -> Callable[[list[Any], HttpRequest, str], BulkResult]:
    """A bulk act that takes the service's step with each task."""

    def act(rows: list[Any], request: HttpRequest, note: str) -> BulkResult:
        today = timezone.localdate()
        return each(rows, lambda task: service(task, actor=request.user, note=note, today=today))

    return act


class DutyInline(PortalInline):
    model = Duty
    autocomplete_fields = ("department",)


class MilestoneInline(PortalInline):
    model = Milestone
    fields = ("title", "due_on", "share", "reached_on")
    readonly_fields = ("reached_on",)


class GoalInline(ReadOnlyInline):
    model = AnnualGoal
    template = "admin/edit_inline/stacked.html"  # a goal is a sentence: a column is too narrow for it on a phone
    fields = readonly_fields = ("year", "goal", "start_on", "due_on", "closing_progress", "explanation")
    show_change_link = False


class TargetInline(ReadOnlyInline):
    model = Target
    fields = readonly_fields = ("text", "value", "unit", "by", "kind")


class ReportInline(ReadOnlyInline):
    model = ProgressReport
    fields = readonly_fields = ("period", "due_on", "status", "progress", "submitted_on", "decided_on")


class YearFilter(admin.SimpleListFilter):
    """By year of the goal: those of the plans, where Django would tell apart the years of every task."""

    title = _("year")
    parameter_name = "year"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        plans = Plan.objects.visible_to(request.user).values_list("first_year", "last_year")
        years = {year for first, last in plans for year in range(first, last + 1)}
        return [(str(year), str(year)) for year in sorted(years)]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        value = self.value() or ""
        return queryset.filter(year=int(value)) if value.isdecimal() else queryset


@admin.register(Task)
class TaskAdmin(TrackedAdmin):
    list_display = ("number", "title", "lead", "status", "lamp", "progress", "sign_due_on")
    list_filter = ("plan", "light", "status", YearFilter, "lead")
    search_fields = ("number", "title", "initials", "lead__name", "lead__initials")
    date_hierarchy = "due_on"
    list_select_related = ("lead",)
    autocomplete_fields = ("responsible",)
    ordering = ("number", "pk")
    written = ("title", "content", "standard", "lead_duty", "responsible", "profile", "start_on", "due_on")
    fieldsets = (
        (None, {"fields": ("number", "title", "content", "standard")}),
        (_("Who and when"), {"fields": ("lead", "lead_duty", "responsible", "year", "start_on", "due_on", "profile")}),
        (
            _("How it stands"),
            {
                "fields": (
                    "status", "lamp", "light_changes_on", "progress", "sign_due_on", "signed_on", "objection_kind",
                    "suspended_on", "completed_on", "owed_from", "version",
                )
            },
        ),
        (_("Where it comes from"), {"fields": ("plan", "measure", "action")}),
    )  # fmt: skip
    inlines = (DutyInline, MilestoneInline, GoalInline, TargetInline, ReportInline)
    bulk_steps = (
        BulkStep(
            "suspend", _("Suspend tasks"), _("Their clock stops; reports not yet written are waived."), SUPERVISE,
            _taking(tasks.suspend_task), needs_note=True,
        ),
        BulkStep(
            "resume", _("Resume tasks"), _("Their clock runs again, and the coming reports are asked for."), SUPERVISE,
            _taking(tasks.resume_task), needs_note=True,
        ),
        BulkStep(
            "reissue", _("Issue again after objection"), _("They go back to their lead departments as they were."),
            SUPERVISE, _taking(tasks.reissue_task), needs_note=True,
        ),
        BulkStep(
            "cancel", _("Cancel tasks"), _("They leave the plan for good; their history stays."), SUPERVISE,
            _taking(tasks.cancel_task), needs_note=True, danger=True,
        ),
    )  # fmt: skip

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """The deadline's column is made anew for each list: it holds that day's calendar."""
        return [*self.list_display, deadline_column(timezone.localdate())]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Beside each date stand its weekday and what is left of it."""
        texts = kwargs.setdefault("help_texts", {})
        if obj is not None and self.has_change_permission(request, obj):
            today = timezone.localdate()
            texts["start_on"] = beside(obj.start_on, today, live=False)
            texts["due_on"] = beside(obj.due_on, today, live=obj.status in LIVE)
        return super().get_form(request, obj, change=change, **kwargs)

    def write(self, subject: Any, request: HttpRequest, note: str, changes: dict[str, Any]) -> Task:
        actor: Any = request.user
        warn_of_closed(request, [changes[name] for name in ("start_on", "due_on") if name in changes])
        return tasks.edit_task(subject, actor=actor, today=timezone.localdate(), note=note, **changes)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Duties and milestones are laid down whole, by their services."""
        if not formset.has_changed():
            return
        actor: Any = request.user
        task = Task.objects.get(pk=form.instance.pk)
        rows = [item for item in formset.cleaned_data if item and not item.get("DELETE")]
        if formset.model is Duty:
            tasks.set_duties(task, {row["department"]: row["duty"] for row in rows}, actor=actor)
        elif formset.model is Milestone:
            warn_of_closed(request, [row["due_on"] for row in rows])
            steps = [(row["title"], row["due_on"], row["share"]) for row in rows]
            tasks.set_milestones(task, steps, actor=actor, today=timezone.localdate())

    @admin.display(description=_("light"), ordering="light_rank")
    def lamp(self, task: Task) -> str:
        return light(task.light, task.light_reason)
