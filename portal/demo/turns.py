"""The turns of single tasks: signed for, disputed, given to another, suspended, cancelled, carried on."""

from datetime import date
from functools import partial

from coordination.lights import Profile
from coordination.models import Task
from coordination.services import tasks
from coordination.workflow import TaskStatus

from . import story
from .courses import Course, milestones
from .months import find_task
from .stage import Stage

LONG_AGO = 40  # days after the start: later than this, what is still in dispute was disputed again of late
SUSPENSIONS = {"suspended": (5, 12), "resumed": (4, 8)}
RESUMED_ON, CANCELLED_ON = (6, 10), (3, 18)


class Turns:
    """Puts the turns of every task on the agenda."""

    def __init__(self, stage: Stage, courses: dict[int, Course]) -> None:
        self.stage, self.courses = stage, courses
        for pk, course in courses.items():
            self._begin(pk, course)
            self._interrupt(pk, course)
        for year in range(stage.plan.first_year + 1, stage.plan.last_year + 1):
            for pk in courses:
                stage.agenda.on(date(year, 1, 1), partial(self._roll_over, pk))

    def _begin(self, pk: int, course: Course) -> None:
        """Most are signed for within days; some bureaus object first."""
        stage = self.stage
        if course.fate not in story.OBJECTIONS:
            usual = stage.later(stage.start, 0, 3) if course.on_time > 0.5 else stage.later(stage.start, 3, 8)
            stage.agenda.on(usual, partial(self._sign, pk))
            return
        objected = stage.days.add(stage.start, 2)
        stage.agenda.on(objected, partial(self._object, pk, story.OBJECTIONS[course.fate][1]))
        if course.fate in ("reassigned", "upheld"):
            reissued = stage.later(objected, 4, 7)
            stage.agenda.on(reissued, partial(self._reissue, pk))
            stage.agenda.on(stage.later(reissued, 1, 2), partial(self._sign, pk))
        elif (stage.today - stage.start).days > LONG_AGO:
            stage.agenda.on(stage.days.add(stage.today, -9), partial(self._reissue, pk))
            if course.fate == "disputed":
                stage.agenda.on(stage.days.add(stage.today, -2), partial(self._object, pk, story.AGAIN))

    def _interrupt(self, pk: int, course: Course) -> None:
        stage, year = self.stage, self.stage.plan.first_year
        if course.fate in SUSPENSIONS:
            stage.agenda.on(date(year, *SUSPENSIONS[course.fate]), partial(self._suspend, pk))
        if course.fate == "resumed":
            stage.agenda.on(date(year, *RESUMED_ON), partial(self._resume, pk))
        if course.fate == "cancelled":
            stage.agenda.on(date(year, *CANCELLED_ON), partial(self._cancel, pk))

    def _sign(self, pk: int, day: date) -> None:
        task = find_task(pk)
        if task.status == TaskStatus.ISSUED:
            tasks.sign_task(task, actor=self.stage.liaison(task), today=day)

    def _object(self, pk: int, words: str, day: date) -> None:
        task, kind = find_task(pk), story.OBJECTIONS[self.courses[pk].fate][0]
        if task.status == TaskStatus.ISSUED:
            tasks.object_to_task(task, actor=self.stage.liaison(task), kind=kind, note=words, today=day)

    def _reissue(self, pk: int, day: date) -> None:
        task, course = find_task(pk), self.courses[pk]
        before, note = task.lead, story.OBJECTIONS[course.fate][2]
        lead = self.stage.departments[course.to] if course.to else None
        task = tasks.reissue_task(task, actor=self.stage.office, note=note, today=day, lead=lead)
        if lead is not None:
            others = {duty.department: duty.duty for duty in task.duties.all() if duty.department_id != lead.pk}
            others[before] = self.stage.prose.partner_duty(before.code)
            tasks.set_duties(task, others, actor=self.stage.office)

    def _suspend(self, pk: int, day: date) -> None:
        tasks.suspend_task(find_task(pk), actor=self.stage.office, note=story.SUSPENDED, today=day)

    def _resume(self, pk: int, day: date) -> None:
        tasks.resume_task(find_task(pk), actor=self.stage.office, note=story.RESUMED, today=day)

    def _cancel(self, pk: int, day: date) -> None:
        tasks.cancel_task(find_task(pk), actor=self.stage.office, note=story.CANCELLED, today=day)

    def _roll_over(self, pk: int, day: date) -> None:
        """Carried over on New Year's day; what was done once and for all stays done."""
        task, course = find_task(pk), self.courses[pk]
        once = not task.targets.exists() and task.status == TaskStatus.COMPLETED
        if once or task.status not in (TaskStatus.ACTIVE, TaskStatus.COMPLETED):
            return
        explanation = self.stage.prose.explanation(finished=task.progress == 100)
        task = tasks.roll_over_task(
            task, actor=self.stage.office, goal=f"{day.year}年度：{task.content}", explanation=explanation, today=day,
            due_on=date(day.year, *(course.pin.due or (12, 31))),
        )  # fmt: skip
        self._new_milestones(task, day)

    def _new_milestones(self, task: Task, day: date) -> None:
        if task.profile == Profile.MILESTONES:
            tasks.set_milestones(task, milestones(task.year), actor=self.stage.office, today=day)
