"""The calls in a real browser: axe, 360 px, the strict policy; a question moved in place by htmx."""

from typing import Any

import pytest
import time_machine

from enterprises.models import FormField
from enterprises.services.copying import copy_call
from tests.browsing import Visitor
from tests.enterprises.factories import open_call
from tests.enterprises.factories_calls import runner
from tests.pages.test_browser_story import THE_DAY, who_may_sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
PARTS = ("", "basics/", "rules/", "form/", "materials/", "stages/", "rubric/", "awards/", "preview/applicant/")


def test_calls_are_read_and_prepared_in_a_browser(browser: Any, live_server: Any) -> None:
    with time_machine.travel(THE_DAY, tick=True):
        published = open_call()
        visitor = Visitor(browser, live_server.url)
        for path in ("/calls/", f"/calls/{published.pk}/"):
            visitor.open(path)
            visitor.look()
        name = who_may_sign_in(runner(published.scheme))
        draft, _moves = copy_call(published, year=2027, actor=None, new_form=True)
        visitor.enter(name)
        for path in (
            "/calls/manage/",
            f"/calls/manage/{published.pk}/codes/",
            f"/calls/manage/{draft.pk}/steps/publish/",
        ):
            visitor.open(path)
            visitor.look()
        for part in PARTS:
            visitor.open(f"/calls/manage/{draft.pk}/{part}")
            visitor.look()
        page = visitor.open(f"/calls/manage/{draft.pk}/form/field/new/")
        for kind, shown in (("choice", "options"), ("table", "columns"), ("number", "unit")):
            page.select_option("[name=kind]", kind)
            seen = {name for name in ("options", "columns", "unit") if page.is_visible(f"[name={name}]")}
            assert seen == {shown}
        visitor.look()
        field = FormField.objects.filter(section__form=draft.form).order_by("section__order", "order")[0]
        page = visitor.open(f"/calls/manage/{draft.pk}/form/")
        with page.expect_response("**/form/"):
            page.click(f"form[action$='/field/{field.pk}/down/'] button")
        page.wait_for_selector(f"form[action$='/field/{field.pk}/up/']")
        rows = FormField.objects.filter(section=field.section_id).order_by("order")
        assert rows[1] == field
