"""What was sent, read: its files are made by the portal alone."""

from kernel.accounts.models import User

from ..models import Application, Submission


def may_attach(_submission: Submission, _user: User) -> bool:
    """Nobody adds a file to what was sent, nor takes one back."""
    return False


def sent_rounds(application: Application) -> list[Submission]:
    """What was sent, the latest first, each with its PDF; one query."""
    rows = application.submissions.select_related("pdf", "submitted_by").order_by("-round")
    return list(rows.defer("content"))
