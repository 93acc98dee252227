"""The life cycles of a plan, a task and a progress report, each on one screen."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from kernel.common.workflow import Step, Workflow


class PlanStatus(TextChoices):
    DRAFT = "draft", _("draft")
    ACTIVE = "active", _("in force")
    CLOSED = "closed", _("closed")
    ABANDONED = "abandoned", _("abandoned")


class TaskStatus(TextChoices):
    ISSUED = "issued", _("to be signed for")
    OBJECTED = "objected", _("objected to")
    ACTIVE = "active", _("in progress")
    SUSPENDED = "suspended", _("suspended")
    COMPLETED = "completed", _("completed")
    CANCELLED = "cancelled", _("cancelled")


class ReportStatus(TextChoices):
    OPEN = "open", _("to be written")
    SUBMITTED = "submitted", _("submitted")
    RETURNED = "returned", _("returned")
    ACCEPTED = "accepted", _("accepted")
    WAIVED = "waived", _("waived")


P, T, R = PlanStatus, TaskStatus, ReportStatus
MANAGE, SIGN, SUPERVISE = "coordination.manage_plan", "coordination.sign_task", "coordination.supervise_task"
REPORT_PROGRESS, REVIEW = "coordination.report_progress", "coordination.review_progress"

PLAN = Workflow(
    Step("confirm", frozenset({P.DRAFT}), P.ACTIVE, MANAGE, _("confirm the plan")),
    Step("abandon", frozenset({P.DRAFT}), P.ABANDONED, MANAGE, _("abandon the draft"), needs_note=True),
    Step("close", frozenset({P.ACTIVE}), P.CLOSED, MANAGE, _("close the plan"), needs_note=True),
)
TASK = Workflow(
    Step("sign", frozenset({T.ISSUED}), T.ACTIVE, SIGN, _("sign for")),
    Step("object", frozenset({T.ISSUED}), T.OBJECTED, SIGN, _("object"), needs_note=True),
    Step("reissue", frozenset({T.OBJECTED}), T.ISSUED, SUPERVISE, _("decide and issue again"), needs_note=True),
    Step("complete", frozenset({T.ACTIVE}), T.COMPLETED, SUPERVISE, _("confirm completion")),
    Step("reopen", frozenset({T.COMPLETED}), T.ACTIVE, SUPERVISE, _("reopen"), needs_note=True),
    Step("suspend", frozenset({T.ACTIVE}), T.SUSPENDED, SUPERVISE, _("suspend"), needs_note=True),
    Step("resume", frozenset({T.SUSPENDED}), T.ACTIVE, SUPERVISE, _("resume"), needs_note=True),
    Step(
        "cancel", frozenset({T.ISSUED, T.OBJECTED, T.ACTIVE, T.SUSPENDED}), T.CANCELLED, SUPERVISE, _("cancel"),
        needs_note=True,
    ),
)  # fmt: skip
REPORT = Workflow(
    Step("submit", frozenset({R.OPEN, R.RETURNED}), R.SUBMITTED, REPORT_PROGRESS, _("submit the report")),
    Step("withdraw", frozenset({R.SUBMITTED}), R.OPEN, REPORT_PROGRESS, _("take back")),
    Step("accept", frozenset({R.SUBMITTED}), R.ACCEPTED, REVIEW, _("accept")),
    Step("return", frozenset({R.SUBMITTED}), R.RETURNED, REVIEW, _("return"), needs_note=True),
    Step("reconsider", frozenset({R.ACCEPTED, R.RETURNED}), R.SUBMITTED, REVIEW, _("take the decision back")),
    Step("waive", frozenset({R.OPEN, R.RETURNED}), R.WAIVED, REVIEW, _("waive"), needs_note=True),
    Step("restore", frozenset({R.WAIVED}), R.OPEN, REVIEW, _("ask for again"), needs_note=True),
)

# What is recorded in histories besides the steps of a life cycle.
RECORDED = {
    "draft": _("drafted"),
    "issue": _("issued"),
    "split": _("sentence split"),
    "split_from": _("split off from another sentence"),
    "merge": _("others merged into it"),
    "merge_into": _("merged into another"),
    "drop": _("dropped"),
    "restore": _("taken up again"),
    "set_target": _("target set"),
    "remove_target": _("target removed"),
    "set_partners": _("co-operating departments set"),
    "set_duties": _("duties set"),
    "set_milestones": _("milestones set"),
    "roll_over": _("carried into the next year"),
}
