"""Every step of every life cycle of this app from every status, generated from the tables.

Each step goes through its service where one takes it, else through `advance`, which is all that a service can do.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction
from django.db.models import TextChoices
from structlog.contextvars import bound_contextvars

from enterprises import workflow as w
from enterprises.models import Application, CheckItem, FormVersion, StageClock, Submission
from enterprises.services import applications, approvals, checks, members
from enterprises.workflow.applications import APPLY
from enterprises.workflow.registry import ACT
from kernel.accounts.models import User
from kernel.activity.models import AuditEntry, Notification
from kernel.activity.services import advance
from kernel.common.errors import DomainError, NoteMissing, NotPermitted, StepRefused
from kernel.common.workflow import Step, Workflow
from tests.enterprises.factories import NOW, TODAY, form_version, member, open_call, registered_enterprise, scheme
from tests.enterprises.factories_applications import licence_of, submitted_application
from tests.enterprises.factories_rows import (
    agreed_grant,
    asked_letter,
    begun_assessment,
    claimed_standing,
    drafted_policy,
    planned_merge,
    requested_membership,
    sent_registration,
)
from tests.factories import office_person, person

pytestmark = pytest.mark.django_db
WHY = "有理由"
Act = Callable[..., Any]


@dataclass(frozen=True)
class Life:
    """A life cycle: its table, its statuses, a row to try it on, and the service of each step that has one."""

    flow: Workflow
    statuses: type[TextChoices]
    row: Callable[[], Any]
    services: dict[str, Act] = field(default_factory=dict)


def plain(service: Act, **words: Any) -> Act:
    return lambda row, *, actor, note: service(row, actor=actor, **words)


def noted(service: Act, **words: Any) -> Act:
    return lambda row, *, actor, note: service(row, actor=actor, note=note, **words)


def application_row() -> Application:
    """One that was sent, with one thing that is not in order."""
    application, _filler = submitted_application()
    found = {"basics.story": ("wrong", "与品牌无关")}
    checks.record_findings(application, found, actor=office_person(), now=NOW)
    return application


def return_it(row: Application, *, actor: User, note: str) -> Application:
    return checks.return_application(row, actor=actor, note=note, today=TODAY)


LIVES = {
    "enterprise": Life(w.ENTERPRISE, w.EnterpriseStatus, registered_enterprise),
    "registration": Life(
        w.REGISTRATION, w.RegistrationStatus, sent_registration,
        {
            "return": noted(approvals.return_registration, today=TODAY),
            "refuse": noted(approvals.refuse_registration, today=TODAY),
        },
    ),
    "membership": Life(
        w.MEMBERSHIP, w.MembershipStatus, requested_membership, {"refuse": noted(members.refuse_request, now=NOW)}
    ),
    "merge": Life(w.MERGE, w.MergeStatus, planned_merge),
    "document": Life(w.DOCUMENT, w.DocumentStatus, lambda: licence_of(firm := registered_enterprise(), member(firm))),
    "standing": Life(w.STANDING, w.StandingStatus, claimed_standing),
    "call": Life(w.CALL, w.CallStatus, open_call),
    "form": Life(w.VERSION, w.VersionStatus, lambda: form_version(scheme())),
    "application": Life(
        w.APPLICATION, w.ApplicationStatus, application_row,
        {
            "return": return_it, "reject": noted(checks.reject_application, today=TODAY),
            "withdraw": noted(applications.withdraw_application, today=TODAY),
        },
    ),
    "letter": Life(w.LETTER, w.LetterStatus, asked_letter),
    "policy": Life(w.POLICY, w.PolicyStatus, drafted_policy),
    "grant": Life(w.GRANT, w.GrantStatus, agreed_grant),
    "assessment": Life(w.ASSESSMENT, w.AssessmentStatus, begun_assessment),
}  # fmt: skip
# Steps that the portal itself takes, or that only a rule of its own opens: tried through `advance`.
each_life = pytest.mark.parametrize("name", LIVES)


@contextmanager
def taken_back() -> Iterator[None]:
    """What is done inside is undone at its end: one row serves for all steps."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def firm_of(row: Any) -> Any:
    """The firm that the row belongs to, if it belongs to one."""
    return getattr(row, "enterprise", None) or getattr(getattr(row, "application", None), "enterprise", None)


def able_to(step: Step, row: Any) -> User:
    """Who may take the step: the firm's owner, or the office."""
    if step.permission not in (APPLY, ACT):
        return office_person()
    firm = firm_of(row)
    return member(firm) if firm else person("enterprise")


def put_into(status: str, row: Any) -> Any:
    type(row)._base_manager.filter(pk=row.pk).update(status=status)
    return type(row)._base_manager.get(pk=row.pk)


def act_of(life: Life, step: Step) -> Act:
    def by_table(row: Any, *, actor: User, note: str) -> Any:
        return advance(row, step.name, actor=actor, note=note)

    return life.services.get(step.name, by_table)


def all_there_is(row: Any) -> list[Any]:
    """Everything that a step may write."""
    models: set[Any] = {type(row), CheckItem, Submission, StageClock, FormVersion}
    rows = [list(model._base_manager.order_by("pk").values()) for model in sorted(models, key=lambda m: m.__name__)]
    return [*rows, AuditEntry.objects.count(), Notification.objects.count()]


@each_life
def test_a_legal_step_leads_to_its_target_and_leaves_one_entry(name: str) -> None:
    life = LIVES[name]
    start = life.row()
    for step in life.flow:
        actor = able_to(step, start)
        for status in step.sources:
            with taken_back():
                leads_to_its_target(life, step, put_into(status, start), actor)


def leads_to_its_target(life: Life, step: Step, row: Any, actor: User) -> None:
    had = AuditEntry.objects.of(row).count()
    with bound_contextvars(request_id="request-7"):
        after = act_of(life, step)(row, actor=actor, note=WHY)
    kept = type(row)._base_manager.get(pk=row.pk)
    assert (after.status, kept.status, kept.version) == (step.target, step.target, row.version + 1), step.name
    entry = AuditEntry.objects.of(row)[0]
    assert AuditEntry.objects.of(row).count() == had + 1, step.name
    assert (entry.step, entry.source, entry.target, entry.actor) == (step.name, row.status, step.target, actor)
    assert entry.request_id == "request-7"
    assert not step.needs_note or entry.note == WHY


@each_life
def test_an_illegal_step_is_refused_with_409_and_writes_nothing(name: str) -> None:
    life = LIVES[name]
    start, tried = life.row(), 0
    for step in life.flow:
        actor = able_to(step, start)
        for status in set(life.statuses.values) - step.sources:
            refusal = refused(StepRefused, life, step, put_into(status, start), actor=actor)
            assert refusal.status == 409
            tried += 1
    assert tried == sum(len(life.statuses.values) - len(step.sources) for step in life.flow)


@each_life
def test_a_step_that_needs_a_reason_is_refused_without_one(name: str) -> None:
    life = LIVES[name]
    start = life.row()
    for step in life.flow:
        if step.needs_note:
            row = put_into(min(step.sources), start)
            said = refused(NoteMissing, life, step, row, actor=able_to(step, start), note=" \n ")
            assert set(said.fields) == {"note"}


@each_life
def test_a_step_is_refused_to_whoever_lacks_its_permission(name: str) -> None:
    life = LIVES[name]
    start = life.row()
    others = [person(role) for role in ("bureau_leader", "expert", "auditor", "")]
    for step in life.flow:
        for actor in others:
            refused(NotPermitted, life, step, put_into(min(step.sources), start), actor=actor)


def refused(kind: type[DomainError], life: Life, step: Step, row: Any, *, actor: User, note: str = WHY) -> DomainError:
    """The refusal of this kind that came, after which everything is as it was."""
    before = all_there_is(row)
    with pytest.raises(kind) as said:
        act_of(life, step)(row, actor=actor, note=note)
    assert str(said.value), step.name
    assert all_there_is(row) == before, step.name
    return said.value


def test_every_life_cycle_of_the_app_is_tried() -> None:
    tables = [value for value in vars(w).values() if isinstance(value, Workflow)]
    assert {id(life.flow) for life in LIVES.values()} == {id(table) for table in tables}
