"""The reference at /api/v1/docs/ works in a browser under the portal's own policy, and needs no other host."""

import os

import pytest

from tests.browsing import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def test_the_reference_opens_an_operation_without_breaking_the_policy(browser, live_server):
    reader = Visitor(browser, live_server.url)
    page = reader.open("/api/v1/docs/")
    page.wait_for_selector("#operations-tag-progress-reports")
    assert page.locator(".opblock-tag").count() > 20, "each resource by its name"
    page.click("#operations-tag-progress-reports")
    page.click("#operations-progress-reports-progress_reports_submit_create .opblock-summary-control")
    page.wait_for_selector("#operations-progress-reports-progress_reports_submit_create .parameters")
    reader.sees("Idempotency-Key")
    reader.sees("If-Match")
    if os.environ.get("SHOT"):
        page.screenshot(path=os.environ["SHOT"])
    assert not reader.complaints, "\n".join(reader.complaints)
