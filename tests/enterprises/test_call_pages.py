"""The pages of calls: what everybody reads, and how a bureau opens next year's call."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from enterprises.models import Call, FormField, LateCode, Stage
from enterprises.services import rules
from enterprises.services.calls import publish_call
from enterprises.workflow import CallStatus
from tests.enterprises.factories import member, open_call, registered_enterprise, scheme
from tests.enterprises.factories_calls import bare_call, begin_and_end, other_bureau, ready_call, runner
from tests.factories import office_person

pytestmark = pytest.mark.django_db


def desk(call: Call, page: str = "") -> str:
    return f"/calls/manage/{call.pk}/{page}"


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def sent(answer: Any, **changes: Any) -> dict[str, Any]:
    """The form of a page as a browser would send it, with changes."""
    form = answer.context["form"]
    values = {bound.html_name: bound.value() for bound in form if bound.value() not in (None, False, "")}
    shown = {name: f"{value:%H:%M}" if hasattr(value, "minute") else value for name, value in values.items()}
    return {**shown, **changes}


def test_everybody_reads_what_is_open_what_is_asked_and_what_one_gets() -> None:
    now = timezone.now()
    call = open_call(opens_at=now - timedelta(days=9), closes_at=now + timedelta(days=3), introduction="面向全市企业。")
    draft = bare_call(scheme(), title="还在准备")
    call = conditions_of(call)
    page = text_of(Client().get("/calls/"))
    assert call.title in page
    assert draft.title not in page
    page = text_of(Client().get(f"/calls/{call.pk}/"))
    for words in ("面向全市企业。", "成立满", "营业执照", "¥1,000,000", "形式审查", "5 个工作日", "企业概况"):
        assert words in page
    assert Client().get(f"/calls/{draft.pk}/").status_code == 404


def conditions_of(call: Call) -> Call:
    """With one condition, as if it had been written before the call was published."""
    call.rules.create(fact="years_since_founding", operator="gte", wanted=5)
    return call


def test_the_public_list_asks_the_database_as_often_for_twenty_calls_as_for_one(
    django_assert_max_num_queries: Any,
) -> None:
    for _n in range(12):
        open_call(closes_at=timezone.now() + timedelta(days=9))
    with django_assert_max_num_queries(8):
        Client().get("/calls/")


def test_the_desk_asks_as_often_for_many_drafts_as_for_two() -> None:
    client, counts = signed_in(office_person()), []
    for more in (2, 4):
        for _n in range(more):
            ready_call()
        client.get("/calls/manage/?status=draft")
        with CaptureQueriesContext(connection) as queries:
            page = text_of(client.get("/calls/manage/?status=draft"))
        counts.append(len(queries))
    assert page.count("data-open") == 6
    assert counts[0] == counts[1]


def test_next_years_call_is_opened_from_last_years_by_pages_alone() -> None:
    last = publish_call(ready_call(year=2030, **begin_and_end(2030)), actor=None, now=timezone.now())
    client = signed_in(runner(last.scheme))
    assert last.title in text_of(client.get("/calls/manage/new/"))
    page = client.post(desk(last, "copy/"), {"year": "2031"})
    call = Call.objects.get(year=2031)
    assert "2031" in text_of(page)
    assert client.post(desk(last, "copy/"), {"year": "2031"}).status_code == 400
    changed = sent(client.get(desk(call, "basics/")), contact="质量发展科 19900002009", version=call.version)
    assert client.post(desk(call, "basics/"), changed).status_code == 302
    call.refresh_from_db()
    assert call.contact == "质量发展科 19900002009"
    assert "冻结" in text_of(client.get(desk(call, "steps/publish/")))
    for _click in range(2):
        assert client.post(desk(call, "steps/publish/"), {"version": call.version}).status_code == 302
    call.refresh_from_db()
    assert call.status == CallStatus.PUBLISHED
    assert call.title in text_of(Client().get("/calls/"))


def test_the_publish_page_lists_all_that_is_missing_with_links_and_publishes_nothing() -> None:
    call = bare_call()
    client = signed_in(runner(call.scheme))
    page = text_of(client.post(desk(call, "steps/publish/"), {"version": call.version}))
    for part in ("basics", "form", "stages", "rubric", "awards"):
        assert desk(call, f"{part}/") in page
    assert "缺 1 项" in text_of(client.get(desk(call)))
    call.refresh_from_db()
    assert call.status == CallStatus.DRAFT


def test_who_was_second_sees_both_versions_and_may_still_write() -> None:
    call = ready_call()
    client = signed_in(runner(call.scheme))
    mine = sent(client.get(desk(call, "basics/")), title="我的标题", version=call.version)
    rules.set_rule(call, {"fact": "brand_rung", "operator": "gte", "wanted": 2}, actor=None)
    page = client.post(desk(call, "basics/"), mine)
    assert page.status_code == 412
    assert "我的标题" in text_of(page)
    assert call.title in text_of(page)
    again = {**dict(page.context["sent"]), "version": page.context["version"]}
    assert client.post(desk(call, "basics/"), again).status_code == 302
    call.refresh_from_db()
    assert call.title == "我的标题"


def test_the_stages_and_the_awards_are_written_as_they_stand_in_their_tables() -> None:
    call = ready_call()
    client = signed_in(runner(call.scheme))
    body = sent(client.get(desk(call, "stages/")), **{
        "expert_review-working_days": "２０", "expert_review-starts_on": "2026-08-03",
        "expert_review-experts_see_firms": "on", "public_notice-on": "",
    })  # fmt: skip
    assert client.post(desk(call, "stages/"), body).status_code == 302
    review = call.stages.get(kind=Stage.Kind.EXPERT_REVIEW)
    assert (review.working_days, review.experts_see_firms, review.firms_see_scores) == (20, True, False)
    assert not call.stages.filter(kind=Stage.Kind.PUBLIC_NOTICE).exists()
    wrong = sent(client.get(desk(call, "awards/")), **{"name-1": "提名奖", "cool_down_years": "3"})
    page = client.post(desk(call, "awards/"), wrong)
    assert page.status_code == 400
    assert "请填完整一行" in text_of(page)
    right = {**wrong, "quota-1": "10", "pass_line-1": "550"}
    assert client.post(desk(call, "awards/"), right).status_code == 302
    call.refresh_from_db()
    assert [tier.name for tier in call.tiers.all()] == ["市长质量奖", "提名奖"]
    assert call.cool_down_years == 3


def test_the_form_of_a_published_call_is_changed_only_in_a_draft_of_another() -> None:
    last = open_call()
    client = signed_in(runner(last.scheme))
    page = text_of(client.get(desk(last, "form/")))
    assert "增加填报项" not in page
    client.post(desk(last, "copy/"), {"year": "2027"})
    call = Call.objects.get(year=2027)
    assert "新建一版" in text_of(client.get(desk(call, "form/")))
    client.post(desk(call, "form/version/"), {"version": call.version})
    call.refresh_from_db()
    assert call.form is not None
    assert call.form != last.form
    section = call.form.sections.first()
    assert section is not None
    new = client.get(desk(call, f"form/field/new/?section={section.pk}"))
    body = sent(new, label="主要市场份额", kind="table", columns="年份 \nshare | 份额 | 数字 | %")
    assert client.post(desk(call, f"form/field/new/?section={section.pk}"), body).status_code == 302
    field = FormField.objects.get(label="主要市场份额")
    assert field.columns == [
        {"key": "c1", "label": "年份", "kind": "text", "unit": ""},
        {"key": "share", "label": "份额", "kind": "number", "unit": "%"},
    ]
    call.form.refresh_from_db()
    client.post(desk(call, f"form/field/{field.pk}/up/"), {"version": call.form.version})
    assert [row.label for row in section.fields.all()][-2] == "主要市场份额"
    stale = client.post(desk(call, f"form/field/{field.pk}/remove/"), {"version": 1})
    assert stale.status_code == 412
    foreign = FormField.objects.filter(section__form=last.form)[0]
    assert client.get(desk(call, f"form/field/{foreign.pk}/")).status_code == 404


def test_conditions_are_written_in_the_words_of_the_firm() -> None:
    call = ready_call()
    client = signed_in(runner(call.scheme))
    new = client.get(desk(call, "rules/new/?fact=years_since_founding"))
    body = sent(new, operator="gte", wanted="５", basis="管理办法第七条")
    assert client.post(desk(call, "rules/new/?fact=years_since_founding"), body).status_code == 302
    assert "成立年限" in text_of(client.get(desk(call, "rules/")))
    assert client.get(desk(call, "rules/new/?fact=height"))["Location"] == desk(call, "rules/")


def test_the_editors_of_a_published_calls_parts_say_that_it_stands() -> None:
    call = open_call()
    client = signed_in(office_person())
    for page in ("rules/new/?fact=brand_rung", "form/field/new/", "rubric/new/"):
        answer = client.get(desk(call, page))
        assert answer.status_code == 409, page
        assert "此项不能再修改" in text_of(answer)


def test_the_preview_shows_the_real_form_shut_and_the_rubric_with_boxes() -> None:
    call = ready_call()
    client = signed_in(runner(call.scheme))
    page = text_of(client.get(desk(call, "preview/applicant/")))
    assert 'name="revenue"' in page
    assert page.count("disabled") >= 5
    page = text_of(client.get(desk(call, "preview/expert/")))
    assert page.count("/ 50</span>") == 7
    assert client.get(desk(call, "preview/nobody/")).status_code == 404


def test_a_rubric_is_changed_in_a_draft_of_its_own() -> None:
    call = ready_call()
    client = signed_in(runner(call.scheme))
    client.post(desk(call, "rubric/draft/"), {"version": call.version})
    call.refresh_from_db()
    assert call.rubric is not None
    item = call.rubric.criteria.get(number="4.1.1")
    body = sent(client.get(desk(call, f"rubric/{item.pk}/")), most="60")
    assert client.post(desk(call, f"rubric/{item.pk}/"), body).status_code == 302
    assert call.rubric.criteria.get(number="4.1").most == 120


def test_a_late_code_is_shown_on_one_answer_that_nobody_stores() -> None:
    call = open_call()
    client = signed_in(runner(call.scheme))
    body = {"reason": "台风", "uses": "1", "expires_on": "2036-01-01"}
    answer = client.post(desk(call, "codes/"), body)
    code = answer.context["code"]
    assert code in text_of(answer)
    assert answer["Cache-Control"] == "no-store"
    assert code not in text_of(client.get(desk(call, "codes/")))
    assert LateCode.objects.get().hint == code[:4]
    wrong = client.post(desk(call, "codes/"), {**body, "expires_on": "2020-01-01"})
    assert wrong.status_code == 400


def test_firms_and_other_bureaus_open_no_editor() -> None:
    call = ready_call()
    for user, status in ((member(registered_enterprise()), 403), (other_bureau(), 404)):
        assert signed_in(user).get(desk(call)).status_code == status
    published = open_call()
    assert signed_in(other_bureau()).get(desk(published)).status_code == 403
