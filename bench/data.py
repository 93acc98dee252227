"""The city that is measured: one plan in force, 30 departments, 100,000 tasks with partners and this month's reports.

Made by a fixed seed: a few thousand rows by the models, the rest by the database from these. Dates fall on ends of
months and progress on fives, as bureaus write them; one task in twenty goes by milestones of its own.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models
from django.utils import timezone

from coordination.lights import Profile
from coordination.models import Action, Duty, Milestone, Plan, ProgressReport, Task
from coordination.services import plans
from coordination.workflow import ReportStatus, TaskStatus
from kernel.accounts.models import Department, GroupScope, Membership, User
from kernel.accounts.services import issue_token

TODAY = date(2026, 9, 15)
BATCH, MODELLED = 1000, 5000
POLICY = "云江市品牌创建方案\n" + "".join(
    f"{'一二三'[p]}、第{p + 1}个方面\n"
    + "".join(f"（{'一二三'[m]}）第{m + 1}项措施。" + "开展品牌培育。" * 4 + "\n" for m in range(3))
    for p in range(3)
)
CONTENT = "围绕年度目标制定实施方案，组织企业开展品牌培育、标准制定与市场推广，按月报送进展，年底前形成经验做法。"
STANDARD = "印发实施方案，完成不少于30家企业的培育，形成总结报告并经品牌办审定。"
LEAD_DUTY, DUTIES = "统筹协调，按月报送进展", ["提供企业名单", "落实资金保障", "组织现场宣传", "配合开展检查"]


@dataclass(frozen=True, slots=True)
class City:
    plan: Plan
    office: str
    liaison: str
    liaison_user: int
    department: int


def build(tasks: int) -> City:
    """The rows, and a key for a person of the office and for the liaison of one department."""
    dice = Random(2026)  # noqa: S311
    departments = [_department(n) for n in range(30)]
    office, liaison = _person("office", departments[0]), _person("bureau_liaison", departments[5])
    plan = plans.draft_plan(POLICY, name="", years=(2026, 2028), actor=None, now=timezone.now())
    Action.objects.filter(measure__pillar__plan=plan).update(dropped=True)
    Plan.objects.filter(pk=plan.pk).update(status="active", confirmed_on=TODAY - timedelta(days=1))
    actions = list(Action.objects.filter(measure__pillar__plan=plan).values_list("pk", "measure"))
    rows = [_task(n, plan, actions[n % len(actions)], dice.choice(departments), dice) for n in range(MODELLED)]
    Task.objects.bulk_create(rows, batch_size=BATCH)
    Duty.objects.bulk_create(_duties(rows, departments, dice), batch_size=BATCH)
    Milestone.objects.bulk_create(_milestones(rows), batch_size=BATCH)
    ProgressReport.objects.bulk_create((_report(task, dice) for task in rows), batch_size=BATCH)
    copies = tasks // MODELLED - 1
    multiply(Task, copies, number="number || '-' || copy.n", progress="(progress + 5 * copy.n) % 100")
    for model in (Duty, Milestone, ProgressReport):
        multiply(model, copies, task_id=f"task_id + copy.n * {MODELLED}")
    plan.refresh_from_db()
    return City(plan, _key(office), _key(liaison), liaison.pk, departments[5].pk)


def _department(n: int) -> Department:
    row: Department = Department.objects.create(
        code=f"bench{n}", name=f"市第{n}局", short_name=f"第{n}局", district_code="990100", protocol_order=n
    )
    return row


def _person(role: str, seat: Department) -> User:
    user: User = User.objects.create(username=f"bench-{role}", full_name="王小明")
    user.groups.add(GroupScope.objects.get(code=role).group)
    Membership.objects.create(user=user, department=seat)
    return user


def _key(user: User) -> str:
    now: datetime = timezone.now()
    return issue_token(user, name="bench", scopes=["read"], expires_at=now + timedelta(days=1), now=now)[1]


def _task(n: int, plan: Plan, source: tuple[int, int], lead: Department, dice: Random) -> Task:
    first = dice.randint(1, 10)
    last = dice.randint(first + 1, 12)
    status = dice.choices(
        [TaskStatus.ACTIVE, TaskStatus.ISSUED, TaskStatus.COMPLETED, TaskStatus.SUSPENDED], [84, 8, 6, 2]
    )[0]
    resting: dict[str, dict[str, Any]] = {
        TaskStatus.COMPLETED: {"completed_on": date(2026, 8, 28), "progress": 100},
        TaskStatus.SUSPENDED: {"suspended_on": date(2026, 7, 1)},
    }
    return Task(
        plan=plan, action_id=source[0], measure_id=source[1], number=f"{n // 1000 + 1:03}.{n % 1000:03}",
        title=f"开展第{n}批品牌培育并形成经验", content=CONTENT, standard=STANDARD, lead=lead, lead_duty=LEAD_DUTY,
        profile=dice.choices([Profile.EVEN, Profile.BACK_LOADED, Profile.MILESTONES], [75, 20, 5])[0],
        year=2026, start_on=date(2026, first, 1), due_on=date(2026, last, monthrange(2026, last)[1]), status=status,
        sign_due_on=date(2026, 1, 8) + timedelta(days=dice.choice([0] * 9 + [30])),
        signed_on=None if status == TaskStatus.ISSUED else date(2026, 1, 7),
        owed_from=dice.choice([date(2026, 9, 25), date(2026, 9, 25), date(2026, 8, 25), date(2026, 7, 24)]),
        **{"progress": 5 * dice.randint(0, 19), **resting.get(status, {})},
    )  # fmt: skip


def multiply(model: type[models.Model], copies: int, **changed: str) -> None:
    """So many copies of each row of the table; copy n of row `id` has the key id + n * (how many there were)."""
    rows, meta = model._default_manager.count(), model._meta
    changed["id"] = f"id + copy.n * {rows}"
    columns = [str(field.column) for field in meta.concrete_fields if not field.generated]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {meta.db_table} ({', '.join(columns)}) "  # noqa: S608 - names of our own tables
            f"WITH RECURSIVE copy(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM copy WHERE n < {copies}) "
            f"SELECT {', '.join(changed.get(name, name) for name in columns)} FROM copy, {meta.db_table}"
        )
        # PostgreSQL counts on from where it gave a key itself.
        for statement in connection.ops.sequence_reset_sql(no_style(), [model]):
            cursor.execute(statement)


def _duties(tasks: list[Task], departments: list[Department], dice: Random) -> Any:
    for task in tasks:
        for department in dice.sample(departments, dice.randint(0, 3)):
            yield Duty(task=task, department=department, duty=dice.choice(DUTIES))


def _milestones(tasks: list[Task]) -> Any:
    for task in tasks:
        if task.profile == Profile.MILESTONES:
            days = (task.due_on - task.start_on).days
            for n, share in enumerate((30, 30, 40), start=1):
                on = task.start_on + timedelta(days=days * n // 3)
                yield Milestone(task=task, title=f"第{n}步", due_on=on, share=share)


def _report(task: Task, dice: Random) -> ProgressReport:
    status = dice.choice([ReportStatus.OPEN, ReportStatus.SUBMITTED, ReportStatus.ACCEPTED])
    handed = None if status == ReportStatus.OPEN else date(2026, 9, dice.randint(1, 14))
    return ProgressReport(
        task=task, period=date(2026, 9, 1), due_on=date(2026, 9, 25), progress=task.progress, status=status,
        submitted_on=handed, decided_on=handed if status == ReportStatus.ACCEPTED else None, done="已完成场地签约",
    )  # fmt: skip


def readers_of(city: City) -> dict[str, tuple[str, str, list[int]]]:
    """Who reads: their key, and what a plain query would ask for their rows."""
    own = (
        "(t.lead_id = %s OR t.responsible_id = %s OR EXISTS "
        "(SELECT 1 FROM coordination_duty d WHERE d.task_id = t.id AND d.department_id = %s))"
    )
    return {
        "office": (city.office, "t.id > %s", [0]),
        "liaison": (city.liaison, own, [city.department, city.liaison_user, city.department]),
    }
