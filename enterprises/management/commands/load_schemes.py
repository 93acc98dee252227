"""Found the shipped schemes, or a city's own, from JSON files; and draft their first call."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel.common.errors import DomainError

from ...services.schemes import draft_first_call, found_scheme

SHIPPED = Path(__file__).resolve().parents[2] / "schemes"


class Command(BaseCommand):
    """A scheme that is there stays as it is. A refusal is one sentence on stderr and exit code 1."""

    help = str(gettext_lazy("Found schemes from JSON files; without files, those that are shipped."))

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="*", type=Path)
        parser.add_argument("--year", type=int, help=_("also draft the call of this year for a new scheme"))

    def handle(self, *args: Any, **options: Any) -> None:
        for path in options["files"] or sorted(SHIPPED.glob("*.json")):
            try:
                self._found(json.loads(path.read_text(encoding="utf-8")), options["year"])
            except (OSError, ValueError, KeyError, TypeError) as error:
                raise CommandError(
                    _("%(file)s is no definition of a scheme: %(why)s") % {"file": path, "why": error}
                ) from error
            except DomainError as refusal:
                raise CommandError(f"{path.name}: {refusal}") from refusal

    @transaction.atomic
    def _found(self, definition: dict[str, Any], year: int | None) -> None:
        scheme, new = found_scheme(definition, actor=None)
        if new and year:
            self.stdout.write(str(draft_first_call(scheme, definition, year=year, actor=None)))
        self.stdout.write(f"{scheme.code} {scheme}: {_('founded') if new else _('is there already')}")
