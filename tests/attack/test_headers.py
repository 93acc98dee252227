"""What leaves in headers, for every route that there is and will be (S3), and what production adds to it (S15)."""

import json
import os
import re
import secrets
import subprocess
import sys

import pytest
from django.conf import settings
from django.test import Client

from tests.factories import person

from .routes import routes

pytestmark = pytest.mark.django_db
PRODUCTION = {
    "BRANDCITY_MODE": "production",
    "SECRET_KEY": secrets.token_urlsafe(64),
    "ALLOWED_HOSTS": "portal.example.com",
    "DATABASE_URL": "postgres://portal@127.0.0.1:1/portal",
    "REDIS_URL": "redis://127.0.0.1:1/0",
}
DEMANDED = ["SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "REDIS_URL"]
ASK = """
import django, json; django.setup()
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.http import HttpResponse
call_command("check", deploy=True, fail_level="WARNING", verbosity=0)
client = Client(raise_request_exception=False, headers={"host": "portal.example.com"})
plain, signed = client.get("/"), client.get("/accounts/login/", secure=True)
from django.contrib.sessions.middleware import SessionMiddleware
from django.test import RequestFactory
settings.SESSION_ENGINE = "django.contrib.sessions.backends.cache"
def begin(request):
    request.session["x"] = 1
    return HttpResponse("")
begun = SessionMiddleware(begin)(RequestFactory().get("/", secure=True))
forged = client.get("/", headers={"host": "forged.example.com"}, secure=True)
cookies = [dict(morsel) | {"name": name} for answer in (signed, begun) for name, morsel in answer.cookies.items()]
print(json.dumps({
    "plain": [plain.status_code, plain["Location"]], "hsts": signed["Strict-Transport-Security"],
    "cookies": cookies, "forged": forged.status_code, "debug": settings.DEBUG, "second": settings.SECOND_FACTOR_REQUIRED,
}))
"""


@pytest.fixture(scope="module")
def answers(django_db_setup, django_db_blocker):
    """Every route's answer to a superuser and to a stranger."""
    with django_db_blocker.unblock():
        user = person(is_staff=True, is_superuser=True)
        try:
            known, stranger = Client(raise_request_exception=False), Client(raise_request_exception=False)
            found = {}
            for route in routes():
                known.force_login(user)
                found[str(route)] = [known.get(route.address), stranger.get(route.address)]
        finally:
            user.delete()
    return found


def test_every_route_is_asked_and_none_falls_over(answers):
    assert len(answers) > 300
    assert not [name for name, pair in answers.items() for answer in pair if answer.status_code >= 500]
    assert sum(pair[0].status_code == 200 for pair in answers.values()) > 60


def policy_of(answer):
    """Directives of the Content-Security-Policy, each with its sources."""
    parts = [part.split() for part in answer.get("Content-Security-Policy", "").split(";") if part.strip()]
    return {part[0]: part[1:] for part in parts}


def test_every_answer_has_a_strict_content_security_policy(answers):
    for name, pair in answers.items():
        for answer in pair:
            policy = policy_of(answer)
            assert policy.get("default-src") == ["'none'"], name
            assert policy["frame-ancestors"] == policy["base-uri"] == ["'none'"], name
            assert policy["form-action"] == ["'self'"], name
            sources = [source for each in policy.values() for source in each]
            assert not [source for source in sources if "unsafe" in source or source == "*" or "://" in source], name


def test_every_answer_refuses_frames_and_sniffing_and_tells_nobody_where_from(answers):
    for name, pair in answers.items():
        for answer in pair:
            assert answer["X-Frame-Options"] == "DENY", name
            assert answer["X-Content-Type-Options"] == "nosniff", name
            assert answer["Referrer-Policy"] == "same-origin", name
            assert answer["Cross-Origin-Opener-Policy"] == "same-origin", name


def test_no_page_has_a_script_or_a_style_in_it_or_fetches_from_elsewhere(answers):
    for name, pair in answers.items():
        for answer in pair:
            if not answer.get("Content-Type", "").startswith("text/html"):
                continue
            html = answer.content.decode()
            assert not re.findall(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")[^>]*>", html), name
            assert not re.findall(r"<style|\sstyle=\"|\son[a-z]+=\"|javascript:", html), name
            assert not re.findall(r"<(?:script|img|link|iframe)[^>]+(?:src|href)=\"(?:https?:)?//", html), name


def test_no_cookie_lacks_its_protection(answers):
    for pair in answers.values():
        for answer in pair:
            for cookie in answer.cookies.values():
                assert cookie["httponly"], cookie.key
                assert cookie["samesite"] == "Lax", cookie.key


def production(**changes):
    environment = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    environment |= {"DJANGO_SETTINGS_MODULE": "brandcity.settings", **PRODUCTION, **changes}
    environment = {name: value for name, value in environment.items() if value}
    command = [sys.executable, "-W", "ignore", "-c", ASK if not changes else "import brandcity.settings"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=90, check=False)


def test_production_is_https_only_and_its_cookies_too():
    done = production()
    assert done.returncode == 0, done.stderr[-2000:]
    said = json.loads(done.stdout.splitlines()[-1])
    assert said["plain"] == [301, "https://portal.example.com/"]
    assert said["hsts"] == "max-age=31536000; includeSubDomains; preload"
    assert {cookie["name"] for cookie in said["cookies"]} == {"csrftoken", "sessionid"}
    for cookie in said["cookies"]:
        assert (cookie["secure"], cookie["httponly"], cookie["samesite"]) == (True, True, "Lax"), cookie["name"]
    assert said["forged"] == 400, "a host that is not the portal's is refused"
    assert (said["debug"], said["second"]) == (False, True)


@pytest.mark.parametrize("name", DEMANDED)
def test_production_does_not_start_without_what_has_no_default(name):
    done = production(**{name: ""})
    assert done.returncode != 0
    assert name in done.stderr


def test_no_secret_is_written_in_the_settings():
    source = (settings.BASE_DIR / "brandcity" / "settings.py").read_text("utf-8")
    assert 'env.str("SECRET_KEY") if PRODUCTION' in source
    for name in DEMANDED:
        assert re.search(rf'env\.\w+\("{name}"\)\s+if PRODUCTION', source), name
