"""The months of a task: the bureau writes and submits, the office accepts or returns."""

from collections import defaultdict
from datetime import date
from functools import partial

from coordination.lights import Facts, Profile, expected
from coordination.models import Plan, ProgressReport, Target, Task
from coordination.services import reports, tasks
from coordination.workflow import ReportStatus, TaskStatus
from kernel.files.services import attach

from .courses import Course, month_end
from .evidence import evidence_for
from .prose import figure, reached
from .stage import Stage
from .story import REOPENED

RETURNED_ONCE = 0.05
WITH_EVIDENCE = 0.12
Judgement = ProgressReport.Judgement
OPEN_ENDED = ("copied", "returned")


class Months:
    """Writes the reports of all tasks on their days; `courses` says how each task goes."""

    def __init__(self, stage: Stage, courses: dict[int, Course], dues: list[date]) -> None:
        self.stage, self.courses, self.targets = stage, courses, targets_of(stage.plan)
        self.evidence_from = stage.days.add(stage.today, -60)
        past = [due for due in dues if stage.start.replace(day=1) <= due <= stage.today]
        self.last = past[-1].replace(day=1) if past else None
        for due in dues:
            if due >= stage.start.replace(day=1):
                for pk in courses:
                    self._plan(pk, due)

    def _plan(self, pk: int, due: date) -> None:
        """Choose the day the report of this month is handed in: before its due date, some days after, or much later."""
        stage, course, period = self.stage, self.courses[pk], due.replace(day=1)
        if period == self.last and course.fate in OPEN_ENDED:
            day = stage.days.add(min(due, stage.today), -3)
            stage.agenda.on(day, partial(self._last_word, pk, period))
            return
        if stage.rng.random() < course.on_time:
            day = stage.days.add(due, -stage.rng.randint(0, 5))
        else:
            day = stage.later(due, 1, 9) if stage.rng.random() < 0.6 else stage.later(due, 15, 40)
        stage.agenda.on(max(day, stage.start), partial(self._hand_in, pk, period))

    def _hand_in(self, pk: int, period: date, day: date) -> None:
        report = self._write(pk, period, day)
        if report is not None:
            self.stage.agenda.on(self.stage.later(day, 1, 3), partial(self._decide, report.pk, pk))

    def _last_word(self, pk: int, period: date, day: date) -> None:
        """The month that shows how it goes wrong: last month's words again, or a report that is waiting, returned."""
        copied = self.courses[pk].fate == "copied"
        report = self._write(pk, period, day, copied=copied)
        if report is not None and not copied:
            self.stage.agenda.on(self.stage.days.add(day, 1), partial(self._return, report.pk))

    def _write(self, pk: int, period: date, day: date, copied: bool = False) -> ProgressReport | None:
        report = self._find(task=pk, period=period)
        if report is None or report.status not in reports.WRITABLE or report.task.status != TaskStatus.ACTIVE:
            return None
        stage, task, facts, promised = self.stage, report.task, facts_of(report.task), self.targets.get(pk, [])
        actor, progress = stage.liaison(task), self._progress(task, period, facts)
        values = {target.pk: reached(target, progress, task.year - stage.plan.first_year) for target in promised}
        gap = expected(facts, day) - progress
        words = stage.prose.month(task, period, gap > 10, [figure(t, values[t.pk]) for t in promised[:2]])
        done = self._last_words(task, period) if copied else words.done
        report = reports.save_report(
            report, actor=actor, values=values, progress=progress, done=done or words.done, problems=words.problems,
            next_step=words.next_step, judgement=_own_view(progress, gap),
        )  # fmt: skip
        if day >= self.evidence_from and stage.rng.random() < WITH_EVIDENCE:
            attach(report, evidence_for(report, stage.rng), purpose="evidence", actor=actor, now=stage.instant(day))
        return reports.submit_report(report, actor=actor, today=day)

    def _progress(self, task: Task, period: date, facts: Facts) -> int:
        """What the bureau says it will have reached by the end of the month; never less than was accepted."""
        course = self.courses[task.pk]
        asked = expected(facts, min(month_end(period), task.due_on))
        said = round(asked * course.pace + self.stage.rng.uniform(-1, 2))
        most = 100 if (course.pace >= 1 and month_end(period) >= task.due_on) or said >= 105 else 97
        return max(task.progress, min(said, most), 1)

    def _last_words(self, task: Task, period: date) -> str:
        last = task.reports.filter(period__lt=period).exclude(done="").order_by("-period").first()
        return last.done if last else ""

    def _decide(self, report_pk: int, pk: int, day: date) -> None:
        report = ProgressReport.objects.get(pk=report_pk)
        if report.status != ReportStatus.SUBMITTED:
            return
        first_time = report.decided_on is None
        if first_time and self.stage.rng.random() < RETURNED_ONCE:
            self._return(report_pk, day)
            self.stage.agenda.on(self.stage.later(day, 1, 3), partial(self._again, report_pk, pk))
            return
        note = self.stage.prose.accept_note(self.stage.rng)
        report = reports.accept_report(report, actor=self.stage.office, today=day, note=note)
        if report.task.progress == 100 and self.stage.rng.random() < 0.85:
            self.stage.agenda.on(self.stage.later(day, 1, 4), partial(self._complete, pk))

    def _return(self, report_pk: int, day: date) -> None:
        report = ProgressReport.objects.get(pk=report_pk)
        if report.status == ReportStatus.SUBMITTED:
            note = self.stage.prose.return_note(self.stage.rng)
            reports.return_report(report, actor=self.stage.office, note=note, today=day, judgement=Judgement.AT_RISK)

    def _again(self, report_pk: int, pk: int, day: date) -> None:
        """The returned report comes back with what was asked for."""
        report = self._find(pk=report_pk)
        if report is None or report.status != ReportStatus.RETURNED or report.task.status != TaskStatus.ACTIVE:
            return
        actor = self.stage.liaison(report.task)
        added = f"按退回意见补充：{report.next_step}已附相关佐证材料。"
        report = reports.save_report(report, actor=actor, done=report.done + added)
        reports.submit_report(report, actor=actor, today=day)
        self.stage.agenda.on(self.stage.later(day, 1, 2), partial(self._decide, report_pk, pk))

    def _complete(self, pk: int, day: date) -> None:
        task = find_task(pk)
        if task.status != TaskStatus.ACTIVE or task.progress < 100 or task.reports.filter(status="submitted").exists():
            return
        tasks.complete_task(task, actor=self.stage.office, today=day, note="对照完成标准逐条核验，符合要求。")
        course = self.courses[pk]
        if course.fate == "reopened" and not course.reopened:
            course.reopened = True
            self.stage.agenda.on(self.stage.later(day, 12, 18), partial(self._reopen, pk))

    def _reopen(self, pk: int, day: date) -> None:
        task = tasks.reopen_task(find_task(pk), actor=self.stage.office, note=REOPENED, today=day)
        due_on = max(task.due_on, date(task.year, 12, 20))
        tasks.edit_task(task, actor=self.stage.office, today=day, note=REOPENED, due_on=due_on)

    def _find(self, **which: object) -> ProgressReport | None:
        report = ProgressReport.objects.filter(**which).order_by().select_related("task").first()
        if report is not None:
            report.task.plan, report.task.lead = self.stage.plan, self.stage.department(report.task.lead_id)
        return report


def find_task(pk: int) -> Task:
    """The task as it is now, with what the services read of it."""
    return Task.objects.select_related("plan__rule", "lead").get(pk=pk)


def targets_of(plan: Plan) -> dict[int, list[Target]]:
    """What each task of the plan promises, by the task's key; it does not change while the story runs."""
    promised: dict[int, list[Target]] = defaultdict(list)
    for target in Target.objects.filter(task__plan=plan).select_related("action__measure__pillar__plan"):
        if target.task_id is not None:
            promised[target.task_id].append(target)
    return promised


def facts_of(task: Task) -> Facts:
    stepped = task.profile == Profile.MILESTONES
    steps = tuple(task.milestones.values_list("due_on", "share")) if stepped else ()
    return Facts(task.status, task.start_on, task.due_on, task.progress, task.profile, milestones=steps)


def _own_view(progress: int, gap: float) -> str:
    if progress == 100:
        return Judgement.DONE
    return Judgement.BEHIND if gap > 25 else Judgement.AT_RISK if gap > 10 else Judgement.ON_TRACK
