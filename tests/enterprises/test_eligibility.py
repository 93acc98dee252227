"""Rules: each operator, what is not known, and the database that agrees with the judge for any firm and any rule."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from enterprises.models import Breach, CabinetDocument, DocumentKind, EligibilityRule, Enterprise, Figure
from enterprises.queries.eligibility import check_rules, firms_that_fit, judge_all
from enterprises.rules import Outcome, judge, overall
from enterprises.services.rules import set_rules
from kernel.common.errors import DomainError, Invalid, StepRefused
from tests.enterprises.factories import NOW, TODAY, district, industry, known_enterprise, member, registered_enterprise
from tests.enterprises.factories_policies import REVENUE, draft_policy, earning, policy_in_force, revenue_item, rule

NUMBERS = st.one_of(
    st.integers(0, 40), st.decimals(min_value=0, max_value=4000, places=4, allow_nan=False, allow_infinity=False)
)
DIVISIONS, INDUSTRIES, SIZES = ["990104", "990121"], ["C", "C34", "C3443", "F51"], ["large", "small", "micro"]
AMONG, BRANCHES = st.sampled_from(["in", "not_in"]), st.lists(st.sampled_from(INDUSTRIES), min_size=1)
A_RULE = st.one_of(
    st.builds(rule, st.just("years_since_founding"), st.sampled_from(["gte", "lte"]), NUMBERS.map(float)),
    st.builds(rule, st.just("figure"), st.sampled_from(["gte", "lte"]), NUMBERS.map(float), item=st.just("revenue")),
    st.builds(rule, st.just("serious_breaches"), st.just("lte"), st.integers(0, 2), years=st.integers(1, 5)),
    st.builds(rule, st.just("division"), AMONG, st.lists(st.sampled_from(DIVISIONS), min_size=1)),
    st.builds(rule, st.just("size"), AMONG, st.lists(st.sampled_from(SIZES), min_size=1)),
    st.builds(rule, st.just("industry"), st.one_of(AMONG, st.just("under")), BRANCHES),
    st.builds(rule, st.just("document"), st.just("is"), st.booleans(), kind=st.just("licence")),
    st.builds(rule, st.just("holder"), st.just("is"), st.booleans(), years=st.integers(1, 3)),
    st.builds(rule, st.just("brand_rung"), st.just("gte"), st.integers(0, 2)),
    st.builds(rule, st.just("registered_trademarks"), st.just("gte"), st.integers(0, 2)),
    st.builds(rule, st.just("no_longer_asked"), st.just("gte"), st.integers(0, 2)),
)
A_FIRM = st.fixed_dictionaries(
    {
        "division": st.sampled_from(DIVISIONS),
        "industry": st.sampled_from([None, *INDUSTRIES]),
        "size": st.sampled_from(["", *SIZES]),
        "founded_on": st.one_of(st.none(), st.dates(date(1980, 2, 28), TODAY)),
        "revenue": st.one_of(st.none(), NUMBERS.map(lambda n: Decimal(str(n)))),
        "breached": st.one_of(st.none(), st.integers(0, 2500)),
        "licence": st.sampled_from([None, TODAY, TODAY - timedelta(days=1)]),
    }
)


@pytest.mark.django_db
@pytest.mark.parametrize("today", [date(2027, 2, 28), date(2028, 2, 29), date(2027, 3, 1)])
def test_around_a_leap_day_all_firms_are_as_old_as_each_is_by_itself(today: date) -> None:
    days = [date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1), date(2025, 2, 28), date(2025, 3, 1), None]
    rest = dict.fromkeys(["industry", "revenue", "breached", "licence"])
    firms = [_firm(division="990104", size="", founded_on=day, **rest) for day in days]
    for operator in ("gte", "lte"):
        for years in (-1, 0, 2, 2.5, 3, 4, 5000, 10_000, -10_000):
            asked = [rule("years_since_founding", operator, years)]
            old_enough = {firm.pk for firm in firms if check_rules(asked, firm, today).outcome == Outcome.PASS}
            assert set(firms_that_fit(asked, today).values_list("pk", flat=True)) == old_enough, (operator, years)


class TheDatabaseAndTheJudge(TestCase):
    """Run on SQLite and on PostgreSQL alike."""

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(A_FIRM, min_size=1, max_size=3), st.lists(A_RULE, min_size=1, max_size=3))
    def test_the_firms_that_fit_are_those_that_pass_every_rule_one_by_one(
        self, firms: list[dict[str, Any]], rules: list[EligibilityRule]
    ) -> None:
        rows = [_firm(**about) for about in firms]
        passing = {row.pk for row in rows if check_rules(rules, row, TODAY).outcome == Outcome.PASS}
        assert set(firms_that_fit(rules, TODAY).values_list("pk", flat=True)) == passing

    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    @given(A_RULE)
    def test_a_firm_of_which_nothing_is_known_passes_no_rule_about_what_it_files(self, asked: EligibilityRule) -> None:
        unknown = dict.fromkeys(["industry", "founded_on", "revenue", "breached", "licence"])
        firm = _firm(division="990104", size="", **unknown)
        answer = check_rules([asked], firm, TODAY).answers[0]
        if asked.fact not in ("division", "serious_breaches", "holder", "brand_rung"):
            assert answer.outcome == Outcome.UNKNOWN
        assert answer.condition
        assert answer.why


def _firm(**about: Any) -> Enterprise:
    district("990104"), district("990121", "松岭县", "sl"), revenue_item()
    branch = industry(about["industry"], about["industry"]) if about["industry"] else None
    firm = known_enterprise(
        division_id=about["division"], division=district(about["division"]), industry=branch, size=about["size"],
        founded_on=about["founded_on"],
    )  # fmt: skip
    if about["revenue"] is not None:
        earning(firm, about["revenue"])
        earning(firm, 1, year=2019)
    if about["breached"] is not None:
        on = TODAY - timedelta(days=about["breached"])
        Breach.objects.create(enterprise=firm, kind="tax", severity="serious", happened_on=on, decided_by="x", text="x")
    if about["licence"] is not None:
        kind = DocumentKind.objects.get_or_create(code="licence", defaults={"name": "营业执照"})[0]
        by = member(firm)
        CabinetDocument.objects.create(
            enterprise=firm, kind=kind, title="x", filed_by=by, filed_at=NOW, expires_on=about["licence"]
        )
    return firm


@given(NUMBERS, NUMBERS)
def test_a_number_misses_by_exactly_what_is_wanting(wanted: Any, actual: Any) -> None:
    verdict = judge("gte", wanted, actual)
    missing = Decimal(str(wanted)) - Decimal(actual)
    assert (verdict.outcome, verdict.short_by) == ((Outcome.FAIL, missing) if missing > 0 else (Outcome.PASS, None))


@pytest.mark.parametrize(
    ("operator", "wanted", "actual", "outcome"),
    [
        ("gte", 3, Decimal(3), "pass"), ("gte", 3, Decimal("2.9999"), "fail"), ("lte", 3, Decimal("3.0001"), "fail"),
        ("in", ["a"], "a", "pass"), ("in", ["a"], "b", "fail"), ("not_in", ["a"], "b", "pass"),
        ("not_in", ["a"], "a", "fail"), ("under", ["C34"], "C3443", "pass"), ("under", ["C34"], "C35", "fail"),
        ("under", ["C34"], "C", "unknown"), ("is", False, False, "pass"), ("is", True, False, "fail"),
        *[(op, wanted, None, "unknown") for op, wanted in
          [("gte", 0), ("lte", 9), ("in", ["a"]), ("not_in", ["a"]), ("under", ["C"]), ("is", False)]],
    ],
)  # fmt: skip
def test_each_operator_passes_fails_or_does_not_know(operator: str, wanted: Any, actual: Any, outcome: str) -> None:
    assert judge(operator, wanted, actual).outcome == outcome


@given(st.lists(st.sampled_from(list(Outcome)), max_size=6))
def test_one_failure_decides_and_what_is_not_known_never_passes(outcomes: list[Outcome]) -> None:
    assert (overall(outcomes) == Outcome.PASS) == (set(outcomes) <= {Outcome.PASS})
    assert (overall(outcomes) == Outcome.FAIL) == (Outcome.FAIL in outcomes)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"fact": "shoe_size", "operator": "gte", "wanted": 1}, "fact"),
        ({"fact": "figure", "operator": "in", "wanted": 1, "params": {"item": "revenue"}}, "operator"),
        ({"fact": "size", "operator": "under", "wanted": ["s"]}, "operator"),
        ({"fact": "years_since_founding", "operator": "gte", "wanted": "３"}, "wanted"),
        ({"fact": "years_since_founding", "operator": "gte", "wanted": True}, "wanted"),
        ({"fact": "years_since_founding", "operator": "gte", "wanted": 2.5}, "wanted"),
        ({"fact": "years_since_founding", "operator": "gte", "wanted": -1}, "wanted"),
        ({"fact": "years_since_founding", "operator": "gte", "wanted": 10**30}, "wanted"),
        ({"fact": "years_since_founding", "operator": "gte", "wanted": float("nan")}, "wanted"),
        ({"fact": "figure", "operator": "gte", "wanted": 0.00001, "params": {"item": "revenue"}}, "wanted"),
        ({"fact": "figure", "operator": "gte", "wanted": 1}, "params/item"),
        ({"fact": "figure", "operator": "gte", "wanted": 1, "params": {"item": "no-such"}}, "params/item"),
        ({"fact": "size", "operator": "in", "wanted": "small"}, "wanted"),
        ({"fact": "size", "operator": "in", "wanted": []}, "wanted"),
        ({"fact": "division", "operator": "in", "wanted": ["990104", "１"]}, "wanted"),
        ({"fact": "industry", "operator": "under", "wanted": ["Z9"]}, "wanted"),
        ({"fact": "holder", "operator": "is", "wanted": 1, "params": {"years": 3}}, "wanted"),
        ({"fact": "holder", "operator": "is", "wanted": False, "params": {"years": 0}}, "params/years"),
        ({"fact": "serious_breaches", "operator": "lte", "wanted": 0}, "params/years"),
        (
            {"fact": "serious_breaches", "operator": "lte", "wanted": 0, "params": {"yeras": 3, "years": 3}},
            "params/yeras",
        ),
        ({"fact": "size", "operator": "in", "wanted": ["small"], "colour": "red"}, "colour"),
    ],
)
def test_a_rule_that_cannot_be_right_is_refused_at_its_field_and_nothing_is_kept(
    wrong: dict[str, Any], where: str
) -> None:
    policy = draft_policy()
    good = {"fact": "size", "operator": "in", "wanted": ["small"]}
    with pytest.raises(Invalid) as refused:
        set_rules(policy, [good, wrong], actor=None)
    assert list(refused.value.fields) == [f"rules/1/{where}"]
    assert [row.fact for row in policy.rules.all()] == ["years_since_founding"]


@pytest.mark.django_db
def test_rules_that_are_right_are_kept_in_their_order_and_a_published_policy_keeps_them() -> None:
    policy = draft_policy([{**REVENUE, "wanted": Decimal("0.5")}])
    policy = set_rules(policy, [{"fact": "industry", "operator": "under", "wanted": ["C"]}], actor=None)
    assert [(row.fact, row.wanted) for row in policy.rules.all()] == [("industry", ["C"])]
    published = policy_in_force()
    with pytest.raises(StepRefused):
        set_rules(published, [], actor=None)


@pytest.mark.django_db
def test_a_rule_with_unreadable_details_does_not_word_a_lie() -> None:
    with pytest.raises(DomainError):
        set_rules(draft_policy(), [{"fact": "size", "operator": "in", "wanted": ["small"], "params": "x"}], actor=None)


@pytest.mark.django_db
def test_a_firm_reads_in_chinese_what_is_asked_and_how_much_is_missing() -> None:
    firm = registered_enterprise(founded_on=date(2021, 5, 13), size="")
    earning(firm, 1940)
    rules = [
        rule("figure", "gte", 2000, item="revenue"), rule("years_since_founding", "gte", 5),
        rule("serious_breaches", "lte", 0, years=3), rule("division", "in", ["990104"]), rule("size", "in", ["small"]),
    ]  # fmt: skip
    with translation.override("zh-hans"):
        said = [(a.condition, a.why, a.outcome) for a in check_rules(rules, firm, TODAY).answers]
    assert said == [
        ("最近一年营业收入不低于 2,000 万元", "现有 1,940 万元，还差 60 万元。", "fail"),
        ("成立满 5 年", "现有 4 年，还需 1 年。", "fail"),
        ("近 3 年无严重违法记录", "现有记录：无。", "pass"),
        ("注册地在石湖区", "现有记录：石湖区。", "pass"),
        ("小型企业", "平台尚未掌握此项信息。", "unknown"),
    ]


@pytest.mark.django_db
def test_wording_many_rules_asks_each_table_once() -> None:
    district(), industry(), revenue_item()
    firm = registered_enterprise()
    places = [rule("division", "in", ["990104"]), rule("industry", "in", ["C34"])]
    few = [rule("figure", "gte", 1, item="revenue"), *places]
    counts = []
    for rules in (few, few * 50):
        with CaptureQueriesContext(connection) as queries:
            for answer in check_rules(rules, firm, TODAY).answers:
                assert answer.condition
                assert answer.why
        counts.append(len(queries))
    assert counts[0] == counts[1] == 4


@pytest.mark.django_db
def test_answers_to_questions_are_judged_without_a_firm() -> None:
    asked = [rule("years_since_founding", "gte", 3), rule("document", "is", True, kind="licence")]
    outcome = judge_all(asked, {"years_since_founding()": 4})
    assert [answer.outcome for answer in outcome.answers] == ["pass", "unknown"]
    assert Figure.objects.count() == 0
