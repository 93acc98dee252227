"""The shape of a call's stages and awards: a matrix and a table, each one form, so that each is written whole."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from coordination.forms.days import DayField, days_around, know_days
from coordination.forms.plans import VersionForm
from coordination.forms.tasks import HalfWidthDecimal

from ..answers import written
from ..models import Call, Stage
from ..services.schemes import SWITCHES
from .calls import whole

MOST_TIERS = 6
LONGEST = 250
# A switch says nothing in a stage without experts.
REVIEWED = (Stage.Kind.EXPERT_REVIEW, Stage.Kind.SITE_VISIT, Stage.Kind.COMMITTEE, Stage.Kind.PUBLIC_NOTICE)
ALWAYS = (Stage.Kind.FILLING, Stage.Kind.FORMAL_CHECK, Stage.Kind.SUPPLEMENT)
WITHOUT_LENGTH = (Stage.Kind.FILLING,)
TIER_FIELDS = ("name", "quota", "pass_line", "money")
RULE_FIELDS = ("vacancy_below_line", "cool_down_years", "repeat_outside_quota", "repeat_with_money", "barring_years")


class StagesForm(VersionForm):
    """For each kind of stage: whether it takes place, its length, its dates, who sees what."""

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        known = {stage.kind: stage for stage in call.stages.all()}
        initial: dict[str, Any] = {"version": call.version}
        super().__init__(*args, **kwargs)
        for kind in Stage.Kind:
            self.fields |= _stage_fields(kind)
            stage = known.get(kind.value)
            initial[f"{kind.value}-on"] = stage is not None
            if stage is not None:
                initial |= {f"{kind.value}-{name}": getattr(stage, name) for name in _names(kind)}
        self.initial = {**initial, **self.initial}
        self.special = days_around(timezone.localdate())
        know_days(self, self.special)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for kind in Stage.Kind:
            starts, ends = data.get(f"{kind.value}-starts_on"), data.get(f"{kind.value}-ends_on")
            if starts and ends and ends < starts:
                self.add_error(f"{kind.value}-ends_on", gettext("The stage ends before it begins."))
        return data

    def stages(self) -> dict[str, dict[str, Any]]:
        """What `set_stages` takes: the stages that take place, by kind."""
        data = self.cleaned_data
        return {
            kind.value: {name: data[f"{kind.value}-{name}"] for name in _names(kind)}
            for kind in Stage.Kind
            if kind in ALWAYS or data[f"{kind.value}-on"]
        }

    def rows(self) -> list[dict[str, Any]]:
        """The matrix as the page shows it: a row a stage, a bound field a cell or None."""
        return [
            {
                "label": kind.label,
                "always": kind in ALWAYS,
                "on": self[f"{kind.value}-on"],
                "days": None if kind in WITHOUT_LENGTH else self[f"{kind.value}-working_days"],
                "dates": [self[f"{kind.value}-starts_on"], self[f"{kind.value}-ends_on"]] if kind not in ALWAYS else [],
                "switches": [self[f"{kind.value}-{name}"] if kind in REVIEWED else None for name in SWITCHES],
            }
            for kind in Stage.Kind
        ]


class AwardsForm(VersionForm):
    """Tiers, the highest first, and the rules that hold for all of them; a tier without a name is none."""

    vacancy_below_line = forms.BooleanField(
        label=_("A place stays vacant when nobody reaches the pass line"), required=False
    )
    cool_down_years = whole(label=_("A holder may apply again after, years"), max_value=20)
    repeat_outside_quota = forms.BooleanField(label=_("A repeated winner stands outside the quota"), required=False)
    repeat_with_money = forms.BooleanField(label=_("A repeated winner gets the money again"), required=False)
    barring_years = whole(label=_("A serious breach bars for, years"), max_value=20)

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tiers = list(call.tiers.all())
        initial: dict[str, Any] = {"version": call.version, **{name: getattr(call, name) for name in RULE_FIELDS}}
        for place in range(MOST_TIERS):
            self.fields |= _tier_fields(place)
            if place < len(tiers):
                initial |= {f"{name}-{place}": _plain(getattr(tiers[place], name)) for name in TIER_FIELDS}
        self.initial = {**initial, **self.initial}
        self.shown = min(MOST_TIERS, len(tiers) + 2)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for place in range(MOST_TIERS):
            given = [name for name in TIER_FIELDS if data.get(f"{name}-{place}") not in (None, "")]
            if not given:
                continue
            for name in ("name", "quota", "pass_line"):
                if name not in given and f"{name}-{place}" not in self.errors:
                    self.add_error(f"{name}-{place}", gettext("Fill in the whole row, or leave it blank."))
        return data

    def tiers(self) -> list[dict[str, Any]]:
        """What `set_awards` takes."""
        data = self.cleaned_data
        rows = [{name: data.get(f"{name}-{place}") for name in TIER_FIELDS} for place in range(MOST_TIERS)]
        return [{**row, "money": row["money"] or 0} for row in rows if row["name"]]

    def rules(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in RULE_FIELDS}

    def tier_rows(self) -> list[list[Any]]:
        """The bound fields of each row that is shown."""
        return [[self[f"{name}-{place}"] for name in TIER_FIELDS] for place in range(self.shown)]

    def rule_fields(self) -> list[Any]:
        return [self[name] for name in RULE_FIELDS]


def _plain(value: Any) -> Any:
    return written(value) if isinstance(value, Decimal) else value


def _names(kind: Stage.Kind) -> list[str]:
    names = [] if kind in WITHOUT_LENGTH else ["working_days"]
    names += [] if kind in ALWAYS else ["starts_on", "ends_on"]
    return [*names, *(SWITCHES if kind in REVIEWED else ())]


def _stage_fields(kind: Stage.Kind) -> dict[str, forms.Field]:
    label = kind.label
    fields: dict[str, forms.Field] = {
        "on": forms.BooleanField(
            label=_("%(stage)s takes place") % {"stage": label}, required=False, disabled=kind in ALWAYS
        ),
        "working_days": whole(
            label=_("%(stage)s, working days") % {"stage": label}, required=False, min_value=1, max_value=LONGEST
        ),
        "starts_on": DayField(label=_("%(stage)s, from") % {"stage": label}, required=False),
        "ends_on": DayField(label=_("%(stage)s, until") % {"stage": label}, required=False),
    }
    fields |= {
        name: forms.BooleanField(label=f"{label}: {Stage._meta.get_field(name).verbose_name}", required=False)  # type: ignore[union-attr]
        for name in SWITCHES
    }
    return {f"{kind.value}-{name}": fields[name] for name in ["on", *_names(kind)]}


def _tier_fields(place: int) -> dict[str, forms.Field]:
    decimal = forms.TextInput(attrs={"inputmode": "decimal"})
    fields: dict[str, forms.Field] = {
        "name": forms.CharField(label=pgettext_lazy("award", "Tier"), required=False, max_length=40),
        "quota": whole(label=_("Quota"), required=False, min_value=1, max_value=1000),
        "pass_line": HalfWidthDecimal(
            label=_("Pass line, points"), required=False, min_value=0, max_digits=6, decimal_places=1, widget=decimal
        ),
        "money": HalfWidthDecimal(
            label=_("Money, 10,000 CNY"), required=False, min_value=0, max_digits=12, decimal_places=4, widget=decimal
        ),
    }  # fmt: skip
    return {f"{name}-{place}": field for name, field in fields.items()}
