"""A district's morning in a real browser: what was handed in, side by side, approved by ticks; axe and 360 px."""

from typing import Any

import pytest
import time_machine
from django.urls import reverse

from enterprises.models import Registration
from tests.browsing import Visitor
from tests.enterprises.factories_registry import handed_in, liaison_of
from tests.pages.test_browser_story import THE_DAY, who_may_sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def test_registrations_are_approved_side_by_side(browser: Any, live_server: Any, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(THE_DAY, tick=True):
        first, second = handed_in(), handed_in()
        visitor = Visitor(browser, live_server.url)
        visitor.sign_in(who_may_sign_in(liaison_of(first.division)))
        page = visitor.open(reverse("enterprises:registration-list"))
        page.check("[data-pick-all]")
        visitor.look()
        visitor.follow(".selection button")
        visitor.look()
        page.check(f"[name=row][value^='{second.pk}:']")
        visitor.follow("main form.stack button[type=submit]")
        visitor.look()
        states = dict(Registration.objects.values_list("pk", "status"))
        assert states == {first.pk: "submitted", second.pk: "approved"}
        visitor.open(reverse("enterprises:registration", args=[second.pk]))
        with page.expect_navigation():
            page.keyboard.press("n")
        assert page.url.endswith(reverse("enterprises:registration", args=[first.pk]))
        visitor.look()
        for address in (
            reverse("enterprises:enterprise-list"),
            reverse("enterprises:enterprise", args=[_firm_of(second)]),
        ):
            visitor.open(address)
            visitor.look()


def _firm_of(row: Registration) -> int:
    row.refresh_from_db()
    assert row.enterprise_id is not None
    return row.enterprise_id
