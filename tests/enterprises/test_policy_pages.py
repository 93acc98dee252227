"""The pages of policies and grants: for everybody, for a firm, for those who keep them."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from enterprises import tasks
from enterprises.models import Grant, Policy
from kernel.activity.models import Notification
from tests.enterprises.factories import member, registered_enterprise
from tests.enterprises.factories_policies import REVENUE, agreed_grant, draft_policy, earning, policy_in_force
from tests.factories import bureaus, liaison, office_person

pytestmark = pytest.mark.django_db
LONG: dict[str, Any] = {"starts_on": date(2020, 1, 1), "ends_on": None}


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_everybody_reads_what_is_in_force_and_nobody_outside_a_draft(client: Client) -> None:
    shown, hidden = policy_in_force(**LONG), draft_policy(title="尚未发布的政策")
    page = client.get("/policies/", {"q": "出海"}).content.decode()
    assert shown.title in page
    assert hidden.title not in page
    assert "成立满 3 年" in client.get(f"/policies/{shown.pk}/").content.decode()
    assert client.get(f"/policies/{hidden.pk}/").status_code == 404
    assert client.get("/policies/", {"q": "不存在的词"}).status_code == 200


def test_five_questions_say_what_fits_and_by_how_much_the_rest_is_missed(client: Client) -> None:
    policy_in_force([REVENUE], **LONG)
    assert client.get("/policies/fit/").status_code == 200
    missed = client.post("/policies/fit/", {"revenue": "１９４０", "division": "990104"}).content.decode()
    assert "还差 60 万元" in missed
    perhaps = client.post("/policies/fit/", {"years": "5"}).content.decode()
    assert "平台尚未掌握此项信息" in perhaps
    assert client.post("/policies/fit/", {"revenue": "很多"}).status_code == 400
    assert "sessionid" not in client.cookies, "nothing is kept of who asked"


def test_a_firm_reads_what_it_qualifies_for_and_where_to_file_what_is_not_known() -> None:
    firm = registered_enterprise()
    policy_in_force([REVENUE], **LONG)
    client = signed_in(member(firm))
    assert f"/enterprise/{firm.pk}/figures/" in client.get(f"/enterprise/{firm.pk}/policies/").content.decode()
    earning(firm, 2100)
    assert "tone-ok" in client.get(f"/enterprise/{firm.pk}/policies/").content.decode()
    assert client.get(f"/enterprise/{firm.pk}/").status_code == 200
    assert client.get(f"/enterprise/{registered_enterprise().pk}/policies/").status_code == 404


def test_a_bureau_prepares_a_policy_page_by_page_and_publishes_it(
    django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks.tell_fits, "delay", tasks.tell_fits)
    firm, other = registered_enterprise(), bureaus()["scj"]
    owner, client = member(firm), signed_in(liaison())
    today = timezone.localdate()
    words = {
        "title": "数字化改造补助", "summary": "支持企业改造。", "benefit": "最高20万元", "text": "说明",
        "how_to_apply": "在线", "most_amount": "２０", "starts_on": today.isoformat(), "remind_days": "30",
    }  # fmt: skip
    assert client.post("/policies/new/", {**words, "department": other.pk}).status_code == 400
    assert client.post("/policies/new/", {**words, "department": bureaus()["swj"].pk}).status_code == 302
    policy = Policy.objects.get(title="数字化改造补助")
    rules = f"/policies/{policy.pk}/rules/"
    assert client.get(rules + "add/?fact=size").status_code == 200
    sent = {"version": policy.version, "operator": "in", "wanted": ["small"]}
    assert client.post(rules + "add/?fact=size", {**sent, "wanted": []}).status_code == 400
    assert client.post(rules + "add/?fact=size", sent).status_code == 302
    assert client.post(rules + "add/?fact=size", sent).status_code == 400, "somebody else was first"
    assert "小型企业" in client.get(rules).content.decode()
    assert client.get(f"/policies/{policy.pk}/preview/").status_code == 200
    policy.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        published = client.post(f"/policies/{policy.pk}/publish/", {"version": policy.version})
    assert published.status_code == 302
    assert client.get(f"{rules}1/").status_code == 409, "what is published keeps its conditions"
    assert "数字化改造补助" in client.get("/policies/manage/").content.decode()
    assert Notification.objects.filter(recipient=owner, verb="policy_fits").count() == 1
    assert signed_in(liaison("scj")).get(f"/policies/{policy.pk}/edit/").status_code == 403


def test_two_people_at_one_policy_see_both_versions() -> None:
    policy = draft_policy()
    client = signed_in(liaison())
    sent = {name: getattr(policy, name) or "" for name in ("title", "summary", "benefit", "text", "how_to_apply")}
    sent |= {
        "department": policy.department_id,
        "starts_on": "2026-01-01",
        "remind_days": 30,
        "version": policy.version,
    }
    assert client.post(f"/policies/{policy.pk}/edit/", {**sent, "title": "甲的标题"}).status_code == 302
    late = client.post(f"/policies/{policy.pk}/edit/", {**sent, "title": "乙的标题"})
    assert late.status_code == 412
    assert "甲的标题" in late.content.decode()
    assert "乙的标题" in late.content.decode()


def test_a_grant_is_agreed_paid_reported_and_accepted_on_pages() -> None:
    firm = registered_enterprise()
    filler, policy = member(firm, "filler"), policy_in_force(**LONG)
    client, today = signed_in(liaison()), timezone.localdate().isoformat()
    terms = {"policy": policy.pk, "uscc": firm.uscc.lower(), "purpose": "展会", "amount": "50", "agreed_on": today}
    wrong = client.post("/grants/new/", {**terms, "amount_0": "30", "amount_1": "19.9999"})
    assert wrong.status_code == 400
    assert "49.9999" in wrong.content.decode()
    assert client.post("/grants/new/", {**terms, "amount_0": "30", "amount_1": "20"}).status_code == 302
    grant = Grant.objects.get()
    assert client.post(f"/grants/{grant.pk}/pay/1/", {"version": grant.version, "paid_on": today}).status_code == 302
    page = client.get(f"/grants/{grant.pk}/").content.decode()
    assert "¥500,000" in page
    firm_client = signed_in(filler)
    assert firm_client.get(f"/enterprise/{firm.pk}/grants/").status_code == 200
    grant.refresh_from_db()
    report = {"version": grant.version, "results": "签约3单"}
    bare = firm_client.post(f"/enterprise/grants/{grant.pk}/report/", report)
    assert bare.status_code == 400
    assert "签约3单" in bare.content.decode()
    assert client.get(f"/enterprise/grants/{grant.pk}/")["Location"] == f"/grants/{grant.pk}/"


def test_the_figures_of_a_policy_open_their_rows() -> None:
    grant = agreed_grant()
    client = signed_in(office_person())
    rows = f"/grants/?policy={grant.policy_id}"
    assert rows in client.get("/policies/manage/").content.decode()
    page = client.get(rows)
    assert page.context["totals"][1]["number"] == "50"
    assert len(page.context["rows"]) == 1
    assert grant.amount == Decimal(50)
