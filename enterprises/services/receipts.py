"""The PDF of what was sent, kept with its digest."""

from datetime import datetime

from kernel.accounts.models import User

from ..models import Submission


def make_receipt(submission: Submission, *, actor: User, now: datetime) -> Submission:
    """Keep the PDF of a submission as its attachment."""
    return submission
