"""What comes from others (S16): every dependency is locked by hash, accounted for, and audited by `make check`."""

import re

import pytest

from brandcity.freshness import BASE_DIR

REQUIREMENTS = BASE_DIR / "requirements"


def normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def asked_for(file):
    """The names in a list that people write."""
    lines = (line.split("#")[0].strip() for line in (REQUIREMENTS / file).read_text("utf-8").splitlines())
    return {normal(re.split(r"[\[<>=;! ]", line)[0]) for line in lines if line and not line.startswith("-")}


def locked(file):
    """The locked packages, each with its hashes."""
    text = (REQUIREMENTS / file).read_text("utf-8").replace("\\\n", " ")
    return {
        normal(line.split("==")[0]): re.findall(r"--hash=sha256:([0-9a-f]{64})", line)
        for line in text.splitlines()
        if "==" in line
    }


@pytest.mark.parametrize("name", ["base", "dev"])
def test_everything_asked_for_is_locked_with_hashes_and_without_an_index(name):
    packages = locked(f"{name}.txt")
    assert asked_for(f"{name}.in") <= set(packages)
    assert all(packages.values())
    assert not re.search(
        r"https?://|--(?:extra-)?index-url|--find-links|git\+", (REQUIREMENTS / f"{name}.txt").read_text()
    )


def test_each_dependency_has_its_line_with_purpose_alternative_and_price():
    text = (BASE_DIR / "docs" / "dependencies.md").read_text("utf-8")
    lines = [line for line in text.splitlines() if line.startswith("| `")]
    explained = {}
    for line in lines:
        names, *cells = (cell.strip() for cell in line.strip("|").split(" | "))
        for name in re.findall(r"`([^`]+)`", names):
            explained[normal(name.split("[")[0])] = cells
    wanted = asked_for("base.in") | asked_for("dev.in")
    assert wanted == set(explained), wanted ^ set(explained)
    assert not {name for name, cells in explained.items() if len(cells) != 3 or not all(cells)}


def test_the_check_audits_the_locked_versions():
    makefile = (BASE_DIR / "Makefile").read_text("utf-8")
    check = makefile.split("\ncheck:")[1].split("\n\n")[0]
    assert "audit_dependencies" in check
    assert "check --deploy --fail-level WARNING" in check
    assert "make check" in (BASE_DIR / ".ci" / "run").read_text("utf-8")
