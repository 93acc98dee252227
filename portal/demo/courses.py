"""How each task will go: its pace, its bureau's habits and its story; and what the office lays down at the start."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from coordination.lights import Profile
from coordination.models import Task
from coordination.services import tasks

from .stage import Stage
from .story import MILESTONES, ON_TIME, SLOW, USUALLY_ON_TIME, Pin, pin_of


@dataclass(slots=True)
class Course:
    """Progress is `pace` times what its time asks for; `on_time` is the chance that a month's report is."""

    pin: Pin
    pace: float
    on_time: float
    reopened: bool = False

    @property
    def fate(self) -> str:
        return self.pin.fate.partition(":")[0]

    @property
    def to(self) -> str:
        """The code of the department that a reassigned task goes to."""
        return self.pin.fate.partition(":")[2]


def course_of(task: Task, rng: Random) -> Course:
    """Seven in ten are on schedule, two lag, one is far behind; some bureaus are slow or late by habit."""
    pin, chance, code = pin_of(task.content), rng.random(), task.lead.code
    usual = (
        rng.uniform(0.97, 1.08) if chance < 0.76 else rng.uniform(0.8, 0.9) if chance < 0.93 else rng.uniform(0.5, 0.7)
    )
    pace = pin.pace or usual * SLOW.get(code, 1)
    return Course(pin, pace, ON_TIME.get(code, USUALLY_ON_TIME))


def lay_down(stage: Stage, task: Task, course: Course) -> None:
    """The office fills in what the text does not say: standard, duties, profile, deadline, milestones."""
    pin, day = course.pin, stage.start
    changes = {
        "standard": stage.prose.standard(task, list(task.targets.all())),
        "lead_duty": stage.prose.lead_duty(task),
        "profile": pin.profile or Profile.EVEN,
        "due_on": date(task.year, *pin.due) if pin.due else task.due_on,
        "responsible": stage.leaders.get(task.lead_id),
    }
    task = tasks.edit_task(task, actor=stage.office, today=day, note="按年度工作安排确定时限。", **changes)
    partners = {duty.department: stage.prose.partner_duty(duty.department.code) for duty in task.duties.all()}
    if partners:
        task = tasks.set_duties(task, partners, actor=stage.office)
    if pin.profile == Profile.MILESTONES:
        tasks.set_milestones(task, milestones(task.year), actor=stage.office, today=day)


def milestones(year: int) -> list[tuple[str, date, int]]:
    """Four steps of a year, each a quarter of the whole."""
    return [(title, date(year, month, day), 25) for title, month, day in MILESTONES]


def month_end(period: date) -> date:
    return (period + timedelta(days=32)).replace(day=1) - timedelta(days=1)
