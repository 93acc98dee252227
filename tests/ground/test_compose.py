"""Production: the compose file, the image and the table of settings agree with each other and with the code."""

import importlib.util
import re
import shutil

import pytest
import yaml
from django.core.management import get_commands

from brandcity import probe
from brandcity.freshness import BASE_DIR

TEXT = (BASE_DIR / "docker-compose.yml").read_text("utf-8")
COMPOSE = yaml.safe_load(TEXT)
SERVICES = COMPOSE["services"]
ONCE = {name for name, service in SERVICES.items() if service.get("restart") == "no"}
OURS = {name for name, service in SERVICES.items() if service["image"] == "brandcity/portal"}
DOCKERFILE = (BASE_DIR / "Dockerfile").read_text("utf-8")


def table(heading):
    """The names in the first column of the table under this heading of docs/operations.md."""
    text = (BASE_DIR / "docs" / "operations.md").read_text("utf-8")
    section = text.split(f"## {heading}\n")[1].split("\n## ")[0]
    return {name for line in section.splitlines() for name in re.findall(r"^\| `([A-Z_]+)` \|", line)}


SETTINGS = table("Settings")


def test_the_six_services_are_there_and_one_runs_once():
    assert set(SERVICES) == {"web", "worker", "beat", "postgres", "redis", "migrate"}
    assert list(ONCE) == ["migrate"]


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_a_service_says_how_it_is_and_runs_without_rights(name):
    service = SERVICES[name]
    if name not in ONCE:
        assert service["healthcheck"]["test"][0] in ("CMD", "CMD-SHELL")
        assert service["restart"] == "unless-stopped"
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert name in OURS or service["user"] in ("postgres", "redis")


def test_nothing_starts_before_what_it_stands_on():
    for name in OURS - ONCE:
        waits = {other: how["condition"] for other, how in SERVICES[name]["depends_on"].items()}
        assert waits == {
            "migrate": "service_completed_successfully",
            "postgres": "service_healthy",
            "redis": "service_healthy",
        }
    assert SERVICES["migrate"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}


def test_no_variable_has_a_default_and_each_absent_one_is_asked_for_in_a_sentence():
    asked = re.findall(r"(?<!\$)\$\{([A-Z_]+)([^}]*)\}", TEXT)
    assert {name for name, _rest in asked} >= {"SECRET_KEY", "POSTGRES_PASSWORD", "REDIS_PASSWORD", "ALLOWED_HOSTS"}
    for name, rest in asked:
        assert re.fullmatch(rf":\?{name} .+\.", rest), (name, rest)
    assert not re.findall(r"(?<!\$)\$[A-Za-z_]", TEXT)


def test_no_secret_is_written_down():
    secrets = [f"{name}={value}" for service in SERVICES.values() for name, value in service["environment"].items()]
    for line in secrets:
        name, _equals, value = line.partition("=")
        if re.search(r"SECRET|PASSWORD|AUTH|_URL$", name):
            assert "${" in value, line
    assert not re.search(r"(?i)secret_key|password", DOCKERFILE)


def test_every_variable_of_the_containers_is_in_the_tables():
    asked = set(re.findall(r"\$\{([A-Z_]+)", TEXT))
    assert asked <= SETTINGS | table("Variables of docker compose")
    for name in OURS:
        assert set(SERVICES[name]["environment"]) <= SETTINGS
    assert set(re.findall(r"\b([A-Z]+_(?:DIR|MODE))=", DOCKERFILE)) <= SETTINGS


def test_the_table_of_settings_is_the_settings():
    source = (BASE_DIR / "brandcity" / "settings.py").read_text("utf-8")
    assert set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', source)) == SETTINGS


@pytest.mark.parametrize("name", sorted(OURS))
def test_commands_name_what_exists(name):
    check = SERVICES[name]["healthcheck"].get("test", [])
    for command in (SERVICES[name].get("command", []), check[1:]):
        words = command[0].split() if len(command) == 1 else command
        if not words:
            continue
        assert shutil.which(words[0]) or importlib.util.find_spec(words[0]), words
        if "manage.py" in words:
            assert words[words.index("manage.py") + 1] in get_commands()
        for flag in ("-m", "-A"):
            if flag in words:
                assert importlib.util.find_spec(words[words.index(flag) + 1]), words


def test_private_files_are_shared_and_the_rest_of_the_volumes_named():
    named = set(COMPOSE["volumes"])
    used = {volume.split(":")[0] for service in SERVICES.values() for volume in service["volumes"]}
    assert used == named == {"database", "broker", "files"}
    target = SERVICES["web"]["volumes"][0].split(":")[1]
    assert SERVICES["web"]["volumes"] == SERVICES["worker"]["volumes"]
    assert f"FILES_DIR={target}" in DOCKERFILE


def test_web_is_reached_through_the_proxy_only():
    assert all(port.startswith("127.0.0.1:") for port in SERVICES["web"]["ports"])
    assert not [name for name in SERVICES if name != "web" and SERVICES[name].get("ports")]


def test_the_image_is_locked_and_does_not_run_as_root():
    assert "--require-hashes" in DOCKERFILE
    assert re.findall(r"^USER (\S+)", DOCKERFILE, re.M) == ["10001:10001"]
    assert {"compile_messages", "collectstatic"} <= set(DOCKERFILE.split())
    copied = re.findall(r"^!(\S+)", (BASE_DIR / ".dockerignore").read_text("utf-8"), re.M)
    assert {"brandcity", "portal", "coordination", "kernel", "locale", "templates", "static"} <= set(copied)
    assert all((BASE_DIR / name).exists() for name in copied)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_probe_asks_by_a_name_that_the_portal_answers_to(live_server, monkeypatch, settings, broker):
    settings.ALLOWED_HOSTS = ["portal.example.com"]
    monkeypatch.setenv("ALLOWED_HOSTS", ".portal.example.com, other.example.com")
    assert probe.main(f"{live_server.url}/healthz") == 0
    assert probe.main(f"{live_server.url}/readyz", "database") == 0
    assert probe.main(f"{live_server.url}/readyz", "beat") == 1
    assert probe.main("http://127.0.0.1:1/healthz") == 1
    monkeypatch.setenv("ALLOWED_HOSTS", "forged.example.com")
    assert probe.main(f"{live_server.url}/healthz") == 1, "the control: by another name it is refused"
