"""The life cycles of a call and of what is frozen for it: the form and the rubric."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from kernel.common.workflow import Step, Workflow


class CallStatus(TextChoices):
    DRAFT = "draft", _("in preparation")
    PUBLISHED = "published", _("published")
    CLOSED = "closed", _("closed for applications")
    CANCELLED = "cancelled", _("cancelled")


class VersionStatus(TextChoices):
    DRAFT = "draft", _("being edited")
    FROZEN = "frozen", _("frozen")


C, V = CallStatus, VersionStatus
MANAGE = "enterprises.manage_call"

CALL = Workflow(
    Step("publish", frozenset({C.DRAFT}), C.PUBLISHED, MANAGE, _("publish")),
    Step("unpublish", frozenset({C.PUBLISHED}), C.DRAFT, MANAGE, _("take back"), needs_note=True),
    Step("close", frozenset({C.PUBLISHED}), C.CLOSED, MANAGE, _("close for applications")),
    Step("cancel", frozenset({C.DRAFT, C.PUBLISHED}), C.CANCELLED, MANAGE, _("cancel the call"), needs_note=True),
)
# What is recorded of the conditions of a call or a policy.
RULES_RECORDED = {
    "set_rules": _("set the conditions"),
    "add_rule": _("added a condition"),
    "change_rule": _("changed a condition"),
    "remove_rule": _("took a condition away"),
}
# What is recorded in the histories of calls, forms and rubrics besides the steps of their lives.
RECORDED = {
    "create": _("prepared"),
    "copy": _("copied"),
    "set_stages": _("set the stages"),
    "set_tiers": _("set the tiers"),
    **RULES_RECORDED,
    "late_code": _("made a late-entry code"),
    "add_section": _("added a section"),
    "change_section": _("changed a section"),
    "remove_section": _("took a section away"),
    "add_field": _("added a question"),
    "change_field": _("changed a question"),
    "remove_field": _("took a question away"),
    "add_material": _("added a material"),
    "change_material": _("changed a material"),
    "remove_material": _("took a material away"),
    "set_form": _("laid the form down anew"),
    "set_criterion": _("set an item"),
    "set_criteria": _("laid the items down anew"),
    "remove_criterion": _("took an item away"),
}
VERSION = Workflow(Step("freeze", frozenset({V.DRAFT}), V.FROZEN, MANAGE, _("freeze")))
