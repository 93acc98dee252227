"""Who acts for a firm: registrations, memberships, and the merge of two entries of one firm."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kernel.activity.models import Tracked

from ..workflow import MEMBERSHIP, MERGE, REGISTRATION, MembershipStatus, MergeStatus, RegistrationStatus
from ..workflow.registry import RECORDED
from .classification import Division, Industry
from .registry import Enterprise, with_rows_of

OPEN = (RegistrationStatus.SUBMITTED, RegistrationStatus.RETURNED)
NUMBERED = re.compile(r"ZC\d{4}-(\d{5,9})")


def _key_of(number: str) -> int:
    """The key in the number of a registration (ZC2026-00007); 0 where it is none."""
    found = NUMBERED.fullmatch(number.upper())
    return int(found[1]) if found else 0


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def visible_to(self, user: Any) -> RegistrationQuerySet:
        """A person sees their own, a district's liaison the district's, the office all."""
        if user.scope.everything:
            return self
        districts = Division.objects.filter(department__in=user.scope.departments).values("pk")
        return self.filter(Q(applicant=user.pk) | Q(division__in=districts))

    def waiting(self) -> RegistrationQuerySet:
        """What waits for approval, in the order in which it came."""
        return self.filter(status=RegistrationStatus.SUBMITTED).order_by("submitted_at", "pk")

    def late(self, today: date) -> RegistrationQuerySet:
        """Those that should have been decided before today."""
        return self.filter(status=RegistrationStatus.SUBMITTED, due_on__lt=today)

    def search(self, words: str) -> RegistrationQuerySet:
        """Each word stands in the name, the applicant's name or initials, or begins the code or is the number."""
        rows = self
        for word in words.split():
            rows = rows.filter(
                Q(name__icontains=word) | Q(uscc__istartswith=word) | Q(pk=_key_of(word))
                | Q(applicant__full_name__icontains=word) | Q(applicant__initials__contains=word.lower())
            )  # fmt: skip
        return rows

    def urgent_first(self) -> RegistrationQuerySet:
        """What waits for staff by its due day, then what is with the applicant, then what is over, the latest first."""
        waits = models.Case(
            models.When(status=RegistrationStatus.SUBMITTED, then=0),
            models.When(status=RegistrationStatus.RETURNED, then=1),
            default=2,
        )
        return self.order_by(waits, models.F("due_on").asc(nulls_last=True), "-submitted_at", "-pk")


class Registration(Tracked):
    """A person's claim to register a firm and own its entry, proved by the licence's image (an Attachment)."""

    workflow = REGISTRATION
    recorded = RECORDED

    applicant = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="registrations", verbose_name=_("applicant")
    )
    uscc = models.CharField(_("unified social credit code"), max_length=18)
    name = models.CharField(_("name"), max_length=120)
    division = models.ForeignKey(Division, models.PROTECT, related_name="+", verbose_name=_("division"))
    industry = models.ForeignKey(
        Industry, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("industry")
    )
    size = models.CharField(_("size of the enterprise"), max_length=8, choices=Enterprise.Size, blank=True)
    founded_on = models.DateField(_("founded on"), null=True, blank=True)
    legal_representative = models.CharField(_("legal representative"), max_length=60, blank=True)
    address = models.CharField(_("registered address"), max_length=200, blank=True)
    status = models.CharField(
        _("status"), max_length=12, choices=RegistrationStatus, default=RegistrationStatus.SUBMITTED, editable=False
    )
    submitted_at = models.DateTimeField(_("submitted at"), editable=False)
    due_on = models.DateField(pgettext_lazy("registration", "due on"), null=True, editable=False)
    decided_on = models.DateField(_("decided on"), null=True, editable=False)
    decision_note = models.TextField(_("reason of the decision"), blank=True, editable=False)
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, editable=False, related_name="registrations",
        verbose_name=_("enterprise"),
    )  # fmt: skip

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        ordering = ["-submitted_at", "-pk"]
        verbose_name, verbose_name_plural = _("registration"), _("registrations")
        permissions = [("approve_registration", _("Can approve registrations of enterprises"))]
        constraints = [
            models.UniqueConstraint(
                fields=["uscc", "applicant"], condition=Q(status__in=OPEN), name="one_open_registration"
            )
        ]
        indexes = [models.Index(fields=["status", "submitted_at"], name="registrations_by_status")]

    def __str__(self) -> str:
        return self.name

    @property
    def number(self) -> str:
        """The receipt number: ZC2026-00012."""
        return f"ZC{timezone.localdate(self.submitted_at):%Y}-{self.pk:05d}"


class MembershipQuerySet(models.QuerySet["Membership"]):
    def visible_to(self, user: Any) -> MembershipQuerySet:
        """The members of the firms a person sees, and always their own requests."""
        if user.scope.everything:
            return self
        return self.filter(Q(user=user.pk) | with_rows_of(user, firm="enterprise"))

    def active(self) -> MembershipQuerySet:
        return self.filter(status=MembershipStatus.ACTIVE)


class Membership(Tracked):
    """A person of a firm: owners admit others, fillers write and submit, readers read."""

    workflow = MEMBERSHIP
    recorded = RECORDED

    class Role(models.TextChoices):
        OWNER = "owner", _("owner")
        FILLER = "filler", _("filler")
        READER = "reader", _("reader")

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="members", verbose_name=_("enterprise"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="enterprise_memberships", verbose_name=_("person")
    )
    role = models.CharField(_("role"), max_length=8, choices=Role, default=Role.FILLER)
    status = models.CharField(
        _("status"), max_length=12, choices=MembershipStatus, default=MembershipStatus.REQUESTED, editable=False
    )
    message = models.CharField(_("message to the owner"), max_length=200, blank=True)
    requested_at = models.DateTimeField(_("requested at"), editable=False)
    decided_at = models.DateTimeField(_("decided at"), null=True, editable=False)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["enterprise", "pk"]
        verbose_name, verbose_name_plural = _("membership of an enterprise"), _("memberships of enterprises")
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "user"],
                condition=Q(status__in=(MembershipStatus.REQUESTED, MembershipStatus.ACTIVE)),
                name="one_open_membership",
            )
        ]
        indexes = [models.Index(fields=["user", "status"], name="firms_of_a_person")]

    def __str__(self) -> str:
        return f"{self.user} · {self.enterprise}"


class MergeQuerySet(models.QuerySet["Merge"]):
    def visible_to(self, user: Any) -> MergeQuerySet:
        """Merging is the office's."""
        return self if user.scope.everything else self.none()


class Merge(Tracked):
    """Two entries of one firm become one: what was moved stays written down."""

    workflow = MERGE
    recorded = RECORDED

    kept = models.ForeignKey(Enterprise, models.PROTECT, related_name="merges", verbose_name=_("entry that stays"))
    dropped = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="merges_away", verbose_name=_("entry that goes")
    )
    status = models.CharField(
        _("status"), max_length=12, choices=MergeStatus, default=MergeStatus.PLANNED, editable=False
    )
    moved = models.JSONField(_("what was moved"), default=list, editable=False)
    planned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+",
        verbose_name=_("planned by"),
    )  # fmt: skip
    planned_at = models.DateTimeField(_("planned at"), editable=False)

    objects = MergeQuerySet.as_manager()

    class Meta:
        ordering = ["-planned_at", "-pk"]
        verbose_name, verbose_name_plural = _("merge of enterprises"), _("merges of enterprises")
        constraints = [
            models.CheckConstraint(condition=~Q(kept=models.F("dropped")), name="merge_of_two"),
            models.UniqueConstraint(
                fields=["dropped"], condition=Q(status=MergeStatus.PLANNED), name="one_planned_merge"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dropped} → {self.kept}"
