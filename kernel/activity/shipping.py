"""How migrations ship the wording of messages and the works that come round; what staff have changed stays."""

from collections.abc import Iterable
from typing import Any

Wording = tuple[str, str, str, str, str]


def ship_messages(apps: Any, messages: Iterable[Wording]) -> None:
    """Each is its verb, Chinese title and text, English title and text."""
    template = apps.get_model("activity", "MessageTemplate")
    for verb, title_zh, body_zh, title_en, body_en in messages:
        words = {"title_zh": title_zh, "body_zh": body_zh, "title_en": title_en, "body_en": body_en}
        template.objects.get_or_create(verb=verb, defaults=words)


def ship_nightly(apps: Any, name: str, task: str, hour: str, minute: str) -> None:
    """A task that is done once a night, at this time here."""
    night, _new = apps.get_model("django_celery_beat", "CrontabSchedule").objects.get_or_create(
        hour=hour, minute=minute, day_of_week="*", day_of_month="*", month_of_year="*", timezone="Asia/Shanghai"
    )
    work = {"task": task, "crontab": night}
    apps.get_model("django_celery_beat", "PeriodicTask").objects.get_or_create(name=name, defaults=work)
