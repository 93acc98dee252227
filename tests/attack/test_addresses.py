"""Addresses from outside (S11): redirects stay in the house, hosts are known, paths lead nowhere else."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import liaison, person

pytestmark = pytest.mark.django_db
PASSWORD = "Yunjiang-2026"
ELSEWHERE = [
    "https://evil.example.com/",
    "//evil.example.com/",
    "///evil.example.com",
    "/\\evil.example.com",
    "https:evil.example.com",
    "http:///evil.example.com",
    "javascript:alert(1)",
    "https://testserver@evil.example.com/",
    "https://testserver.evil.example.com/",
    " //evil.example.com/",
    "/%0d%0aLocation: https://evil.example.com/".replace("%0d%0a", "\r\n"),
]


@pytest.fixture
def someone():
    user = liaison()
    user.set_password(PASSWORD)
    user.save()
    return user


def is_in_the_house(answer):
    target = answer["Location"]
    return (
        answer.status_code == 302
        and target.startswith("/")
        and not target.startswith(("//", "/\\"))
        and "\n" not in target
    )


def signs_in(user, target):
    address = reverse("account_login")
    return Client().post(address, {"login": user.username, "password": PASSWORD, "next": target})


def switches_language(_user, target):
    return Client().post(reverse("set_language"), {"language": "en", "next": target})


def switches_mode(_user, target):
    return Client().post(reverse("set_mode"), {"mode": "elder", "next": target})


def signs_out(user, target):
    client = Client()
    client.force_login(user)
    return client.post(reverse("account_logout"), {"next": target})


DOORS = [signs_in, switches_language, switches_mode, signs_out]


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
def test_a_redirect_never_leaves_the_house(someone, door):
    for target in ELSEWHERE:
        answer = door(someone, target)
        assert is_in_the_house(answer), (target, answer.status_code, answer.get("Location"))


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
def test_within_the_house_it_leads_where_one_wanted(someone, door):
    assert door(someone, "/plan/tasks/?page=2")["Location"] == "/plan/tasks/?page=2", "the control"


def test_the_admins_door_leads_through_the_sign_in_and_no_further(someone):
    answer = Client().get("/admin/login/", {"next": "https://evil.example.com/"})
    assert answer["Location"].startswith(f"{reverse('account_login')}?")
    after = Client().post(answer["Location"], {"login": someone.username, "password": PASSWORD})
    assert is_in_the_house(after)


@pytest.mark.parametrize(
    "host", ["evil.example.com", "portal.example.com.evil.example.com", "portal.example.com:80@evil", "[::1"]
)
def test_a_forged_host_is_refused(settings, host):
    settings.ALLOWED_HOSTS = ["portal.example.com"]
    assert Client().get("/", headers={"host": host}).status_code == 400
    assert Client().get("/", headers={"host": "portal.example.com"}).status_code == 200, "the control"


def test_a_forwarded_host_says_nothing(settings):
    settings.ALLOWED_HOSTS = ["portal.example.com"]
    forged = {"host": "portal.example.com", "x-forwarded-host": "evil.example.com"}
    answer = Client().get("/work/", headers=forged)
    assert is_in_the_house(answer)
    assert "evil" not in answer["Location"]


def test_a_reset_link_is_not_made_of_a_forged_host(settings, someone, mailoutbox):
    settings.ALLOWED_HOSTS = ["portal.example.com"]
    someone.email = "someone@example.com"
    someone.save()
    address = reverse("account_reset_password")
    answer = Client().post(address, {"email": someone.email}, headers={"host": "evil.example.com"})
    assert answer.status_code == 400
    assert not mailoutbox


TRAVERSALS = [
    "/static/../brandcity/settings.py",
    "/static/..%2fbrandcity/settings.py",
    "/static/%2e%2e/%2e%2e/etc/passwd",
    "/static/css/../../../../etc/passwd",
    "/static/....//....//etc/passwd",
    "/static//etc/passwd",
    "/static/css/..\\..\\manage.py",
    "/files/../manage.py",
    "/files/..%2f..%2fetc%2fpasswd/",
    "/files/1/../../manage.py",
]


@pytest.mark.parametrize("address", TRAVERSALS)
def test_no_path_leads_out_of_the_static_files_or_the_attachments(address):
    client = Client(raise_request_exception=False)
    client.force_login(person(is_superuser=True, is_staff=True))
    answer = client.get(address)
    assert answer.status_code in (400, 404)
    assert b"SECRET_KEY" not in answer.getvalue()
    assert b"root:" not in answer.getvalue()
