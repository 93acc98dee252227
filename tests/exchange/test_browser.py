"""An import and a large export in a real browser: each page looked at, the job's page follows its job by itself."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, FilePayload, expect

from coordination.models import DutyKeyword
from kernel.exchange.models import ExchangeRule, Job
from kernel.exchange.services import run_job
from tests.browsing import Visitor
from tests.factories import bureaus, office_person
from tests.pages.test_browser_story import who_may_sign_in

from .factories import workbook

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
ROWS = [("市商务局", "消费"), ("不存在的局", "商标"), ("市市场监管局", "专利")]
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def test_an_import_is_checked_written_and_taken_back_and_a_large_export_followed(
    browser: Browser, live_server: Any
) -> None:
    visitor = Visitor(browser, live_server.url).enter(who_may_sign_in(office_person()))
    page = visitor.open(reverse("exchange:import", args=["duty-keywords"]))
    visitor.look()
    page.set_input_files(
        "input[type=file]", FilePayload(name="关键词.xlsx", mimeType=MEDIA_TYPE, buffer=workbook(ROWS))
    )
    visitor.follow("main form button.act")
    visitor.sees("没有名为“不存在的局”的单位")
    visitor.look()
    visitor.follow("button:has-text('写入正确的 2 行')")
    visitor.look()
    visitor.follow("a:has-text('撤回整次导入')")
    visitor.look()
    visitor.follow("button:has-text('撤回')")
    visitor.sees("整次导入已撤回")
    _follow_a_large_export(visitor)


def _follow_a_large_export(visitor: Visitor) -> None:
    ExchangeRule.objects.update(rows_at_once=1)
    for word in ("消费", "会展"):
        DutyKeyword.objects.create(department=bureaus()["swj"], word=word)
    page = visitor.open(reverse("exchange:export", args=["duty-keywords"]))
    visitor.look()
    visitor.follow("button:has-text('生成文件')")
    visitor.look()
    expect(page.locator("#standing")).to_contain_text("排队中")
    run_job(Job.objects.get(kind="export").pk, now=timezone.now())
    expect(page.locator("#standing")).to_contain_text("已完成")
    expect(page.locator("#state")).to_contain_text("下载")
    visitor.look()
    visitor.open(reverse("exchange:job-list"))
    visitor.look()
