"""The ladder: claimed with evidence, confirmed by staff, lost again; what the public sees of it."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from enterprises.models import Brand, Membership, Rung
from enterprises.queries import todo_standings
from enterprises.queries.ladder import levels
from enterprises.services import ladder
from kernel.activity.models import Notification
from kernel.activity.todo import how_many, todos
from kernel.common.errors import Invalid, NoteMissing, NotPermitted, StepRefused
from tests.enterprises.factories import NOW, TODAY, district, member, registered_enterprise
from tests.enterprises.factories_cabinet import (
    brand,
    claimed_standing,
    confirmed_standing,
    expiring_document,
    filed_document,
)
from tests.factories import office_person, person

pytestmark = pytest.mark.django_db
ONE = timedelta(days=1)


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def rung_of(row: Brand) -> str | None:
    row.refresh_from_db()
    return row.rung.code if row.rung else None


def test_a_claim_waits_with_staff_and_confirming_it_puts_the_brand_on_the_rung() -> None:
    office = office_person()
    standing, claimer = claimed_standing()
    assert rung_of(standing.brand) is None
    assert [row.title for row in todos(todo_standings.waits(office, TODAY), TODAY)] == [
        f"{standing.brand}申报：市级品牌"
    ]
    ladder.confirm_standing(standing, actor=office, today=TODAY)
    assert rung_of(standing.brand) == "city"
    assert not how_many(todo_standings.waits(office, TODAY))
    assert Notification.objects.get(recipient=claimer).verb == "standing_confirmed"


def test_the_brand_stands_on_its_highest_rung_and_falls_back_when_it_is_lost() -> None:
    row = brand()
    low = confirmed_standing(row, "city")
    high = confirmed_standing(row, "province", until=TODAY + timedelta(days=365))
    assert rung_of(row) == "province"
    ladder.lapse_standing(high, actor=office_person(), note="复核未通过", today=TODAY)
    assert rung_of(row) == "city"
    ladder.lapse_standing(low, actor=office_person(), note="企业申请撤销", today=TODAY)
    assert rung_of(row) is None


def test_a_rung_runs_out_in_the_night_after_its_last_day_once() -> None:
    row = brand()
    last = TODAY + timedelta(days=10)
    confirmed_standing(row, "city", until=last)
    assert ladder.lapse_run_out(today=last) == 0
    assert rung_of(row) == "city"
    assert ladder.lapse_run_out(today=last + ONE) == 1
    assert ladder.lapse_run_out(today=last + ONE) == 0
    assert rung_of(row) is None


@pytest.mark.parametrize("status", ["confirmed", "refused", "lapsed"])
@pytest.mark.parametrize("step", ["confirm", "refuse", "lapse"])
def test_a_claim_takes_no_step_twice(status: Any, step: Any) -> None:
    office = office_person()
    standing, _by = claimed_standing()
    acts: dict[str, Any] = {
        "confirm": ladder.confirm_standing, "refuse": ladder.refuse_standing, "lapse": ladder.lapse_standing,
    }  # fmt: skip
    ways = {"confirmed": ["confirm"], "refused": ["refuse"], "lapsed": ["confirm", "lapse"]}
    for way in ways[status]:
        standing = acts[way](standing, actor=office, note="理由", today=TODAY)
    if (status, step) == ("confirmed", "lapse"):
        return
    with pytest.raises(StepRefused):
        acts[step](standing, actor=office, note="理由", today=TODAY)


def test_refusing_needs_a_reason_and_only_the_office_decides() -> None:
    standing, claimer = claimed_standing()
    with pytest.raises(NoteMissing):
        ladder.refuse_standing(standing, actor=office_person(), note=" ", today=TODAY)
    for who in (claimer, person("district_liaison", standing.brand.enterprise.division.department)):
        with pytest.raises(NotPermitted):
            ladder.confirm_standing(standing, actor=who, today=TODAY)
    refused = ladder.refuse_standing(standing, actor=office_person(), note="材料不全", today=TODAY)
    assert refused.decision_note == "材料不全"
    assert claimed_standing(standing.brand)[0].pk, "it may be claimed again"


def test_a_claim_lists_all_that_is_wrong_and_takes_no_document_of_another_firm() -> None:
    row, rung = brand(), Rung.objects.get(code="city")
    owner = member(row.enterprise)

    def wrong(**words: Any) -> dict[str, list[str]]:
        sent = {"reached_on": TODAY, "criteria": rung.criteria.all(), "evidence": [], **words}
        with pytest.raises(Invalid) as refusal:
            ladder.claim_rung(row, rung, actor=owner, now=NOW, **sent)
        return refusal.value.fields

    assert set(wrong(reached_on=TODAY + ONE, until=TODAY - ONE, criteria=[])) == {
        "reached_on", "until", "criteria", "evidence",
    }  # fmt: skip
    assert set(wrong(evidence=[filed_document()])) == {"evidence"}, "another firm's"
    assert set(wrong(evidence=[expiring_document(row.enterprise, owner, TODAY - ONE)])) == {"evidence"}, "run out"
    claimed_standing(row)
    assert set(wrong(evidence=[filed_document(row.enterprise, owner)])) == {"rung"}, "claimed already"


def test_a_reader_claims_nothing_and_a_name_is_given_once_a_firm() -> None:
    row = brand(registered_enterprise())
    reader, owner = member(row.enterprise, Membership.Role.READER), member(row.enterprise)
    with pytest.raises(NotPermitted):
        ladder.add_brand(row.enterprise, actor=reader, name="新", today=TODAY)
    with pytest.raises(Invalid):
        ladder.add_brand(row.enterprise, actor=owner, name=f" {row.name}", today=TODAY)
    with pytest.raises(Invalid):
        ladder.edit_brand(row, actor=owner, today=TODAY, since_year=2027)
    assert ladder.edit_brand(row, actor=owner, today=TODAY, since_year=1996).since_year == 1996


def test_the_public_sees_the_stairs_counts_open_their_brands_and_no_brand_beside_the_ladder() -> None:
    crab = registered_enterprise(division=district("990122", "青溪县", "qx"))
    shown, other, hidden = brand(), brand(crab), brand()
    confirmed_standing(shown, "city")
    confirmed_standing(other, "national")
    page = Client().get(reverse("enterprises:brand-ladder"))
    text = page.content.decode()
    assert [(level.rung.code, level.count) for level in levels(Brand.objects.on_ladder()) if level.count] == [
        ("national", 1), ("city", 1),
    ]  # fmt: skip
    assert shown.name in text
    assert hidden.name not in text
    narrowed = Client().get(reverse("enterprises:brand-ladder"), {"rung": "city", "division": "990104"})
    assert [row.pk for row in narrowed.context["page"]] == [shown.pk]
    assert Client().get(reverse("enterprises:brand-page", args=[shown.pk])).status_code == 200
    assert Client().get(reverse("enterprises:brand-page", args=[hidden.pk])).status_code == 404
