"""`manage.py import_policy`: JSON, a draft, a summary; a refusal is one sentence and an exit code."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from coordination.models import Plan
from tests.factories import POLICY, bureaus

pytestmark = pytest.mark.django_db
SEED = Path(__file__).parent.parent / "coordination" / "texts" / "seed_policy.txt"


def run(*args: str) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    call_command("import_policy", *args, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


@pytest.fixture
def policy(tmp_path):
    bureaus()
    path = tmp_path / "方案.txt"
    path.write_text(POLICY, "utf-8")
    return str(path)


def test_the_founding_policy_has_3_pillars_10_measures_and_42_actions():
    out, _err = run(str(SEED), "--dry-run", "--json")
    outline = json.loads(out)
    measures = [measure for pillar in outline["pillars"] for measure in pillar["measures"]]
    assert (len(outline["pillars"]), len(measures)) == (3, 10)
    assert sum(len(measure["actions"]) for measure in measures) == 42


def test_the_json_says_of_each_action_where_it_stands_who_leads_and_what_it_promises(policy):
    out, _err = run(policy, "--dry-run", "--json")
    action = json.loads(out)["pillars"][0]["measures"][0]["actions"][0]
    assert POLICY[action["start"] : action["end"]] == action["text"]
    assert (action["lead"], action["lead_department"], action["partners"]) == ("市商务局", "swj", ["市委宣传部"])
    assert action["targets"] == [{"by": "2028-12-31", "value": 30, "unit": "场", "text": action["targets"][0]["text"]}]
    assert set(action) == {
        "text", "start", "end", "lead", "lead_department", "partners", "suggested_lead", "why", "targets",
    }  # fmt: skip


def test_a_dry_run_writes_nothing(policy):
    run(policy, "--dry-run")
    assert Plan.objects.count() == 0


def test_without_dry_run_a_plan_is_drafted_and_named(policy):
    out, _err = run(policy, "--plan", "攻坚计划", "--years", "2027-2029")
    plan = Plan.objects.get()
    assert (plan.name, plan.first_year, plan.last_year) == ("攻坚计划", 2027, 2029)
    assert "攻坚计划" in out


def test_with_json_nothing_but_json_is_printed_while_the_plan_is_drafted(policy):
    out, err = run(policy, "--json")
    assert json.loads(out)["title"] == "云江市品牌创建试验方案"
    assert (Plan.objects.count(), err) == (1, "")


def test_the_same_text_twice_says_which_plan_and_how_it_compares(policy):
    run(policy)
    out, err = run(policy, "--json")
    assert json.loads(out)["pillars"]
    assert Plan.objects.get().name in err
    assert "4" in err
    assert Plan.objects.count() == 1


@pytest.mark.parametrize(
    "data", [b"", b"\x89PNG\r\n\x1a\n\0\0", "开会通知，请准时。".encode(), b"\xff\xfe\x00\xd8" * 9]
)
def test_what_is_no_policy_is_refused_in_one_sentence(tmp_path, data):
    path = tmp_path / "文件.txt"
    path.write_bytes(data)
    with pytest.raises(CommandError) as refusal:
        run(str(path))
    assert refusal.value.returncode == 1
    assert "\n" not in str(refusal.value).strip()
    assert Plan.objects.count() == 0


def test_a_file_that_is_not_there_and_years_that_are_none_are_refused(policy, tmp_path):
    with pytest.raises(CommandError):
        run(str(tmp_path / "missing.txt"))
    for years in ("2026", "2028-2026", "1990-1992"):
        with pytest.raises(CommandError):
            run(policy, "--years", years)
    assert Plan.objects.count() == 0
