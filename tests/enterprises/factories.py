"""Rows in named states: a registered firm, its people, a call that is open, an application handed in."""

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from enterprises.models import (
    AwardTier,
    Call,
    Division,
    DocumentKind,
    Enterprise,
    FormField,
    FormSection,
    FormVersion,
    Industry,
    Material,
    Membership,
    Scheme,
    Stage,
)
from enterprises.workflow import CallStatus, EnterpriseStatus, MembershipStatus, VersionStatus
from kernel.accounts.models import Department, User
from tests.factories import department, person

TODAY = date(2026, 5, 12)
NOW = datetime(2026, 5, 12, 2, 0, tzinfo=UTC)
OPENS, CLOSES = datetime(2026, 4, 1, tzinfo=UTC), datetime(2026, 6, 30, 10, 0, tzinfo=UTC)
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = [pow(3, n, 31) for n in range(17)]
_numbers = count(1)


def credit_code(number: int, division: str = "990103") -> str:
    """A fictional unified social credit code with the right check character (GB 32100)."""
    head = f"91{division}MA{number:07d}"
    total = sum(ALPHABET.index(sign) * weight for sign, weight in zip(head, WEIGHTS, strict=True))
    return head + ALPHABET[-total % 31]


def district(code: str = "990104", name: str = "石湖区", seat: str = "sh") -> Division:
    """A district with the department that looks after its firms."""
    row = department(seat, name, kind=Department.Kind.DISTRICT, district_code=code)
    return Division.objects.update_or_create(code=code, defaults={"name": name, "department": row})[0]


def industry(code: str = "C34", name: str = "通用设备制造业") -> Industry:
    return Industry.objects.get_or_create(code=code, defaults={"name": name})[0]


def known_enterprise(**fields: Any) -> Enterprise:
    """A firm that the bureau knows and nobody has claimed."""
    number = next(_numbers)
    defaults: dict[str, Any] = {
        "uscc": credit_code(number), "name": f"云江试验{number}阀门有限公司", "division": district(),
        "industry": industry(), "size": Enterprise.Size.SMALL, "founded_on": date(2010, 3, 1),
    }  # fmt: skip
    return Enterprise.objects.create(**{**defaults, **fields})


def registered_enterprise(**fields: Any) -> Enterprise:
    """A firm whose registration was approved."""
    return known_enterprise(status=EnterpriseStatus.ACTIVE, registered_on=date(2026, 2, 2), **fields)


def member(enterprise: Enterprise, role: str = Membership.Role.OWNER) -> User:
    """An active person of the firm."""
    user = person("enterprise")
    Membership.objects.create(
        enterprise=enterprise, user=user, role=role, status=MembershipStatus.ACTIVE, requested_at=NOW, decided_at=NOW
    )
    return user


def scheme(**fields: Any) -> Scheme:
    """The mayor's quality award of the tests, run by 市市场监管局."""
    defaults: dict[str, Any] = {
        "code": f"T{next(_numbers)}", "name": "云江市市长质量奖（试验）", "kind": Scheme.Kind.AWARD,
        "department": department("scj", "市市场监管局"),
    }  # fmt: skip
    return Scheme.objects.create(**{**defaults, **fields})


def form_version(of: Scheme, **fields: Any) -> FormVersion:
    """Two sections with a field of each simple kind, one required material and one that may be left out."""
    form = FormVersion.objects.create(scheme=of, number=1, **fields)
    basics = FormSection.objects.create(form=form, key="basics", title="企业概况", order=1)
    results = FormSection.objects.create(form=form, key="results", title="经营成果", order=2)
    rows: list[tuple[FormSection, str, str, str, dict[str, Any]]] = [
        (basics, "name", "企业名称", FormField.Kind.TEXT, {"prefill": "enterprise.name", "most_characters": 120}),
        (basics, "story", "品牌理念", FormField.Kind.LONG_TEXT, {"most_characters": 500}),
        (basics, "market", "主要市场", FormField.Kind.CHOICE, {"options": ["国内", "国外"]}),
        (results, "revenue", "上年营业收入", FormField.Kind.MONEY, {"least": 0}),
        (results, "staff", "从业人员", FormField.Kind.NUMBER, {"unit": "人", "least": 1, "required": False}),
    ]
    FormField.objects.bulk_create(
        FormField(section=section, key=key, label=label, kind=kind, order=n, **more)
        for n, (section, key, label, kind, more) in enumerate(rows, start=1)
    )
    kind = DocumentKind.objects.get_or_create(code="licence", defaults={"name": "营业执照"})[0]
    Material.objects.create(form=form, key="licence", title="营业执照", kind=kind, order=1)
    Material.objects.create(form=form, key="report", title="检测报告", required=False, order=2)
    return form


def open_call(**fields: Any) -> Call:
    """A published call with a frozen form, five working days for the formal check and ten to supplement."""
    of = fields.pop("scheme", None) or scheme()
    form = fields.pop("form", None) or form_version(of, status=VersionStatus.FROZEN)
    defaults: dict[str, Any] = {
        "year": 2026, "title": "2026年云江市市长质量奖（试验）申报", "opens_at": OPENS, "closes_at": CLOSES,
        "status": CallStatus.PUBLISHED,
    }  # fmt: skip
    call = Call.objects.create(scheme=of, form=form, **{**defaults, **fields})
    AwardTier.objects.create(call=call, name="市长质量奖", quota=5, pass_line=600, money=100)
    Stage.objects.bulk_create(
        Stage(call=call, kind=kind, order=n, working_days=days)
        for n, (kind, days) in enumerate(
            [(Stage.Kind.FILLING, None), (Stage.Kind.FORMAL_CHECK, 5), (Stage.Kind.SUPPLEMENT, 10)], start=1
        )
    )
    return call
