"""The PDF of what was sent, kept with its digest."""

from datetime import datetime

from django.conf import settings
from django.utils import translation

from kernel.accounts.models import User
from kernel.documents.pdf import to_pdf
from kernel.files.services import keep_made

from ..models import Submission
from ..queries.printed import document_of

PURPOSE = "receipt"


def make_receipt(submission: Submission, *, actor: User, now: datetime) -> Submission:
    """Print what was sent, in the language of the files, and keep it as the submission's attachment.

    FontMissing (503) where the portal cannot print: then nothing is sent, rather than sent without its receipt.
    """
    with translation.override(settings.LANGUAGE_CODE):
        printed = to_pdf(document_of(submission), made_at=now)
    name = f"{submission.application.number}-{submission.round}.pdf"
    submission.pdf = keep_made(
        submission, printed.data, name=name, media_type="application/pdf", purpose=PURPOSE, actor=actor, now=now
    )
    submission.save(update_fields=["pdf"])
    return submission
