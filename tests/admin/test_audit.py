"""The audit to read, for nobody to write."""

import pytest
from auditlog.models import LogEntry
from auditlog.registry import auditlog
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coordination.models import Task
from coordination.services import tasks
from kernel.accounts.models import Department, User
from kernel.activity.models import AuditEntry, AuditSeal, Channel
from kernel.activity.services import seal_audit
from tests.factories import NOW, TODAY, active_task, department, office_person, person
from tests.kernel.factories import triggers_lifted

from .factories import address, form_of, signed_in, staff, superuser

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


def test_people_are_looked_up_first_and_no_ledger_is_joined_for_a_name(changed_task):
    client = signed_in(staff("auditor"))
    editor = AuditEntry.objects.get(step="edit").actor
    assert editor is not None
    for model in (AuditEntry, LogEntry):
        with CaptureQueriesContext(connection) as seen:
            client.get(address(model), {"q": editor.full_name})
        table = model._meta.db_table
        asked = [query["sql"] for query in seen if f'FROM "{table}"' in query["sql"]]
        assert asked
        assert not [sql for sql in asked if "LIKE" in sql.upper()], "a name is sought among people, not in the ledger"
    entry = AuditEntry.objects.get(step="edit")
    with triggers_lifted("activity_auditentry"):
        AuditEntry.objects.filter(pk=entry.pk).update(request_id="r-77")
    found = client.get(address(AuditEntry), {"q": "r-77"}).context["cl"].queryset
    assert [row.pk for row in found] == [entry.pk]


def test_what_was_done_to_a_person_is_found_by_their_name(changed_task):
    someone = person("expert")
    someone.full_name = "顾知行"
    someone.save()
    found = signed_in(staff("auditor")).get(address(LogEntry), {"q": "顾知行"}).context["cl"].queryset
    assert {row.object_pk for row in found} == {str(someone.pk)}


def test_an_edit_reads_in_labels_choices_and_names_and_never_in_the_packages_own_words(changed_task):
    bureau = changed_task.lead
    unit = department("unit", "商务局办公室", kind="unit", parent=bureau)
    unit.kind, unit.disabled_on = "bureau", None
    unit.save()
    client = signed_in(staff("auditor"))
    made, changed = LogEntry.objects.get_for_object(unit).order_by("pk")
    page = client.get(address(LogEntry, "change", made.pk)).content.decode()
    assert "上级部门" in page
    assert str(bureau) in page, "a related row by its name"
    for word in ("None", "memberships", "Membership", ">id<", "children"):
        assert word not in page
    page = client.get(address(LogEntry, "change", changed.pk)).content.decode()
    told = page.split("ledger-compare")[1].split("</table>")[0]
    assert f"<del>{Department.Kind.UNIT.label}</del>" in told
    assert f"<ins>{Department.Kind.BUREAU.label}</ins>" in told
    assert "bureau" not in told


def test_phone_mail_address_and_secrets_are_masked_in_the_log_of_edits(changed_task):
    someone = person("expert", phone="19900001234", email="gu.zhixing@example.com")
    someone.set_password("Yunjiang-2026")
    someone.phone, someone.email = "19900005678", "other@example.com"
    someone.save()
    Channel.objects.create(user=someone, kind="chat", address="wecombot://secret-of-the-robot")
    kept = str(list(LogEntry.objects.values_list("changes", flat=True)))
    for secret in ("19900001234", "19900005678", "01234", "gu.zhixing", "other@", someone.password, "secret-of"):
        assert secret not in kept, secret
    page = signed_in(staff("auditor")).get(address(LogEntry, "change", _edit_of(someone).pk)).content.decode()
    assert "199******34" in page
    assert "199******78" in page
    assert "g***@example.com" in page


def test_the_log_would_hold_them_if_the_fields_were_not_masked(changed_task, monkeypatch):
    monkeypatch.setitem(auditlog._registry[User], "mask_fields", [])
    someone = person("expert", phone="19900001234")
    assert "19900001234" in str(LogEntry.objects.get_for_object(someone).get().changes)


def _edit_of(row):
    return LogEntry.objects.get_for_object(row).filter(action=LogEntry.Action.UPDATE).latest("pk")


def test_a_channels_address_is_masked_in_list_and_form_and_kept_when_sent_back_so():
    keeper = signed_in(staff("system_admin"))
    someone = person("expert")
    row = Channel.objects.create(user=someone, kind="email", address="gu.zhixing@example.com")
    url = address(Channel, "change", row.pk)
    for page in (address(Channel), url):
        text = keeper.get(page).content.decode()
        assert "g***@example.com" in text
        assert "gu.zhixing" not in text
    assert keeper.post(url, form_of(keeper, url) | {"is_active": ""}).status_code == 302
    row.refresh_from_db()
    assert (row.address, row.is_active) == ("gu.zhixing@example.com", False)
