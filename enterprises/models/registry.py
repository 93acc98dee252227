"""The registry: a firm, its former names, its contacts, and what it has done wrong."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.activity.models import Tracked

from ..workflow import ENTERPRISE, EnterpriseStatus, MembershipStatus
from ..workflow.registry import RECORDED
from .classification import Division, Industry


def with_rows_of(user: Any, *, firm: str) -> Q:
    """The rows whose firm, under the lookup `firm`, this person looks after or works for."""
    mine = Enterprise.objects.of_person(user).values("pk")
    districts = Division.objects.filter(department__in=user.scope.departments).values("pk")
    return Q(**{f"{firm}__in": mine}) | Q(**{f"{firm}__division__in": districts})


class EnterpriseQuerySet(models.QuerySet["Enterprise"]):
    def visible_to(self, user: Any) -> EnterpriseQuerySet:
        """A person sees the firms they work for, a district's liaison the district's, the office all."""
        if user.scope.everything:
            return self
        districts = Division.objects.filter(department__in=user.scope.departments).values("pk")
        return self.filter(Q(pk__in=self.model.objects.of_person(user).values("pk")) | Q(division__in=districts))

    def of_person(self, user: Any, *roles: str) -> EnterpriseQuerySet:
        """The firms in which the person is an active member, in one of these roles if any is named."""
        seats = Q(members__user=user.pk, members__status=MembershipStatus.ACTIVE)
        return self.filter(seats & Q(members__role__in=roles) if roles else seats)

    def live(self) -> EnterpriseQuerySet:
        """Those that are neither merged into another nor closed down."""
        return self.filter(status__in=(EnterpriseStatus.UNCLAIMED, EnterpriseStatus.ACTIVE))

    def as_listed(self, filters: Mapping[str, Any]) -> EnterpriseQuerySet:
        """What was merged away or closed down is listed when it is asked for, by its state or by words."""
        return self if filters.get("status") or filters.get("q") else self.live()

    def search(self, words: str) -> EnterpriseQuerySet:
        """Each word stands in the name, a former name, the credit code, or the pinyin initials."""
        rows = self
        for word in words.split():
            former = FormerName.objects.filter(name__icontains=word).values("enterprise")
            rows = rows.filter(
                Q(name__icontains=word) | Q(uscc__istartswith=word) | Q(initials__contains=word.lower())
                | Q(pk__in=former)
            )  # fmt: skip
        return rows


class Enterprise(Tracked):
    """A firm, once, by its unified social credit code (GB 32100)."""

    workflow = ENTERPRISE
    recorded = RECORDED

    class Size(models.TextChoices):
        """By the statistical classification of large, medium, small and micro enterprises (2017)."""

        LARGE = "large", _("large")
        MEDIUM = "medium", _("medium")
        SMALL = "small", _("small")
        MICRO = "micro", _("micro")

    uscc = models.CharField(_("unified social credit code"), max_length=18, unique=True)
    name = models.CharField(_("name"), max_length=120)
    initials = models.CharField(_("pinyin initials"), max_length=120, blank=True, editable=False)
    division = models.ForeignKey(Division, models.PROTECT, related_name="+", verbose_name=_("division"))
    industry = models.ForeignKey(
        Industry, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("industry")
    )
    size = models.CharField(_("size of the enterprise"), max_length=8, choices=Size, blank=True)
    founded_on = models.DateField(_("founded on"), null=True, blank=True)
    legal_representative = models.CharField(_("legal representative"), max_length=60, blank=True)
    registered_capital = models.DecimalField(
        _("registered capital, 10,000 CNY"), max_digits=16, decimal_places=4, null=True, blank=True
    )
    address = models.CharField(_("registered address"), max_length=200, blank=True)
    introduction = models.TextField(_("introduction"), max_length=2000, blank=True)
    status = models.CharField(
        _("status"), max_length=12, choices=EnterpriseStatus, default=EnterpriseStatus.UNCLAIMED, editable=False
    )
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="merged", verbose_name=_("merged into")
    )
    registered_on = models.DateField(_("registered on"), null=True, editable=False)

    objects = EnterpriseQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name, verbose_name_plural = _("enterprise"), _("enterprises")
        permissions = [
            ("manage_enterprise", _("Can keep, import and merge enterprises")),
            ("act_for_enterprise", _("Can act for the enterprises they are members of")),
        ]
        indexes = [
            models.Index(fields=["division", "name", "id"], name="firms_of_a_division"),
            models.Index(fields=["name", "id"], name="firms_by_name"),
            models.Index(fields=["initials"], name="firms_by_initials"),
        ]

    def __str__(self) -> str:
        return self.name


class FormerName(models.Model):
    """A name the firm went by until a day."""

    enterprise = models.ForeignKey(
        Enterprise, models.CASCADE, related_name="former_names", verbose_name=_("enterprise")
    )
    name = models.CharField(_("former name"), max_length=120)
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ["-until", "pk"]
        verbose_name, verbose_name_plural = _("former name"), _("former names")
        constraints = [models.UniqueConstraint(fields=["enterprise", "name"], name="former_name_once")]

    def __str__(self) -> str:
        return self.name


class ContactQuerySet(models.QuerySet["Contact"]):
    def visible_to(self, user: Any) -> ContactQuerySet:
        """Whoever sees the firm sees that there is somebody; phone and mail are masked until a reason is given."""
        return self.filter(enterprise__in=Enterprise.objects.visible_to(user).values("pk"))


class Contact(models.Model):
    """Somebody to reach at the firm. Personal data: shown masked; unmasking is a permission and leaves a trace."""

    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="contacts", verbose_name=_("enterprise"))
    name = models.CharField(_("name"), max_length=60)
    post = models.CharField(_("post"), max_length=60, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    is_main = models.BooleanField(_("main contact"), default=False)

    objects = ContactQuerySet.as_manager()

    class Meta:
        ordering = ["-is_main", "pk"]
        verbose_name, verbose_name_plural = _("contact"), _("contacts")
        permissions = [("unmask_contact", _("Can see contacts unmasked"))]
        constraints = [
            models.UniqueConstraint(fields=["enterprise"], condition=Q(is_main=True), name="one_main_contact")
        ]

    def __str__(self) -> str:
        return self.name


class BreachQuerySet(models.QuerySet["Breach"]):
    def visible_to(self, user: Any) -> BreachQuerySet:
        """Whoever sees the firm sees what is held against it."""
        return self.filter(enterprise__in=Enterprise.objects.visible_to(user).values("pk"))

    def standing(self, on: date) -> BreachQuerySet:
        """Those not struck off by that day."""
        return self.filter(Q(lifted_on=None) | Q(lifted_on__gt=on))


class Breach(models.Model):
    """An incident on record: a penalty, an accident, a broken promise; what eligibility rules look at."""

    class Severity(models.TextChoices):
        SERIOUS = "serious", _("serious")
        ORDINARY = "ordinary", _("ordinary")

    class Kind(models.TextChoices):
        QUALITY = "quality", _("product quality")
        SAFETY = "safety", _("work safety")
        ENVIRONMENT = "environment", _("environment")
        TAX = "tax", _("tax")
        INTEGRITY = "integrity", _("fraud or broken promise")
        IP = "ip", _("infringement of intellectual property")

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="breaches", verbose_name=_("enterprise"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    severity = models.CharField(_("severity"), max_length=8, choices=Severity, default=Severity.ORDINARY)
    happened_on = models.DateField(_("on"))
    decided_by = models.CharField(_("decided by"), max_length=80)
    document_number = models.CharField(_("document number"), max_length=60, blank=True)
    text = models.TextField(_("what happened"), max_length=1000)
    lifted_on = models.DateField(_("struck off on"), null=True, blank=True)

    objects = BreachQuerySet.as_manager()

    class Meta:
        ordering = ["-happened_on", "pk"]
        verbose_name, verbose_name_plural = _("breach on record"), _("breaches on record")
        indexes = [models.Index(fields=["enterprise", "severity", "happened_on"], name="breaches_of_a_firm")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.happened_on:%Y-%m-%d}"
