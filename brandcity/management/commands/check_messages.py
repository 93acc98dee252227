"""`manage.py check_messages`: fail when something the code says has no Chinese."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from brandcity import messages


class Command(BaseCommand):
    help = "Exit with 1 and the list when the catalogue is not complete."

    def handle(self, *args: Any, **options: Any) -> None:
        missing = messages.untranslated()
        if missing:
            raise CommandError("Without translation:\n" + "\n".join(missing))
