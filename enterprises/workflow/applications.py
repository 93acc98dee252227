"""The life cycles of an application, from draft to accepted, and of a letter of support."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kernel.common.workflow import Step, Workflow


class ApplicationStatus(TextChoices):
    DRAFT = "draft", pgettext_lazy("application", "draft")
    SUBMITTED = "submitted", _("in the formal check")
    RETURNED = "returned", pgettext_lazy("application", "to be supplemented")
    ACCEPTED = "accepted", pgettext_lazy("application", "accepted")
    REJECTED = "rejected", pgettext_lazy("application", "rejected")
    WITHDRAWN = "withdrawn", pgettext_lazy("application", "withdrawn")
    NOT_SUBMITTED = "not_submitted", pgettext_lazy("application", "not submitted")


class LetterStatus(TextChoices):
    ASKED = "asked", _("asked for")
    GIVEN = "given", _("given")
    CALLED_OFF = "called_off", _("called off")


A, L = ApplicationStatus, LetterStatus
APPLY, CHECK = "enterprises.submit_application", "enterprises.check_application"

APPLICATION = Workflow(
    Step("submit", frozenset({A.DRAFT}), A.SUBMITTED, APPLY, _("submit the application")),
    Step("supplement", frozenset({A.RETURNED}), A.SUBMITTED, APPLY, _("send the supplement")),
    Step("return", frozenset({A.SUBMITTED}), A.RETURNED, CHECK, _("return with the full list"), needs_note=True),
    Step("accept", frozenset({A.SUBMITTED}), A.ACCEPTED, CHECK, pgettext_lazy("application", "accept")),
    Step("reconsider", frozenset({A.ACCEPTED}), A.SUBMITTED, CHECK, _("take the acceptance back")),
    Step("reject", frozenset({A.SUBMITTED, A.RETURNED}), A.REJECTED, CHECK, _("reject"), needs_note=True),
    Step(
        "withdraw", frozenset({A.DRAFT, A.SUBMITTED, A.RETURNED, A.ACCEPTED}), A.WITHDRAWN, APPLY, _("withdraw"),
        needs_note=True,
    ),
    Step("lapse", frozenset({A.DRAFT}), A.NOT_SUBMITTED, CHECK, _("close as not submitted")),
    Step("reopen", frozenset({A.NOT_SUBMITTED}), A.DRAFT, APPLY, _("take up again with a late-entry code")),
)  # fmt: skip
LETTER = Workflow(
    Step("give", frozenset({L.ASKED}), L.GIVEN, APPLY, _("give the letter")),
    Step("call_off", frozenset({L.ASKED}), L.CALLED_OFF, APPLY, _("call off")),
)
