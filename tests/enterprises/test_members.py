"""The people of a firm: they ask, owners admit them with a role, and a firm is never without an owner."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from enterprises.models import Membership
from enterprises.queries import registry_reminders, todo_registry
from enterprises.services import members
from enterprises.services.members import LastOwner
from enterprises.workflow import MembershipStatus
from kernel.accounts.models import User
from kernel.activity.models import Notification
from kernel.activity.todo import how_many, todos
from kernel.common.errors import DomainError, Invalid, NoteMissing, NotPermitted, StepRefused
from tests.factories import person
from tests.pages.factories import on_the_day, signed_in

from .factories import NOW, TODAY, credit_code, member, registered_enterprise
from .factories_registry import asks_to_join, office

pytestmark = pytest.mark.django_db
STEPS = Membership.workflow


@pytest.fixture(autouse=True)
def clock() -> Any:
    with on_the_day():
        yield


def told(user: User) -> list[str]:
    return list(Notification.objects.filter(recipient=user).order_by("pk").values_list("verb", flat=True))


def test_owners_are_asked_once_and_an_owner_admits_with_a_role() -> None:
    firm = registered_enterprise()
    owner, reader = member(firm), member(firm, "reader")
    seat = asks_to_join(firm)
    again = members.ask_to_join(firm.uscc, message="", actor=seat.user, now=NOW, today=TODAY)
    assert (again, told(owner), told(reader)) == (seat, ["join_requested"], [])
    assert [row.kind for row in todos(todo_registry.waits(owner, TODAY), TODAY)] == ["firm"]
    assert how_many(todo_registry.waits(reader, TODAY)) == 0
    seat = members.admit(seat, role="filler", actor=owner, now=NOW)
    assert (seat.status, seat.role, told(seat.user)) == ("active", "filler", ["join_admitted"])


def test_a_refusal_has_a_reason_which_the_person_reads() -> None:
    firm = registered_enterprise()
    owner, seat = member(firm), asks_to_join(firm)
    with pytest.raises(NoteMissing):
        members.refuse_request(seat, note="", actor=owner, now=NOW)
    members.refuse_request(seat, note="不是我们的员工", actor=owner, now=NOW)
    message = Notification.objects.get(recipient=seat.user)
    assert (message.verb, message.params["note"]) == ("join_refused", "不是我们的员工")
    assert members.ask_to_join(firm.uscc, message="", actor=seat.user, now=NOW, today=TODAY) != seat


@pytest.mark.parametrize("role", ["filler", "reader"])
def test_only_owners_decide(role: str) -> None:
    firm = registered_enterprise()
    owner, other, seat = member(firm), member(firm, role), asks_to_join(firm)
    mine = Membership.objects.get(user=owner)
    for act in (
        lambda: members.admit(seat, role="reader", actor=other, now=NOW),
        lambda: members.refuse_request(seat, note="x", actor=other, now=NOW),
        lambda: members.change_role(mine, role="reader", actor=other),
        lambda: members.end_membership(mine, actor=other, now=NOW),
        lambda: members.admit(seat, role="owner", actor=seat.user, now=NOW),
        lambda: members.admit(seat, role="owner", actor=member(registered_enterprise()), now=NOW),
    ):
        with pytest.raises(NotPermitted):
            act()


def test_the_last_owner_neither_leaves_nor_becomes_less() -> None:
    firm = registered_enterprise()
    owner = member(firm)
    seat = Membership.objects.get(user=owner)
    for act in (
        lambda: members.end_membership(seat, actor=owner, now=NOW),
        lambda: members.change_role(seat, role="filler", actor=owner),
    ):
        with pytest.raises(LastOwner):
            act()
    heir = Membership.objects.get(user=member(firm, "filler"))
    members.change_role(heir, role="owner", actor=owner)
    assert told(heir.user) == ["role_changed"]
    members.end_membership(seat, actor=owner, now=NOW)
    assert told(heir.user) == ["role_changed", "member_left"]


def test_who_is_ended_is_told_and_may_do_nothing_more() -> None:
    firm = registered_enterprise()
    owner, gone = member(firm), member(firm, "filler")
    members.end_membership(Membership.objects.get(user=gone), actor=owner, now=NOW, note="调岗")
    assert told(gone) == ["membership_ended"]
    assert signed_in(gone).get(reverse("enterprises:firm", args=[firm.pk])).status_code == 404


@pytest.mark.parametrize("status", MembershipStatus.values)
@pytest.mark.parametrize("step", [step.name for step in STEPS])
def test_every_step_from_every_state_is_taken_or_refused(step: str, status: str) -> None:
    firm = registered_enterprise()
    owner, seat = member(firm), asks_to_join(firm)
    Membership.objects.filter(pk=seat.pk).update(status=status)
    seat.refresh_from_db()
    acts = {
        "admit": lambda: members.admit(seat, role="reader", actor=owner, now=NOW),
        "refuse": lambda: members.refuse_request(seat, note="x", actor=owner, now=NOW),
        "end": lambda: members.end_membership(seat, actor=owner, now=NOW),
    }
    if step in STEPS.names_from(status):
        assert acts[step]().status == STEPS.target(step)
    else:
        with pytest.raises(StepRefused):
            acts[step]()


def test_the_answer_to_who_asks_is_the_same_whether_or_not_there_is_such_a_firm() -> None:
    firm = registered_enterprise()
    member(firm)
    pages = []
    for code in (firm.uscc, credit_code(7001)):
        answer = signed_in(person("enterprise")).post(reverse("enterprises:join"), {"uscc": code}, follow=True)
        pages.append((answer.redirect_chain, answer.templates[0].name))
        assert firm.name not in answer.content.decode()
    assert pages[0] == pages[1]
    assert Membership.objects.filter(status="requested").count() == 1
    with pytest.raises(Invalid):
        members.ask_to_join("91", message="", actor=person("enterprise"), now=NOW, today=TODAY)


def test_who_has_no_account_asks_and_gets_one_at_once() -> None:
    firm = registered_enterprise()
    owner = member(firm)
    data = {
        "uscc": firm.uscc, "message": "我是质量部的", "full_name": "陆星野", "phone": "19900001235",
        "username": "luxingye", "password": "Yunjiang-2026", "again": "Yunjiang-2026",
    }  # fmt: skip
    assert Client().post(reverse("enterprises:join"), {**data, "password": "short"}).status_code == 400
    assert not User.objects.filter(username="luxingye").exists()
    assert Client().post(reverse("enterprises:join"), data)["Location"] == reverse("enterprises:join-done")
    seat = Membership.objects.get(user__username="luxingye")
    assert (seat.status, told(owner)) == ("requested", ["join_requested"])


def test_the_owners_page_admits_in_two_clicks_and_others_only_look() -> None:
    firm = registered_enterprise()
    owner, reader, seat = member(firm), member(firm, "reader"), asks_to_join(firm)
    url = reverse("enterprises:seat-step", args=[seat.pk, "admit"])
    people = reverse("enterprises:people", args=[firm.pk])
    assert url in signed_in(owner).get(people).content.decode()
    assert url not in signed_in(reader).get(people).content.decode()
    assert signed_in(reader).post(url, {"version": seat.version, "role": "owner"}).status_code == 403
    assert signed_in(owner).post(url, {"version": seat.version}).context["form"].errors["role"]
    assert signed_in(owner).post(url, {"version": 99, "role": "filler"}).status_code == 412
    assert signed_in(owner).post(url, {"version": seat.version, "role": "filler"})["Location"] == people
    assert signed_in(owner).get(url).status_code == 409, "what is done cannot be done again"
    leave = reverse("enterprises:seat-step", args=[Membership.objects.get(user=reader).pk, "end"])
    assert signed_in(reader).post(leave, {"version": 1})["Location"] == reverse("enterprises:home")


def test_a_person_of_several_firms_switches_between_them_and_comes_back_to_the_last() -> None:
    firms = [registered_enterprise(), registered_enterprise()]
    user = member(firms[0])
    Membership.objects.create(enterprise=firms[1], user=user, role="reader", status="active", requested_at=NOW)
    client, home = signed_in(user), reverse("enterprises:home")
    page = client.get(reverse("enterprises:firm", args=[firms[1].pk])).content.decode()
    assert reverse("enterprises:firm", args=[firms[0].pk]) in page
    assert client.get(home)["Location"] == reverse("enterprises:firm", args=[firms[1].pk])


def test_requests_that_nobody_answers_are_told_to_the_owners() -> None:
    firm = registered_enterprise()
    owner, seat = member(firm), asks_to_join(firm)
    assert not list(registry_reminders.due(TODAY))
    due = list(registry_reminders.due(TODAY + timedelta(days=14)))
    assert [(item.verb, item.about, item.recipients) for item in due] == [("join_late", seat, [owner])]


def test_staff_of_the_office_are_no_members() -> None:
    firm = registered_enterprise()
    member(firm)
    with pytest.raises(NotPermitted):
        members.admit(asks_to_join(firm), role="reader", actor=office(), now=NOW)
    with pytest.raises(NotPermitted):
        members.ask_to_join(firm.uscc, message="", actor=office(), now=NOW, today=TODAY)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_owners_who_leave_at_the_very_same_moment_leave_one_behind() -> None:
    firm = registered_enterprise()
    seats = [Membership.objects.get(user=member(firm)) for _n in range(2)]

    def leave(seat: Membership) -> str:
        try:
            members.end_membership(seat, actor=seat.user, now=NOW)
        except DomainError as refusal:
            return type(refusal).__name__
        finally:
            connections.close_all()
        return "left"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(leave, seats)) == ["LastOwner", "left"]
    assert Membership.objects.active().filter(enterprise=firm, role="owner").count() == 1
