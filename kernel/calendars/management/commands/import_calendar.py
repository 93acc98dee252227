"""manage.py import_calendar YEAR FILE: take a year's arrangement from a CSV file."""

from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from kernel.calendars.forms import decode
from kernel.calendars.services import announce_year, read_arrangement
from kernel.common.errors import Invalid


class Command(BaseCommand):
    help = "Take the State Council's arrangement of a year from a CSV file: date, 0 (closed) or 1 (worked), name."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("year", type=int)
        parser.add_argument("file", type=Path)
        parser.add_argument("--basis", default="", help="the notice, with its number")

    def handle(self, *args: Any, **options: Any) -> None:
        year, file = options["year"], options["file"]
        try:
            days = read_arrangement(decode(file.read_bytes()), year)
            announce_year(year, days, basis=options["basis"] or file.name)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        except ValidationError as error:
            raise CommandError(f"{file}: {error.messages[0]}") from error
        except Invalid as refusal:
            raise CommandError("\n".join(text for texts in refusal.fields.values() for text in texts)) from refusal
        self.stdout.write(f"{year}: {len(days)}")
