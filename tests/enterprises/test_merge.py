"""Two entries of one firm become one: everything is shown before it moves, and no row is lost."""

from typing import Any

import pytest
from django.db import models
from django.urls import reverse

from enterprises.models import (
    Brand,
    Breach,
    Contact,
    Division,
    Enterprise,
    Figure,
    FigureItem,
    FormerName,
    Membership,
    Merge,
)
from enterprises.queries.merges import likely_twins, links, relations_of
from enterprises.services import merges
from enterprises.services.merges import NotMergeable
from enterprises.workflow import EnterpriseStatus, MergeStatus
from kernel.common.errors import Invalid, NoteMissing, NotPermitted, StepRefused
from tests.pages.factories import on_the_day, signed_in

from .factories import NOW, TODAY, known_enterprise, member, open_call, registered_enterprise
from .factories_registry import handed_in, liaison_of, office, planned_merge

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ground(settings: Any, tmp_path: Any) -> Any:
    settings.MEDIA_ROOT = tmp_path
    with on_the_day():
        yield


def carry_out(merge: Merge) -> Merge:
    return merges.carry_out(merge, note="同一企业两次建档", actor=office(), now=NOW, today=TODAY)


def made(model: type[models.Model], name: str, firm: Enterprise) -> models.Model:
    """A row of any kind that hangs on the firm, its other columns filled by their kind."""
    values: dict[str, Any] = {name: firm} if name else {}
    for field in model._meta.concrete_fields:
        if field.primary_key or field.name == name or field.null or field.has_default() or field.blank:
            continue
        values[field.attname if field.is_relation else field.name] = filled(field, firm)
    return model._base_manager.create(**values)


def filled(field: Any, firm: Enterprise) -> Any:
    if field.is_relation:
        target = field.related_model
        if target is Enterprise:
            return firm.pk
        there = target._base_manager.order_by("pk").first() or made(target, "", firm)
        return there.pk
    if field.choices:
        return field.choices[0][0]
    kinds = {
        "DateField": TODAY, "DateTimeField": NOW, "PositiveSmallIntegerField": 2026, "PositiveIntegerField": 1,
        "DecimalField": 1, "JSONField": {}, "BooleanField": False, "SmallIntegerField": 1, "IntegerField": 1,
    }  # fmt: skip
    return kinds.get(field.get_internal_type(), f"x{firm.pk}"[: field.max_length or 20])


def rows_of(firm: Enterprise) -> dict[str, set[Any]]:
    """The keys of all rows of every relation, by kind."""
    return {
        f"{model._meta.label}.{name}": set(model._base_manager.filter(**{name: firm}).values_list("pk", flat=True))
        for model, name in links()
    }


def test_no_row_of_any_relation_is_lost_whatever_hangs_on_both_entries() -> None:
    merge = planned_merge()
    open_call()
    for firm in (merge.kept, merge.dropped):
        member(firm)
        for model, name in links():
            if model is not Membership:
                made(model, name, firm)
    before = {key: rows_of(merge.kept)[key] | rows_of(merge.dropped)[key] for key in rows_of(merge.kept)}
    assert all(len(keys) >= 2 for keys in before.values()), before
    carry_out(merge)
    kept, dropped = rows_of(merge.kept), rows_of(merge.dropped)
    gone = f"{Enterprise._meta.label}.merged_into"
    kept[gone] -= {merge.dropped_id}
    for key, keys in before.items():
        assert kept[key] | dropped[key] >= keys, key
    movers = {key for key in before if not dropped[key]}
    assert {"enterprises.Contact.enterprise", "enterprises.Breach.enterprise", gone} <= movers


def test_the_walk_finds_every_foreign_key_to_a_firm_but_the_record_of_merges() -> None:
    found = {model._meta.label for model, _name in links()}
    assert {"enterprises.Contact", "enterprises.Membership", "enterprises.Application", "enterprises.Grant"} <= found
    assert "enterprises.Merge" not in found


def test_what_may_not_stand_twice_is_shown_and_settled() -> None:
    merge = planned_merge()
    both = member(merge.dropped)
    Membership.objects.create(enterprise=merge.kept, user=both, role="reader", status="active", requested_at=NOW)
    for firm in (merge.kept, merge.dropped):
        Contact.objects.create(enterprise=firm, name=f"联系人{firm.pk}", phone="19900001111", is_main=True)
        Brand.objects.create(enterprise=firm, name="同一品牌")
    found = {relation.model: relation for relation in relations_of(merge.dropped, merge.kept)}
    assert {model: len(found[model].meeting) for model in (Membership, Contact, Brand)} == dict.fromkeys(
        (Membership, Contact, Brand), 1
    )
    page = signed_in(office()).get(reverse("enterprises:merge", args=[merge.pk])).content.decode()
    assert "不再是主要联系人" in page
    done = carry_out(merge)
    seats = Membership.objects.filter(user=both, enterprise=merge.kept)
    assert {(seat.role, seat.status) for seat in seats} == {("owner", "active"), ("owner", "ended")}
    assert Contact.objects.filter(enterprise=merge.kept, is_main=True).get().name == f"联系人{merge.kept_id}"
    assert Contact.objects.filter(enterprise=merge.kept).count() == 2
    stayed = next(entry for entry in done.moved if entry["model"] == "enterprises.Brand")
    assert len(stayed["stayed"]) == Brand.objects.filter(enterprise=merge.dropped).count() == 1


def test_the_entry_that_stays_takes_over_the_name_what_it_did_not_know_and_being_registered() -> None:
    kept = known_enterprise(address="", legal_representative="石开元")
    dropped = registered_enterprise(address="云江市石湖区老街1号", legal_representative="别人", name="云江旧名阀门厂")
    merge = merges.plan_merge(kept, dropped, actor=office(), now=NOW)
    carry_out(merge)
    kept.refresh_from_db()
    dropped.refresh_from_db()
    assert (kept.address, kept.legal_representative) == ("云江市石湖区老街1号", "石开元")
    assert (kept.status, dropped.status, dropped.merged_into) == ("active", "merged", kept)
    assert FormerName.objects.get(enterprise=kept).name == "云江旧名阀门厂"


def test_the_old_page_leads_to_the_one_that_stays_for_staff_and_for_its_people() -> None:
    merge = planned_merge()
    owner = member(merge.dropped)
    carry_out(merge)
    for client, name in ((signed_in(office()), "enterprise"), (signed_in(owner), "firm")):
        answer = client.get(reverse(f"enterprises:{name}", args=[merge.dropped_id]))
        assert answer["Location"] == reverse(f"enterprises:{name}", args=[merge.kept_id])


def test_an_entry_is_merged_once_and_only_with_another_that_is_alive() -> None:
    merge = planned_merge()
    staff, third = office(), registered_enterprise()
    assert merges.plan_merge(merge.kept, merge.dropped, actor=staff, now=NOW) == merge
    with pytest.raises(NotMergeable):
        merges.plan_merge(third, merge.dropped, actor=staff, now=NOW)
    with pytest.raises(Invalid):
        merges.plan_merge(third, third, actor=staff, now=NOW)
    done = carry_out(merge)
    dropped = Enterprise.objects.get(pk=merge.dropped_id)
    for act in (
        lambda: merges.plan_merge(third, dropped, actor=staff, now=NOW),
        lambda: merges.carry_out(done, note="x", actor=staff, now=NOW, today=TODAY),
    ):
        with pytest.raises(NotMergeable):
            act()
    with pytest.raises(StepRefused):
        merges.abandon_merge(done, actor=staff)


def test_a_reason_is_owed_and_a_refusal_moves_nothing() -> None:
    merge = planned_merge()
    breach = Breach.objects.create(
        enterprise=merge.dropped, kind="quality", happened_on=TODAY, decided_by="市市场监管局", text="x"
    )
    with pytest.raises(NoteMissing):
        merges.carry_out(merge, note=" ", actor=office(), now=NOW, today=TODAY)
    breach.refresh_from_db()
    assert breach.enterprise == merge.dropped
    with pytest.raises(NotPermitted):
        merges.carry_out(merge, note="x", actor=liaison_of(merge.kept.division), now=NOW, today=TODAY)


def test_an_earlier_merge_into_the_entry_that_goes_leads_on() -> None:
    first = planned_merge()
    carry_out(first)
    kept = registered_enterprise()
    middle = Enterprise.objects.get(pk=first.kept_id)
    carry_out(merges.plan_merge(kept, middle, actor=office(), now=NOW))
    assert Enterprise.objects.get(pk=first.dropped_id).merged_into == kept


def test_the_office_picks_two_sees_what_moves_and_carries_it_out_by_page() -> None:
    firm = known_enterprise(name="云江同名阀门有限公司")
    twin = known_enterprise(name="云江同名阀门有限公司")
    handed_in(uscc=firm.uscc)
    assert list(likely_twins(firm)) == [twin]
    client = signed_in(office())
    new = reverse("enterprises:merge-new")
    assert "云江同名" in client.get(new, {"q": "云江同名"}).content.decode()
    assert twin.uscc in client.get(new, {"dropped": firm.pk}).content.decode()
    answer = client.post(new, {"kept": twin.pk, "dropped": firm.pk})
    merge = Merge.objects.get()
    assert answer["Location"] == reverse("enterprises:merge", args=[merge.pk])
    url = reverse("enterprises:merge-carry-out", args=[merge.pk])
    assert client.post(url, {"version": merge.version}).context["form"].errors["note"]
    client.post(url, {"version": merge.version, "note": "同一企业"})
    merge.refresh_from_db()
    assert (merge.status, Enterprise.objects.get(pk=firm.pk).status) == (MergeStatus.DONE, EnterpriseStatus.MERGED)
    assert signed_in(liaison_of(Division.objects.get(pk="990104"))).get(new).status_code == 403


def test_figures_of_the_same_year_do_not_overwrite_each_other() -> None:
    merge = planned_merge()
    item = FigureItem.objects.create(code="trial", name_zh="试验", name_en="trial")
    for firm, value in ((merge.kept, 10), (merge.dropped, 20)):
        Figure.objects.create(enterprise=firm, item=item, year=2025, value=value)
    carry_out(merge)
    assert Figure.objects.get(enterprise=merge.kept).value == 10
    assert Figure.objects.get(enterprise=merge.dropped).value == 20
