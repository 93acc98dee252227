"""Support policies in plain sentences, and the grants that firms get by them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kernel.accounts.models import Department
from kernel.activity.models import Tracked

from ..workflow import GRANT, POLICY, GrantStatus, PolicyStatus
from ..workflow.support import GRANT_FIELDS, GRANT_RECORDED, POLICY_RECORDED
from .registry import Enterprise, with_rows_of

OWING = (GrantStatus.AGREED, GrantStatus.RUNNING)


class PolicyQuerySet(models.QuerySet["Policy"]):
    def visible_to(self, user: Any) -> PolicyQuerySet:
        """What is in force or was is public; drafts are seen by who edits policies, in their departments."""
        if user.is_authenticated and user.scope.everything:
            return self
        if not user.has_perm("enterprises.manage_policy"):
            return self.published()
        return self.filter(~Q(status=PolicyStatus.DRAFT) | Q(department__in=user.scope.departments))

    def published(self) -> PolicyQuerySet:
        return self.exclude(status=PolicyStatus.DRAFT)

    def search(self, words: str) -> PolicyQuerySet:
        """Each word stands in the title, the sentence, the benefit or the document's number."""
        rows = self
        for word in words.split():
            rows = rows.filter(
                Q(title__icontains=word) | Q(summary__icontains=word) | Q(benefit__icontains=word)
                | Q(document_number__icontains=word)
            )  # fmt: skip
        return rows

    def in_force(self, on: date) -> PolicyQuerySet:
        return self.filter(Q(starts_on__lte=on), Q(ends_on=None) | Q(ends_on__gte=on), status=PolicyStatus.PUBLISHED)


class Policy(Tracked):
    """A support policy: what it gives, to whom (its rules), how to get it."""

    workflow = POLICY
    recorded = POLICY_RECORDED

    title = models.CharField(_("title"), max_length=120)
    document_number = models.CharField(_("document number"), max_length=60, blank=True)
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", verbose_name=_("run by"))
    summary = models.CharField(_("in one sentence"), max_length=200)
    text = models.TextField(_("in plain sentences"), max_length=6000, blank=True)
    benefit = models.CharField(_("what a firm gets"), max_length=200)
    most_amount = models.DecimalField(_("at most, 10,000 CNY"), max_digits=12, decimal_places=4, null=True, blank=True)
    how_to_apply = models.TextField(_("how to get it"), max_length=2000, blank=True)
    call = models.ForeignKey(
        "enterprises.Call", models.SET_NULL, null=True, blank=True, related_name="policies", verbose_name=_("call")
    )
    remind_days = models.PositiveSmallIntegerField(
        _("firms are reminded of results, days ahead"), default=30, help_text=_("calendar days before they are due")
    )
    starts_on = models.DateField(_("in force from"))
    ends_on = models.DateField(_("in force until"), null=True, blank=True)
    status = models.CharField(
        _("status"), max_length=12, choices=PolicyStatus, default=PolicyStatus.DRAFT, editable=False
    )

    objects = PolicyQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-pk"]
        verbose_name, verbose_name_plural = _("support policy"), _("support policies")
        permissions = [("manage_policy", _("Can prepare, publish and end policies"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")), name="policy_ends_later"
            )
        ]
        indexes = [models.Index(fields=["status", "starts_on"], name="policies_in_force")]

    def __str__(self) -> str:
        return self.title

    def is_in_force(self, on: date) -> bool:
        """Whether a firm may rely on it that day."""
        begun = self.status == PolicyStatus.PUBLISHED and self.starts_on <= on
        return begun and (self.ends_on is None or on <= self.ends_on)


class GrantQuerySet(models.QuerySet["Grant"]):
    def visible_to(self, user: Any) -> GrantQuerySet:
        """The firm's people, its district, the department that runs the policy, the office."""
        if user.scope.everything:
            return self
        run = Q(policy__department__in=user.scope.departments)
        return self.filter(with_rows_of(user, firm="enterprise") | run)

    def search(self, words: str) -> GrantQuerySet:
        """Each word stands in what it is for, the firm's name, its code or its pinyin initials, or the policy."""
        rows = self
        for word in words.split():
            rows = rows.filter(
                Q(purpose__icontains=word) | Q(enterprise__name__icontains=word) | Q(policy__title__icontains=word)
                | Q(enterprise__uscc__istartswith=word) | Q(enterprise__initials__contains=word.lower())
            )  # fmt: skip
        return rows

    def owing_results(self) -> GrantQuerySet:
        """Those whose firm has results to hand in by a day."""
        return self.filter(status__in=OWING, results_due_on__isnull=False)

    def overdue(self, on: date) -> GrantQuerySet:
        return self.owing_results().filter(results_due_on__lt=on)


class Grant(Tracked):
    """Money agreed for a firm by a policy, paid in instalments, its results handed in and accepted."""

    workflow = GRANT
    recorded, recorded_fields = GRANT_RECORDED, GRANT_FIELDS

    policy = models.ForeignKey(Policy, models.PROTECT, related_name="grants", verbose_name=_("policy"))
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="grants", verbose_name=_("enterprise"))
    application = models.ForeignKey(
        "enterprises.Application", models.PROTECT, null=True, blank=True, related_name="grants",
        verbose_name=_("application"),
    )  # fmt: skip
    purpose = models.CharField(_("for"), max_length=200)
    amount = models.DecimalField(_("amount, 10,000 CNY"), max_digits=12, decimal_places=4)
    agreed_on = models.DateField(_("agreed on"))
    results_due_on = models.DateField(_("results due on"), null=True, blank=True)
    results = models.TextField(_("results"), max_length=4000, blank=True)
    reported_on = models.DateField(_("handed in on"), null=True, editable=False)
    status = models.CharField(
        _("status"), max_length=12, choices=GrantStatus, default=GrantStatus.AGREED, editable=False
    )

    objects = GrantQuerySet.as_manager()

    class Meta:
        ordering = ["-agreed_on", "-pk"]
        verbose_name, verbose_name_plural = _("grant"), _("grants")
        permissions = [("manage_grant", _("Can agree, pay and accept grants"))]
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="grant_of_something")]
        indexes = [models.Index(fields=["status", "results_due_on"], name="grants_by_status")]

    def __str__(self) -> str:
        return f"{self.enterprise} · {self.purpose}"


class Instalment(models.Model):
    """A part of a grant; together they are the amount."""

    grant = models.ForeignKey(Grant, models.CASCADE, related_name="instalments", verbose_name=_("grant"))
    number = models.PositiveSmallIntegerField(_("number"))
    amount = models.DecimalField(_("amount, 10,000 CNY"), max_digits=12, decimal_places=4)
    due_on = models.DateField(pgettext_lazy("instalment", "due on"), null=True, blank=True)
    condition = models.CharField(_("condition"), max_length=200, blank=True)
    paid_on = models.DateField(_("paid on"), null=True, blank=True)

    class Meta:
        ordering = ["grant", "number"]
        verbose_name, verbose_name_plural = _("instalment"), _("instalments")
        constraints = [
            models.UniqueConstraint(fields=["grant", "number"], name="instalment_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="instalment_of_something"),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.amount}"
