"""`manage.py prepare_demo`: all that the demo needs before its first page, in one process."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from brandcity.freshness import DATABASE, STATIC, fingerprint, read_stamp, write_stamp
from portal.demo.people import DEMO_PASSWORD, SIGN_IN


class Command(BaseCommand):
    help = "Catalogues, migrations, demo data and static files, each only where it is not up to date."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.MODE != "demo":
            raise CommandError("The demo runs with BRANDCITY_MODE=demo only, never on the settings of a real portal.")
        call_command("compile_messages")
        # The states are noted before the work: what changes meanwhile makes the next start prepare again.
        database, static = fingerprint(DATABASE), fingerprint(STATIC)
        collected = settings.STATIC_ROOT / "made.json"
        if read_stamp(collected).get("made_from") != static:
            call_command("collectstatic", interactive=False, verbosity=0)
            write_stamp(collected, {"made_from": static})
        call_command("migrate", interactive=False, verbosity=0)
        call_command("demo_data", stdout=self.stdout)
        stamp = {"made_from": database, "password": DEMO_PASSWORD, "people": SIGN_IN}
        write_stamp(settings.VAR_DIR / "ready.json", stamp)
