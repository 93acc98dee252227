"""Tasks: who does what by when, and the light that says how it stands."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kernel.accounts.models import Department
from kernel.activity.models import Tracked
from kernel.dictionaries.models import Entry

from ..lights import SEVERITY, Colour, LightRule, Profile
from ..workflow import RECORDED, TASK, TaskStatus
from .helped import Helped
from .policy import Action, Measure, Plan

BY_URGENCY = sorted(Colour, key=lambda colour: -SEVERITY[colour])  # the worst first
LIVE = (TaskStatus.ISSUED, TaskStatus.OBJECTED, TaskStatus.ACTIVE)


class TaskQuerySet(models.QuerySet["Task"]):
    def visible_to(self, user: Any) -> TaskQuerySet:
        """The lead's and the co-operating departments' people see a task, and whoever's scope covers one of these."""
        scope = user.scope
        if scope.everything:
            return self
        seen = scope.rows(departments=["lead"], owners=["responsible"])
        return self.filter(seen | Q(Helped(F("pk"), scope.departments)) if scope.departments else seen)

    def live(self) -> TaskQuerySet:
        """Tasks that somebody still works on."""
        return self.filter(status__in=LIVE)

    def unsigned(self, today: date) -> TaskQuerySet:
        """Not signed for within the plan's working days: a fault of its own."""
        return self.filter(status=TaskStatus.ISSUED, sign_due_on__lt=today)

    def search(self, words: str) -> TaskQuerySet:
        """Number, title, content or pinyin initials contain each of the words."""
        rows = self
        for word in words.split():
            by_initials = Q(initials__contains=word.lower())
            rows = rows.filter(Q(number__icontains=word) | Q(title__icontains=word) | by_initials)
        return rows


class Task(Tracked):
    """A piece of the plan for one lead bureau; `start_on`, `due_on` and `progress` are those of the year's goal."""

    workflow = TASK
    recorded = RECORDED

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="tasks", verbose_name=_("plan"))
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="tasks", verbose_name=_("measure"))
    action = models.ForeignKey(Action, models.PROTECT, related_name="tasks", verbose_name=_("sentence of the policy"))
    number = models.CharField(_("number"), max_length=20)
    title = models.CharField(_("title"), max_length=120)
    content = models.TextField(_("content"))
    standard = models.TextField(_("completion standard"), blank=True)
    initials = models.CharField(_("pinyin initials"), max_length=120, blank=True, editable=False)
    lead = models.ForeignKey(Department, models.PROTECT, related_name="+", verbose_name=_("lead department"))
    lead_duty = models.CharField(_("duty of the lead"), max_length=300, blank=True)
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("responsible person"),
    )  # fmt: skip
    profile = models.CharField(_("time profile"), max_length=12, choices=Profile, default=Profile.EVEN)
    year = models.PositiveSmallIntegerField(_("year"))
    start_on = models.DateField(_("start"))
    due_on = models.DateField(_("deadline"))
    progress = models.PositiveSmallIntegerField(
        _("progress, %"), default=0, editable=False, validators=[MaxValueValidator(100)]
    )
    status = models.CharField(_("status"), max_length=12, choices=TaskStatus, default=TaskStatus.ISSUED, editable=False)
    sign_due_on = models.DateField(_("to be signed for by"), null=True, editable=False)
    signed_on = models.DateField(_("signed for on"), null=True, editable=False)
    completed_on = models.DateField(_("completed on"), null=True, editable=False)
    suspended_on = models.DateField(_("suspended on"), null=True, editable=False)
    objection_kind = models.ForeignKey(
        Entry, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("kind of objection")
    )
    owed_from = models.DateField(_("next report due on"), null=True, editable=False)
    light = models.CharField(_("light"), max_length=6, choices=Colour, default=Colour.GREY, editable=False)
    light_rank = models.GeneratedField(
        expression=models.Case(
            *(models.When(light=str(colour), then=models.Value(n)) for n, colour in enumerate(BY_URGENCY)),
            default=models.Value(len(BY_URGENCY)),
        ),
        output_field=models.PositiveSmallIntegerField(),
        db_persist=True,
        verbose_name=_("light, the worst first"),
    )
    light_rule = models.CharField(_("rule of the light"), max_length=20, choices=LightRule, blank=True, editable=False)
    light_params = models.JSONField(_("figures of the light"), default=dict, editable=False)
    light_changes_on = models.DateField(_("light changes on"), null=True, editable=False)

    objects = TaskQuerySet.as_manager()

    class Meta:
        ordering = ["number", "pk"]
        verbose_name, verbose_name_plural = _("task"), _("tasks")
        permissions = [
            ("sign_task", _("Can sign for or object to tasks")),
            ("supervise_task", _("Can supervise tasks")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="task_number_once"),
            models.CheckConstraint(condition=Q(due_on__gte=models.F("start_on")), name="task_dates_in_order"),
            models.CheckConstraint(condition=Q(progress__lte=100), name="task_progress_at_most_100"),
        ]
        indexes = [
            models.Index(fields=["plan", "light"], name="task_by_light"),
            models.Index(fields=["lead", "status"], name="task_by_lead"),
            models.Index(fields=["number", "id"], name="task_by_number"),
            models.Index(fields=["due_on", "id"], name="task_by_deadline"),
            models.Index(fields=["light_rank", "id"], name="task_by_urgency"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def light_reason(self) -> str:
        """The rule that set the light, in words, in the reader's language."""
        if not self.light_rule:
            return ""
        return str(LightRule(self.light_rule).label).format(**self.light_params)


class OfTaskQuerySet(models.QuerySet[Any]):
    """Rows that are seen by whoever sees their task."""

    def visible_to(self, user: Any) -> OfTaskQuerySet:
        if user.scope.everything:
            return self
        return self.filter(task__in=Task.objects.visible_to(user).values("pk"))


class Duty(models.Model):
    """The line of duty of a co-operating department."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="duties", verbose_name=_("task"))
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="+", verbose_name=_("co-operating department")
    )
    duty = models.CharField(_("duty"), max_length=300, blank=True)

    objects = OfTaskQuerySet.as_manager()

    class Meta:
        ordering = ["department__protocol_order", "pk"]
        verbose_name, verbose_name_plural = _("duty"), _("duties")
        constraints = [models.UniqueConstraint(fields=["task", "department"], name="duty_once")]
        indexes = [models.Index(fields=["department", "task"], name="duty_by_department")]

    def __str__(self) -> str:
        return f"{self.department}: {self.duty}" if self.duty else str(self.department)


class AnnualGoal(models.Model):
    """What one year asks of a task. Closed goals keep the progress they ended with and the explanation."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="goals", verbose_name=_("task"))
    year = models.PositiveSmallIntegerField(_("year"))
    goal = models.TextField(_("goal"))
    start_on = models.DateField(_("start"))
    due_on = models.DateField(_("deadline"))
    closing_progress = models.PositiveSmallIntegerField(_("progress at its end, %"), null=True, blank=True)
    explanation = models.TextField(_("explanation"), blank=True)

    objects = OfTaskQuerySet.as_manager()

    class Meta:
        ordering = ["task", "year"]
        verbose_name, verbose_name_plural = _("annual goal"), _("annual goals")
        constraints = [models.UniqueConstraint(fields=["task", "year"], name="one_goal_a_year")]

    def __str__(self) -> str:
        return f"{self.year}: {self.goal[:40]}"


class Milestone(models.Model):
    """A step of a task with the share of the whole that it stands for."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="milestones", verbose_name=_("task"))
    title = models.CharField(_("title"), max_length=120)
    due_on = models.DateField(_("due on"))
    share = models.PositiveSmallIntegerField(_("share, %"), validators=[MinValueValidator(1), MaxValueValidator(100)])
    reached_on = models.DateField(_("reached on"), null=True, blank=True)

    objects = OfTaskQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name, verbose_name_plural = _("milestone"), _("milestones")

    def __str__(self) -> str:
        return self.title


class TargetQuerySet(models.QuerySet["Target"]):
    def visible_to(self, user: Any) -> TargetQuerySet:
        return self.filter(action__in=Action.objects.visible_to(user).values("pk"))


class Target(models.Model):
    """A figure the sentence promises; while the plan is a draft it hangs on the action alone."""

    class Kind(models.TextChoices):
        TOTAL = "total", _("in total")
        PER_YEAR = "per_year", _("each year")
        PER_QUARTER = "per_quarter", _("each quarter")
        PER_MONTH = "per_month", _("each month")
        GROWTH = "growth", _("growth")
        REDUCTION = "reduction", _("reduction")

    action = models.ForeignKey(Action, models.CASCADE, related_name="targets", verbose_name=_("sentence"))
    task = models.ForeignKey(
        Task, models.SET_NULL, null=True, blank=True, related_name="targets", verbose_name=_("task")
    )
    text = models.CharField(_("as written"), max_length=200)
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=4)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    by = models.DateField(_("by"), null=True, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.TOTAL)

    objects = TargetQuerySet.as_manager()

    class Meta:
        ordering = ["action", "pk"]
        verbose_name, verbose_name_plural = _("target"), _("targets")

    def __str__(self) -> str:
        return self.text


class LightChange(models.Model):
    """A light that turned: from what to what, on which day, by which rule."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="light_changes", verbose_name=_("task"))
    on = models.DateField(_("on"))
    before = models.CharField(_("from"), max_length=6, choices=Colour)
    after = models.CharField(_("to"), max_length=6, choices=Colour)
    rule = models.CharField(_("rule"), max_length=20, choices=LightRule)
    params = models.JSONField(_("figures"), default=dict)

    objects = OfTaskQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        verbose_name, verbose_name_plural = _("change of light"), _("changes of lights")
        indexes = [models.Index(fields=["on"], name="light_changes_by_day")]

    def __str__(self) -> str:
        return f"{self.get_before_display()} → {self.get_after_display()}"

    @property
    def reason(self) -> str:
        return str(LightRule(self.rule).label).format(**self.params)
