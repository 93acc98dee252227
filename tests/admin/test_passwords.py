"""A password that an administrator knows is changed by its owner before anything else."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from kernel.accounts import middleware, services
from kernel.accounts.models import User
from kernel.common.errors import NotPermitted
from tests.factories import liaison

from .factories import PASSWORD, address, signed_in, signed_in_by_page, staff

pytestmark = pytest.mark.django_db
OWN = "Baihe-2027-own"
TASKS = "/plan/tasks/"


@pytest.fixture
def keeper():
    return staff("system_admin")


@pytest.fixture
def someone():
    return liaison()


def set_by(keeper, person, password=PASSWORD):
    data = {"usable_password": "true", "password1": password, "password2": password}
    answer = signed_in(keeper).post(f"/admin/accounts/user/{person.pk}/password/", data)
    person.refresh_from_db()
    return answer


def in_with(person):
    """Signed in by the page with the password as it is."""
    client = signed_in(person)
    assert client.post(reverse("account_login"), {"login": person.username, "password": PASSWORD}).status_code == 302
    return client


def test_after_an_administrator_set_it_every_page_leads_to_the_change_until_it_is_done(keeper, someone):
    assert set_by(keeper, someone).status_code == 302
    assert someone.must_change_password
    client = in_with(someone)
    for page in (reverse("workbench"), TASKS, reverse("token-list"), "/accounts/sessions/", "/accounts/2fa/"):
        assert client.get(page)["Location"] == reverse("account_change_password"), page
    assert client.get(reverse("account_change_password")).status_code == 200
    again = {"oldpassword": PASSWORD, "password1": PASSWORD, "password2": PASSWORD}
    assert client.post(reverse("account_change_password"), again).status_code == 200, "the same again is no change"
    own = {"oldpassword": PASSWORD, "password1": OWN, "password2": OWN}
    assert client.post(reverse("account_change_password"), own)["Location"] == reverse("workbench")
    someone.refresh_from_db()
    assert not someone.must_change_password
    assert client.get(reverse("workbench")).status_code == 200


def test_without_the_middleware_the_page_would_open(keeper, someone, monkeypatch):
    set_by(keeper, someone)
    monkeypatch.setattr(middleware, "FREE_TO_CHANGE", ("/",))
    assert in_with(someone).get(reverse("workbench")).status_code == 200


def test_the_session_is_refused_by_the_api_and_a_token_goes_on(keeper, someone, client):
    now = timezone.now()
    until = now + timedelta(days=1)
    _token, key = services.issue_token(someone, name="夜间上报", scopes=["read"], now=now, expires_at=until)
    set_by(keeper, someone)
    refused = in_with(someone).get("/api/v1/tasks/")
    assert refused.status_code == 403
    assert refused.json()["code"] == "password_change_due"
    assert client.get("/api/v1/tasks/", headers={"Authorization": f"Bearer {key}"}).status_code == 200


def test_a_new_account_owes_one_and_one_that_needs_no_password_does_not(keeper):
    data = {
        "username": "zhou", "full_name": "周一鸣", "usable_password": "true", "password1": PASSWORD,
        "password2": PASSWORD, "phone": "", "email": "", "language": "zh-hans", "memberships-TOTAL_FORMS": 0,
        "memberships-INITIAL_FORMS": 0,
    }  # fmt: skip
    signed_in(keeper).post(address(User, "add"), data)
    assert User.objects.get(username="zhou").must_change_password
    assert not liaison("scj").must_change_password, "people who come by other ways keep what they have"


def test_whoever_sets_their_own_in_the_admin_owes_nothing(keeper):
    client = signed_in_by_page(keeper)
    own = {"usable_password": "true", "password1": OWN, "password2": OWN}
    client.post(f"/admin/accounts/user/{keeper.pk}/password/", own)
    keeper.refresh_from_db()
    assert keeper.check_password(OWN)
    assert not keeper.must_change_password


def test_a_refused_password_demands_nothing(keeper, someone):
    assert set_by(keeper, someone, "short").status_code == 200
    assert not someone.must_change_password


def test_only_who_keeps_people_may_demand_it(someone):
    with pytest.raises(NotPermitted):
        services.password_was_set(someone, actor=staff("office"))
