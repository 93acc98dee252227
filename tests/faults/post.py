"""A post office that keeps a line a letter, in a file that all processes share, and can kill whoever comes to it."""

import os
import signal
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.mail.backends.base import BaseEmailBackend

DEADLY = "deadly"


class PostOffice(BaseEmailBackend):
    """Takes letters; the first one to an address with `deadly` in it kills the process that brings it."""

    def send_messages(self, email_messages: Any) -> int:
        book = Path(os.environ["POST_BOOK"])
        for letter in email_messages:
            if DEADLY in letter.to[0] and not (trap := book.with_suffix(".sprung")).exists():
                trap.touch()
                os.kill(os.getpid(), signal.SIGKILL)
            with book.open("a", encoding="utf-8") as lines:
                lines.write(f"{letter.to[0]}\n")
        return len(email_messages)


def letters(book: Path) -> Counter[str]:
    """How many letters each address has got."""
    return Counter(book.read_text("utf-8").split()) if book.exists() else Counter()
