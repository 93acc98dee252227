"""Policies that fit: for one firm over a thousand of them, and for one policy over a hundred thousand firms.

Each against the plain SQL that a person would write for the very same rules: reading and judging in Python is ours.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from random import Random
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from enterprises.models import (
    Breach,
    Division,
    EligibilityRule,
    Enterprise,
    Figure,
    FigureItem,
    Industry,
    Policy,
)
from enterprises.queries.eligibility import firms_that_fit
from enterprises.queries.fits import Fits, fits_of
from kernel.accounts.models import Department

from .data import TODAY, multiply
from .timing import compare, say

FIRMS, MODELLED, POLICIES, BATCH = 100_000, 5000, 1000, 1000
GOALS = {"fits of a firm": 8.0, "firms of a policy": 2.0}
ROUNDS = 20
SINCE = TODAY.replace(year=TODAY.year - 3)
BRANCHES = ("C34", "C13", "F51", "C41")
FIRMS_SQL = """
SELECT e.id FROM enterprises_enterprise e
WHERE e.status IN ('unclaimed', 'active') AND e.founded_on <= %s AND e.industry_id LIKE 'C%%'
AND e.size IN ('small', 'micro')
AND (SELECT f.value FROM enterprises_figure f JOIN enterprises_figureitem i ON i.id = f.item_id
     WHERE f.enterprise_id = e.id AND i.code = 'revenue' ORDER BY f.year DESC LIMIT 1) >= 2000
AND NOT EXISTS (SELECT 1 FROM enterprises_breach b WHERE b.enterprise_id = e.id AND b.severity = 'serious'
     AND b.happened_on > %s AND b.happened_on <= %s AND (b.lifted_on IS NULL OR b.lifted_on > %s))
ORDER BY e.id
"""
POLICIES_SQL = """
SELECT p.id, p.title, p.summary, p.benefit, p.text, p.how_to_apply, d.short_name, r.fact, r.operator, r.wanted,
       r.params, r.words, r.basis
FROM enterprises_policy p JOIN accounts_department d ON d.id = p.department_id
JOIN enterprises_eligibilityrule r ON r.policy_id = p.id
WHERE p.status = 'published' AND p.starts_on <= %s AND (p.ends_on IS NULL OR p.ends_on >= %s)
ORDER BY p.id, r."order", r.id
"""


def measure() -> Iterator[dict[str, Any]]:
    """The rows are made, then both directions are timed."""
    say(f"making {FIRMS} firms and {POLICIES} policies")
    firm = _firms()
    _policies()
    policy = Policy.objects.order_by("pk")[0]
    rules = list(policy.rules.all())
    ours = [key for (key,) in firms_that_fit(rules, TODAY).order_by("pk").values_list("pk")]
    if ours != _plain_firms() or not ours:
        raise RuntimeError("not the same firms")
    yield compare(
        "firms that fit a policy, of 100,000",
        lambda: list(firms_that_fit(rules, TODAY).order_by("pk").values_list("pk", flat=True)),
        _plain_firms, rounds=ROUNDS, goal=GOALS["firms of a policy"],
    )  # fmt: skip
    yield compare(
        "policies that fit a firm, of 1,000, with every condition in words",
        partial(_in_words, firm), _plain_policies, rounds=ROUNDS, goal=GOALS["fits of a firm"],
    )  # fmt: skip
    with CaptureQueriesContext(connection) as queries:
        _in_words(firm)
    many = len(queries)
    Policy.objects.filter(pk__gt=policy.pk).update(status="ended")
    with CaptureQueriesContext(connection) as queries:
        _in_words(firm)
    yield {
        "name": "policies that fit a firm, queries for one policy and for 1,000",
        "queries": [len(queries), many], "goal": "constant", "met": len(queries) == many,
    }  # fmt: skip


def _firms() -> Enterprise:
    dice = Random(2026)  # noqa: S311
    division = Division.objects.get_or_create(code="990104", defaults={"name": "石湖区"})[0]
    for code in BRANCHES:
        Industry.objects.get_or_create(code=code, defaults={"name": code})
    rows = [
        Enterprise(
            uscc=f"X{n:07}", name=f"云江第{n}家企业", division=division, industry_id=dice.choice(BRANCHES),
            size=dice.choice(Enterprise.Size.values), founded_on=date(dice.randint(1990, 2026), 1, 15), status="active",
        )
        for n in range(MODELLED)
    ]  # fmt: skip
    Enterprise.objects.bulk_create(rows, batch_size=BATCH)
    item = FigureItem.objects.get(code="revenue")
    Figure.objects.bulk_create(
        (
            Figure(enterprise=row, item=item, year=year, value=dice.randint(1, 8000))
            for row in rows
            for year in (2024, 2025)
        ),
        batch_size=BATCH,
    )
    Breach.objects.bulk_create(
        Breach(
            enterprise=row, kind="tax", severity="serious", happened_on=TODAY - timedelta(days=dice.randint(1, 2000)),
            decided_by="x", text="x",
        )
        for row in dice.sample(rows, MODELLED // 20)
    )  # fmt: skip
    copies = FIRMS // MODELLED - 1
    multiply(Enterprise, copies, uscc="uscc || 'N' || copy.n")
    for model in (Figure, Breach):
        multiply(model, copies, enterprise_id=f"enterprise_id + copy.n * {MODELLED}")
    return Enterprise.objects.order_by("pk")[7]


def _policies() -> None:
    dice, department = Random(7), Department.objects.order_by("pk")[0]  # noqa: S311
    words = {
        "summary": "支持企业打造自主品牌。",
        "benefit": "最高50万元",
        "text": "符合条件即可申请。" * 20,
        "how_to_apply": "在线",
    }
    rows = Policy.objects.bulk_create(
        Policy(title=f"第{n}号政策", department=department, starts_on=date(2026, 1, 1), status="published", **words)
        for n in range(POLICIES)
    )
    EligibilityRule.objects.bulk_create(
        (rule for n, row in enumerate(rows) for rule in _rules(row, 2000 if n == 0 else dice.randint(1, 80) * 100)),
        batch_size=BATCH,
    )


def _rules(policy: Policy, least: int) -> list[EligibilityRule]:
    asked: list[dict[str, Any]] = [
        {"fact": "years_since_founding", "operator": "gte", "wanted": 3},
        {"fact": "industry", "operator": "under", "wanted": ["C"]},
        {"fact": "size", "operator": "in", "wanted": ["small", "micro"]},
        {"fact": "figure", "operator": "gte", "wanted": least, "params": {"item": "revenue"}},
        {"fact": "serious_breaches", "operator": "lte", "wanted": 0, "params": {"years": 3}},
    ]
    return [EligibilityRule(policy=policy, order=n, **about) for n, about in enumerate(asked)]


def _in_words(firm: Enterprise) -> Fits:
    """As the page shows them: each condition and each reason said."""
    fits = fits_of(firm, TODAY)
    for fit in fits.all:
        for answer in fit.eligibility.answers:
            if not (answer.condition and answer.why):
                raise RuntimeError("a condition without words")
    return fits


def _plain_firms() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(FIRMS_SQL, [SINCE, SINCE, TODAY, TODAY])
        return [key for (key,) in cursor.fetchall()]


def _plain_policies() -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(POLICIES_SQL, [TODAY, TODAY])
        return list(cursor.fetchall())
