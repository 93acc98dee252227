"""Eligibility as rows: what a call or a policy asks of a firm, edited by staff, judged by `enterprises.rules`."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..rules import Operator
from .policies import Policy
from .schemes import Call


class EligibilityRuleQuerySet(models.QuerySet["EligibilityRule"]):
    def visible_to(self, user: Any) -> EligibilityRuleQuerySet:
        """Whoever sees the call or the policy sees what it asks."""
        calls, policies = Call.objects.visible_to(user), Policy.objects.visible_to(user)
        return self.filter(Q(call__in=calls.values("pk")) | Q(policy__in=policies.values("pk")))


class EligibilityRule(models.Model):
    """One condition: a fact of the firm, an operator, what is wanted. `params` narrow the fact (`{"years": 3}`)."""

    call = models.ForeignKey(Call, models.CASCADE, null=True, blank=True, related_name="rules", verbose_name=_("call"))
    policy = models.ForeignKey(
        Policy, models.CASCADE, null=True, blank=True, related_name="rules", verbose_name=_("policy")
    )
    fact = models.SlugField(_("fact"), max_length=40)
    operator = models.CharField(_("operator"), max_length=8, choices=Operator)
    wanted = models.JSONField(_("wanted"), help_text=_("a number, a list of codes, true or false"))
    params = models.JSONField(_("details of the fact"), default=dict, blank=True)
    words = models.CharField(
        _("in words"), max_length=200, blank=True, help_text=_("empty: the portal words it by itself")
    )
    basis = models.CharField(_("basis"), max_length=200, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=100)

    objects = EligibilityRuleQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        verbose_name, verbose_name_plural = _("eligibility rule"), _("eligibility rules")
        constraints = [
            models.CheckConstraint(
                condition=Q(call__isnull=True, policy__isnull=False) | Q(call__isnull=False, policy__isnull=True),
                name="rule_of_one",
            )
        ]

    def __str__(self) -> str:
        return self.words or f"{self.fact} {self.operator} {self.wanted}"
