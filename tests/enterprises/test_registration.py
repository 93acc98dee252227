"""A firm is registered: the code as typed, one thing a page, sent once, decided by those who look after it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test import Client
from django.urls import reverse

from enterprises.codes import clean_code, wrong_with
from enterprises.models import Enterprise, Membership, PublicTry, Registration, RegistrationDraft
from enterprises.queries import registry_reminders
from enterprises.services import approvals, registration
from enterprises.services.registration import AlreadyRegistered, forget_drafts
from enterprises.services.tries import TooMany, note_try
from enterprises.workflow import EnterpriseStatus, RegistrationStatus
from kernel.accounts.models import User
from kernel.activity.models import AuditEntry, Notification
from kernel.common.errors import DomainError, Invalid, NoteMissing, NotPermitted, StaleVersion, StepRefused
from kernel.files.models import Attachment
from tests.factories import department, person
from tests.pages.factories import on_the_day, signed_in

from .factories import NOW, TODAY, credit_code, district, known_enterprise, member, registered_enterprise
from .factories_registry import claim, handed_in, liaison_of, licence, office, returned

pytestmark = pytest.mark.django_db
PASSWORD = "Yunjiang-2026"
STEPS = Registration.workflow


@pytest.fixture(autouse=True)
def ground(settings: Any, tmp_path: Any) -> Any:
    settings.MEDIA_ROOT = tmp_path
    with on_the_day():
        yield


def page(part: str) -> str:
    return reverse("enterprises:register-step", args=[part])


def firm_data(**fields: Any) -> dict[str, Any]:
    return {
        "name": "云江新港阀门有限公司", "division": district().pk, "industry": "C3443", "size": "small",
        "founded_on": "2015-05-01", "legal_representative": "石开元", "address": "云江市石湖区新港路1号", **fields,
    }  # fmt: skip


def person_data(**fields: Any) -> dict[str, Any]:
    return {
        "full_name": "石小满", "phone": "19900001234", "username": "shixiaoman", "password": PASSWORD,
        "again": PASSWORD, **fields,
    }  # fmt: skip


def filled_in(client: Client, code: str) -> None:
    """All steps but the last button."""
    client.post(page("code"), {"uscc": code})
    client.post(page("firm"), firm_data())
    client.post(page("person"), person_data())
    client.post(page("licence"), {"file": licence()})


class TestTheCode:
    @pytest.mark.parametrize(
        "typed",
        [
            "91990104MA0000001A",
            "９１９９０１０４ＭＡ０００００ ０１Ａ",
            "91990104-ma00-0000-1a",
            " 91990104ma0000001A　",
        ],
    )
    def test_it_is_read_however_it_was_typed(self, typed: str) -> None:
        assert clean_code(typed) == "91990104MA0000001A"
        assert wrong_with(clean_code(typed)) == ""

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ("91990104MA000000", "18"),
            ("91990104MA0000001B", "校验位"),
            ("91990104MI0000001A", "I、O、S、V、Z"),
        ],
    )
    def test_a_wrong_one_is_told_why(self, typed: str, said: str) -> None:
        assert said in wrong_with(typed)

    def test_a_registered_one_leads_to_its_owner_and_a_known_one_tells_its_name_in_part(self) -> None:
        known, taken = known_enterprise(name="云江石湖恒远阀门有限公司"), registered_enterprise()
        said = Client().post(reverse("enterprises:register-look"), {"uscc": known.uscc}).content.decode()
        assert "云江********公司" in said
        assert "恒远" not in said
        said = Client().post(reverse("enterprises:register-look"), {"uscc": taken.uscc}).content.decode()
        assert f"{reverse('enterprises:join')}?uscc={taken.uscc}" in said
        assert taken.name not in said
        assert Client().post(page("code"), {"uscc": taken.uscc}).status_code == 400

    def test_who_has_a_known_code_is_asked_for_nothing_that_the_city_knows_but_a_name_is_not_told(self) -> None:
        known = known_enterprise(legal_representative="石开元", address="云江市石湖区老街1号")
        client = Client()
        client.post(page("code"), {"uscc": known.uscc})
        form = client.get(page("firm")).context["form"]
        assert form["name"].value() == known.name
        assert form["address"].value() == known.address
        assert not form["legal_representative"].value()


class TestStepByStep:
    def test_a_visitor_registers_and_has_an_account_a_claim_and_a_receipt(self) -> None:
        code, client = credit_code(4001), Client()
        filled_in(client, code)
        summary = client.get(page("check")).content.decode()
        assert "云江新港阀门有限公司" in summary
        assert PASSWORD not in summary
        receipt = client.post(page("check"), follow=True)
        row = Registration.objects.get()
        assert row.number in receipt.content.decode()
        assert (row.status, row.uscc, str(row.due_on)) == (RegistrationStatus.SUBMITTED, code, "2026-05-15")
        user = row.applicant
        assert [str(group.scope.code) for group in user.groups.all()] == ["enterprise"]
        assert user.check_password(PASSWORD)
        assert Attachment.objects.of(row).get().purpose == "licence"
        draft = RegistrationDraft.objects.get()
        assert (draft.answers, bool(draft.licence)) == ({}, False), "nothing personal stays in the draft"

    def test_sent_twice_it_is_one_registration_with_the_same_receipt(self) -> None:
        client = Client()
        filled_in(client, credit_code(4002))
        first, second = client.post(page("check"), follow=True), client.post(page("check"), follow=True)
        assert Registration.objects.count() == User.objects.filter(username="shixiaoman").count() == 1
        number = Registration.objects.get().number
        assert number in first.content.decode()
        assert number in second.content.decode()

    def test_a_later_step_waits_for_those_before_it_and_going_back_loses_nothing(self) -> None:
        client = Client()
        assert client.get(page("licence"))["Location"] == page("code")
        client.post(page("code"), {"uscc": credit_code(4003)})
        assert client.get(page("check"))["Location"] == page("firm")
        client.post(page("firm"), firm_data(name="云江先填阀门有限公司"))
        assert client.get(page("firm")).context["form"]["name"].value() == "云江先填阀门有限公司"
        assert client.get(page("code")).context["form"]["uscc"].value() == credit_code(4003)
        client.post(page("code"), {"uscc": credit_code(4004)})
        assert client.get(page("person"))["Location"] == page("firm"), "another code asks for another firm's data"

    def test_what_is_wrong_is_said_at_its_field_and_nothing_is_kept(self) -> None:
        client = Client()
        client.post(page("code"), {"uscc": credit_code(4005)})
        wrong = client.post(page("firm"), firm_data(founded_on="", division="990199"))
        assert wrong.status_code == 400
        assert set(wrong.context["form"].errors) == {"founded_on", "division"}
        client.post(page("firm"), firm_data())
        User.objects.create_user("Taken", full_name="别人")
        weak = client.post(page("person"), person_data(username="taken", password="12345678", again="12345678"))
        assert set(weak.context["form"].errors) == {"username", "password"}
        differ = client.post(page("person"), person_data(again="other-2026"))
        assert set(differ.context["form"].errors) == {"again"}

    @pytest.mark.parametrize(
        ("name", "data"), [("licence.jpg", b""), ("licence.jpg", b"MZ\x90\x00 no picture"), ("licence.txt", b"text")]
    )
    def test_a_licence_that_is_no_picture_is_refused_at_once(self, name: str, data: bytes) -> None:
        client = Client()
        client.post(page("code"), {"uscc": credit_code(4006)})
        client.post(page("firm"), firm_data())
        client.post(page("person"), person_data())
        answer = client.post(page("licence"), {"file": SimpleUploadedFile(name, data)})
        assert answer.status_code == 400
        assert answer.context["form"].errors["file"]
        assert not RegistrationDraft.objects.get().licence

    def test_a_firm_registered_in_the_meantime_stops_the_last_button_and_makes_no_account(self) -> None:
        code, client = credit_code(4007), Client()
        filled_in(client, code)
        registered_enterprise(uscc=code)
        answer = client.post(page("check"))
        assert answer.status_code == 400
        assert "已注册" in answer.content.decode()
        assert not User.objects.filter(username="shixiaoman").exists()

    def test_who_has_signed_in_is_not_asked_who_they_are(self) -> None:
        user = person("enterprise")
        client = signed_in(user)
        client.post(page("code"), {"uscc": credit_code(4008)})
        client.post(page("firm"), firm_data())
        assert client.get(page("person"))["Location"] == page("licence")
        client.post(page("licence"), {"file": licence()})
        client.post(page("check"))
        assert Registration.objects.get().applicant == user

    def test_staff_register_no_firm(self) -> None:
        assert signed_in(office()).get(page("code")).status_code == 403

    def test_drafts_that_nobody_touches_are_thrown_away(self) -> None:
        filled_in(Client(), credit_code(4009))
        assert forget_drafts(now=NOW + timedelta(days=6), today=TODAY) == 0
        assert forget_drafts(now=NOW + timedelta(days=9), today=TODAY) == 1
        assert not RegistrationDraft.objects.exists()


class TestTries:
    def test_an_address_may_try_so_often_and_no_other_address_suffers(self) -> None:
        for _n in range(30):
            note_try("code", "192.0.2.1", now=NOW)
        with pytest.raises(TooMany) as refusal:
            note_try("code", "192.0.2.1", now=NOW)
        assert refusal.value.wait == 600
        note_try("code", "192.0.2.2", now=NOW)
        note_try("join", "192.0.2.1", now=NOW)
        note_try("code", "192.0.2.1", now=NOW + timedelta(minutes=11))

    def test_the_public_forms_answer_429_and_tries_are_kept_for_a_day(self) -> None:
        client = Client(REMOTE_ADDR="192.0.2.9")
        answers = [client.post(page("code"), {"uscc": "1"}).status_code for _n in range(31)]
        assert (answers[29], answers[30]) == (400, 429)
        note_try("code", "192.0.2.8", now=NOW + timedelta(days=2))
        assert PublicTry.objects.count() == 1


class TestDecisions:
    def test_approving_makes_the_entry_and_the_applicant_its_owner(self) -> None:
        row = handed_in()
        row = approvals.approve_registration(row, actor=liaison_of(row.division), now=NOW, today=TODAY)
        firm = Enterprise.objects.get(uscc=row.uscc)
        assert (row.enterprise, firm.status, firm.initials) == (firm, EnterpriseStatus.ACTIVE, "yjxgfmyxgs")
        seat = Membership.objects.get(enterprise=firm)
        assert (seat.user, seat.role) == (row.applicant, "owner")
        assert Notification.objects.filter(recipient=row.applicant, verb="registration_approved").count() == 1
        assert AuditEntry.objects.of(firm).filter(step="register").exists()

    def test_approving_claims_a_known_entry_keeps_its_former_name_and_wipes_out_nothing(self) -> None:
        known = known_enterprise(name="云江老名阀门厂", introduction="老厂")
        row = handed_in(uscc=known.uscc, size="", industry=None)
        approvals.approve_registration(row, actor=office(), now=NOW, today=TODAY)
        firm = Enterprise.objects.get(pk=known.pk)
        assert (firm.status, firm.name, firm.size) == (EnterpriseStatus.ACTIVE, "云江新港阀门有限公司", known.size)
        assert [row.name for row in firm.former_names.all()] == ["云江老名阀门厂"]

    def test_other_open_registrations_of_the_code_are_closed_with_a_reason(self) -> None:
        row = handed_in()
        waiting, sent_back = handed_in(uscc=row.uscc), returned(uscc=row.uscc)
        approvals.approve_registration(row, actor=office(), now=NOW, today=TODAY)
        waiting.refresh_from_db()
        sent_back.refresh_from_db()
        assert (waiting.status, sent_back.status) == (RegistrationStatus.REFUSED, RegistrationStatus.WITHDRAWN)
        assert waiting.decision_note
        told = Notification.objects.filter(verb="registration_refused").values_list("recipient", flat=True)
        assert set(told) == {waiting.applicant_id, sent_back.applicant_id}

    def test_without_a_licence_nothing_is_proved(self) -> None:
        row = registration.register(claim(), actor=person("enterprise"), now=NOW, today=TODAY)
        with pytest.raises(DomainError):
            approvals.approve_registration(row, actor=office(), now=NOW, today=TODAY)
        assert not Enterprise.objects.exists()

    def test_a_district_decides_its_own_and_nobody_their_own(self) -> None:
        row = handed_in()
        stranger = person("district_liaison", department("qx", "青溪县", kind="district", district_code="990122"))
        with pytest.raises(NotPermitted):
            approvals.approve_registration(row, actor=stranger, now=NOW, today=TODAY)
        row.applicant.groups.add(office().groups.get())
        own = User.objects.get(pk=row.applicant_id)
        with pytest.raises(NotPermitted):
            approvals.approve_registration(row, actor=own, now=NOW, today=TODAY)

    def test_returned_with_a_reason_corrected_and_sent_in_again_its_days_begin_anew(self) -> None:
        row = returned()
        assert (row.status, row.due_on, row.decision_note) == (RegistrationStatus.RETURNED, None, "照片不清楚")
        later = TODAY + timedelta(days=6)
        row = registration.resubmit(row, actor=row.applicant, now=NOW, today=later, address="云江市石湖区新港路2号")
        assert (row.status, str(row.due_on), row.address) == ("submitted", "2026-05-21", "云江市石湖区新港路2号")
        assert row.uscc.startswith("91"), "what was not corrected stays"

    @pytest.mark.parametrize("step", ["return", "refuse"])
    def test_a_no_needs_a_reason(self, step: str) -> None:
        row, service = handed_in(), {"return": approvals.return_registration, "refuse": approvals.refuse_registration}
        with pytest.raises(NoteMissing):
            service[step](row, actor=office(), note=" ", today=TODAY)

    @pytest.mark.parametrize("status", RegistrationStatus.values)
    @pytest.mark.parametrize("step", [step.name for step in STEPS])
    def test_every_step_from_every_state_is_taken_or_refused(self, step: str, status: str) -> None:
        row = handed_in()
        Registration.objects.filter(pk=row.pk).update(status=status)
        row.refresh_from_db()
        staff = office()
        acts = {
            "approve": lambda: approvals.approve_registration(row, actor=staff, now=NOW, today=TODAY),
            "return": lambda: approvals.return_registration(row, actor=staff, note="x", today=TODAY),
            "refuse": lambda: approvals.refuse_registration(row, actor=staff, note="x", today=TODAY),
            "resubmit": lambda: registration.resubmit(row, actor=row.applicant, now=NOW, today=TODAY),
            "withdraw": lambda: registration.withdraw(row, actor=row.applicant, today=TODAY),
        }
        if step in STEPS.names_from(status):
            assert acts[step]().status == STEPS.target(step)
        else:
            with pytest.raises(StepRefused):
                acts[step]()

    def test_only_the_applicant_withdraws_or_corrects(self) -> None:
        row, other = returned(), person("enterprise")
        for act in (
            lambda: registration.withdraw(row, actor=other, today=TODAY),
            lambda: registration.resubmit(row, actor=other, now=NOW, today=TODAY),
        ):
            with pytest.raises(NotPermitted):
                act()

    def test_of_two_who_decide_at_once_the_second_is_told_and_there_is_one_entry(self) -> None:
        row = handed_in()
        twice = Registration.objects.get(pk=row.pk)
        approvals.approve_registration(row, actor=office(), now=NOW, today=TODAY)
        with pytest.raises((StaleVersion, StepRefused)):
            approvals.approve_registration(twice, actor=office(), now=NOW, today=TODAY)
        assert Enterprise.objects.filter(uscc=row.uscc).count() == 1

    def test_the_same_person_sends_a_code_in_once(self) -> None:
        row = handed_in()
        with pytest.raises(Invalid) as refusal:
            registration.register(claim(uscc=row.uscc), actor=row.applicant, now=NOW, today=TODAY)
        assert "uscc" in refusal.value.fields
        member(registered_enterprise(uscc=credit_code(4020)))
        with pytest.raises(AlreadyRegistered):
            registration.register(claim(uscc=credit_code(4020)), actor=row.applicant, now=NOW, today=TODAY)

    def test_late_ones_are_told_to_the_district_once_a_week(self) -> None:
        row = handed_in(today=TODAY - timedelta(days=20))
        seat = liaison_of(row.division)
        due = list(registry_reminders.due(TODAY))
        assert [(item.verb, item.about) for item in due] == [("registration_late", row)]
        assert seat in due[0].recipients
        assert next(iter(registry_reminders.due(TODAY + timedelta(days=1)))).dedupe_key == due[0].dedupe_key
        assert not list(registry_reminders.due(TODAY - timedelta(days=19)))


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_approvals_at_the_very_same_moment_make_one_entry() -> None:
    rows = [handed_in(uscc=credit_code(4030)), handed_in(uscc=credit_code(4030))]
    staff = [office(), office()]

    def approve(n: int) -> str:
        try:
            approvals.approve_registration(rows[n], actor=staff[n], now=NOW, today=TODAY)
        except DomainError as refusal:
            return type(refusal).__name__
        finally:
            connections.close_all()
        return "approved"

    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(approve, range(2)))
    assert sorted(said)[-1] == "approved"
    assert said.count("approved") == 1
    assert Enterprise.objects.filter(uscc=credit_code(4030)).count() == 1
