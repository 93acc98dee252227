"""What waits for a person: signatures, reports, reviews and decisions, the latest first."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from kernel.accounts.models import User
from kernel.activity.todo import Todo, Waiting

from ..lights import Colour
from ..models import Plan, ProgressReport, Task
from ..models.reports import OWED
from ..workflow import MANAGE, REPORT_PROGRESS, REVIEW, SIGN, SUPERVISE, PlanStatus, ReportStatus, TaskStatus


def kinds() -> dict[str, str]:
    """What may be asked of somebody, as the tabs of the workbench call it."""
    return {
        "sign": _("To sign for"),
        "write": _("Reports to write"),
        "review": _("Reports to review"),
        "decide": _("To decide"),
        "draft": _("Drafts"),
        "firm": _("For your enterprise"),
        "watch": _("To keep an eye on"),
        "calendar": _("Working calendar"),
    }


def waits(user: User, today: date) -> Iterator[Waiting]:
    """What this person can sign for, write, review, decide or confirm, or is to keep an eye on."""
    own = list(user.scope.departments)
    if user.has_perm(SIGN):
        issued = Task.objects.filter(lead__in=own, status=TaskStatus.ISSUED)
        yield Waiting(issued.order_by("sign_due_on"), _to_sign)
    if user.has_perm(REPORT_PROGRESS):
        yield Waiting(_owed(own, today), _to_report)
    elif own and user.has_perm("coordination.view_task"):
        yield Waiting(_doubtful(own), _to_watch)
    if user.has_perm(REVIEW):
        submitted = ProgressReport.objects.filter(status=ReportStatus.SUBMITTED).select_related("task__lead")
        yield Waiting(submitted.order_by("submitted_on", "task__lead__protocol_order"), _to_review)
    if user.has_perm(SUPERVISE):
        objected = Task.objects.filter(status=TaskStatus.OBJECTED).select_related("lead", "objection_kind")
        yield Waiting(objected, _to_answer)
        yield Waiting(Task.objects.filter(status=TaskStatus.ACTIVE, progress=100).select_related("lead"), _to_complete)
    if user.has_perm(MANAGE):
        yield Waiting(Plan.objects.filter(status=PlanStatus.DRAFT), _to_confirm)


def _owed(own: list[int], today: date) -> QuerySet[ProgressReport]:
    owed = ProgressReport.objects.filter(
        task__lead__in=own, task__status=TaskStatus.ACTIVE, status__in=OWED, period__lte=today
    )
    return owed.select_related("task").order_by("due_on")


def _doubtful(own: list[int]) -> QuerySet[Task]:
    """Who only reads sees which of the department's tasks are red or nobody has signed for."""
    rows = Task.objects.filter(lead__in=own, status__in=[TaskStatus.ACTIVE, TaskStatus.ISSUED])
    return rows.filter(Q(light=Colour.RED) | Q(status=TaskStatus.ISSUED)).order_by("due_on")


def _to_sign(task: Task) -> Todo:
    return _of_task("sign", task, _("Sign for it or object"), _("Sign for"), due_on=task.sign_due_on, step="sign")


def _to_report(report: ProgressReport) -> Todo:
    returned = report.status == ReportStatus.RETURNED
    why = _("Returned: %(note)s") % {"note": report.decision_note} if returned else _("Write the month's report")
    return _of_report("write", report, why, _("Write the report"), due_on=report.due_on)


def _to_watch(task: Task) -> Todo:
    issued = task.status == TaskStatus.ISSUED
    why = _("Not signed for yet") if issued else task.light_reason
    return _of_task("watch", task, why, _("Look"), due_on=task.sign_due_on if issued else task.due_on)


def _to_review(report: ProgressReport) -> Todo:
    why = _("%(lead)s has handed it in") % {"lead": report.task.lead}
    return _of_report("review", report, why, _("Review the report"), since=report.submitted_on)


def _to_answer(task: Task) -> Todo:
    why = _("%(lead)s objects: %(kind)s") % {"lead": task.lead, "kind": task.objection_kind}
    return _of_task("decide", task, why, _("Decide"), due_on=task.sign_due_on, step="reissue")


def _to_complete(task: Task) -> Todo:
    why = _("Accepted at 100 %: confirm completion")
    return _of_task("decide", task, why, _("Confirm"), due_on=task.due_on, step="complete")


def _to_confirm(plan: Plan) -> Todo:
    url, why = reverse("coordination:plan-review", args=[plan.pk]), _("A draft to be reviewed and confirmed")
    return Todo("draft", url, plan.name, why, "", _("Review"), since=plan.created_at.date())


def _of_task(kind: str, task: Task, why: str, act: str, *, due_on: date | None, step: str = "") -> Todo:
    """A step is one click away: its page says what will happen."""
    url = reverse("coordination:task", args=[task.pk])
    if step:
        url = reverse("coordination:task-step", args=[task.pk, step])
    return Todo(kind, url, task.title, why, task.number, act, due_on=due_on, light=task.light)


def _of_report(
    kind: str, report: ProgressReport, why: str, act: str, *, due_on: date | None = None, since: date | None = None
) -> Todo:
    title = _("%(month)s report: %(task)s") % {"month": f"{report.period:%Y-%m}", "task": report.task.title}
    url = reverse("coordination:report", args=[report.pk])
    return Todo(
        kind, url, title, why, report.task.number, act, due_on=due_on, since=since, light=report.task.light
    )  # fmt: skip
