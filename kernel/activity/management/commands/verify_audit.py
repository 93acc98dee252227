"""manage.py verify_audit [--expect NUMBER:DIGEST]: walk the chain of seals; exit 1 and list every break."""

import re
import sys
from argparse import ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from kernel.activity.models import AuditSeal
from kernel.activity.services import find_tampering, mark_of


def mark(given: str) -> str:
    """A number, a colon and a digest, as the log has them."""
    if not re.fullmatch(r"[1-9]\d{0,17}:[0-9a-f]{64}", given):
        raise ArgumentTypeError("give it as the log has it: NUMBER:DIGEST")
    return given


class Command(BaseCommand):
    help = "Check the audit against its chain of seals; exits 1 and lists the breaks when it was tampered with."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--expect", type=mark, metavar="NUMBER:DIGEST",
            help="a seal from the log (audit_sealed): the chain must still hold it, or its end was cut off",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        breaks = 0
        for sentence in find_tampering(options["expect"] or ""):
            breaks += 1
            self.stderr.write(sentence)
        if breaks:
            sys.exit(1)
        newest = AuditSeal.objects.order_by("-number").first()
        self.stdout.write(f"{AuditSeal.objects.count()} seals, no break; newest {mark_of(newest) if newest else '-'}")
