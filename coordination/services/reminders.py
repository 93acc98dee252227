"""One reminder engine for all apps, fed by the list REMINDER_SOURCES."""

from datetime import date

import structlog
from django.conf import settings
from django.utils.module_loading import import_string

from kernel.activity.services import notify

log = structlog.get_logger(__name__)


def send_reminders(*, today: date) -> int:
    """Write every reminder due today, each once; a source that fails is logged and stops no other. Returns how many."""
    count = 0
    for path in settings.REMINDER_SOURCES:
        try:
            for reminder in import_string(path)(today):
                notify(
                    reminder.recipients, reminder.verb, about=reminder.about, dedupe_key=reminder.dedupe_key,
                    **reminder.params,
                )  # fmt: skip
                count += 1
        except Exception:
            log.exception("reminder_source_failed", source=path)
    return count
