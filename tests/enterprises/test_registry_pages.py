"""The registry as people see it: lists, records, masks, a firm's home; who sees which rows, at a constant cost."""

from typing import Any

import pytest
from auditlog.models import LogEntry
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from enterprises.models import Breach, Contact, Division, Enterprise, Industry, Membership, Registration
from enterprises.queries import todo_registry
from enterprises.services import contacts, enterprises
from enterprises.services.classification import link_divisions
from kernel.activity.todo import how_many, todos
from kernel.common.errors import DomainError, Invalid, NotPermitted
from kernel.files.models import Attachment
from kernel.files.pictures import redraw
from tests.admin.factories import form_of, staff
from tests.factories import department, person
from tests.pages.factories import on_the_day, signed_in

from .factories import TODAY, credit_code, district, known_enterprise, member, registered_enterprise
from .factories_registry import handed_in, liaison_of, office, picture, returned

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ground(settings: Any, tmp_path: Any) -> Any:
    settings.MEDIA_ROOT = tmp_path
    with on_the_day():
        yield


def url(name: str, *args: Any) -> str:
    return reverse(f"enterprises:{name}", args=args)


def elsewhere() -> Division:
    return district("990122", "青溪县", "qx")


class TestClassification:
    def test_the_city_has_its_divisions_and_all_of_the_standards_sections_and_divisions(self) -> None:
        assert Division.objects.filter(code__startswith="9901").count() == 7
        assert Industry.objects.filter(parent=None).count() == 20
        codes = {row.code for row in Industry.objects.filter(parent__parent=None).exclude(parent=None)}
        assert {code[1:] for code in codes} == {f"{n:02d}" for n in range(1, 98)}
        wrong = [
            row.code for row in Industry.objects.exclude(parent=None) if not row.code.startswith(str(row.parent_id))
        ]
        assert not wrong, "a branch's code begins with that of the higher branch"
        assert str(Industry.objects.get(pk="C3443")) == "C3443 阀门和旋塞制造"

    def test_divisions_are_linked_to_the_department_of_their_code(self) -> None:
        lake = department("shx", "石湖区", kind="district", district_code="990104")
        department("scj")  # a bureau has the city's code and looks after no district
        assert link_divisions() == 1
        assert Division.objects.get(pk="990104").department == lake
        assert Division.objects.get(pk="990100").department is None
        assert link_divisions() == 0


class TestRegistrationsOfStaff:
    def test_what_waits_comes_first_by_its_day_and_late_ones_are_marked(self) -> None:
        row = handed_in(name="云江后到阀门有限公司")
        late = handed_in(name="云江迟办阀门有限公司", today=TODAY.replace(month=4))
        done = returned(name="云江退回阀门有限公司")
        page = signed_in(office()).get(url("registration-list"))
        assert [cells["pk"] for cells in page.context["rows"]] == [late.pk, row.pk, done.pk]
        assert (page.context["waiting"], page.context["late"]) == (2, 1)
        only = signed_in(office()).get(url("registration-list"), {"late": "true"})
        assert [cells["pk"] for cells in only.context["rows"]] == [late.pk]
        assert "逾期" in only.content.decode()

    def test_a_district_sees_and_decides_its_own_only(self) -> None:
        own, other = handed_in(), handed_in(division=elsewhere())
        client = signed_in(liaison_of(own.division))
        assert [row["pk"] for row in client.get(url("registration-list")).context["rows"]] == [own.pk]
        assert client.get(url("registration", other.pk)).status_code == 404
        assert client.post(url("registration-step", other.pk, "approve"), {"version": 1}).status_code == 404
        assert client.get(url("registration", own.pk)).status_code == 200

    def test_the_licence_stands_beside_what_was_typed_and_differences_are_marked(self) -> None:
        known = known_enterprise(name="云江老名阀门厂")
        row = handed_in(uscc=known.uscc)
        page = signed_in(office()).get(url("registration", row.pk)).content.decode()
        assert url("licence-picture", Attachment.objects.of(row).get().pk) in page
        assert "<del>" in page
        assert row.applicant.phone not in page or not row.applicant.phone

    def test_a_picture_is_drawn_anew_and_shown_to_none_but_those_who_check(self) -> None:
        row = handed_in()
        file = Attachment.objects.of(row).get()
        secret = picture() + b"<script>alert(1)</script>"
        file.file.save("x", ContentFile(secret))
        answer = signed_in(office()).get(url("licence-picture", file.pk))
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
        assert b"script" not in answer.content
        assert signed_in(person("enterprise")).get(url("licence-picture", file.pk)).status_code == 404
        assert redraw(b"no picture") is None

    def test_approved_in_two_clicks_and_the_second_person_is_told(self) -> None:
        row, client = handed_in(), signed_in(office())
        step = url("registration-step", row.pk, "approve")
        assert str(row.applicant) in client.get(step).content.decode()
        assert client.post(step, {"version": 9}).status_code == 412
        assert client.post(step, {"version": row.version})["Location"] == url("registration", row.pk)
        again = signed_in(office()).post(step, {"version": row.version})
        assert again.status_code == 409
        wrong = handed_in()
        empty = client.post(url("registration-step", wrong.pk, "return"), {"version": wrong.version, "note": ""})
        assert empty.context["form"].errors["note"]

    def test_it_waits_on_the_workbench_of_who_may_approve_and_of_nobody_else(self) -> None:
        row = handed_in()
        seat = liaison_of(row.division)
        assert [item.title for item in todos(todo_registry.waits(seat, TODAY), TODAY)] == [row.name]
        assert how_many(todo_registry.waits(liaison_of(elsewhere()), TODAY)) == 0
        assert how_many(todo_registry.waits(person("bureau_liaison", department("swj")), TODAY)) == 0

    def test_the_list_costs_the_same_for_many(self) -> None:
        client, counts = signed_in(office()), []
        for more in (1, 6):
            for _n in range(more):
                handed_in()
            with CaptureQueriesContext(connection) as seen:
                client.get(url("registration-list"))
            counts.append(len(seen))
        assert counts[0] == counts[1]


class TestOwnRegistration:
    def test_its_page_says_done_now_and_next_and_strangers_do_not_find_it(self) -> None:
        row = handed_in()
        page = signed_in(row.applicant).get(url("registration-own", row.pk)).content.decode()
        assert "审核中" in page
        assert "5月15日" in page
        assert signed_in(person("enterprise")).get(url("registration-own", row.pk)).status_code == 404
        assert signed_in(office()).get(url("registration-own", row.pk))["Location"] == url("registration", row.pk)
        assert signed_in(office()).get(url("registration-withdraw", row.pk)).status_code == 403

    def test_a_returned_one_shows_its_reason_beside_the_form_as_it_was_sent(self) -> None:
        row = returned()
        client = signed_in(row.applicant)
        page = client.get(url("registration-correct", row.pk))
        assert "照片不清楚" in page.content.decode()
        form = page.context["form"]
        data = {name: form[name].value() for name in form.fields if name != "file"}
        data = {name: value.pk if hasattr(value, "pk") else value or "" for name, value in data.items()}
        bad = client.post(url("registration-correct", row.pk), {**data, "uscc": "91"})
        assert set(bad.context["form"].errors) == {"uscc"}
        client.post(url("registration-correct", row.pk), {**data, "address": "云江市石湖区新港路9号"})
        row.refresh_from_db()
        assert (row.status, row.address) == ("submitted", "云江市石湖区新港路9号")
        assert client.get(url("registration-correct", row.pk)).status_code == 409

    def test_taken_back_on_a_page_that_says_what_it_means(self) -> None:
        row = handed_in()
        client = signed_in(row.applicant)
        assert client.get(url("registration-withdraw", row.pk)).status_code == 200
        assert Registration.objects.get(pk=row.pk).status == "submitted", "nothing by GET"
        client.post(url("registration-withdraw", row.pk), {"version": row.version})
        assert Registration.objects.get(pk=row.pk).status == "withdrawn"


class TestFirm:
    def test_home_leads_to_the_firm_and_who_has_none_is_shown_the_way(self) -> None:
        firm = registered_enterprise()
        assert signed_in(member(firm)).get(url("home"))["Location"] == url("firm", firm.pk)
        page = signed_in(person("enterprise")).get(url("home")).content.decode()
        assert url("register") in page
        assert url("join") in page

    def test_owners_keep_their_own_data_others_only_read_and_the_name_is_the_offices(self) -> None:
        firm = registered_enterprise()
        owner, filler = member(firm), member(firm, "filler")
        data = {"version": firm.version, "industry": "C3443", "size": "large", "address": "新址", "introduction": "好"}
        assert signed_in(filler).get(url("firm-edit", firm.pk)).status_code == 403
        assert signed_in(member(registered_enterprise())).get(url("firm-edit", firm.pk)).status_code == 404
        signed_in(owner).post(url("firm-edit", firm.pk), {**data, "name": "改名"})
        firm.refresh_from_db()
        assert (firm.size, firm.address, firm.name != "改名") == ("large", "新址", True)
        stale = signed_in(owner).post(url("firm-edit", firm.pk), {**data, "version": 1, "address": "旧窗口"})
        assert stale.status_code == 400
        assert "旧窗口" in stale.content.decode(), "what was typed is not lost"
        with pytest.raises(Invalid):
            enterprises.edit_own(firm, actor=owner, name="改名")

    def test_another_name_keeps_the_one_before_and_the_people_are_told(self) -> None:
        firm = registered_enterprise(name="云江老名阀门厂")
        owner = member(firm)
        firm = enterprises.change_enterprise(firm, actor=office(), today=TODAY, name="云江新名阀门有限公司")
        assert [row.name for row in firm.former_names.all()] == ["云江老名阀门厂"]
        assert owner.notifications.get().verb == "enterprise_renamed"
        assert list(Enterprise.objects.all().search("老名")) == [firm]
        assert list(Enterprise.objects.all().search("yjxmfm")) == [firm]
        with pytest.raises(NotPermitted):
            enterprises.change_enterprise(firm, actor=owner, today=TODAY, name="x")

    def test_nobody_acts_for_one_that_has_closed_down(self) -> None:
        firm = registered_enterprise()
        owner = member(firm)
        firm = enterprises.close_enterprise(firm, actor=office(), note="注销登记")
        with pytest.raises(NotPermitted):
            enterprises.edit_own(firm, actor=owner, size="large")
        firm = enterprises.reopen_enterprise(firm, actor=office(), note="标错了")
        enterprises.edit_own(firm, actor=owner, size="large")


class TestImport:
    def test_a_row_adds_a_firm_or_changes_what_is_known_of_one_and_a_blank_changes_nothing(self) -> None:
        actor, code = office(), credit_code(8001)
        row = {"uscc": code.lower(), "name": "云江导入阀门有限公司", "division": district(), "size": "small"}
        firm = enterprises.import_enterprise(row, actor=actor, today=TODAY)
        assert (firm.status, firm.uscc, firm.size) == ("unclaimed", code, "small")
        again = enterprises.import_enterprise(
            {"uscc": code, "name": "云江改名阀门有限公司", "size": ""}, actor=actor, today=TODAY
        )
        assert (again.pk, again.size, again.former_names.count()) == (firm.pk, "small", 1)

    def test_a_wrong_code_is_refused_at_its_column_and_a_merged_firm_is_left_alone(self) -> None:
        actor = office()
        with pytest.raises(Invalid) as refusal:
            enterprises.import_enterprise({"uscc": "91", "name": "x", "division": district()}, actor=actor, today=TODAY)
        assert "uscc" in refusal.value.fields
        gone = known_enterprise(status="closed")
        with pytest.raises(DomainError):
            enterprises.import_enterprise({"uscc": gone.uscc, "name": "x"}, actor=actor, today=TODAY)


class TestContacts:
    def one(self, firm: Enterprise, name: str = "石开元") -> Contact:
        return Contact.objects.create(enterprise=firm, name=name, phone="19900001234", email="shi@example.com")

    def test_own_people_see_them_in_full_and_staff_masked_until_they_say_why(self) -> None:
        firm = registered_enterprise()
        contact, reader, staff_person = self.one(firm), member(firm, "reader"), office()
        assert "19900001234" in signed_in(reader).get(url("firm", firm.pk)).content.decode()
        client = signed_in(staff_person)
        record = client.get(url("enterprise", firm.pk)).content.decode()
        assert "199******34" in record
        assert "19900001234" not in record
        assert "shi@example.com" not in record
        unmask = url("contact-unmask", contact.pk)
        assert "19900001234" not in client.get(unmask).content.decode()
        assert client.post(unmask, {"note": " "}).status_code == 400
        assert "19900001234" in client.post(unmask, {"note": "通知领奖"}).content.decode()
        entry = LogEntry.objects.get(object_pk=str(contact.pk), action=LogEntry.Action.ACCESS)
        assert (entry.actor, entry.changes["unmasked"]) == (staff_person, ["", "通知领奖"])

    def test_who_may_not_unmask_does_not(self) -> None:
        contact = self.one(registered_enterprise())
        bureau = person("bureau_leader", contact.enterprise.division.department)
        assert signed_in(bureau).post(url("contact-unmask", contact.pk), {"note": "x"}).status_code == 403
        with pytest.raises(NotPermitted):
            contacts.unmask_contact(contact, actor=bureau, reason="x")

    def test_there_is_one_main_contact_whatever_is_added_changed_or_removed(self) -> None:
        firm = registered_enterprise()
        owner = member(firm)
        first = contacts.add_contact(firm, actor=owner, name="甲", phone="19900001111")
        second = contacts.add_contact(firm, actor=owner, name="乙", email="yi@example.com", is_main=True)
        mains = Contact.objects.filter(enterprise=firm, is_main=True)
        assert mains.get() == second
        contacts.change_contact(first, actor=owner, is_main=True)
        assert mains.get() == first
        contacts.remove_contact(first, actor=owner)
        assert mains.get() == second
        with pytest.raises(Invalid):
            contacts.add_contact(firm, actor=owner, name="丙")
        with pytest.raises(NotPermitted):
            contacts.add_contact(firm, actor=member(firm, "filler"), name="丁", phone="19900001111")

    def test_an_owner_adds_changes_and_removes_by_page(self) -> None:
        firm = registered_enterprise()
        client = signed_in(member(firm))
        assert client.post(url("contact-add", firm.pk), {"name": "甲", "phone": "12"}).status_code == 400
        client.post(url("contact-add", firm.pk), {"name": "甲", "phone": "0990-1234567"})
        contact = firm.contacts.get()
        client.post(url("contact-edit", contact.pk), {"name": "甲", "post": "经理", "phone": "19900001111"})
        assert firm.contacts.get().post == "经理"
        client.get(url("contact-remove", contact.pk))
        assert firm.contacts.exists(), "nothing by GET"
        client.post(url("contact-remove", contact.pk))
        assert not firm.contacts.exists()


class TestRegistryOfStaff:
    def test_lists_filter_by_district_branch_size_and_words_and_hide_what_is_gone(self) -> None:
        valve = registered_enterprise(name="云江甲阀门", industry=Industry.objects.get(pk="C3443"))
        tea = registered_enterprise(name="云江乙茶业", industry=Industry.objects.get(pk="C1530"), division=elsewhere())
        gone = known_enterprise(name="云江丙旧厂", status="closed")
        client = signed_in(office())

        def found(**query: str) -> set[int]:
            return {row["pk"] for row in client.get(url("enterprise-list"), query).context["rows"]}

        assert found() == {valve.pk, tea.pk}
        assert found(industry="C34") == {valve.pk}
        assert found(division="990122") == {tea.pk}
        assert found(q="乙茶") == found(q=tea.uscc) == {tea.pk}
        assert found(status="closed") == {gone.pk}
        assert found(division="999999") == {valve.pk, tea.pk}

    def test_a_district_sees_its_own_firms_and_a_bureau_none(self) -> None:
        own, other = registered_enterprise(), registered_enterprise(division=elsewhere())
        client = signed_in(liaison_of(own.division))
        assert [row["pk"] for row in client.get(url("enterprise-list")).context["rows"]] == [own.pk]
        assert client.get(url("enterprise", other.pk)).status_code == 404
        bureau = signed_in(person("bureau_liaison", department("swj")))
        assert bureau.get(url("enterprise-list")).context["rows"] == []

    def test_the_list_and_the_record_cost_the_same_for_many(self) -> None:
        client, counts = signed_in(office()), []
        firm = registered_enterprise()
        for more in (1, 6):
            for n in range(more):
                registered_enterprise()
                member(firm, "reader")
                Contact.objects.create(enterprise=firm, name=f"{more}{n}")
                Breach.objects.create(enterprise=firm, kind="tax", happened_on=TODAY, decided_by="x", text="x")
            with CaptureQueriesContext(connection) as seen:
                client.get(url("enterprise-list"))
                client.get(url("enterprise", firm.pk))
            counts.append(len(seen))
        assert counts[0] == counts[1]


class TestAdmin:
    def test_the_office_adds_and_renames_and_the_contact_stays_masked(self) -> None:
        client, code = signed_in(staff("office")), credit_code(8101)
        district()
        data = {"uscc": code, "name": "云江后台阀门有限公司", "division": "990104", "read_version": "1"}
        wrong = client.post(reverse("admin:enterprises_enterprise_add"), {**data, "uscc": "91"})
        assert "18" in str(wrong.context["adminform"].form.errors["uscc"])
        client.post(reverse("admin:enterprises_enterprise_add"), data)
        firm = Enterprise.objects.get(uscc=code)
        Contact.objects.create(enterprise=firm, name="石开元", phone="19900001234", is_main=True)
        change = reverse("admin:enterprises_enterprise_change", args=[firm.pk])
        page = client.get(change)
        assert "19900001234" not in page.content.decode()
        assert "199******34" in page.content.decode()
        answer = client.post(change, {**form_of(client, change), "name": "云江改名阀门有限公司", "note": "换照"})
        assert answer.status_code == 302, answer.context["errors"]
        firm.refresh_from_db()
        assert firm.name == "云江改名阀门有限公司"
        assert firm.contacts.get().phone == "19900001234", "sent back masked it stays what it is"


def test_visitors_are_asked_to_sign_in_for_everything_but_registering() -> None:
    firm, row = registered_enterprise(), handed_in()
    seat = Membership.objects.filter(user=member(firm)).get()
    for name, *args in (
        ("home",), ("firm", firm.pk), ("firm-edit", firm.pk), ("people", firm.pk), ("registration-list",),
        ("registration", row.pk), ("registration-own", row.pk), ("enterprise-list",), ("enterprise", firm.pk),
        ("merge-list",), ("merge-new",), ("seat-step", seat.pk, "end"),
    ):  # fmt: skip
        assert "/accounts/login/" in Client().get(url(name, *args))["Location"], name
    for name in ("register", "join", "join-done"):
        assert Client().get(url(name)).status_code == 200
