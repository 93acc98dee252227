"""The demo's support: twelve policies of the city's bureaus, and grants at every point of their life."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from enterprises.models import Enterprise, Figure, FigureItem, Grant, Membership, Policy
from enterprises.services import fits, grants, policies
from enterprises.services.rules import set_rules
from enterprises.workflow import EnterpriseStatus
from kernel.accounts.models import Department, User
from kernel.activity import clock

from .evidence import one_page
from .people import ROLES
from .stage import SEED, ZONE

Rule = dict[str, Any]
OWN, REVENUE = "石湖恒达阀门", "revenue"
SHORT_BY = Decimal(60)
CLEAN: Rule = {"fact": "serious_breaches", "operator": "lte", "wanted": 0, "params": {"years": 3},
               "basis": "云财规〔2025〕3号第五条"}  # fmt: skip
MAKERS: Rule = {"fact": "industry", "operator": "under", "wanted": ["C"]}
SMALLER: Rule = {"fact": "size", "operator": "in", "wanted": ["medium", "small", "micro"]}


def figure(item: str, least: int) -> Rule:
    """At least so much of a yearly figure."""
    return {"fact": "figure", "operator": "gte", "wanted": least, "params": {"item": item}}


def aged(years: int) -> Rule:
    return {"fact": "years_since_founding", "operator": "gte", "wanted": years}


def holding(kind: str) -> Rule:
    return {"fact": "document", "operator": "is", "wanted": True, "params": {"kind": kind}}


@dataclass(frozen=True, slots=True)
class Told:
    """A policy as its bureau tells it; `days` are how long ago it came into force, `left` how long it still is."""

    bureau: str
    number: str
    title: str
    summary: str
    benefit: str
    most: int
    rules: list[Rule] = field(default_factory=list)
    days: int = 180
    left: int | None = 400
    end: str = ""  # "ended", "draft", or in force


POLICIES = [
    Told("gxj", "云工信规〔2026〕2号", "制造业品牌培育专项补助", "支持制造业企业建立品牌培育管理体系。",
         "按品牌建设投入的30%补助，每家最高80万元", 80, [MAKERS, aged(3), CLEAN]),
    Told("gxj", "云工信规〔2026〕5号", "专精特新企业品牌提升奖励", "奖励营业收入达到规模的专精特新企业打造自主品牌。",
         "一次性奖励50万元", 50, [MAKERS, SMALLER, figure(REVENUE, 2000), CLEAN]),
    Told("scj", "云市监规〔2026〕1号", "质量管理体系升级补贴", "支持企业取得并保持质量管理体系认证。",
         "认证和升级费用补贴50%，最高10万元", 10, [holding("iso9001"), CLEAN]),
    Told("scj", "云市监规〔2026〕4号", "首次获得省级以上品牌奖励", "奖励品牌首次进入省级、国家级梯队的企业。",
         "省级品牌奖励30万元，国家级品牌奖励100万元", 100, [
             {"fact": "brand_rung", "operator": "gte", "wanted": 3}, CLEAN]),
    Told("swj", "云商务规〔2026〕3号", "自主品牌出海扶持资金", "支持企业以自主品牌参加境外展会、建设海外仓。",
         "展位费、运费全额补助，每家最高60万元", 60, [figure("exports", 500), aged(2), CLEAN]),
    Told("swj", "云商务规〔2026〕6号", "老字号创新发展资金", "支持老字号企业改造门店、开发新品。",
         "项目投资额的20%，最高40万元", 40, [
             aged(30), {"fact": "industry", "operator": "under", "wanted": ["C13", "C14", "C15", "F52"]}]),
    Told("kjj", "云科规〔2026〕2号", "企业研发投入后补助", "对研发经费支出达到标准的企业给予后补助。",
         "按研发经费支出的10%补助，最高200万元", 200, [figure("rd-spending", 300), MAKERS, CLEAN]),
    Told("fgw", "云发改规〔2026〕1号", "小微企业品牌起步券", "帮助小微企业做第一次品牌设计和商标注册。",
         "每家发放2万元服务券", 2, [{"fact": "size", "operator": "in", "wanted": ["small", "micro"]}]),
    Told("nyj", "云农规〔2026〕3号", "地理标志产品品牌建设补助", "支持河蟹、富硒茶等地理标志产品的生产和加工企业。",
         "包装、溯源和推广费用补助，最高30万元", 30, [
             {"fact": "division", "operator": "in", "wanted": ["990122"]},
             {"fact": "industry", "operator": "under", "wanted": ["A", "C13", "C15"]}]),
    Told("sh", "石政办规〔2026〕2号", "石湖区阀门泵业集群品牌共建补助", "支持石湖区阀门、泵业企业共建区域品牌。",
         "每家最高20万元", 20, [
             {"fact": "division", "operator": "in", "wanted": ["990104"]},
             {"fact": "industry", "operator": "under", "wanted": ["C34"]},
             {"fact": "registered_trademarks", "operator": "gte", "wanted": 1}]),
    Told("gxj", "云工信规〔2024〕7号", "工业设计中心建设补助", "支持企业建设工业设计中心。", "一次性补助30万元", 30,
         [MAKERS, aged(3)], days=700, left=-40, end="ended"),
    Told("scj", "", "标准创新型企业奖励（征求意见）", "拟奖励主导制定国家标准、行业标准的企业。",
         "主导国家标准每项20万元", 60, [holding("standard"), CLEAN], days=-30, end="draft"),
]  # fmt: skip
TEXT = (
    "{summary}\n\n{benefit}。资金由市财政安排，按年度预算执行，同一项目不重复享受。\n"
    "符合条件的企业由{bureau}审核，结果向社会公示5个工作日，无异议后核定并拨付。"
)
HOW = (
    "1. 在本平台查看是否符合条件，缺少的资料先补充到企业资料柜和年度数据。\n"
    "2. 向{bureau}提出申请，一次性提交材料。\n3. 审核通过后分期拨付，项目完成后在本平台提交成果。"
)
PURPOSES = [
    "品牌展示厅改造",
    "品牌形象升级",
    "境外展会参展",
    "质量追溯系统建设",
    "新品推广",
    "检测设备更新",
    "商标海外布局",
]
RESULTS = "项目按计划完成：新增合作客户{n}家，新增订单{money}万元，完成品牌推广活动{acts}场，资金全部用于约定用途。"
STATES = ["agreed", "agreed", "running", "running", "running", "overdue", "overdue", "reported", "reported", "returned",
          "completed", "completed", "completed", "revoked", "running"]  # fmt: skip


def make_policies(today: date) -> None:
    """Policies and grants as they stand at the end of the day."""
    rng = Random(SEED + 11)  # noqa: S311  the same city each time, no secret
    office = User.objects.get(username=ROLES[0].username)
    made = [row for told in POLICIES if (row := _policy(told, office, today)) is not None]
    _own_revenue(today)
    running = [row for row in made if row.status == "published" and row.most_amount and row.most_amount >= 10]
    for number, (state, firm) in enumerate(zip(STATES, _firms(), strict=False)):
        _Story(running[number % len(running)], firm, office, today, rng).tell(state, number)
    for policy in made:
        fits.tell_fits(policy, today=today)


def _policy(told: Told, office: User, today: date) -> Policy | None:
    """The policy with its rules; None where the demo has no such bureau."""
    bureau = Department.objects.filter(code=told.bureau).first()
    if bureau is None:
        return None
    begun = today - timedelta(days=told.days)
    words = {"summary": told.summary, "benefit": told.benefit, "bureau": bureau.short_name}
    with clock.at(_instant(min(begun, today))):
        row = policies.create_policy(
            actor=office, title=told.title, document_number=told.number, department=bureau, summary=told.summary,
            benefit=told.benefit, most_amount=Decimal(told.most), text=TEXT.format(**words),
            how_to_apply=HOW.format(**words), starts_on=begun,
            ends_on=None if told.left is None else max(today + timedelta(days=told.left), begun),
        )  # fmt: skip
        row = set_rules(row, told.rules, actor=office)
        if told.end != "draft":
            row = policies.publish_policy(row, actor=office, today=min(begun, today))
    if told.end == "ended":
        with clock.at(_instant(today - timedelta(days=40))):
            note = "政策到期，转入《制造业品牌培育专项补助》"
            row = policies.end_policy(row, actor=office, note=note, today=today - timedelta(days=40))
    return row


def _own_revenue(today: date) -> None:
    """陈可可's firm misses the reward for its revenue by 60: last year it earned 1,940 (10,000 CNY)."""
    firm, item = Enterprise.objects.filter(name__startswith=OWN).first(), FigureItem.objects.get(code=REVENUE)
    if firm is not None:
        rows = Figure.objects.filter(enterprise=firm, item=item)
        rows.filter(year__gte=today.year).delete()
        value = {"value": 2000 - SHORT_BY}
        Figure.objects.update_or_create(enterprise=firm, item=item, year=today.year - 1, defaults=value)


def _firms() -> Iterator[Enterprise]:
    """Registered firms, 石湖恒达阀门 first and then once more: it has two grants."""
    owned = Membership.objects.active().filter(role=Membership.Role.OWNER).values("enterprise")
    rows = Enterprise.objects.filter(status=EnterpriseStatus.ACTIVE, pk__in=owned).order_by("pk")
    own = rows.filter(name__startswith=OWN).first()
    others = rows.exclude(pk=own.pk if own else None)[:20]
    places = iter(others)
    for number in range(len(STATES)):
        yield own if own is not None and number in (2, 10) else next(places)


class _Story:
    """One grant, lived through act by act on its own days."""

    def __init__(self, policy: Policy, firm: Enterprise, office: User, today: date, rng: Random) -> None:
        self.policy, self.firm, self.office, self.today, self.rng = policy, firm, office, today, rng
        self.writer = Membership.objects.active().filter(enterprise=firm, role=Membership.Role.OWNER)[0].user

    def tell(self, state: str, number: int) -> Grant:
        """From its agreement to the state it stands in today."""
        late = state == "overdue"
        agreed_on = self._back(150 - number * 3)
        due_on = self._back(12 + number) if late else self.today + timedelta(days=20 + number * 9)
        grant = self._agree(agreed_on, due_on, number)
        if state == "agreed":
            return grant
        grant = self._pay(grant, 1, self._back(110))
        if state in ("reported", "returned", "completed"):
            grant = self._report(grant, self._back(30 - number))
        with clock.at(_instant(self._back(9))):
            if state == "returned":
                return grants.return_results(
                    grant, actor=self.office, note="发票复印件不清晰，缺少展会现场照片，请补充"
                )
            if state == "revoked":
                return grants.revoke_grant(grant, actor=self.office, note="企业主动放弃项目，首期资金已退回财政")
            if state == "completed":
                grant = grants.accept_results(grant, actor=self.office, note="现场核验通过")
        return self._pay(grant, 2, self._back(3)) if state == "completed" and number % 2 == 0 else grant

    def _agree(self, agreed_on: date, due_on: date, number: int) -> Grant:
        amount = (self.policy.most_amount or Decimal(10)) * Decimal(self.rng.choice([50, 60, 80, 100])) / 100
        first = amount * Decimal("0.6")
        parts = [
            {"amount": first, "due_on": agreed_on + timedelta(days=30), "condition": "签订项目任务书"},
            {"amount": amount - first, "due_on": due_on + timedelta(days=45), "condition": "成果验收合格"},
        ]
        with clock.at(_instant(agreed_on)):
            return grants.agree_grant(
                self.policy, self.firm, actor=self.office, amount=amount, purpose=PURPOSES[number % len(PURPOSES)],
                instalments=parts, agreed_on=agreed_on, results_due_on=due_on, today=agreed_on,
            )  # fmt: skip

    def _pay(self, grant: Grant, number: int, on: date) -> Grant:
        with clock.at(_instant(on)):
            return grants.pay_instalment(grant, number, actor=self.office, paid_on=on, today=on)

    def _report(self, grant: Grant, on: date) -> Grant:
        words = {"n": self.rng.randint(3, 18), "money": self.rng.randint(4, 60) * 20, "acts": self.rng.randint(1, 5)}
        proof = SimpleUploadedFile("项目成果报告.pdf", one_page(f"Results of grant {grant.pk} {on:%Y-%m-%d}"))
        with clock.at(_instant(on)):
            return grants.report_results(
                grant, actor=self.writer, results=RESULTS.format(**words), uploads=[proof], today=on, now=_instant(on)
            )

    def _back(self, days: int) -> date:
        return max(self.today - timedelta(days=days), self.policy.starts_on)


def _instant(day: date) -> datetime:
    return datetime.combine(day, time(10, 20), ZONE)
