"""Make the demo's city, once; a second run finds it and does nothing."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.demo import build

MODES = ("demo", "development", "test")


class Command(BaseCommand):
    help = "Make the demo's city, its people and the story of its campaign until today, unless it is there."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--today", type=date.fromisoformat, help="the day the story has come to (default: today)")

    def handle(self, *args: Any, today: date | None = None, **options: Any) -> None:
        if settings.MODE not in MODES:
            raise CommandError("Demo people and their known passwords are not made in production.")
        if build.is_there():
            self.stdout.write("The demo data is there.")
            return
        if not build.is_empty():
            raise CommandError("This database holds other data; the demo needs one of its own.")
        plan = build.make_demo(today or timezone.localdate())
        self.stdout.write(f"Made {plan.name}: {plan.tasks.count()} tasks.")
