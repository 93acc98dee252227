"""The inbox and the ways in which people want to be told besides."""

from datetime import timedelta
from typing import Any

import apprise
import pytest
from apprise.plugins.dingtalk import NotifyDingTalk
from apprise.plugins.feishu import NotifyFeishu
from apprise.plugins.wecombot import NotifyWeComBot
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from kernel.activity import channels
from kernel.activity.models import Channel, Delivery, Notification
from kernel.activity.services import notify, sweep_deliveries
from tests.factories import issued_task, liaison, person
from tests.plans.factories import signed_in

pytestmark = pytest.mark.django_db
INBOX, WAYS = reverse("inbox"), reverse("channel-list")
KEY = "0123456789abcdef"
PLUGINS: dict[str, Any] = {"wecombot": NotifyWeComBot, "dingtalk": NotifyDingTalk, "feishu": NotifyFeishu}
ROBOTS = [
    (f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}", "wecombot", "企业微信"),
    (f"https://oapi.dingtalk.com/robot/send?access_token={KEY}", "dingtalk", "钉钉"),
    (f"https://open.feishu.cn/open-apis/bot/v2/hook/{KEY}", "feishu", "飞书"),
]
ELSEWHERE = [
    "json://10.0.0.1/admin", "https://10.0.0.1/cgi-bin/webhook/send?key=0123456789",
    f"https://qyapi.weixin.qq.com.evil.example/cgi-bin/webhook/send?key={KEY}",
    f"https://user@oapi.dingtalk.com/robot/send?access_token={KEY}", f"dingtalk://{KEY}/?verify=no",
    f"feishu://{KEY}@localhost", f"https://open.feishu.cn/open-apis/bot/v2/hook/../{KEY}", "file:///etc/passwd",
    f"http://open.feishu.cn/open-apis/bot/v2/hook/{KEY}", "wecombot://短", "",
]  # fmt: skip


def told(someone, *keys, about=None, verb="report_due"):
    for key in keys:
        notify(
            [someone],
            verb,
            about=about or someone,
            dedupe_key=key,
            task="1.1-01",
            period="2026-05",
            due="5月25日",
            days=3,
        )


def text_of(response):
    return response.content.decode()


def test_unread_messages_are_counted_and_can_be_shown_alone():
    someone = person()
    told(someone, "a", "b", "c")
    Notification.objects.filter(dedupe_key="a").update(read_at=timezone.now())
    browser = signed_in(someone)
    assert "2 条未读" in text_of(browser.get(INBOX))
    assert len(browser.get(INBOX).context["entries"]) == 3
    assert len(browser.get(INBOX, {"show": "unread"}).context["entries"]) == 2
    answer = browser.post(reverse("inbox-read-all"), follow=True)
    assert "已将 2 条消息标为已读" in text_of(answer)
    assert "没有未读消息" in text_of(browser.get(INBOX, {"show": "unread"}))


def test_opening_a_message_marks_it_read_and_leads_to_what_it_tells_of():
    someone, task = liaison(), issued_task()
    told(someone, "a", about=task)
    message, browser = Notification.objects.get(dedupe_key="a"), signed_in(someone)
    address = reverse("inbox-read", args=[message.pk])
    assert browser.get(address).status_code == 405, "looking does not mark it read"
    assert browser.post(address)["Location"] == reverse("coordination:task", args=[task.pk])
    message.refresh_from_db()
    assert message.read_at is not None
    assert signed_in(person()).post(address).status_code == 404


def test_what_is_not_yet_to_be_told_is_in_no_list_and_no_count():
    someone = person()
    notify([someone], "report_due", about=someone, dedupe_key="k", not_before=timezone.now() + timedelta(minutes=1))
    page = signed_in(someone).get(INBOX)
    assert not page.context["entries"]
    assert page.context["unread"] == 0
    Notification.objects.update(not_before=timezone.now() - timedelta(seconds=1))
    assert signed_in(someone).get(INBOX).context["unread"] == 1


def test_a_long_inbox_costs_no_more_queries_than_a_short_one():
    someone, counts = person(), []
    browser = signed_in(someone)
    for number in (2, 30):
        told(someone, *(f"{number}-{n}" for n in range(number)))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            browser.get(INBOX)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert "下一页" in text_of(browser.get(INBOX))


def test_a_mailbox_is_kept_masked_on_the_page_and_gets_the_next_message():
    someone = person()
    browser = signed_in(someone)
    answer = browser.post(WAYS, {"kind": "email", "address": "Zhou.Yiming@Example.com"}, follow=True)
    assert "z***@example.com" in text_of(answer)
    assert "zhou.yiming" not in text_of(browser.get(WAYS)).lower()
    told(someone, "a")
    assert sweep_deliveries(now=timezone.now() + timedelta(seconds=1)) == 1
    assert mail.outbox[0].to == ["zhou.yiming@example.com"]


@pytest.mark.parametrize(("given", "scheme", "name"), ROBOTS)
def test_a_chats_robot_is_taken_as_the_chat_shows_it_and_called_at_its_makers_host(given, scheme, name):
    someone = person()
    browser = signed_in(someone)
    assert name in text_of(browser.post(WAYS, {"kind": "chat", "address": f" {given} "}, follow=True))
    kept = Channel.objects.get(user=someone).address
    assert kept == f"{scheme}://{KEY}"
    assert KEY not in text_of(browser.get(WAYS)), "the key is a secret"
    robot = next(robot for robot in channels.ROBOTS if robot.scheme == scheme)
    caller = PLUGINS[scheme]
    assert caller.notify_url.startswith(f"https://{robot.host}/")
    assert KEY in caller.parse_url(kept).values()


@pytest.mark.parametrize("address", ELSEWHERE)
def test_an_address_elsewhere_is_refused_at_its_field_and_never_called(address, monkeypatch):
    someone = person()
    called: list[str] = []
    answer = signed_in(someone).post(WAYS, {"kind": "chat", "address": address})
    assert answer.status_code == 400
    assert answer.context["form"].errors["address"]
    assert not Channel.objects.exists()
    # However it came into the table: the sweeper calls nobody there.
    Channel.objects.create(user=someone, kind="chat", address=address)
    told(someone, "a")
    monkeypatch.setattr(apprise, "Apprise", called.append)
    assert sweep_deliveries(now=timezone.now() + timedelta(seconds=1)) == 0
    assert not called
    assert Delivery.objects.get().attempts == 1


def test_without_the_check_the_server_would_call_any_address(monkeypatch):
    someone, called = person(), []
    Channel.objects.create(user=someone, kind="chat", address="json://10.0.0.1/admin")
    told(someone, "a")

    class Caller:
        def __init__(self, address):
            called.append(address)

        def notify(self, **words):
            return True

    monkeypatch.setattr(channels, "is_robot", lambda address: True)
    monkeypatch.setattr(apprise, "Apprise", Caller)
    assert sweep_deliveries(now=timezone.now() + timedelta(seconds=1)) == 1
    assert called == ["json://10.0.0.1/admin"]


def test_the_city_may_allow_fewer_chats(settings):
    settings.CHAT_CHANNELS = ["dingtalk"]
    browser = signed_in(person())
    assert browser.post(WAYS, {"kind": "chat", "address": ROBOTS[0][0]}).status_code == 400
    assert browser.post(WAYS, {"kind": "chat", "address": ROBOTS[1][0]}).status_code == 302
    assert "open.feishu.cn" not in text_of(browser.get(WAYS))


def test_a_way_rests_is_used_again_and_is_removed_by_its_owner_only():
    someone = person()
    channel = Channel.objects.create(user=someone, kind="email", address="a@example.com")
    mine, other = signed_in(someone), signed_in(person())
    for act, active in (("rest", False), ("use", True)):
        address = reverse("channel-act", args=[channel.pk, act])
        assert other.post(address).status_code == 404
        assert mine.get(address).status_code == 405
        mine.post(address)
        channel.refresh_from_db()
        assert channel.is_active is active
    assert mine.post(reverse("channel-act", args=[channel.pk, "sell"])).status_code == 404
    remove = reverse("channel-act", args=[channel.pk, "remove"])
    assert other.post(remove).status_code == 404
    told(someone, "a")
    mine.post(remove)
    assert not Channel.objects.exists()
    assert Notification.objects.filter(recipient=someone).count() == 1


def test_the_same_address_twice_and_too_many_are_refused():
    browser = signed_in(person())
    for n in range(10):
        assert browser.post(WAYS, {"kind": "email", "address": f"a{n}@example.com"}).status_code == 302
    assert "这个地址已在列表中" in text_of(browser.post(WAYS, {"kind": "email", "address": "A1@example.com"}))
    assert "最多 10 种" in text_of(browser.post(WAYS, {"kind": "email", "address": "b@example.com"}))
    assert "请填写邮箱地址" in text_of(browser.post(WAYS, {"kind": "email", "address": "nobody"}))


@pytest.mark.parametrize("address", [INBOX, WAYS, reverse("token-list")])
def test_without_signing_in_there_is_no_inbox(address):
    assert Client().get(address)["Location"].startswith(reverse("account_login"))
