"""Brands and their way up the ladder: added and told of by the firm, claimed with evidence, confirmed by staff."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import structlog
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kernel.accounts.models import User
from kernel.accounts.services import initials_of
from kernel.activity.services import advance, amend, notify, record, require
from kernel.common.errors import Invalid

from ..models import Brand, BrandStanding, CabinetDocument, Enterprise, Rung, RungCriterion
from ..queries.ladder import OPEN, confirmers, highest_rung
from ..queries.people import people_of
from ..workflow import ACT, CONFIRM, StandingStatus
from .seats import WRITERS, require_seat

log = structlog.get_logger(__name__)
WRITTEN = frozenset({"name", "industry", "since_year", "story"})
EARLIEST = 1000  # the oldest workshops of the country are younger


@transaction.atomic
def add_brand(enterprise: Enterprise, *, actor: User, name: str, today: date, **words: Any) -> Brand:
    """Enter a brand of the firm; `words` are industry, since_year and story. Invalid (400) for a name it has."""
    _require_writer(enterprise, actor)
    name = _right(enterprise, {"name": name, **words}, today, besides=None)["name"]
    brand = Brand.objects.create(enterprise=enterprise, name=name, initials=initials_of(name), **words)
    record(brand, "add", actor=actor, after={"name": name})
    return brand


@transaction.atomic
def edit_brand(brand: Brand, *, actor: User, today: date, **words: Any) -> Brand:
    """Change what is told of the brand; before and after stand in its history."""
    _require_writer(brand.enterprise, actor)
    words = _right(brand.enterprise, words, today, besides=brand)
    if "name" in words:
        words["initials"] = initials_of(words["name"])
    return amend(brand, actor=actor, permission=ACT, **words)


@transaction.atomic
def claim_rung(
    brand: Brand, rung: Rung, *, actor: User, reached_on: date, criteria: Iterable[RungCriterion],
    evidence: Iterable[CabinetDocument], now: datetime, until: date | None = None, remark: str = "",
) -> BrandStanding:  # fmt: skip
    """Say that the brand has reached the rung, by which criteria and evidence of the cabinet; staff are told.

    Invalid (400) lists all that is wrong at once: criteria that are required and not met, evidence that is missing,
    another firm's or no longer valid, days that cannot be, a rung that is claimed already.
    """
    _require_writer(brand.enterprise, actor)
    Brand.objects.select_for_update().filter(pk=brand.pk).first()
    today, met, shown = timezone.localdate(now), list(criteria), list(evidence)
    wrong = _wrong_days(reached_on, until, today) | _wrong_criteria(rung, met) | _wrong_evidence(brand, shown, today)
    if brand.standings.filter(rung=rung, status__in=OPEN).exists():
        wrong["rung"] = [_("“%(brand)s” has claimed this rung already.") % {"brand": brand.name}]
    if wrong:
        raise Invalid(fields=wrong)
    standing = BrandStanding.objects.create(
        brand=brand, rung=rung, reached_on=reached_on, until=until, remark=remark.strip(), claimed_at=now
    )
    standing.criteria.set(met)
    standing.evidence.set(shown)
    record(standing, "claim", actor=actor, target=standing.status, note=remark)
    _tell(standing, "standing_claimed", confirmers())
    return standing


@transaction.atomic
def confirm_standing(standing: BrandStanding, *, actor: User, today: date, note: str = "") -> BrandStanding:
    """The claim is right: the brand stands on the rung from now on, if it holds no higher one."""
    if standing.until is not None and standing.until < today:
        raise Invalid(
            fields={"until": [_("It ran out on %(day)s; refuse it.") % {"day": f"{standing.until:%Y-%m-%d}"}]}
        )
    standing = advance(standing, "confirm", actor=actor, note=note, decided_on=today, decision_note=note)
    return _settled(standing, "standing_confirmed", actor, today)


@transaction.atomic
def refuse_standing(standing: BrandStanding, *, actor: User, note: str, today: date) -> BrandStanding:
    """The claim is not shown; the firm reads why and may claim again."""
    standing = advance(standing, "refuse", actor=actor, note=note, decided_on=today, decision_note=note)
    return _settled(standing, "standing_refused", actor, today)


@transaction.atomic
def lapse_standing(standing: BrandStanding, *, actor: User | None, note: str, today: date) -> BrandStanding:
    """The rung is lost, for a reason; the brand stands on the next lower one it holds, if any."""
    standing = advance(standing, "lapse", actor=actor, note=note, decision_note=note)
    return _settled(standing, "standing_lapsed", actor, today)


def lapse_run_out(*, today: date) -> int:
    """Note every standing as lapsed whose last day is over; returns how many.

    One that fails is logged and stops no other; an ExceptionGroup at the end names them.
    """
    over = BrandStanding.objects.filter(status=StandingStatus.CONFIRMED, until__lt=today)
    done, broken = 0, list[Exception]()
    for standing in over.select_related("brand__enterprise", "rung"):
        note = _("valid until %(day)s") % {"day": f"{standing.until:%Y-%m-%d}"}
        try:
            lapse_standing(standing, actor=None, note=note, today=today)
            done += 1
        except Exception as error:
            log.exception("standing_not_lapsed", standing=standing.pk)
            broken.append(error)
    if broken:
        raise ExceptionGroup("standings that could not be lapsed", broken)
    return done


def _require_writer(enterprise: Enterprise, actor: User) -> None:
    require(actor, ACT)
    require_seat(enterprise, actor, *WRITERS)


def _right(enterprise: Enterprise, words: dict[str, Any], today: date, besides: Brand | None) -> dict[str, Any]:
    """The words as they are kept; Invalid (400) for a field that is not the firm's, a name or a year that cannot be."""
    wrong = {name: [_("This cannot be changed here.")] for name in sorted(set(words) - WRITTEN)}
    if "name" in words:
        words["name"] = str(words["name"]).strip()
        others = enterprise.brands.exclude(pk=besides.pk) if besides else enterprise.brands.all()
        if not words["name"]:
            wrong["name"] = [_("Give the brand's name.")]
        elif others.filter(name=words["name"]).exists():
            wrong["name"] = [_("The firm has a brand of this name already.")]
    year = words.get("since_year")
    if year is not None and not EARLIEST <= year <= today.year:
        wrong["since_year"] = [_("Give a year up to %(year)d.") % {"year": today.year}]
    if wrong:
        raise Invalid(fields=wrong)
    return words


def _wrong_days(reached_on: date, until: date | None, today: date) -> dict[str, list[str]]:
    wrong = {}
    if reached_on > today:
        wrong["reached_on"] = [_("This day has not come yet.")]
    if until is not None and until < max(reached_on, today):
        wrong["until"] = [_("It would have run out already.")]
    return wrong


def _wrong_criteria(rung: Rung, met: list[RungCriterion]) -> dict[str, list[str]]:
    if any(criterion.rung_id != rung.pk for criterion in met):
        return {"criteria": [_("A criterion belongs to another rung.")]}
    missing = rung.criteria.filter(required=True).exclude(pk__in=[criterion.pk for criterion in met])
    return {"criteria": [_("Required: %(text)s") % {"text": row.text} for row in missing]} if missing else {}


def _wrong_evidence(brand: Brand, shown: list[CabinetDocument], today: date) -> dict[str, list[str]]:
    if not shown:
        return {"evidence": [_("Choose at least one document of the cabinet.")]}
    if any(row.enterprise_id != brand.enterprise_id for row in shown):
        return {"evidence": [_("There is no such record.")]}
    past = [row for row in shown if not row.valid_on(today)]
    return {"evidence": [_("“%(title)s” is no longer valid.") % {"title": row.title} for row in past]} if past else {}


def _settled(standing: BrandStanding, verb: str, actor: User | None, today: date) -> BrandStanding:
    """The brand on the rung that is now its highest, and its people told."""
    brand = standing.brand
    locked = Brand.objects.select_for_update(of=("self",)).get(pk=brand.pk)
    amend(locked, actor=actor, permission=CONFIRM, step="move", rung=highest_rung(locked, today))
    people = list(people_of(brand.enterprise, *WRITERS))
    _tell(standing, verb, people, note=standing.decision_note.strip().rstrip("。."))
    return standing


def _tell(standing: BrandStanding, verb: str, people: list[User], **more: Any) -> None:
    brand = standing.brand
    words: dict[str, Any] = {
        "brand": brand.name,
        "enterprise": brand.enterprise.name,
        "rung": standing.rung.name_zh,
        **more,
    }
    notify(people, verb, about=standing, dedupe_key=f"{verb}:{standing.pk}", **words)
