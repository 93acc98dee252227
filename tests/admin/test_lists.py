"""Every list of the admin: who gets in, which rows, how many queries, no count without end."""

from typing import Any

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coordination.admin.tasks import TaskAdmin
from coordination.filters import TaskFilter
from coordination.lights import SEVERITY, Colour
from coordination.models import Plan, Task
from coordination.models.tasks import BY_URGENCY
from kernel.accounts.models import Department, GroupScope, User
from kernel.activity.models import MessageTemplate
from kernel.common.admin import CappedPaginator
from tests.factories import active_task, bureaus, draft_plan, issued_task, liaison, person

from .factories import address, signed_in, staff, superuser

pytestmark = pytest.mark.django_db


def test_nobody_without_a_staff_group_enters_and_the_only_sign_in_is_the_portals():
    assert signed_in(liaison()).get("/admin/", follow=True).status_code == 403
    answer = Client().get("/admin/login/?next=/admin/coordination/task/")
    assert answer.status_code == 302
    assert answer["Location"] == f"{reverse('account_login')}?next=/admin/coordination/task/"
    refused = Client().post("/admin/login/", {"username": "x", "password": "y"})
    assert refused.status_code == 302, "a second door with no second factor must not take a password"


def test_the_office_sees_work_first_and_nothing_of_the_administrators():
    names = [app["app_label"] for app in signed_in(staff("office")).get("/admin/").context["app_list"]]
    assert names[0] == "coordination"
    assert not {"auth", "axes", "auditlog", "django_celery_beat"} & set(names)


@pytest.mark.parametrize(
    ("role", "label", "status"),
    [
        ("system_admin", "django_celery_beat.periodictask", 200),
        ("system_admin", "auth.group", 403),
        ("system_admin", "activity.auditentry", 403),
        ("security_admin", "axes.accessattempt", 200),
        ("security_admin", "auth.group", 200),
        ("security_admin", "django_celery_beat.periodictask", 403),
        ("auditor", "activity.auditentry", 200),
        ("auditor", "auditlog.logentry", 200),
        ("auditor", "accounts.user", 403),
        ("auditor", "coordination.task", 403),
        ("office", "activity.auditentry", 403),
    ],
)
def test_each_administrator_opens_their_own_lists_only(role, label, status):
    url = reverse(f"admin:{label.replace('.', '_')}_changelist")
    assert signed_in(staff(role)).get(url).status_code == status


def test_a_person_of_narrow_scope_finds_only_their_rows_in_lists_pages_and_pickers():
    liaison("scj")
    own, other = issued_task(), Task.objects.get(number="2.1-01")
    narrow = person("bureau_liaison", bureaus()["swj"], is_staff=True)
    client = signed_in(narrow)
    assert set(client.get(address(Task)).context["cl"].queryset) == set(Task.objects.filter(lead=own.lead))
    assert client.get(address(Task, "change", other.pk)).status_code == 404
    assert client.get(address(Task, "history", other.pk)).status_code == 404
    found = client.get(reverse("admin:autocomplete"), _asking("accounts", "membership", "user")).json()["results"]
    visible = {str(row.pk) for row in User.objects.visible_to(narrow)}
    assert {row["id"] for row in found} <= visible
    assert visible != {str(row.pk) for row in User.objects.all()}


def _asking(app: str, model: str, field: str) -> dict[str, str]:
    return {"app_label": app, "model_name": model, "field_name": field, "term": ""}


def test_a_foreign_key_takes_no_row_that_the_person_may_not_see():
    draft_plan()
    model_admin = admin.site._registry[Task]
    request = type("Request", (), {"user": person("bureau_liaison", bureaus()["swj"])})()
    field: Any = model_admin.formfield_for_foreignkey(Task._meta.get_field("plan"), request)
    assert list(field.queryset) == [], "a draft is the office's own"
    assert Plan.objects.count() == 1


@pytest.mark.parametrize("words", ["市商务局", "swj", "1.1-01"])
def test_tasks_are_found_by_number_bureau_and_pinyin_initials(words):
    task = issued_task()
    Department.objects.filter(pk=task.lead_id).update(initials="sswj")
    found = signed_in(staff("office")).get(address(Task), {"q": words}).context["cl"].queryset
    assert task in found


def test_a_light_in_the_list_is_shape_and_word_and_reason():
    figures = {"due": "2026-01-01", "progress": 3}
    Task.objects.filter(pk=issued_task().pk).update(light="red", light_rule="overdue", light_params=figures)
    page = signed_in(staff("office")).get(address(Task)).content.decode()
    assert "#light-red" in page
    assert "light-word" in page
    assert "2026-01-01" in page


def test_a_list_never_counts_further_than_the_cap(monkeypatch):
    monkeypatch.setattr("kernel.common.admin.base.MOST_COUNTED", 5)
    monkeypatch.setattr(CappedPaginator, "most_counted", 5)
    with CaptureQueriesContext(connection) as seen:
        paginator = CappedPaginator(MessageTemplate.objects.all(), 2)
        assert paginator.count == 6
        assert paginator.num_pages == 3
    assert MessageTemplate.objects.count() > 6
    assert "LIMIT 6" in seen[0]["sql"]
    page = signed_in(superuser()).get(address(MessageTemplate)).content.decode()
    assert "5 条" in page or "more than 5" in page


def test_no_list_asks_for_the_count_of_all_rows_or_of_facets():
    for model, model_admin in admin.site._registry.items():
        assert model_admin.show_full_result_count is False, model
        assert issubclass(model_admin.paginator, CappedPaginator), model
        assert model_admin.show_facets is admin.ShowFacets.NEVER, model


def test_secrets_of_sign_in_have_no_page():
    registered = {model._meta.label for model in admin.site._registry}
    assert not {"mfa.Authenticator", "usersessions.UserSession", "account.EmailAddress"} & registered
    assert GroupScope.objects.exists()


def test_the_light_column_sorts_by_urgency_and_the_filter_of_api_and_pages_does_too():
    plan = active_task().plan
    colours = ["green", "grey", "red", "yellow"]
    for colour, task in zip(colours, Task.objects.order_by("pk"), strict=True):
        Task.objects.filter(pk=task.pk).update(light=colour)
    column = TaskAdmin.list_display.index("lamp") + 1
    client = signed_in(staff("office"))

    def listed(order):
        found = client.get(address(Task), {"o": order}).context["cl"].result_list
        return [row.light for row in found]

    assert listed(str(column)) == ["red", "yellow", "green", "grey"]
    assert listed(f"-{column}") == ["grey", "green", "yellow", "red"]
    assert [str(colour) for colour in BY_URGENCY] == sorted(colours, key=lambda c: -SEVERITY[Colour(c)])
    for order, first in (("light", "red"), ("-light", "grey")):
        rows = TaskFilter({"ordering": order, "plan": plan.pk}, Task.objects.all(), request=None).qs
        assert rows[0].light == first
        page = client.get("/api/v1/tasks/", {"ordering": order, "page_size": "2"}).json()
        rest = client.get(page["next"]).json()
        said = [row["light"] for row in page["results"] + rest["results"]]
        assert said == listed(order.replace("light", str(column)))


def test_a_row_asked_for_on_its_own_is_what_the_list_would_find_out():
    """The control: with a column that asks again for each row, the same comparison sees it."""
    active_task()
    with CaptureQueriesContext(connection) as seen:
        [str(row.lead) for row in Task.objects.all()]
    assert len(seen) == 1 + Task.objects.count()
