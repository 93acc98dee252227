"""Lists by REST: rows as the database writes them are the rows as the models have them, for few queries."""

from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.db.models import Q
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework import serializers

from brandcity.api import RESOURCES
from coordination.api.task_rows import ReportRow, TaskDetailRow, TaskRow
from coordination.models import Action, Duty, Reading, Task
from coordination.services.lights import relight_plan
from coordination.services.rollup import roll_up
from coordination.services.tasks import set_milestones
from kernel.accounts.api import DepartmentRow, PersonRow
from kernel.accounts.models import Department, GroupScope, User, read_scope
from kernel.accounts.queries import token_with_prefix
from kernel.accounts.services import issue_token
from kernel.common.renderers import JSONRenderer
from kernel.common.rows import RowSerializer, ValuesField
from tests.factories import TODAY, bureaus, department, liaison, office_person, person, submitted_report

ROLES = ["office", "bureau_liaison", "bureau_leader", "district_liaison", "expert", "enterprise", "auditor"]


@pytest.fixture
def key(db: None) -> str:
    return key_of(office_person())


@pytest.fixture
def plan(db: None) -> Any:
    """A plan in force with partners, targets, milestones, a submitted report with a figure, and readings."""
    report = submitted_report()
    task = report.task
    set_milestones(
        task, [("选址", TODAY, 40), ("开业", TODAY + timedelta(days=30), 60)], actor=office_person(), today=TODAY
    )
    target = task.targets.first()
    if target is not None:
        report.values.update_or_create(target=target, defaults={"value": "12.5"})
    roll_up(today=TODAY)
    return task.plan


def key_of(user: User) -> str:
    now = timezone.now()
    return issue_token(user, name="test", scopes=["read"], expires_at=now + timedelta(days=1), now=now)[1]


def get(address: str, key: str, **headers: str) -> Any:
    answer = Client().get(address, headers={"Authorization": f"Bearer {key}", **headers})
    assert answer.status_code == 200, answer.content
    return answer.json()


def queries_of(address: str, key: str) -> int:
    get(address, key)
    with CaptureQueriesContext(connection) as queries:
        get(address, key)
    return len(queries)


def as_models_have_it(row: type[RowSerializer], pk: int) -> dict[str, Any]:
    """The fields of a row but the computed ones, read by the ORM one by one and written by the plain renderer."""
    said = {}
    for name, field in row().fields.items():
        if name in getattr(row.Meta, "computed", ()):
            continue
        if isinstance(field, ValuesField):
            said[name] = list(field._rows.filter(**{field._parent: pk}).values_list(field._value, flat=True))
        elif isinstance(field, serializers.ListSerializer):
            child: Any = type(field.child)
            rows = child.Meta.model.objects.filter(getattr(child.Meta, "only", Q()), **{child.Meta.parent: pk})
            ordered = rows.order_by(*getattr(child.Meta, "order", ("pk",)))
            said[name] = [as_models_have_it(child, key) for key in ordered.values_list("pk", flat=True)]
        else:
            lookup = str(field.source).replace(".", "__")
            said[name] = row.Meta.model._base_manager.filter(pk=pk).values_list(lookup, flat=True).get()
    plain: dict[str, Any] = orjson.loads(JSONRenderer().render(said))
    return plain


def with_instants(value: Any) -> Any:
    """The same with instants as instants: how many zeros follow the second is no difference."""
    if isinstance(value, dict):
        return {name: with_instants(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [with_instants(inner) for inner in value]
    if isinstance(value, str) and "T" in value and value.endswith("+00:00"):
        return datetime.fromisoformat(value).astimezone(UTC)
    return value


@pytest.mark.usefixtures("plan")
def test_every_resource_is_written_as_the_models_have_it(key: str) -> None:
    compared = set()
    resources: dict[str, Any] = dict(RESOURCES)
    for name, viewset in resources.items():
        model = viewset.queryset.model
        for row in filter(None, (viewset.serializer_class, viewset.detail_class)):
            for pk in model._base_manager.order_by("pk").values_list("pk", flat=True)[:3]:
                written = row.row(pk)
                expected = with_instants(as_models_have_it(row, pk))
                computed = getattr(row.Meta, "computed", ())
                assert set(written) == set(row().fields), name
                assert with_instants({n: v for n, v in written.items() if n not in computed}) == expected, name
                kinds = {n: type(v) for n, v in written.items() if n not in computed}
                assert kinds == {n: type(v) for n, v in as_models_have_it(row, pk).items()}, name
                compared.add(name)
    assert {"tasks", "progress-reports", "actions", "plans", "targets", "departments", "people", "readings"} <= compared


def test_a_row_keeps_true_apart_from_one_and_a_half_from_its_text(plan: Any) -> None:
    action = Action.objects.filter(measure__pillar__plan=plan).first()
    assert action is not None
    Action.objects.filter(pk=action.pk).update(dropped=True, why=["展会", "100%"])
    reading = Reading.objects.first()
    assert reading is not None
    Reading.objects.filter(pk=reading.pk).update(value="7.5")
    written = get(f"/api/v1/actions/{action.pk}/", key_of(office_person()))
    assert (written["dropped"], written["why"]) == (True, ["展会", "100%"])
    assert get(f"/api/v1/readings/{reading.pk}/", key_of(office_person()))["value"] == 7.5


@pytest.mark.usefixtures("plan")
def test_no_list_asks_more_for_many_rows_than_for_one(key: str) -> None:
    for name, viewset in RESOURCES.items():
        if name == "tokens":  # a token reads no tokens
            continue
        one, many = (queries_of(f"/api/v1/{name}/?page_size={size}", key) for size in (1, 200))
        assert one == many <= 4, (name, one, many, viewset)


@pytest.mark.usefixtures("plan")
def test_a_page_of_tasks_takes_three_queries_for_the_office_and_for_a_liaison(key: str) -> None:
    assert queries_of("/api/v1/tasks/", key) == 3
    assert queries_of("/api/v1/tasks/", key_of(liaison())) == 3


def test_partners_stand_in_protocol_order_inside_their_task(plan: Any, key: str) -> None:
    task = plan.tasks.first()
    last, first = department("zzz", "末位局", protocol_order=900), department("aaa", "首位局", protocol_order=1)
    Duty.objects.filter(task=task).delete()
    for helper in (last, first):
        Duty.objects.create(task=task, department=helper, duty="配合")
    row = next(row for row in get("/api/v1/tasks/", key)["results"] if row["id"] == task.pk)
    assert row["partners"] == [
        {"department": first.pk, "name": "首位局", "duty": "配合"},
        {"department": last.pk, "name": "末位局", "duty": "配合"},
    ]


def test_the_reason_of_a_light_is_in_the_callers_language(plan: Any, key: str) -> None:
    Task.objects.filter(plan=plan).update(light_rule="reports_missed", light_params={"missed": 2})
    english, chinese = (get("/api/v1/tasks/", key, **{"Accept-Language": code}) for code in ("en", "zh-hans"))
    assert {row["light_reason"] for row in english["results"]} == {"2 reports missed in a row."}
    assert {row["light_reason"] for row in chinese["results"]}.isdisjoint({"2 reports missed in a row."})


def test_a_task_without_a_light_has_no_reason(plan: Any, key: str) -> None:
    Task.objects.filter(plan=plan).update(light_rule="", light_params={})
    assert {row["light_reason"] for row in get("/api/v1/tasks/", key)["results"]} == {""}


def test_a_row_that_went_meanwhile_is_left_out_and_the_order_stays(plan: Any) -> None:
    first, second = plan.tasks.order_by("pk").values_list("pk", flat=True)[:2]
    rows = orjson.loads(JSONRenderer().render(TaskRow.page([second, 10**9, first])))
    assert [row["id"] for row in rows] == [second, first]
    assert TaskRow.page([]) == []


def test_a_row_by_itself_says_what_its_row_in_the_list_says(plan: Any, key: str) -> None:
    relight_plan(plan, on=TODAY, today=TODAY)
    for listed in get("/api/v1/tasks/", key)["results"]:
        alone = get(f"/api/v1/tasks/{listed['id']}/", key)
        assert {name: alone[name] for name in listed} == listed
        assert set(alone) == set(TaskDetailRow().fields)


@pytest.mark.parametrize("role", ROLES)
def test_with_a_key_a_person_may_and_sees_what_they_do_without_it(db: None, role: str) -> None:
    seat = bureaus()["swj"]
    below = department("swj-1", "商务局一处", parent=seat)
    user = person(role, below.parent)
    user.user_permissions.add(Permission.objects.get(codename="unmask_person"))
    known = by_key(user)
    again = User.objects.get(pk=user.pk)
    assert known.get_all_permissions() == again.get_all_permissions()
    assert known.scope == read_scope(again)
    if role.endswith("liaison"):
        assert known.scope.departments == {seat.pk, below.pk}


def test_a_chosen_department_is_seen_and_a_seat_given_up_is_not(db: None) -> None:
    chosen, left = department("fgw", "市发展改革委"), department("swj", "市商务局")
    user = person("bureau_liaison", left)
    user.memberships.update(until=TODAY)
    scope = GroupScope.objects.get(code="expert")
    scope.kind = GroupScope.Kind.CHOSEN
    scope.save()
    scope.departments.add(chosen)
    user.groups.add(scope.group)
    assert by_key(user).scope.departments == {chosen.pk} == read_scope(user).departments


def test_a_superuser_with_a_key_may_everything(db: None) -> None:
    user = person(is_superuser=True)
    known = by_key(user)
    assert known.scope.everything
    assert known.has_perm("coordination.manage_plan")
    assert known.get_all_permissions() == user.get_all_permissions()


def test_saving_the_person_of_a_key_keeps_what_was_not_read(db: None) -> None:
    user = person("office", password="long-and-Right-9")
    known = by_key(user)
    known.full_name = "改名"
    known.save()
    assert User.objects.get(pk=user.pk).check_password("long-and-Right-9")


def by_key(user: User) -> User:
    token = token_with_prefix(key_of(user).split("_")[1])
    assert token is not None
    return token.user


@pytest.mark.usefixtures("plan")
def test_departments_and_people_carry_what_hangs_on_them() -> None:
    bureau = Department.objects.get(code="fgw")
    assert DepartmentRow.row(bureau.pk)["aliases"] == ["发改委"]
    user = person("office", bureau)
    assert PersonRow.row(user.pk)["seats"] == [{"department": bureau.pk, "post": None}]


def test_a_report_says_its_state_on_the_day(plan: Any) -> None:
    report = plan.tasks.get(number="1.1-01").reports.get(status="submitted")
    assert ReportRow.row(report.pk)["state"] == "submitted"


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL keeps plans by name")
def test_a_plan_outlives_a_migration_of_its_columns() -> None:
    user = office_person()
    key = key_of(user)
    assert queries_of("/api/v1/departments/", key) == 3
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE accounts_user ALTER COLUMN username TYPE varchar(151)")
    try:
        assert get("/api/v1/departments/", key)["results"]
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE accounts_user ALTER COLUMN username TYPE varchar(150)")
