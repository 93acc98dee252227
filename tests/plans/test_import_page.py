"""A text comes in through the page: as a file or pasted, refused at the right field, never twice."""

import io
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from coordination.models import Plan
from coordination.services import plans
from tests.factories import POLICY, bureaus, draft_plan, plan_in_force
from tests.plans.factories import action_at, in_office

pytestmark = pytest.mark.django_db
IMPORT, COMPARE = reverse("coordination:plan-import"), reverse("coordination:plan-compare")


def upload(name: str, data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def word_file(text: str) -> bytes:
    document, out = docx.Document(), io.BytesIO()
    for line in text.splitlines():
        document.add_paragraph(line)
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("方案.txt", POLICY.encode()),
        ("方案.md", POLICY.encode("utf-8-sig")),
        ("方案.txt", POLICY.encode("gb18030")),
        ("方案.docx", word_file(POLICY)),
    ],
    ids=["utf-8", "byte order mark", "gb18030", "word"],
)
def test_a_file_becomes_a_draft_that_is_shown_for_review(name, data):
    bureaus()
    response = in_office().post(IMPORT, {"file": upload(name, data)})
    plan = Plan.objects.get()
    assert response["Location"] == reverse("coordination:plan-review", args=[plan.pk])
    assert (plan.status, plan.policy.source_name) == ("draft", name)
    assert plan.pillars.count() == 2


def test_pasted_text_takes_name_and_years_from_the_form_and_loses_the_browsers_line_ends():
    bureaus()
    form = {"text": POLICY.replace("\n", "\r\n"), "name": "攻坚计划", "first_year": "2027", "last_year": "2029"}
    in_office().post(IMPORT, form)
    plan = Plan.objects.get()
    assert (plan.name, plan.first_year, plan.last_year) == ("攻坚计划", 2027, 2029)
    assert plan.policy.text == POLICY


def test_years_left_empty_are_those_that_the_title_names():
    bureaus()
    in_office().post(IMPORT, {"text": POLICY.replace("试验方案", "方案（2031—2033年）", 1)})
    plan = Plan.objects.get()
    assert (plan.first_year, plan.last_year) == (2031, 2033)


def bomb():
    """A .docx of some kilobytes that would unpack to 60 MB."""
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 60_000_000)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({}, "file"),
        ({"file": upload("空.txt", b"")}, "file"),
        ({"file": upload("图.txt", b"\x89PNG\r\n\x1a\n" + b"\0" * 50)}, "file"),
        ({"file": upload("旧.doc", b"\xd0\xcf\x11\xe0" + b"\0" * 50)}, "file"),
        ({"file": upload("坏.docx", b"no zip at all")}, "file"),
        ({"file": upload("炸弹.docx", bomb())}, "file"),
        ({"file": upload("繁.txt", "一、擴大品牌影響力".encode("big5"))}, "file"),
        ({"file": upload("大.txt", b"a" * (10 * 1024 * 1024 + 1))}, "file"),
        ({"file": upload("信.txt", "各位同事，下午开会，请准时。".encode())}, "file"),
        ({"text": "各位同事，下午开会，请准时。"}, "text"),
        ({"text": "字" * 300_001}, "text"),
        ({"file": upload("方案.txt", POLICY.encode()), "text": POLICY}, "text"),
        ({"text": POLICY, "first_year": "2026"}, "last_year"),
        ({"text": POLICY, "first_year": "2026", "last_year": "2045"}, "last_year"),
        ({"text": POLICY, "first_year": "二〇二六", "last_year": "2028"}, "first_year"),
        ({"text": POLICY, "name": "长" * 121}, "name"),
    ],
    ids=[
        "nothing", "empty", "binary", "old word", "broken word",
        "zip bomb", "encoding", "10 MB", "letter", "letter pasted", "too long", "both",
        "one year", "too many years", "years in words", "long name",
    ],
)  # fmt: skip
def test_a_wrong_thing_is_refused_with_a_sentence_at_its_field_and_nothing_is_written(form, field):
    response = in_office().post(IMPORT, form)
    assert response.status_code == 400
    assert set(response.context["form"].errors) == {field}
    assert f"id_{field}" in response.content.decode()
    assert Plan.objects.count() == 0


def test_ten_megabytes_of_noise_are_refused_before_they_are_read(monkeypatch):
    monkeypatch.setattr("coordination.forms.plans.read_document", lambda name, data: pytest.fail("was read"))
    noise = upload("噪声.txt", "品牌".encode() * (2 * 1024 * 1024))
    assert in_office().post(IMPORT, {"file": noise}).status_code == 400


def test_the_same_text_twice_offers_a_comparison_and_makes_no_second_plan():
    plan = draft_plan()
    response = in_office().post(IMPORT, {"text": POLICY})
    assert response.status_code == 409
    assert response.context["found"].equal
    assert reverse("coordination:plan-review", args=[plan.pk]) in response.content.decode()
    assert Plan.objects.count() == 1


def test_the_same_text_with_other_line_ends_and_blank_lines_is_the_same_text():
    draft_plan()
    other = upload("方案.txt", ("\n" + POLICY.replace("\n", "\r\n\r\n")).encode())
    assert in_office().post(IMPORT, {"file": other}).status_code == 409
    assert Plan.objects.count() == 1


def test_a_text_given_up_is_drafted_anew_with_offsets_into_the_text_that_is_kept():
    plan = draft_plan()
    plans.abandon_plan(plan, actor=None, note="重来")
    in_office().post(IMPORT, {"file": upload("方案.txt", POLICY.replace("\n", "\r\n").encode())})
    again = Plan.objects.get(status="draft")
    action = action_at(again, 1)
    assert again.policy.text[action.start : action.end] == action.text


def test_a_revised_text_is_compared_with_the_plan_that_was_chosen():
    plan = plan_in_force()
    revised = POLICY.replace("支持企业参加海外展览。", "支持企业参加海外展览和采购洽谈。").replace(
        "开展双品网购节。", "举办老字号巡展，每年不少于5场。"
    )
    response = in_office().post(COMPARE, {"plan": plan.pk, "text": revised})
    found = response.context["found"]
    assert found.same == 2
    assert [(old.text, new) for old, new in found.changed] == [
        ("支持企业参加海外展览。", "支持企业参加海外展览和采购洽谈。")
    ]
    assert [old.text for old in found.only_plan] == ["开展双品网购节。"]
    assert found.only_text == ["举办老字号巡展，每年不少于5场。"]
    assert Plan.objects.count() == 1


def test_a_sentence_that_left_the_text_names_the_tasks_that_grew_from_it():
    plan = plan_in_force()
    response = in_office().post(COMPARE, {"plan": plan.pk, "text": POLICY.replace("开展双品网购节。", "")})
    (gone,) = response.context["found"].only_plan
    assert (gone.row.pk, gone.row.tasks) == (plan.tasks.get(number="1.1-02").action_id, 1)


def test_the_comparison_asks_for_a_plan_and_a_text():
    draft_plan()
    response = in_office().post(COMPARE, {"plan": "99999999999999999999"})
    assert set(response.context["form"].errors) == {"plan", "file"}


def test_without_any_plan_the_comparison_says_what_to_do_first():
    assert reverse("coordination:plan-import") in in_office().get(COMPARE).content.decode()
