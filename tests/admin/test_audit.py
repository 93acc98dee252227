"""The audit to read, for nobody to write."""

import pytest
from auditlog.models import LogEntry
from django.contrib import admin

from coordination.models import Task
from coordination.services import tasks
from kernel.activity.models import AuditEntry, AuditSeal
from kernel.activity.services import seal_audit
from tests.factories import NOW, TODAY, active_task, office_person

from .factories import address, signed_in, staff, superuser

pytestmark = pytest.mark.django_db


@pytest.fixture
def changed_task():
    task = tasks.edit_task(active_task(), actor=office_person(), today=TODAY, title="改后", note="纪要第3条")
    seal_audit(now=NOW)
    return task


@pytest.mark.parametrize("model", [AuditEntry, AuditSeal, LogEntry], ids=lambda model: model.__name__)
@pytest.mark.parametrize("reader", [lambda: staff("auditor"), superuser], ids=["auditor", "superuser"])
def test_the_audit_is_read_and_never_written_by_anybody(model, reader, changed_task):
    client, row = signed_in(reader()), model._default_manager.first()
    assert client.get(address(model)).status_code == 200
    assert client.get(address(model, "change", row.pk)).status_code == 200
    assert client.get(address(model, "add")).status_code == 403
    assert client.post(address(model, "change", row.pk), {"note": "x"}).status_code == 403
    assert client.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    assert admin.site._registry[model].get_actions(_request(client)) == {}


def _request(client):
    return client.get("/admin/").wsgi_request


def test_an_entry_shows_before_after_reason_and_the_words_of_its_step(changed_task):
    entry = AuditEntry.objects.of(changed_task)[0]
    page = signed_in(staff("auditor")).get(address(AuditEntry, "change", entry.pk)).content.decode()
    assert "改后" in page
    assert entry.before["title"] in page
    assert "纪要第3条" in page


def test_entries_are_filtered_by_step_kind_and_age_and_found_by_actor(changed_task):
    client = signed_in(staff("auditor"))

    def found(**query):
        return set(client.get(address(AuditEntry), query).context["cl"].queryset.values_list("step", flat=True))

    kind = AuditEntry.objects.of(changed_task)[0].content_type_id
    assert found(step="sign") == {"sign"}
    assert found(kind=kind) == {"issue", "sign", "edit"}
    assert found(days=1) >= {"edit"}
    editor = AuditEntry.objects.get(step="edit").actor
    assert found(q=str(editor)) == {"edit"}
    assert found(kind="1 or 1=1", days="x") >= {"edit"}, "nonsense in the address filters nothing and breaks nothing"


def test_every_tracked_and_audited_row_has_its_history(changed_task):
    page = signed_in(staff("office")).get(address(Task, "history", changed_task.pk)).content.decode()
    assert "纪要第3条" in page
    department = changed_task.lead
    department.short_name = "商务"
    department.save()
    page = signed_in(staff("office")).get(address(type(department), "history", department.pk)).content.decode()
    assert "商务" in page
