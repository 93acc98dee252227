"""One reminder engine for all apps, fed by the list REMINDER_SOURCES."""

from datetime import date

import structlog
from django.conf import settings
from django.utils.module_loading import import_string

from kernel.activity.services import notify

from ..queries.reminders import Reminder

log = structlog.get_logger(__name__)


def send_reminders(*, today: date) -> int:
    """Write every reminder due today, each once; returns how many there were.

    A source or a reminder that fails is logged and stops no other; an ExceptionGroup at the end names all of it.
    """
    count, broken = 0, list[Exception]()
    for path in settings.REMINDER_SOURCES:
        try:
            for reminder in import_string(path)(today):
                count += _remind(reminder, broken)
        except Exception as error:
            log.exception("reminder_source_failed", source=path)
            broken.append(error)
    if broken:
        raise ExceptionGroup("not everybody could be reminded", broken)
    return count


def _remind(reminder: Reminder, broken: list[Exception]) -> int:
    try:
        notify(
            reminder.recipients, reminder.verb, about=reminder.about, dedupe_key=reminder.dedupe_key,
            **reminder.params,
        )  # fmt: skip
    except Exception as error:
        log.exception("reminder_failed", verb=reminder.verb, about=reminder.about.pk)
        broken.append(error)
        return 0
    return 1
