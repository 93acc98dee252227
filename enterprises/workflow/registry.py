"""The life cycles around a firm: itself, its registration, its people, its documents, its rungs."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from kernel.common.workflow import Step, Workflow


class EnterpriseStatus(TextChoices):
    UNCLAIMED = "unclaimed", _("not yet claimed")
    ACTIVE = "active", _("registered")
    MERGED = "merged", _("merged into another")
    CLOSED = "closed", _("closed down")


class RegistrationStatus(TextChoices):
    SUBMITTED = "submitted", _("to be approved")
    RETURNED = "returned", _("returned")
    APPROVED = "approved", _("approved")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")


class MembershipStatus(TextChoices):
    REQUESTED = "requested", _("asks to join")
    ACTIVE = "active", _("member")
    REFUSED = "refused", _("refused")
    ENDED = "ended", _("ended")


class MergeStatus(TextChoices):
    PLANNED = "planned", _("planned")
    DONE = "done", _("done")
    ABANDONED = "abandoned", _("abandoned")


class DocumentStatus(TextChoices):
    CURRENT = "current", _("current")
    SUPERSEDED = "superseded", _("replaced")
    REMOVED = "removed", _("removed")


class StandingStatus(TextChoices):
    CLAIMED = "claimed", _("to be confirmed")
    CONFIRMED = "confirmed", _("confirmed")
    REFUSED = "refused", _("refused")
    LAPSED = "lapsed", _("lapsed")


E, R, M, G, D, S = (
    EnterpriseStatus, RegistrationStatus, MembershipStatus, MergeStatus, DocumentStatus, StandingStatus,
)  # fmt: skip
MANAGE, APPROVE = "enterprises.manage_enterprise", "enterprises.approve_registration"
ACT = "enterprises.act_for_enterprise"
CONFIRM = "enterprises.confirm_standing"

ENTERPRISE = Workflow(
    Step("claim", frozenset({E.UNCLAIMED}), E.ACTIVE, APPROVE, _("hand over to its people")),
    Step("merge", frozenset({E.UNCLAIMED, E.ACTIVE}), E.MERGED, MANAGE, _("merge into another"), needs_note=True),
    Step("close", frozenset({E.UNCLAIMED, E.ACTIVE}), E.CLOSED, MANAGE, _("note as closed down"), needs_note=True),
    Step("reopen", frozenset({E.CLOSED}), E.ACTIVE, MANAGE, _("take up again"), needs_note=True),
)
# What is recorded in histories besides the steps of a life cycle.
RECORDED = {
    "submit": _("handed in for approval"),
    "register": _("entered by a registration"),
    "add": _("entered by the office"),
    "ask": _("asked to join"),
    "plan": _("planned"),
}
REGISTRATION = Workflow(
    Step("approve", frozenset({R.SUBMITTED}), R.APPROVED, APPROVE, _("approve")),
    Step("return", frozenset({R.SUBMITTED}), R.RETURNED, APPROVE, _("return"), needs_note=True),
    Step("refuse", frozenset({R.SUBMITTED}), R.REFUSED, APPROVE, _("refuse"), needs_note=True),
    Step("resubmit", frozenset({R.RETURNED}), R.SUBMITTED, ACT, _("send in again")),
    Step("withdraw", frozenset({R.SUBMITTED, R.RETURNED}), R.WITHDRAWN, ACT, _("withdraw")),
)
MEMBERSHIP = Workflow(
    Step("admit", frozenset({M.REQUESTED}), M.ACTIVE, ACT, _("admit")),
    Step("refuse", frozenset({M.REQUESTED}), M.REFUSED, ACT, _("refuse"), needs_note=True),
    Step("end", frozenset({M.REQUESTED, M.ACTIVE}), M.ENDED, ACT, _("end the membership")),
)
MERGE = Workflow(
    Step("carry_out", frozenset({G.PLANNED}), G.DONE, MANAGE, _("carry out"), needs_note=True),
    Step("abandon", frozenset({G.PLANNED}), G.ABANDONED, MANAGE, _("abandon")),
)
DOCUMENT = Workflow(
    Step("replace", frozenset({D.CURRENT}), D.SUPERSEDED, ACT, _("replace")),
    Step("remove", frozenset({D.CURRENT}), D.REMOVED, ACT, _("remove")),
)
STANDING = Workflow(
    Step("confirm", frozenset({S.CLAIMED}), S.CONFIRMED, CONFIRM, _("confirm")),
    Step("refuse", frozenset({S.CLAIMED}), S.REFUSED, CONFIRM, _("refuse"), needs_note=True),
    Step("lapse", frozenset({S.CONFIRMED}), S.LAPSED, CONFIRM, _("note as lapsed"), needs_note=True),
)
