"""Who runs a scheme, and how one is founded from a definition: a JSON file, shipped or a city's own."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kernel.accounts.models import Department, User
from kernel.activity.services import record, require
from kernel.calendars.queries import add_working_days
from kernel.common.errors import Invalid, NotPermitted

from ..models import (
    AwardTier,
    Call,
    DocumentKind,
    EligibilityRule,
    FormField,
    FormSection,
    FormVersion,
    Material,
    Rubric,
    Scheme,
    Stage,
)
from ..workflow.calls import MANAGE

Definition = dict[str, Any]
SWITCHES = ("experts_see_firms", "firms_see_experts", "experts_see_scores", "firms_see_scores")
CALL_FIELDS = (
    "introduction", "minutes_needed", "contact", "most_returns", "applications_each", "vacancy_below_line",
    "cool_down_years", "repeat_outside_quota", "repeat_with_money", "barring_years",
)  # fmt: skip


def require_runner(scheme: Scheme, actor: User | None) -> None:
    """NotPermitted (403) unless the actor manages calls and sits in the department that runs the scheme."""
    require(actor, MANAGE)
    if actor is None or actor.scope.everything or scheme.department_id in actor.scope.departments:
        return
    raise NotPermitted(_("%(department)s runs this scheme.") % {"department": scheme.department})


@transaction.atomic
def found_scheme(definition: Definition, *, actor: User | None) -> tuple[Scheme, bool]:
    """The scheme of a definition with its first form, a draft; one that is there stays as it is.

    The department is found by code or name: Invalid (400) when the city has none of them.
    """
    require(actor, MANAGE)
    about = dict(definition["scheme"])
    known = Scheme.objects.filter(code=about["code"]).first()
    if known is not None:
        return known, False
    department = _department(about.pop("departments"))
    scheme = Scheme.objects.create(department=department, **about)
    form = FormVersion.objects.create(scheme=scheme, number=1, remark=definition["form"]["remark"])
    _write_form(form, definition["form"])
    record(form, "create", actor=actor, after={"sections": [part["title"] for part in definition["form"]["sections"]]})
    return scheme, True


@transaction.atomic
def draft_first_call(scheme: Scheme, definition: Definition, *, year: int, actor: User | None) -> Call:
    """A call in preparation as the definition has it, for a scheme without a call in that year."""
    require_runner(scheme, actor)
    about = definition["call"]
    call = Call.objects.create(
        scheme=scheme, year=year, title=about["title"].format(year=year), form=scheme.form_versions.first(),
        opens_at=_instant(year, about["opens"]), closes_at=_instant(year, about["closes"]),
        rubric=Rubric.objects.filter(code=about["rubric"]).first(),
        **{name: about[name] for name in CALL_FIELDS if name in about},
    )  # fmt: skip
    AwardTier.objects.bulk_create(
        AwardTier(
            call=call, name=tier["name"], quota=tier["quota"], pass_line=Decimal(tier["pass_line"]),
            money=Decimal(tier["money"]), order=order * 10,
        )
        for order, tier in enumerate(about["tiers"], start=1)
    )  # fmt: skip
    Stage.objects.bulk_create(_stage(call, order, stage) for order, stage in enumerate(about["stages"], start=1))
    EligibilityRule.objects.bulk_create(
        EligibilityRule(call=call, order=order * 10, **rule) for order, rule in enumerate(about["rules"], start=1)
    )
    record(call, "create", actor=actor, after={"year": year, "title": call.title})
    return call


def _department(names: list[str]) -> Department:
    for name in names:
        row: Department | None = Department.objects.open().named(name).first()
        if row is not None:
            return row
    raise Invalid(fields={"department": [_("There is no department called %(name)s.") % {"name": _(", ").join(names)}]})


def _write_form(form: FormVersion, about: Definition) -> None:
    kinds = {kind.code: kind for kind in DocumentKind.objects.all()}
    for order, part in enumerate(about["sections"], start=1):
        words = {name: part.get(name, "") for name in ("key", "title", "hint")}
        section = FormSection.objects.create(form=form, order=order * 10, **words)
        FormField.objects.bulk_create(
            FormField(section=section, order=n * 10, **_with_kind(row, "document_kind", kinds))
            for n, row in enumerate(part["fields"], start=1)
        )
    Material.objects.bulk_create(
        Material(form=form, order=n * 10, **_with_kind(row, "kind", kinds))
        for n, row in enumerate(about["materials"], start=1)
    )


def _with_kind(row: Definition, name: str, kinds: dict[str, DocumentKind]) -> Definition:
    """The row with its kind of document as a row of its own; a kind that the city does not keep is any kind."""
    numbers = {key: Decimal(row[key]) for key in ("least", "most") if isinstance(row.get(key), str)}
    return {**row, **numbers, **({name: kinds.get(row[name])} if name in row else {})}


def _stage(call: Call, order: int, about: Definition) -> Stage:
    days = {
        name: _day(call.year, about[key])
        for name, key in (("starts_on", "starts"), ("ends_on", "ends"))
        if key in about
    }
    switches = {name: about.get(name, False) for name in SWITCHES}
    return Stage(call=call, kind=about["kind"], order=order, working_days=about.get("working_days"), **days, **switches)


def _day(year: int, text: str) -> date:
    """The day of that year, or the next working day."""
    month, day = map(int, text.split("-"))
    return add_working_days(date(year, month, day), 0)


def _instant(year: int, text: str) -> datetime:
    day, clock = text.split()
    return timezone.make_aware(datetime.combine(_day(year, day), time.fromisoformat(clock)))
