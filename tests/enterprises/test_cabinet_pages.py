"""The pages of cabinet, brands and self-assessment: forms beside their errors, each role as far as it goes."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from enterprises.models import Brand, CabinetDocument, Figure, FigureItem, Membership, Question, SelfAssessment
from tests.enterprises.factories import member, registered_enterprise
from tests.enterprises.factories_cabinet import (
    brand,
    claimed_standing,
    completed_assessment,
    expiring_document,
    filed_document,
    pdf,
)
from tests.factories import office_person
from tests.pages.factories import on_the_day

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ground(settings: Any, tmp_path: Any) -> Any:
    settings.MEDIA_ROOT = tmp_path
    with on_the_day():
        yield


def as_(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def at(name: str, *args: Any) -> str:
    return reverse(f"enterprises:{name}", args=args)


def test_a_certificate_is_filed_on_a_page_and_stands_in_the_cabinet_with_its_light() -> None:
    firm = registered_enterprise()
    owner = as_(member(firm))
    url = f"{at('cabinet-add', firm.pk)}?kind=iso9001"
    wrong = owner.post(url, {"title": "证书", "issued_on": "2026-01-05"})
    assert wrong.status_code == 400
    assert set(wrong.context["form"].errors) == {"file", "expires_on"}
    soon = timezone.localdate() + timedelta(days=20)
    sent = owner.post(url, {"title": "质量证书", "expires_on": f"{soon:%Y-%m-%d}", "file": [pdf(), pdf("附页.pdf")]})
    assert sent.status_code == 302
    page = owner.get(at("cabinet", firm.pk))
    assert "20 天后到期" in page.content.decode()
    assert not owner.get(at("cabinet", firm.pk), {"light": "red"}).context["shelves"]
    assert len(owner.get(at("cabinet", firm.pk), {"light": "yellow"}).context["shelves"]) == 1


def test_a_file_is_checked_as_it_is_chosen_and_nothing_is_kept_of_it() -> None:
    firm = registered_enterprise()
    owner, url = as_(member(firm)), at("cabinet-check", firm.pk)
    assert owner.post(url, {"file": pdf()}).json()["wrong"] == []
    refused = owner.post(url, {"file": pdf("证书.png")})
    assert refused.status_code == 400
    assert refused.json()["wrong"]
    assert not CabinetDocument.objects.exists()


def test_a_reader_reads_a_stranger_finds_nothing_and_neither_writes() -> None:
    document = filed_document()
    firm = document.enterprise
    reader, stranger = as_(member(firm, Membership.Role.READER)), as_(member(registered_enterprise()))
    pages = [
        at("cabinet", firm.pk), at("figures", firm.pk), at("brand-list", firm.pk), at("assessment-list", firm.pk),
        at("cabinet-document", document.pk),
    ]  # fmt: skip
    assert {reader.get(page).status_code for page in pages} == {200}
    assert {stranger.get(page).status_code for page in pages} == {404}
    writes = [
        at("cabinet-add", firm.pk), at("cabinet-replace", document.pk), at("cabinet-remove", document.pk),
        at("figures", firm.pk), at("brand-add", firm.pk), at("assessment-list", firm.pk),
    ]  # fmt: skip
    assert {reader.post(page).status_code for page in writes} == {403}
    assert {stranger.post(page).status_code for page in writes} == {404}


def test_replacing_begins_with_what_stays_and_the_old_one_is_one_click_away() -> None:
    firm = registered_enterprise()
    user = member(firm)
    owner, old = as_(user), filed_document(firm, user, issued_by="云江示例认证有限公司")
    url = at("cabinet-replace", old.pk)
    assert owner.get(url).context["form"]["issued_by"].value() == "云江示例认证有限公司"
    answer = owner.post(url, {"title": "新证书", "expires_on": "2029-01-01", "file": pdf()}, follow=True)
    assert at("cabinet-document", old.pk) in answer.content.decode()
    again = owner.post(url, {"title": "又一", "expires_on": "2029-01-01", "file": pdf()})
    assert again.status_code in (400, 409)


def test_two_people_type_figures_at_once_and_each_cell_keeps_what_was_typed_in_it() -> None:
    firm = registered_enterprise()
    user = member(firm)
    item, year = FigureItem.objects.get(code="revenue").pk, timezone.localdate().year - 1
    names = [f"{item}_{year}", f"{item}_{year - 1}"]
    shown = {f"initial-{name}": "" for name in names}
    one, two = as_(user), as_(member(firm))
    one.post(at("figures", firm.pk), {**shown, names[0]: "1,250.5", names[1]: ""})
    two.post(at("figures", firm.pk), {**shown, names[0]: "", names[1]: "９８０"})
    assert list(Figure.objects.order_by("-year").values_list("value", flat=True)) == [1250.5, 980]
    wrong = one.post(at("figures", firm.pk), {**shown, names[0]: "很多"})
    assert wrong.status_code == 400
    assert list(wrong.context["form"].errors) == [names[0]]


def test_a_brand_is_entered_claimed_and_decided_on_by_pages() -> None:
    firm = registered_enterprise()
    user = member(firm)
    owner = as_(user)
    owner.post(at("brand-add", firm.pk), {"name": "恒达", "since_year": "１９９６", "story": "滴水不漏。"})
    row = Brand.objects.get(name="恒达")
    document = filed_document(firm, user, "licence")
    url = f"{at('brand-claim', row.pk)}?rung=seedling"
    assert set(owner.post(url, {}).context["form"].errors) == {"criteria", "evidence", "reached_on"}
    rung = owner.get(url).context["rung"]
    met = [criterion.pk for criterion in rung.criteria.all() if criterion.required]
    words = {"criteria": met, "evidence": [document.pk], "reached_on": f"{timezone.localdate():%Y-%m-%d}"}
    assert owner.post(url, words).status_code == 302
    standing, office = row.standings.get(), as_(office_person())
    listed = office.get(at("standing-list"))
    assert [line["pk"] for line in listed.context["rows"]] == [standing.pk]
    step = at("standing-step", standing.pk, "confirm")
    assert owner.post(step, {"version": standing.version}).status_code == 403
    assert office.post(step, {"version": standing.version + 5}).status_code == 400
    assert office.post(step, {"version": standing.version, "note": ""}).status_code == 302
    assert Client().get(at("brand-page", row.pk)).status_code == 200


def test_refusing_without_a_reason_is_told_at_the_reason() -> None:
    standing, _by = claimed_standing()
    url = at("standing-step", standing.pk, "refuse")
    answer = as_(office_person()).post(url, {"version": standing.version, "note": ""})
    assert answer.status_code == 400
    assert set(answer.context["refuse_form"].errors) == {"note"}


def test_the_questionnaire_is_answered_page_by_page_kept_as_it_is_chosen_and_ends_with_a_result() -> None:
    firm = registered_enterprise()
    owner = as_(member(firm))
    owner.post(at("assessment-list", firm.pk))
    row = SelfAssessment.objects.get()
    questions = list(Question.objects.filter(dimension__questionnaire=row.questionnaire))
    first = questions[0]
    kept = owner.post(at("assessment-draft", row.pk, 1), {f"question_{first.pk}": "2"})
    assert kept.json()["version"] == row.version + 1
    assert owner.get(at("assessment-page", row.pk, 9)).status_code == 404
    words = {f"question_{question.pk}": "3" for question in questions}
    for number in range(1, 7):
        answer = owner.post(at("assessment-page", row.pk, number), {**words, "act": "next"})
    assert answer["Location"] == at("assessment-complete", row.pk)
    assert owner.post(at("assessment-complete", row.pk))["Location"] == at("assessment-result", row.pk)
    assert "100.0" in owner.get(at("assessment-result", row.pk)).content.decode()
    assert owner.post(at("assessment-draft", row.pk, 1), {f"question_{first.pk}": "0"}).status_code == 409


def test_a_result_says_why_there_is_no_median_yet() -> None:
    row = completed_assessment()
    page = as_(member(row.enterprise)).get(at("assessment-result", row.pk)).content.decode()
    assert "满 5 家才显示中位数" in page


def test_lists_ask_the_database_as_often_for_many_rows_as_for_one(django_assert_max_num_queries: Any) -> None:
    firm = registered_enterprise()
    user = member(firm)
    owner = as_(user)
    for n in range(12):
        expiring_document(firm, user, timezone.localdate() + timedelta(days=30 * n))
        brand(firm)
    with django_assert_max_num_queries(25):
        owner.get(at("cabinet", firm.pk))
    with django_assert_max_num_queries(22):
        owner.get(at("brand-list", firm.pk))
