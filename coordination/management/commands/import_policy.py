"""Read a policy text from a file: show what it says, and draft a plan from it."""

import json
import re
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel.common.errors import DomainError

from ...models import Plan
from ...policytext import Outline, TextRefused, read_document
from ...queries.compare import compare
from ...queries.coverage import sentences_of
from ...services import plans

LARGEST_FILE = 32 * 1024 * 1024  # nothing beyond it is even read; the reader has its own, smaller limits
_YEARS = re.compile(r"(\d{4})\s*[-–—]\s*(\d{4})")


class Command(BaseCommand):
    """A refusal is one sentence on stderr and exit code 1; a text known already is compared, and nothing is written."""

    help = str(gettext_lazy("Read a policy text (.txt, .md, .docx) and draft a plan from it."))

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--plan", default="", help=_("name of the plan; the text's title when left out"))
        parser.add_argument("--years", default="", help=_("such as 2026-2028; those of the title when left out"))
        parser.add_argument("--dry-run", action="store_true", help=_("read the text, write nothing"))
        parser.add_argument("--json", action="store_true", help=_("print what was read as JSON"))

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            text = read_document(path.name, _bytes_of(path))
            years = _years(options["years"], text)
            outline = plans.read_outline(text, years=years)
            known, plan = None, None
            if not options["dry_run"]:
                known = plans.known_plan(text)
                plan = None if known else self._draft(text, years, options["plan"], path.name)
        except TextRefused as refusal:
            raise CommandError(_(str(refusal))) from refusal
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal
        self._print(outline, as_json=options["json"])
        if known is not None:
            self.stderr.write(_how_it_compares(known, outline))
        elif plan is not None and not options["json"]:
            self.stdout.write(_("Drafted as “%(plan)s” (number %(pk)d).") % {"plan": plan, "pk": plan.pk})

    def _draft(self, text: str, years: tuple[int, int], name: str, source_name: str) -> Plan:
        return plans.draft_plan(text, name=name, years=years, source_name=source_name, actor=None, now=timezone.now())

    def _print(self, outline: Outline, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(outline.as_json(), ensure_ascii=False, indent=2))
            return
        self.stdout.write(outline.title)
        for pillar in outline.pillars:
            self.stdout.write(f"{pillar.number} {pillar.title}".strip())
            for measure in pillar.measures:
                line = _("%(title)s: %(n)d actions") % {"title": measure.title or "—", "n": len(measure.actions)}
                self.stdout.write(f"  {measure.number} {line}")
        self.stdout.write(_summary(outline))


def _summary(outline: Outline) -> str:
    actions = outline.actions
    return _(
        "%(pillars)d pillars, %(measures)d measures, %(actions)d actions; %(named)d with a lead, %(suggested)d with a "
        "suggested one, %(targets)d targets."
    ) % {
        "pillars": len(outline.pillars),
        "measures": len(outline.measures),
        "actions": len(actions),
        "named": sum(bool(action.lead_department) for action in actions),
        "suggested": sum(bool(action.suggested_lead) for action in actions),
        "targets": sum(len(action.targets) for action in actions),
    }


def _how_it_compares(plan: Plan, outline: Outline) -> str:
    found = compare(plan, plans.read_outline(plan.policy.text), outline, sentences_of(plan))
    return _(
        "This text has been imported already, as “%(plan)s” (number %(pk)d); nothing was written. "
        "%(same)d sentences are the same, %(gone)d only in the plan, %(new)d only in the text."
    ) % {
        "plan": plan,
        "pk": plan.pk,
        "same": found.same,
        "gone": len(found.only_plan) + len(found.changed),
        "new": len(found.only_text) + len(found.changed),
    }


def _bytes_of(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise CommandError(_("The file is too large: at most 2 MB of text can be imported."))
        return path.read_bytes()
    except OSError as error:
        sentence = _("The file “%(path)s” cannot be read: %(why)s.") % {"path": path, "why": error.strerror}
        raise CommandError(sentence) from error


def _years(typed: str, text: str) -> tuple[int, int]:
    if not typed:
        return plans.years_of(text, today=timezone.localdate())
    found = _YEARS.fullmatch(typed.strip())
    if found is None or found[1] > found[2]:
        raise CommandError(_("Give the years as 2026-2028."))
    return int(found[1]), int(found[2])
