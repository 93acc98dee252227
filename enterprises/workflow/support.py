"""The life cycles of a support policy, a grant and a self-assessment."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kernel.common.workflow import Step, Workflow

from .calls import RULES_RECORDED


class PolicyStatus(TextChoices):
    DRAFT = "draft", _("in preparation")
    PUBLISHED = "published", _("in force")
    ENDED = "ended", _("ended")


class GrantStatus(TextChoices):
    AGREED = "agreed", _("agreed")
    RUNNING = "running", _("being paid")
    REPORTED = "reported", _("results handed in")
    COMPLETED = "completed", _("results accepted")
    REVOKED = "revoked", _("revoked")


class AssessmentStatus(TextChoices):
    DRAFT = "draft", _("being filled in")
    COMPLETED = "completed", pgettext_lazy("self-assessment", "completed")


P, G, A = PolicyStatus, GrantStatus, AssessmentStatus
MANAGE_POLICY, MANAGE_GRANT = "enterprises.manage_policy", "enterprises.manage_grant"
ACT = "enterprises.act_for_enterprise"

POLICY = Workflow(
    Step("publish", frozenset({P.DRAFT}), P.PUBLISHED, MANAGE_POLICY, _("publish")),
    Step("unpublish", frozenset({P.PUBLISHED}), P.DRAFT, MANAGE_POLICY, _("take back"), needs_note=True),
    Step("end", frozenset({P.PUBLISHED}), P.ENDED, MANAGE_POLICY, _("end the policy"), needs_note=True),
)
GRANT = Workflow(
    Step("start", frozenset({G.AGREED}), G.RUNNING, MANAGE_GRANT, _("pay the first instalment")),
    Step("report", frozenset({G.AGREED, G.RUNNING}), G.REPORTED, ACT, _("hand in the results")),
    Step("return", frozenset({G.REPORTED}), G.RUNNING, MANAGE_GRANT, _("return the results"), needs_note=True),
    Step("complete", frozenset({G.REPORTED}), G.COMPLETED, MANAGE_GRANT, _("accept the results")),
    Step("revoke", frozenset({G.AGREED, G.RUNNING, G.REPORTED}), G.REVOKED, MANAGE_GRANT, _("revoke"), needs_note=True),
)
# What the history names besides the steps, and the fields that only it has.
POLICY_RECORDED = {"create": _("prepared"), **RULES_RECORDED}
GRANT_RECORDED = {"agree": _("agreed on the grant"), "pay": _("noted a payment")}
GRANT_FIELDS = {"instalment": _("instalment"), "paid_on": _("paid on")}
ASSESSMENT = Workflow(Step("complete", frozenset({A.DRAFT}), A.COMPLETED, ACT, _("see the result")))
