"""The pages of the formal check, asked as the people who use them ask."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from enterprises.models import Application, CheckItem, Contact
from enterprises.services import answers, applications, checks
from enterprises.workflow import ApplicationStatus
from kernel.accounts.models import User
from tests.enterprises.factories import NOW, TODAY, open_call
from tests.enterprises.factories_applications import draft_application, returned_application, submitted_application
from tests.factories import bureaus, department, liaison, office_person, person

pytestmark = pytest.mark.django_db


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page_of(user: User, name: str, *args: Any, **asked: Any) -> str:
    answer = browser(user).get(reverse(f"enterprises:{name}", args=args), asked)
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return answer.content.decode()


def post(user: User, name: str, *args: Any, **data: Any) -> Any:
    return browser(user).post(reverse(f"enterprises:{name}", args=args), data)


def click(user: User, application: Application, data: dict[str, str]) -> str:
    """What htmx sends when one finding is touched, and the pieces of the page that come back."""
    address = reverse("enterprises:check-findings", args=[application.pk])
    answer = browser(user).post(address, data, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    return answer.content.decode()


def ready_application(call: Any, office: User) -> Application:
    """One of which everything was found in order."""
    application, _filler = submitted_application(call)
    checks.pass_remaining(application, actor=office, now=NOW)
    return application


def test_the_list_shows_what_was_sent_and_drafts_only_to_whoever_asks() -> None:
    office, call = office_person(), open_call()
    sent, _filler = submitted_application(call)
    draft, _filler = draft_application(call)
    shown = page_of(office, "check-list")
    assert sent.enterprise.name in shown
    assert draft.enterprise.name not in shown
    assert draft.enterprise.name in page_of(office, "check-list", status="draft")


def test_filters_of_the_address_leave_only_what_they_say() -> None:
    office = office_person()
    sent, _filler = submitted_application()
    back, _filler = returned_application()
    for asked, there, gone in (
        ({"holder": "firm"}, back, sent),
        ({"status": "submitted"}, sent, back),
        ({"call": sent.call_id}, sent, back),
        ({"q": sent.number}, sent, back),
        ({"late": "true", "holder": "firm"}, back, sent),
    ):
        shown = page_of(office, "check-list", **asked)
        assert there.enterprise.name in shown, asked
        assert gone.enterprise.name not in shown, asked


def test_a_district_sees_what_its_firms_sent_and_decides_nothing() -> None:
    application, _filler = submitted_application()
    watcher = person("district_liaison", application.enterprise.division.department)
    assert application.enterprise.name in page_of(watcher, "check-list")
    shown = page_of(watcher, "check", application.pk)
    assert "finding:" not in shown
    assert post(watcher, "check-step", application.pk, "accept").status_code == 403
    elsewhere = person("district_liaison", department("qx", "青溪县", kind="district"))
    assert browser(elsewhere).get(reverse("enterprises:check", args=[application.pk])).status_code == 404


def test_a_firm_does_not_see_the_check_going_on() -> None:
    application, filler = submitted_application()
    checks.record_findings(application, {"basics.story": ("missing", "")}, actor=office_person(), now=NOW)
    assert browser(filler).get(reverse("enterprises:check", args=[application.pk])).status_code == 403
    assert not CheckItem.objects.visible_to(filler).exists()
    checks.return_application(application, actor=office_person(), note="请补", today=TODAY)
    assert CheckItem.objects.visible_to(filler).count() == 1


def test_numbers_of_the_firms_people_are_masked() -> None:
    application, _filler = submitted_application()
    Contact.objects.create(
        enterprise=application.enterprise, name="陈可可", phone="19900001234", email="ckk@example.com"
    )
    shown = page_of(office_person(), "check", application.pk)
    assert "19900001234" not in shown
    assert "ckk@example.com" not in shown


def test_a_finding_is_kept_as_it_is_clicked_and_the_notice_follows() -> None:
    application, _filler = submitted_application()
    office = office_person()
    words = {"only": "basics.story", "finding:basics.story": "wrong", "remark:basics.story": "与品牌无关"}
    assert click(office, application, words).count("与品牌无关") >= 2  # at its place, and in the notice
    assert CheckItem.objects.get().finding == "wrong"


def test_an_objection_without_a_word_is_not_kept_and_says_so_at_its_place() -> None:
    application, _filler = submitted_application()
    words = {"only": "basics.story", "finding:basics.story": "wrong", "remark:basics.story": " "}
    assert 'aria-invalid="true"' in click(office_person(), application, words)
    assert not CheckItem.objects.exists()


def test_without_javascript_the_whole_form_is_kept_and_what_is_wrong_is_named() -> None:
    application, _filler = submitted_application()
    office = office_person()
    both = {
        "finding:basics.story": "in_order",
        "finding:material.licence": "missing",
        "remark:material.licence": "无盖章",
    }
    assert post(office, "check-findings", application.pk, **both).status_code == 302
    assert sorted(CheckItem.objects.values_list("finding", flat=True)) == ["in_order", "missing"]
    wrong = {"finding:basics.market": "wrong", "finding:results.staff": "in_order"}
    answer = browser(office).post(reverse("enterprises:check-findings", args=[application.pk]), wrong, follow=True)
    assert "主要市场" in str(next(iter(answer.context["messages"])))
    assert CheckItem.objects.count() == 2


def test_the_supplement_marks_what_changed_and_asks_for_nothing_twice() -> None:
    application, filler = returned_application()
    office = office_person()
    story = {"basics.story": "以“零泄漏”为质量承诺"}
    answers.save_answers(application, story, versions={"basics.story": 1}, actor=filler, now=NOW)
    sent = applications.submit_application(application, actor=filler, now=NOW)
    shown = page_of(office, "check", sent.pk)
    assert "<ins>" in shown
    assert reverse("enterprises:check-step", args=[sent.pk, "return"]) not in shown
    assert browser(office).get(reverse("enterprises:check-step", args=[sent.pk, "return"])).status_code == 409


def test_a_decision_says_first_what_will_happen_and_by_which_day() -> None:
    application, _filler = submitted_application()
    office = office_person()
    checks.record_findings(application, {"material.licence": ("missing", "")}, actor=office, now=NOW)
    shown = page_of(office, "check-step", application.pk, "return")
    assert "营业执照" in shown
    told: dict[str, Any] = {"version": application.version, "note": ""}
    assert post(office, "check-step", application.pk, "return", **told).status_code == 400
    assert post(office, "check-step", application.pk, "return", **{**told, "note": "请补"}).status_code == 302
    assert Application.objects.get(pk=application.pk).status == ApplicationStatus.RETURNED
    assert post(office, "check-step", application.pk, "accept", **told).status_code in (409, 412)


def test_several_are_accepted_at_once_and_who_is_not_is_told_with_the_reason() -> None:
    office, call = office_person(), open_call()
    ready, doubtful = ready_application(call, office), submitted_application(call)[0]
    preview = post(office, "check-bulk", pk=[ready.pk, doubtful.pk])
    assert [row.pk for row in preview.context["ready"]] == [ready.pk]
    assert [row.pk for row, _why in preview.context["left_out"]] == [doubtful.pk]
    rows = [f"{row.pk}:{Application.objects.get(pk=row.pk).version}" for row in (ready, doubtful)]
    result = post(office, "check-bulk", row=rows, confirmed="yes").context["result"]
    assert [row.pk for row in result.done] == [ready.pk]
    assert [row.pk for row, _why in result.failed] == [doubtful.pk]
    undone = post(office, "check-undo", row=f"{ready.pk}:{result.done[0].version}")
    assert undone.status_code == 302
    assert Application.objects.get(pk=ready.pk).status == ApplicationStatus.SUBMITTED


def test_each_number_of_a_call_opens_its_rows() -> None:
    office = office_person()
    application, _filler = submitted_application()
    shown = page_of(office, "check-calls")
    link = f"{reverse('enterprises:check-list')}?call={application.call_id}&amp;status=submitted"
    assert link in shown
    opened = page_of(office, "check-list", call=application.call_id, status="submitted")
    assert application.enterprise.name in opened


@pytest.mark.parametrize("name", ["check-list", "check-calls"])
def test_no_query_count_grows_with_the_rows(name: str) -> None:
    office, call = office_person(), open_call()
    submitted_application(call)
    client = browser(office)
    counts = []
    for _round in range(2):
        client.get(reverse(f"enterprises:{name}"))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse(f"enterprises:{name}"))
        counts.append(len(queries))
        for _n in range(3):
            submitted_application(call)
    assert counts[0] == counts[1]


def test_another_bureau_reads_nothing_and_its_bulk_reaches_nothing() -> None:
    bureaus()
    application, _filler = submitted_application()
    other = liaison("swj")
    assert browser(other).get(reverse("enterprises:check", args=[application.pk])).status_code == 404
    assert application.enterprise.name not in page_of(other, "check-list")
    post(other, "check-bulk", row=f"{application.pk}:{application.version}", confirmed="yes")
    assert Application.objects.get(pk=application.pk).status == ApplicationStatus.SUBMITTED


def test_late_ones_come_first() -> None:
    office, call = office_person(), open_call()
    fresh, _filler = submitted_application(call)
    late, _filler = submitted_application(call, now=NOW - timedelta(days=20))
    assert late.due_on is not None
    assert late.due_on < date(2026, 5, 12)
    shown = page_of(office, "check-list")
    assert shown.index(late.enterprise.name) < shown.index(fresh.enterprise.name)
