"""Steps with many rows: the page that asks, the reason, the rows that fail alone, and who may."""

import pytest

from coordination.models import ProgressReport, Task
from coordination.services import reports, tasks
from kernel.accounts.models import ApiToken, Department, Membership, User
from kernel.accounts.services import issue_token
from tests.factories import (
    NOW,
    TODAY,
    active_task,
    bureaus,
    department,
    liaison,
    office_person,
    person,
    plan_in_force,
    submitted_report,
)

from .factories import address, bulk, signed_in, signed_in_by_page, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return signed_in(staff("office"))


def test_the_page_that_asks_says_what_happens_to_how_many_and_writes_nothing(office):
    rows = list(plan_in_force().tasks.all())
    page = bulk(office, Task, "cancel", rows, confirm=False)
    assert page.context["count"] == 4
    assert all(str(row) in page.content.decode() for row in rows)
    assert set(Task.objects.values_list("status", flat=True)) == {"issued"}


def test_without_the_reason_it_owes_the_step_is_not_taken(office):
    rows = [active_task()]
    page = bulk(office, Task, "suspend", rows, note="  ")
    assert page.context["form"].errors["note"]
    assert Task.objects.get(pk=rows[0].pk).status == "active"


def test_what_can_be_done_is_done_and_what_cannot_says_why(office):
    running = active_task()
    waiting = Task.objects.get(number="1.1-02")
    page = bulk(office, Task, "suspend", [running, waiting], note="经费调整")
    assert (page.context["done"], len(page.context["failed"])) == (1, 1)
    assert str(waiting) in page.content.decode()
    running.refresh_from_db()
    assert running.status == "suspended"
    page = bulk(office, Task, "resume", [running], note="经费到位")
    assert page.redirect_chain, "when all went well the list comes back"
    running.refresh_from_db()
    assert running.status == "active"


def test_objections_are_decided_many_at_once(office):
    task = plan_in_force().tasks.get(number="1.1-01")
    task = tasks.object_to_task(task, actor=liaison(), kind="not-our-duty", note="职责不符", today=TODAY)
    bulk(office, Task, "reissue", [task], note="仍由你局牵头")
    task.refresh_from_db()
    assert task.status == "issued"


def test_a_row_changed_since_the_page_was_shown_fails_alone(office):
    first = active_task()
    second = tasks.sign_task(Task.objects.get(number="1.1-02"), actor=liaison(), today=TODAY)
    seen = [Task.objects.get(pk=first.pk), Task.objects.get(pk=second.pk)]
    tasks.edit_task(first, actor=office_person(), today=TODAY, title="刚刚改过")
    page = bulk(office, Task, "suspend", seen, note="统一暂停")
    assert [row.pk for row, _why in page.context["failed"]] == [first.pk]
    assert Task.objects.get(pk=second.pk).status == "suspended"


def test_reports_are_accepted_and_returned_in_bulk_and_progress_moves_only_on_acceptance(office):
    report = submitted_report(progress=60)
    unwritten = ProgressReport.objects.filter(status="open")[0]
    page = bulk(office, ProgressReport, "return", [report, unwritten], note="请附合同")
    assert len(page.context["failed"]) == 1
    report.refresh_from_db()
    assert (report.status, report.task.progress) == ("returned", 0)
    report = reports.submit_report(report, actor=liaison(), today=TODAY)
    bulk(office, ProgressReport, "accept", [report])
    report = ProgressReport.objects.get(pk=report.pk)
    assert (report.status, report.task.progress) == ("accepted", 60)


def test_a_step_is_not_offered_to_whoever_may_not_take_it():
    task = active_task()
    client = signed_in(person("bureau_liaison", bureaus()["swj"], is_staff=True))
    assert 'value="suspend"' not in client.get(address(Task)).content.decode()
    bulk(client, Task, "suspend", [task], note="x")
    assert Task.objects.get(pk=task.pk).status == "active"


def test_a_row_out_of_scope_cannot_be_chosen(office):
    task = active_task()
    narrow = person("bureau_liaison", bureaus()["scj"], is_staff=True)
    narrow.user_permissions.add(*_permission("supervise_task"))
    bulk(signed_in(narrow), Task, "suspend", [task], note="x")
    assert Task.objects.get(pk=task.pk).status == "active"


def _permission(codename):
    permissions = type(User.objects.all()[0])._meta.get_field("user_permissions").related_model
    return permissions.objects.filter(codename=codename)


def test_too_many_at_once_are_refused(office, monkeypatch):
    monkeypatch.setattr("kernel.common.admin.bulk.MOST_IN_BULK", 2)
    rows = list(plan_in_force().tasks.all())
    bulk(office, Task, "cancel", rows, note="x")
    assert not Task.objects.filter(status="cancelled").exists()


def test_a_department_is_disabled_only_when_nobody_sits_in_it():
    client = signed_in(staff("system_admin"))
    empty, full = department("old", "市原办公室"), department("new", "市新办公室")
    Membership.objects.create(user=person(), department=full)
    page = bulk(client, Department, "disable", [empty, full])
    assert page.context["done"] == 1
    assert Department.objects.get(pk=empty.pk).disabled_on is not None
    assert Department.objects.get(pk=full.pk).disabled_on is None


def test_a_deactivated_person_is_out_at_once_with_sessions_and_tokens():
    leaver = liaison()
    token, secret = issue_token(leaver, name="台账", scopes=["read"], expires_at=NOW.replace(year=2027), now=NOW)
    session = signed_in_by_page(leaver)
    bulk(signed_in(staff("system_admin")), User, "deactivate", [leaver])
    assert not User.objects.get(pk=leaver.pk).is_active
    assert ApiToken.objects.get(pk=token.pk).revoked_at is not None
    assert "_auth_user_id" not in session.session
    assert secret.startswith("bct_")


def test_sessions_are_ended_without_touching_the_account():
    someone = liaison()
    session = signed_in_by_page(someone)
    bulk(signed_in(staff("security_admin")), User, "end_sessions", [someone])
    assert "_auth_user_id" not in session.session
    assert User.objects.get(pk=someone.pk).is_active


def test_tokens_are_revoked_by_the_security_administrator_only():
    token, _secret = issue_token(liaison(), name="台账", scopes=["read"], expires_at=NOW.replace(year=2027), now=NOW)
    assert signed_in(staff("system_admin")).get(address(ApiToken)).status_code == 403
    bulk(signed_in(staff("security_admin")), ApiToken, "revoke", [token])
    assert ApiToken.objects.get(pk=token.pk).revoked_at is not None
