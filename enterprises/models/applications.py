"""Applications: what a firm fills in, what it sent, what the formal check found, and the clocks of its stages."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kernel.activity.models import Tracked
from kernel.files.models import Attachment

from ..clock import Clock
from ..workflow import APPLICATION, ApplicationStatus
from .brands import Brand
from .cabinet import CabinetDocument
from .registry import Enterprise
from .schemes import Call, LateCode, Stage
from .sheets import FormField, Material

WRITABLE = (ApplicationStatus.DRAFT, ApplicationStatus.RETURNED)
ENDED = (ApplicationStatus.REJECTED, ApplicationStatus.WITHDRAWN, ApplicationStatus.NOT_SUBMITTED)
UNSENT = (ApplicationStatus.DRAFT, ApplicationStatus.NOT_SUBMITTED)


class ApplicationQuerySet(models.QuerySet["Application"]):
    def visible_to(self, user: Any) -> ApplicationQuerySet:
        """The firm's people see theirs from the first letter; staff see what was sent, in their district or scheme."""
        if user.scope.everything:
            return self
        mine = Enterprise.objects.of_person(user).values("pk")
        sent = ~Q(status__in=UNSENT) & (
            Q(call__scheme__department__in=user.scope.departments)
            | Q(enterprise__division__department__in=user.scope.departments)
        )
        return (
            self.filter(Q(enterprise__in=mine) | sent) if user.scope.departments else self.filter(enterprise__in=mine)
        )

    def for_staff(self, user: Any) -> ApplicationQuerySet:
        """Those that the person sees as staff, not as one of the firm's people."""
        if user.scope.everything:
            return self
        if not user.scope.departments:
            return self.none()
        # Two lists of keys: a join to all schemes and districts would be made for every application.
        calls = Call.objects.filter(scheme__department__in=user.scope.departments).values("pk")
        firms = Enterprise.objects.filter(division__department__in=user.scope.departments).values("pk")
        return self.filter(Q(call__in=calls) | Q(enterprise__in=firms)).exclude(status__in=UNSENT)

    def to_check(self, user: Any) -> ApplicationQuerySet:
        """Those that wait for this person's formal check."""
        rows = self.filter(status=ApplicationStatus.SUBMITTED)
        return rows if user.scope.everything else rows.filter(call__scheme__department__in=user.scope.departments)

    def held_by(self, holder: str) -> ApplicationQuerySet:
        """Those that now lie with the `firm`, or with the `office` that checks them."""
        if holder == "firm":
            return self.filter(status__in=WRITABLE)
        return self.filter(status=ApplicationStatus.SUBMITTED)

    def live(self) -> ApplicationQuerySet:
        """Those still in the running."""
        return self.exclude(status__in=ENDED)

    def late(self, today: date) -> ApplicationQuerySet:
        """Those whose stage should have ended before today."""
        return self.filter(status__in=(ApplicationStatus.SUBMITTED, ApplicationStatus.RETURNED), due_on__lt=today)

    def search(self, words: str) -> ApplicationQuerySet:
        """Each word stands in the receipt number, the firm's name or credit code, or its initials."""
        rows = self
        for word in words.split():
            rows = rows.filter(
                Q(number__icontains=word) | Q(enterprise__name__icontains=word)
                | Q(enterprise__uscc__istartswith=word) | Q(enterprise__initials__contains=word.lower())
            )  # fmt: skip
        return rows


class Application(Tracked):
    """A firm's application in a call."""

    workflow = APPLICATION
    recorded = {"begin": pgettext_lazy("application", "begun")}

    call = models.ForeignKey(Call, models.PROTECT, related_name="applications", verbose_name=_("call"))
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="applications", verbose_name=_("enterprise")
    )
    brand = models.ForeignKey(
        Brand, models.PROTECT, null=True, blank=True, related_name="applications", verbose_name=_("brand")
    )
    number = models.CharField(_("receipt number"), max_length=32, unique=True, null=True, editable=False)
    status = models.CharField(
        _("status"), max_length=16, choices=ApplicationStatus, default=ApplicationStatus.DRAFT, editable=False
    )
    due_on = models.DateField(
        pgettext_lazy("application", "due on"),
        null=True,
        editable=False,
        help_text=_("last day of the present stage; empty while its clock stands"),
    )
    returns = models.PositiveSmallIntegerField(_("times returned"), default=0, editable=False)
    late_code = models.ForeignKey(
        LateCode, models.PROTECT, null=True, editable=False, related_name="applications",
        verbose_name=_("late-entry code"),
    )  # fmt: skip
    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+", verbose_name=_("begun by")
    )
    begun_at = models.DateTimeField(_("begun at"), editable=False)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, editable=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+",
        verbose_name=_("submitted by"),
    )  # fmt: skip
    decided_on = models.DateField(_("decided on"), null=True, editable=False)
    decision_note = models.TextField(_("reason of the decision"), blank=True, editable=False)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["-begun_at", "-pk"]
        verbose_name, verbose_name_plural = _("application"), _("applications")
        permissions = [
            ("submit_application", _("Can fill in and submit applications of their enterprises")),
            ("check_application", _("Can check, return, accept and reject applications")),
        ]
        constraints = [
            # Two of them, for not every database can hold two empty brands for equal.
            models.UniqueConstraint(
                fields=["call", "enterprise"],
                condition=Q(brand=None) & ~Q(status__in=ENDED),
                name="one_live_application",
            ),
            models.UniqueConstraint(
                fields=["call", "enterprise", "brand"],
                condition=Q(brand__isnull=False) & ~Q(status__in=ENDED),
                name="one_live_application_a_brand",
            ),
        ]
        indexes = [
            models.Index(fields=["call", "status", "due_on"], name="applications_of_a_call"),
            models.Index(fields=["status", "due_on"], name="applications_by_status"),
            models.Index(fields=["enterprise", "begun_at"], name="applications_of_a_firm"),
            models.Index(fields=["begun_at", "id"], name="applications_by_time"),
            # Staff's list in its usual order; with the status, a late page is found in the index alone.
            models.Index(fields=["due_on", "-submitted_at", "-id", "status"], name="applications_by_urgency"),
        ]

    def __str__(self) -> str:
        return self.number or f"{self.call} · {self.enterprise}"


class AnswerQuerySet(models.QuerySet["Answer"]):
    def visible_to(self, user: Any) -> AnswerQuerySet:
        return self.filter(application__in=Application.objects.visible_to(user).values("pk"))


class Answer(Tracked):
    """The answer to one field, with a version of its own: two fillers meet field by field, not form by form."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="answers", verbose_name=_("application"))
    field = models.ForeignKey(FormField, models.PROTECT, related_name="+", verbose_name=_("field"))
    value = models.JSONField(_("answer"), null=True)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("saved by")
    )
    saved_at = models.DateTimeField(_("saved at"))

    objects = AnswerQuerySet.as_manager()

    class Meta:
        ordering = ["application", "field", "pk"]
        verbose_name, verbose_name_plural = _("answer"), _("answers")
        constraints = [models.UniqueConstraint(fields=["application", "field"], name="one_answer_a_field")]

    def __str__(self) -> str:
        return f"{self.field}"


class ApplicationDocumentQuerySet(models.QuerySet["ApplicationDocument"]):
    def visible_to(self, user: Any) -> ApplicationDocumentQuerySet:
        return self.filter(application__in=Application.objects.visible_to(user).values("pk"))


class ApplicationDocument(models.Model):
    """A document of the cabinet put to a material of the call."""

    application = models.ForeignKey(
        Application, models.CASCADE, related_name="documents", verbose_name=_("application")
    )
    material = models.ForeignKey(Material, models.PROTECT, related_name="+", verbose_name=_("material"))
    document = models.ForeignKey(CabinetDocument, models.PROTECT, related_name="sent_with", verbose_name=_("document"))

    objects = ApplicationDocumentQuerySet.as_manager()

    class Meta:
        ordering = ["material__order", "pk"]
        verbose_name, verbose_name_plural = _("document of an application"), _("documents of applications")
        constraints = [
            models.UniqueConstraint(fields=["application", "material", "document"], name="document_once_a_material")
        ]

    def __str__(self) -> str:
        return f"{self.material} · {self.document}"


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def visible_to(self, user: Any) -> SubmissionQuerySet:
        return self.filter(application__in=Application.objects.visible_to(user).values("pk"))


class Submission(models.Model):
    """What was sent, as it was sent: the whole content, its PDF and the PDF's digest. Never changed."""

    application = models.ForeignKey(
        Application, models.PROTECT, related_name="submissions", verbose_name=_("application")
    )
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    submitted_at = models.DateTimeField(_("submitted at"))
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("submitted by")
    )
    content = models.JSONField(_("content"))
    pdf = models.OneToOneField(
        Attachment, models.PROTECT, null=True, related_name="+", verbose_name=_("PDF of what was sent")
    )

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        ordering = ["application", "round"]
        verbose_name, verbose_name_plural = _("submission"), _("submissions")
        constraints = [models.UniqueConstraint(fields=["application", "round"], name="submission_round_once")]

    def __str__(self) -> str:
        return f"{self.application} · {self.round}"


class CheckItemQuerySet(models.QuerySet["CheckItem"]):
    def visible_to(self, user: Any) -> CheckItemQuerySet:
        """Staff see the check as it goes on; the firm what a notice has told it."""
        seen = Application.objects.for_staff(user).values("pk")
        told = Q(submission__round__lte=F("submission__application__returns"))
        return self.filter(
            Q(submission__application__in=seen)
            | (told & Q(submission__in=Submission.objects.visible_to(user).values("pk")))
        )


class CheckItem(models.Model):
    """What the formal check says of one field, one material, or the whole of a submission."""

    class Finding(models.TextChoices):
        IN_ORDER = "in_order", pgettext_lazy("finding", "in order")
        MISSING = "missing", pgettext_lazy("finding", "missing")
        WRONG = "wrong", pgettext_lazy("finding", "not in order")

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="check_items", verbose_name=_("submission"))
    field = models.ForeignKey(
        FormField, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("field")
    )
    material = models.ForeignKey(
        Material, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("material")
    )
    finding = models.CharField(_("finding"), max_length=12, choices=Finding)
    remark = models.CharField(_("remark"), max_length=300, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("checked by")
    )
    checked_at = models.DateTimeField(_("checked at"))

    objects = CheckItemQuerySet.as_manager()

    class Meta:
        ordering = ["submission", "pk"]
        verbose_name, verbose_name_plural = _("item of the formal check"), _("items of the formal check")
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "field"], condition=Q(field__isnull=False), name="one_finding_a_field"
            ),
            models.UniqueConstraint(
                fields=["submission", "material"], condition=Q(material__isnull=False), name="one_finding_a_material"
            ),
            models.UniqueConstraint(
                fields=["submission"], condition=Q(field=None, material=None), name="one_finding_of_the_whole"
            ),
            models.CheckConstraint(condition=Q(field=None) | Q(material=None), name="finding_of_one_item"),
        ]

    def __str__(self) -> str:
        return self.get_finding_display()


class StageClock(models.Model):
    """The working-day clock of one stage of an application, as `enterprises.clock` reads it."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="clocks", verbose_name=_("application"))
    stage = models.CharField(_("stage"), max_length=16, choices=Stage.Kind)
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    length = models.PositiveSmallIntegerField(_("length, working days"))
    used = models.PositiveSmallIntegerField(_("used, working days"), default=0)
    began_on = models.DateField(_("began on"))
    since = models.DateField(_("runs since"), null=True)
    due_on = models.DateField(pgettext_lazy("application", "due on"), null=True)
    ended_on = models.DateField(_("ended on"), null=True)

    class Meta:
        ordering = ["application", "pk"]
        verbose_name, verbose_name_plural = _("clock of a stage"), _("clocks of stages")
        constraints = [models.UniqueConstraint(fields=["application", "stage", "round"], name="one_clock_a_stage")]

    def __str__(self) -> str:
        return f"{self.get_stage_display()}: {self.used}/{self.length}"

    def read(self) -> Clock:
        """The clock as its arithmetic takes it."""
        return Clock(self.length, self.used, self.since)
