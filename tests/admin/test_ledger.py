"""The ledger against whoever owns its tables: emptied at a stroke, or cut off at its end with its seals (S13)."""

from io import StringIO

import pytest
from auditlog.models import LogEntry
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from structlog.testing import capture_logs

from kernel.activity.models import AuditEntry, AuditSeal
from kernel.activity.services import find_tampering, mark_of, record, seal_audit
from tests.factories import NOW, active_task, office_person
from tests.kernel.factories import POSTGRES, triggers_lifted

pytestmark = pytest.mark.django_db
LEDGER = ["activity_auditentry", "activity_auditseal", "auditlog_logentry"]


@pytest.fixture
def marks(django_capture_on_commit_callbacks):
    """The marks that the log was given by two sealings, one before and one after a last entry."""
    task, found = active_task(), []
    for _n in range(2):
        with capture_logs() as lines, django_capture_on_commit_callbacks(execute=True):
            seal_audit(now=NOW)
        found += [line["mark"] for line in lines if line["event"] == "audit_sealed"]
        record(task, "edit", actor=office_person(), note="最后一句")
    return found


def cut_off(number: int) -> None:
    """What an owner of the tables could do: every seal after this one goes, and what it sealed with it."""
    gone = AuditSeal.objects.filter(number__gt=number)
    with triggers_lifted(LEDGER[0]), triggers_lifted(LEDGER[1]), triggers_lifted(LEDGER[2]):
        AuditEntry.objects.filter(pk__in=list(gone.filter(ledger="step").values_list("entry_id", flat=True))).delete()
        LogEntry.objects.filter(pk__in=list(gone.filter(ledger="edit").values_list("entry_id", flat=True))).delete()
        gone.delete()


def test_each_sealing_says_its_newest_seal_in_the_log_and_an_idle_one_says_nothing(
    marks, django_capture_on_commit_callbacks
):
    assert len(marks) == 2
    assert marks[-1] == mark_of(AuditSeal.objects.latest("number"))
    with django_capture_on_commit_callbacks(execute=True):
        seal_audit(now=NOW)
    with capture_logs() as lines, django_capture_on_commit_callbacks(execute=True):
        assert seal_audit(now=NOW) == 0
    assert lines == []


def test_an_end_cut_off_with_its_seals_is_noticed_by_the_mark_and_by_nothing_else(marks):
    assert list(find_tampering(marks[-1])) == []
    cut_off(int(marks[0].partition(":")[0]))
    assert list(find_tampering()) == [], "the control: without a mark from outside, what is left is whole"
    assert list(find_tampering(marks[0])) == []
    assert "cut off" in "".join(find_tampering(marks[-1]))


def test_an_end_sealed_anew_over_other_entries_is_noticed_too(marks):
    cut_off(int(marks[0].partition(":")[0]))
    for _n in range(3):
        record(active_task_again(), "edit", actor=office_person(), note="另一句")
    seal_audit(now=NOW)
    assert list(find_tampering()) == []
    assert "made anew" in "".join(find_tampering(marks[-1]))


def active_task_again():
    return AuditEntry.objects.earliest("pk").subject


def test_verify_audit_takes_the_mark_and_refuses_what_is_none(marks):
    said = StringIO()
    call_command("verify_audit", "--expect", marks[-1], stdout=said)
    assert said.getvalue().strip().endswith(marks[-1])
    cut_off(int(marks[0].partition(":")[0]))
    with pytest.raises(SystemExit) as ended:
        call_command("verify_audit", "--expect", marks[-1], stderr=StringIO())
    assert ended.value.code == 1
    for wrong in ("12", "x:y", f"0:{'a' * 64}", f"3:{'a' * 63}"):
        with pytest.raises(CommandError):
            call_command("verify_audit", "--expect", wrong)


@pytest.mark.skipif(not POSTGRES, reason="SQLite knows no TRUNCATE: its DELETE meets the trigger of each row")
@pytest.mark.parametrize("table", LEDGER)
def test_no_table_of_the_audit_is_emptied_at_a_stroke(table, marks):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {table}")
    with transaction.atomic(), triggers_lifted(table), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {table}")
        cursor.execute(f"SELECT count(*) FROM {table}")
        assert cursor.fetchone() == (0,), "the control: without the trigger it goes through"
