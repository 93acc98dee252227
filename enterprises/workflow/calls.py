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
VERSION = Workflow(Step("freeze", frozenset({V.DRAFT}), V.FROZEN, MANAGE, _("freeze")))
