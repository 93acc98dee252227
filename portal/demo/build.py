"""The whole demo in one transaction: departments, people, the plan and its story day by day until today."""

from datetime import date, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import translation

from coordination.models import Plan, Task
from coordination.services import plans, rollup
from coordination.services.lights import relight_rows
from coordination.services.reminders import send_reminders
from coordination.services.schedule import ensure_reports
from coordination.services.settling import settled_together
from kernel.accounts.models import Department, User
from kernel.activity.models import Notification

from .applications import make_applications
from .cabinets import make_cabinets
from .calls import make_calls
from .courses import course_of, lay_down
from .departments import make_departments
from .drafting import make_plan
from .firms import make_firms
from .months import Months
from .people import ROLES, give_channels, make_people
from .policies import make_policies
from .stage import Stage
from .turns import Turns

POLICY = Path(settings.BASE_DIR) / "coordination" / "policytext" / "demo_policy.txt"
DAILY_FIGURES = timedelta(days=30)
READ_AFTER = timedelta(days=4)
ONE = timedelta(days=1)


def is_there() -> bool:
    """Whether the demo has been made in this database."""
    return bool(User.objects.filter(username=ROLES[0].username).exists())


def is_empty() -> bool:
    """Whether nothing was made in this database but what migrations bring."""
    return not (Department.objects.exists() or User.objects.exists() or Plan.objects.exists())


@transaction.atomic
def make_demo(today: date, text: str | None = None) -> Plan:
    """Make everything as it stands at the end of the day `today`; the same day gives the same city."""
    with translation.override("zh-hans"):
        make_departments()
        make_people(since=today.replace(month=1, day=1))
        office = User.objects.get(username=ROLES[0].username)
        plan = make_plan(text or POLICY.read_text(encoding="utf-8"), office, today)
        make_firms(today)
        make_cabinets(today)
        tell(Stage(plan, office, today))
        give_channels()
        make_calls(today)
        make_applications(today)
        make_policies(today)
    return plan


def tell(stage: Stage) -> None:
    """Live through every day from the plan's confirmation on."""
    rows = stage.plan.tasks.select_related("plan__rule", "lead").prefetch_related("targets", "duties__department")
    courses = {}
    with settled_together():
        for task in rows:
            courses[task.pk] = course_of(task, stage.rng)
            with stage.office_hours(stage.start):
                lay_down(stage, task, courses[task.pk])
    Turns(stage, courses)
    Months(stage, courses, plans.report_dues(stage.plan))
    day = stage.start
    while day <= stage.today:
        _live(stage, day)
        day += ONE
    rollup.roll_up(today=stage.today)
    _remind(stage)
    _read_post(stage)


def _live(stage: Stage, day: date) -> None:
    """A day: the night's work first, then what people do."""
    plan = stage.plan
    with stage.office_hours(day):
        if day.day == 1:
            ensure_reports(plan, today=day)
        turning = Task.objects.filter(plan=plan, light_changes_on__lte=day)
        if turning.exists():
            relight_rows(plan, turning, day, today=day)
        if day.weekday() == 0 or stage.today - day < DAILY_FIGURES:
            rollup.write_readings(plan, day)
    with settled_together():
        for act in stage.agenda.due(day):
            with stage.office_hours(day):
                act(day)


def _remind(stage: Stage) -> None:
    """The reminders of the last weeks and of today."""
    for back in (20, 12, 6, 1, 0):
        day = stage.days.add(stage.today, -back) if back else stage.today
        if day >= stage.start:
            with stage.office_hours(day):
                send_reminders(today=day)


def _read_post(stage: Stage) -> None:
    """Post is read within hours, but not what came of late, and not by the bureau that is late with everything."""
    old = Notification.objects.filter(created_at__lt=stage.instant(stage.today) - READ_AFTER)
    old.exclude(recipient__memberships__department__code="rsj").update(read_at=F("created_at") + timedelta(hours=3))
