"""manage.py verify_audit: walk the chain of seals; exit 1 and list every break."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from kernel.activity.models import AuditSeal
from kernel.activity.services import find_tampering


class Command(BaseCommand):
    help = "Check the audit against its chain of seals; exits 1 and lists the breaks when it was tampered with."

    def handle(self, *args: Any, **options: Any) -> None:
        breaks = 0
        for sentence in find_tampering():
            breaks += 1
            self.stderr.write(sentence)
        if breaks:
            sys.exit(1)
        self.stdout.write(f"{AuditSeal.objects.count()} seals, no break")
