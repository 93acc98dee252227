"""Steps, edits and the append-only audit: every refusal writes nothing; nobody changes what was written (S13)."""

from io import StringIO

import pytest
from auditlog.models import LogEntry
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from coordination.models import Task
from coordination.workflow import SUPERVISE
from kernel.activity.models import AuditEntry, AuditSeal
from kernel.activity.queries import history_of
from kernel.activity.services import advance, amend, find_tampering, keep, record, seal_audit
from kernel.common.errors import NoteMissing, NotPermitted, NotThere, StaleVersion, StepRefused
from tests.factories import NOW, active_task, department, issued_task, liaison, office_person

from .factories import triggers_lifted

pytestmark = pytest.mark.django_db
TABLES = [("activity_auditentry", "note"), ("activity_auditseal", "digest"), ("auditlog_logentry", "object_repr")]


def stale(task):
    task.version -= 1
    return task


def gone(task):
    task.pk = 10**9
    return task


@pytest.mark.parametrize(
    ("spoil", "step", "note", "refusal"),
    [
        (lambda task: task, "reopen", "x", StepRefused),
        (lambda task: task, "no_such_step", "x", StepRefused),
        (lambda task: task, "suspend", "  ", NoteMissing),
        (stale, "suspend", "x", StaleVersion),
        (gone, "suspend", "x", NotThere),
    ],
)
def test_a_refused_step_writes_nothing(spoil, step, note, refusal):
    task = active_task()
    written = (Task.objects.values().get(pk=task.pk), AuditEntry.objects.count())
    with pytest.raises(refusal):
        advance(spoil(Task.objects.get(pk=task.pk)), step, actor=office_person(), note=note)
    assert (Task.objects.values().get(pk=task.pk), AuditEntry.objects.count()) == written


def test_a_step_without_its_permission_writes_nothing():
    task = active_task()
    with pytest.raises(NotPermitted):
        advance(task, "suspend", actor=liaison(), note="x")
    with pytest.raises(NotPermitted):
        amend(task, actor=liaison(), permission=SUPERVISE, title="x")
    assert Task.objects.get(pk=task.pk).status == "active"


def test_a_step_that_fails_after_its_entry_leaves_no_entry(monkeypatch):
    task, entries = active_task(), AuditEntry.objects.count()
    monkeypatch.setattr("kernel.activity.services.steps.record", lambda *a, **k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        advance(task, "suspend", actor=office_person(), note="x")
    assert Task.objects.get(pk=task.pk).status == "active"
    assert AuditEntry.objects.count() == entries


def test_a_step_tells_who_what_before_after_and_why():
    task, actor = active_task(), office_person()
    suspended = advance(task, "suspend", actor=actor, note=" 经费未到 ", suspended_on=NOW.date())
    entry = AuditEntry.objects.of(task)[0]
    assert suspended.version == task.version + 1
    assert (entry.actor, entry.step, entry.source, entry.target) == (actor, "suspend", "active", "suspended")
    assert (entry.before, entry.after) == ({"suspended_on": None}, {"suspended_on": "2026-05-12"})
    assert entry.note == "经费未到"


def test_a_change_to_nothing_writes_nothing():
    task, entries = active_task(), AuditEntry.objects.count()
    same = amend(task, actor=office_person(), permission=SUPERVISE, title=task.title)
    assert same.version == task.version
    assert AuditEntry.objects.count() == entries


def test_a_draft_is_kept_without_history_but_its_version_counts_on():
    task, entries = active_task(), AuditEntry.objects.count()
    kept = keep(task, lead_duty="统筹")
    assert kept.version == task.version + 1
    assert AuditEntry.objects.count() == entries
    with pytest.raises(StaleVersion) as refusal:
        keep(task, lead_duty="别的")
    assert refusal.value.extra["version"] == kept.version


def test_a_history_is_read_in_two_queries_however_long_it_is(django_assert_num_queries):
    task = active_task()
    for n in range(8):
        record(task, "edit", actor=office_person(), after={"title": str(n)})
    history_of(task)
    with django_assert_num_queries(2):
        events = history_of(task)
        assert len([str(event.actor) for event in events]) == 10


@pytest.fixture
def sealed():
    """Some steps and edits, all of them under seal."""
    task = active_task()
    department("whj", "市文化广电旅游局").save()
    record(task, "edit", actor=None, note="原话")
    seal_audit(now=NOW)
    return task


@pytest.mark.parametrize(("table", "column"), TABLES)
@pytest.mark.parametrize("verb", ["UPDATE", "DELETE"])
def test_the_database_itself_refuses_to_change_or_delete_what_was_audited(table, column, verb, sealed):
    sql = f"UPDATE {table} SET {column} = 'x'" if verb == "UPDATE" else f"DELETE FROM {table}"
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    with transaction.atomic(), triggers_lifted(table), connection.cursor() as cursor:
        cursor.execute(sql)
        assert cursor.rowcount > 0, "the control: without the trigger it goes through"


def test_the_orm_is_refused_like_everybody_else(sealed):
    entry = AuditEntry.objects.of(sealed)[0]
    entry.note = "改口"
    for write in (entry.save, entry.delete, AuditEntry.objects.all().delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            write()


def test_an_untouched_chain_has_no_break_and_each_entry_is_sealed_once(sealed):
    assert list(find_tampering()) == []
    assert AuditSeal.objects.count() == AuditEntry.objects.count() + LogEntry.objects.count()
    assert seal_audit(now=NOW) == 0


def test_a_changed_entry_is_found(sealed):
    entry = AuditEntry.objects.get(note="原话")
    with triggers_lifted("activity_auditentry"):
        AuditEntry.objects.filter(pk=entry.pk).update(note="改口")
    breaks = list(find_tampering())
    assert len(breaks) == 1
    assert str(entry.pk) in breaks[0]


def test_a_deleted_entry_a_deleted_edit_and_a_deleted_seal_are_found(sealed):
    entry, edit = AuditEntry.objects.get(note="原话"), LogEntry.objects.earliest("pk")
    with triggers_lifted("activity_auditentry"), triggers_lifted("auditlog_logentry"):
        AuditEntry.objects.filter(pk=entry.pk).delete()
        LogEntry.objects.filter(pk=edit.pk).delete()
    assert [sentence for sentence in find_tampering() if "gone" in sentence].__len__() == 2
    with triggers_lifted("activity_auditseal"):
        AuditSeal.objects.filter(number=2).delete()
    assert any("seal 2 is missing" in sentence for sentence in find_tampering())


def test_a_forged_seal_over_a_changed_entry_breaks_the_next_link(sealed):
    first = AuditSeal.objects.get(number=1)
    with triggers_lifted("activity_auditseal"):
        AuditSeal.objects.filter(pk=first.pk).update(digest="f" * 64)
    assert len(list(find_tampering())) == 2


def test_the_chain_is_walked_in_batches(sealed, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        assert list(find_tampering()) == []


def test_verify_audit_ends_well_when_all_is_well_and_lists_the_breaks_when_not(sealed):
    said = StringIO()
    call_command("verify_audit", stdout=said)
    assert "no break" in said.getvalue()
    with triggers_lifted("activity_auditentry"):
        AuditEntry.objects.filter(note="原话").update(note="改口")
    said = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("verify_audit", stderr=said)
    assert ended.value.code == 1
    assert "changed" in said.getvalue()


def test_every_step_of_a_history_has_words():
    task = issued_task()
    labels = {event.label for event in history_of(task)} | {event.label for event in history_of(task.plan)}
    assert not labels & {"issue", "draft", "confirm", "edit"}
