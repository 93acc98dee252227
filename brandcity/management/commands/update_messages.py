"""`manage.py update_messages [--from translations.json]`: bring locale/zh_Hans up to date."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from brandcity import messages


class Command(BaseCommand):
    help = "Extract every translatable string, keep known translations, and list what is still without one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--from",
            dest="sources",
            action="append",
            default=[],
            help="JSON files {msgid or context|msgid: translation}",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        given: dict[str, str] = {}
        for source in options["sources"]:
            given |= json.loads(Path(source).read_text("utf-8"))
        catalogue = messages.update()
        for entry in catalogue:
            key = f"{entry.msgctxt}|{entry.msgid}" if entry.msgctxt else entry.msgid
            text = given.get(key, given.get(entry.msgid, given.get(entry.msgid_plural or "", "")))
            if entry.msgid_plural and not entry.msgstr_plural.get(0):
                entry.msgstr_plural = {0: text}
            elif not entry.msgid_plural and not entry.msgstr:
                entry.msgstr = text
        messages.CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
        catalogue.save(str(messages.CATALOGUE))
        for msgid in messages.untranslated():
            self.stdout.write(json.dumps(msgid, ensure_ascii=False))
