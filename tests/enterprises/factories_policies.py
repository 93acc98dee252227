"""Policies and grants in named states, and rules about anything a firm is."""

from datetime import date
from decimal import Decimal
from typing import Any

from enterprises.models import EligibilityRule, Enterprise, Figure, FigureItem, Grant, Policy
from enterprises.services import grants, policies, rules
from kernel.accounts.models import User
from tests.enterprises.factories import TODAY, district, industry, registered_enterprise
from tests.factories import bureaus, office_person

REVENUE = {"fact": "figure", "operator": "gte", "wanted": 2000, "params": {"item": "revenue"}}
OLD_ENOUGH = {"fact": "years_since_founding", "operator": "gte", "wanted": 3}


def revenue_item() -> FigureItem:
    words = {"name_zh": "营业收入", "name_en": "revenue", "unit_zh": "万元", "unit_en": "10,000 CNY", "is_money": True}
    return FigureItem.objects.get_or_create(code="revenue", defaults=words)[0]


def earning(enterprise: Enterprise, value: Decimal | int, year: int = 2025) -> Figure:
    """The firm's revenue of a year, in 10,000 CNY."""
    return Figure.objects.create(enterprise=enterprise, item=revenue_item(), year=year, value=value)


def rule(fact: str, operator: str, wanted: Any, **params: Any) -> EligibilityRule:
    """A rule of nothing in particular, not saved."""
    return EligibilityRule(fact=fact, operator=operator, wanted=wanted, params=params)


def draft_policy(conditions: list[dict[str, Any]] | None = None, **fields: Any) -> Policy:
    """A policy of 市商务局 in preparation, complete but for being published."""
    district(), industry(), revenue_item()
    words: dict[str, Any] = {
        "title": "品牌出海扶持（试验）", "summary": "支持企业以自主品牌开拓海外市场。", "benefit": "每家最高补助50万元",
        "text": "符合条件的企业可以申请。", "how_to_apply": "在线申请。", "most_amount": Decimal(50),
        "department": bureaus()["swj"], "starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31),
    }  # fmt: skip
    policy = policies.create_policy(actor=None, **{**words, **fields})
    return rules.set_rules(policy, [OLD_ENOUGH] if conditions is None else conditions, actor=None)


def policy_in_force(conditions: list[dict[str, Any]] | None = None, **fields: Any) -> Policy:
    return policies.publish_policy(draft_policy(conditions, **fields), actor=None, today=TODAY)


def agreed_grant(enterprise: Enterprise | None = None, actor: User | None = None, **fields: Any) -> Grant:
    """50 in two instalments of 30 and 20, results due in December."""
    terms: dict[str, Any] = {
        "amount": Decimal(50), "purpose": "海外展会", "agreed_on": TODAY, "results_due_on": date(2026, 12, 31),
        "instalments": [{"amount": Decimal(30)}, {"amount": Decimal(20), "condition": "成果验收合格"}],
    }  # fmt: skip
    policy = fields.pop("policy", None) or policy_in_force()
    firm = enterprise or registered_enterprise()
    return grants.agree_grant(policy, firm, actor=actor or office_person(), today=TODAY, **{**terms, **fields})


def running_grant(enterprise: Enterprise | None = None) -> Grant:
    """The same with its first instalment paid."""
    return grants.pay_instalment(agreed_grant(enterprise), 1, actor=office_person(), paid_on=TODAY, today=TODAY)
