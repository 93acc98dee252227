"""The parts that know no trade: life cycles as data, refusals as problem documents, dictionaries."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import RequestFactory
from django.utils import translation
from rest_framework import exceptions

from kernel.accounts.models import Department
from kernel.common.errors import DomainError, Invalid, NotPermitted, NotThere, StaleVersion, StepRefused
from kernel.common.middleware import ProblemPages
from kernel.common.problems import MEDIA_TYPE, problem_handler
from kernel.common.rows import RowSerializer
from kernel.common.workflow import Step, Workflow
from kernel.dictionaries.models import Dictionary, Entry
from tests.factories import department, person

FLOW = Workflow(
    Step("submit", frozenset({"draft"}), "submitted", "app.submit", "submit"),
    Step("accept", frozenset({"submitted"}), "accepted", "app.accept", "accept"),
    Step("return", frozenset({"submitted"}), "draft", "app.accept", "return", needs_note=True),
)


def test_a_life_cycle_takes_the_steps_of_its_table_and_no_other():
    assert FLOW.step("submit", "draft").target == "submitted"
    assert [step.name for step in FLOW.open_from("submitted")] == ["accept", "return"]
    for name, status in (("accept", "draft"), ("submit", "accepted"), ("fly", "draft")):
        with pytest.raises(StepRefused):
            FLOW.step(name, status)


def test_a_refused_step_names_the_possible_ones():
    with pytest.raises(StepRefused) as refusal:
        FLOW.step("submit", "submitted")
    assert refusal.value.extra["possible"] == ["accept", "return"]
    with pytest.raises(StepRefused) as refusal:
        FLOW.step("submit", "accepted")
    assert refusal.value.extra["possible"] == []


@pytest.mark.parametrize(
    ("refusal", "status", "code"),
    [
        (Invalid(fields={"due_on": ["Too early."]}), 400, "invalid"),
        (NotPermitted("No."), 403, "not_permitted"),
        (NotThere("Gone."), 404, "not_found"),
        (StepRefused("Not now."), 409, "step_refused"),
        (StaleVersion("Changed."), 412, "stale_version"),
        (Http404(), 404, "not_found"),
        (PermissionDenied(), 403, "permission_denied"),
        (exceptions.NotAuthenticated(), 401, "not_authenticated"),
        (exceptions.Throttled(7), 429, "throttled"),
        (exceptions.MethodNotAllowed("PUT"), 405, "method_not_allowed"),
    ],
)
def test_every_refusal_leaves_as_a_problem_document_with_a_stable_code(refusal, status, code):
    answer = problem_handler(refusal, {})
    assert answer is not None
    assert (answer.status_code, answer.data["status"], answer.data["code"]) == (status, status, code)
    assert answer.data["type"] == f"/problems/{code}"
    assert answer.content_type == MEDIA_TYPE
    assert answer.data["detail"]


def test_errors_point_at_their_field_however_deep_it_lies():
    nested = exceptions.ValidationError({"targets": [{}, {"value": ["Not a number."]}], "non_field_errors": ["Odd."]})
    answer = problem_handler(nested, {})
    assert answer is not None
    pointers = {error["pointer"]: error["detail"] for error in answer.data["errors"]}
    assert pointers == {"/targets/1/value": "Not a number.", "/": "Odd."}
    flat = problem_handler(Invalid(fields={"due_on": ["Too early.", "Closed."]}), {})
    assert flat is not None
    assert [error["pointer"] for error in flat.data["errors"]] == ["/due_on", "/due_on"]


def test_what_nobody_foresaw_stays_a_fault():
    assert problem_handler(ZeroDivisionError(), {}) is None


def test_a_waiting_client_is_told_how_long():
    answer = problem_handler(exceptions.Throttled(7), {})
    assert answer is not None
    assert answer["Retry-After"] == "7"


@pytest.mark.django_db
def test_a_refusal_in_a_page_becomes_a_page_with_its_own_status():
    pages = ProblemPages(lambda request: 1 / 0)  # type: ignore[arg-type, return-value]
    request = RequestFactory().get("/")
    request.user = person()
    answer = pages.process_exception(request, StepRefused("Not now."))
    assert answer is not None
    assert answer.status_code == 409
    assert "Not now." in answer.content.decode()
    assert pages.process_exception(request, ZeroDivisionError()) is None


def test_a_refusal_speaks_its_first_sentence():
    assert str(Invalid(fields={"a": ["First."], "b": ["Second."]})) == "First."
    assert str(DomainError("Said.", row=3)) == "Said."
    assert DomainError("x", row=3).extra == {"row": 3}


@pytest.mark.django_db
def test_an_entry_may_be_chosen_until_the_day_it_is_disabled_on():
    kinds = Dictionary.objects.get(code="objection-kind")
    Entry.objects.filter(dictionary=kinds, code="other").update(disabled_on=date(2026, 6, 1))
    assert Entry.objects.of("objection-kind", date(2026, 5, 31)).filter(code="other").exists()
    assert not Entry.objects.of("objection-kind", date(2026, 6, 1)).filter(code="other").exists()
    assert not Entry.objects.of("no-such", date(2026, 6, 1)).exists()


@pytest.mark.django_db
def test_an_entry_speaks_the_readers_language_and_keeps_its_order():
    entries = Entry.objects.of("objection-kind", date(2026, 5, 1))
    assert [entry.order for entry in entries] == sorted(entry.order for entry in entries)
    with translation.override("en"):
        assert entries[0].label == "not our duty"
    with translation.override("zh-hans"):
        assert entries[0].label == "不属本单位职责"


class PlainRow(RowSerializer):
    """Names a computed field, and computes none."""

    class Meta:
        model = Department
        fields = ("code",)
        computed = ("score",)


@pytest.mark.django_db
def test_a_row_of_the_api_that_computes_nothing_is_still_a_row() -> None:
    assert PlainRow.row(department("swj").pk) == {"code": "swj"}
