"""What leaves in headers to strangers (S3; to everybody else: the matrix of access), and what production adds (S15)."""

import json
import os
import re
import secrets
import subprocess
import sys

import pytest
from django.conf import settings
from django.test import Client

from tests.answers import faults_of

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
# The pages' own files are not collected here.
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
call_command("check", deploy=True, fail_level="WARNING", verbosity=0)
from django.middleware.csrf import get_token
from django.urls import path
class Pages:  # the portal's own need collected static files
    urlpatterns = [path("", lambda r: HttpResponse("")), path("form/", lambda r: HttpResponse(get_token(r)))]
settings.ROOT_URLCONF = Pages
client = Client(raise_request_exception=False, headers={"host": "portal.example.com"})
plain, signed = client.get("/"), client.get("/form/", secure=True)
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
    "cookies": cookies, "forged": forged.status_code,
    "debug": settings.DEBUG, "second": settings.SECOND_FACTOR_REQUIRED,
}))
"""


def test_strangers_get_strict_headers(broker):
    wrong, stranger = {}, Client(raise_request_exception=False)
    for route in routes():
        if route.pattern.startswith("admin/") and route.pattern.count("/") > 2:
            continue  # the admin has one door, seen at its first pages
        answer = stranger.get(route.address)
        if faults := faults_of(answer):
            wrong[str(route)] = (answer.status_code, faults)
    assert not wrong


@pytest.mark.parametrize(
    ("taken", "fault"),
    [
        ("csp.middleware.CSPMiddleware", "policy open"),
        ("django.middleware.clickjacking.XFrameOptionsMiddleware", "frames"),
        ("django.middleware.security.SecurityMiddleware", "sniffing"),
    ],
)
def test_without_its_middleware_a_page_is_found_wanting(client, settings, taken, fault):
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != taken]
    assert fault in faults_of(client.get("/")), "the control"


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
