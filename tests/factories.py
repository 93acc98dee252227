"""Rows in named states: people, departments, a plan in force, a task signed for, a report submitted."""

from datetime import UTC, date, datetime
from itertools import count

from coordination.models import Plan, ProgressReport, Task
from coordination.services import plans, reports, tasks
from kernel.accounts.models import Department, DepartmentAlias, GroupScope, Membership, User

TODAY = date(2026, 5, 12)
NOW = datetime(2026, 5, 12, 2, 0, tzinfo=UTC)
BUREAUS = {"xcb": "市委宣传部", "fgw": "市发展改革委", "swj": "市商务局", "scj": "市市场监管局"}
_numbers = count(1)

POLICY = """云江市品牌创建试验方案
一、扩大品牌影响力
（一）鼓励品牌消费。办好中国品牌日活动，到2028年底，累计举办不少于30场。（市商务局牵头，市委宣传部配合）开展双品网购节。（牵头单位：市商务局）
（二）引导品牌国际化。支持企业参加海外展览。（市商务局牵头）
二、夯实品牌建设基础
（一）加强品牌保护。严厉打击商标侵权等违法行为。（市市场监管局牵头）
"""


def department(code: str = "swj", name: str = "市商务局", **fields: object) -> Department:
    """The department with this code, made when it is not there."""
    defaults = {"name": name, "short_name": name, "district_code": "990100", "protocol_order": 100, **fields}
    return Department.objects.get_or_create(code=code, defaults=defaults)[0]


def bureaus() -> dict[str, Department]:
    """The four bureaus that POLICY names."""
    there = {row.code: row for row in Department.objects.filter(code__in=BUREAUS)}
    rows = {
        code: there.get(code) or department(code, name, protocol_order=n)
        for n, (code, name) in enumerate(BUREAUS.items(), start=1)
    }
    if "fgw" not in there:
        DepartmentAlias.objects.get_or_create(name="发改委", defaults={"department": rows["fgw"]})
    return rows


def person(role: str = "", seat: Department | None = None, **fields: object) -> User:
    """An active person in the group `role` (a GroupScope code), sitting in `seat`."""
    number = next(_numbers)
    user = User.objects.create_user(username=f"{role or 'person'}{number}", full_name=f"测试员{number}", **fields)
    if role:
        user.groups.add(GroupScope.objects.get(code=role).group)
    if seat is not None:
        Membership.objects.create(user=user, department=seat)
    return user


def office_person() -> User:
    return person("office", bureaus()["fgw"])


def liaison(code: str = "swj") -> User:
    return person("bureau_liaison", bureaus()[code])


def draft_plan(actor: User | None = None, text: str = POLICY) -> Plan:
    """A plan read from POLICY, not yet confirmed: 2 pillars, 3 measures, 4 actions."""
    bureaus()
    return plans.draft_plan(text, name="", years=(2026, 2028), actor=actor, now=NOW)


def plan_in_force(today: date = TODAY) -> Plan:
    """The same plan confirmed: its tasks are issued, its first reports made."""
    return plans.confirm_plan(draft_plan(), actor=None, today=today)


def issued_task(today: date = TODAY) -> Task:
    """The first task of 市商务局, not yet signed for."""
    return plan_in_force(today).tasks.get(number="1.1-01")


def active_task(today: date = TODAY) -> Task:
    """The same task, signed for."""
    return tasks.sign_task(issued_task(today), actor=liaison(), today=today)


def open_report(today: date = TODAY) -> ProgressReport:
    """The report of May 2026 for an active task."""
    return active_task(today).reports.get(period=date(2026, 5, 1))


def submitted_report(progress: int = 30, today: date = TODAY) -> ProgressReport:
    """The same report, written and handed in."""
    report, actor = open_report(today), liaison()
    report = reports.save_report(report, actor=actor, progress=progress, done="已完成场地签约", judgement="on_track")
    return reports.submit_report(report, actor=actor, today=today)
