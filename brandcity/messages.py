"""The message catalogue: what the code says, and whether each of it has been put into Chinese."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polib
from babel.messages.extract import extract
from django.conf import settings
from django.utils.translation.template import templatize

KEYWORDS = {
    "gettext": None, "gettext_lazy": None, "gettext_noop": None, "_noop": None, "_": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3),
    "TextRefused": (2,),
}  # fmt: skip
LEFT_OUT = {".venv", "tests", "var", "staticfiles", "node_modules", "bench"}
CATALOGUE = settings.BASE_DIR / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"


@dataclass(frozen=True, slots=True)
class Message:
    """One thing the code says, with the place where it says it."""

    msgid: str
    plural: str
    context: str
    place: str


def spoken() -> Iterator[Message]:
    """Every translatable string in our Python and templates."""
    for path in sorted(settings.BASE_DIR.rglob("*")):
        inside = path.relative_to(settings.BASE_DIR)
        if path.suffix not in (".py", ".html", ".txt") or LEFT_OUT & set(inside.parts) or not path.is_file():
            continue
        if path.suffix == ".txt" and "templates" not in inside.parts:
            continue
        yield from _in_file(path, inside)


def update(catalogue: Path = CATALOGUE) -> polib.POFile:
    """Bring the catalogue up to date: new strings appear without translation, strings no longer said are gone."""
    old = polib.pofile(str(catalogue)) if catalogue.exists() else polib.POFile()
    known = {(entry.msgctxt or "", entry.msgid): entry for entry in old}
    new = polib.POFile(wrapwidth=110)
    new.metadata = {
        "Language": "zh_Hans", "MIME-Version": "1.0", "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit", "Plural-Forms": "nplurals=1; plural=0;",
    }  # fmt: skip
    seen: dict[tuple[str, str], polib.POEntry] = {}
    for message in spoken():
        key = (message.context, message.msgid)
        if key not in seen or (message.plural and not seen[key].msgid_plural):
            seen[key] = _entry(message, known.get(key))
    for key in sorted(seen):
        new.append(seen[key])
    return new


def untranslated(catalogue: Path = CATALOGUE) -> list[str]:
    """The strings without a complete translation in the committed catalogue."""
    return [entry.msgid for entry in update(catalogue) if not _complete(entry)]


def _in_file(path: Path, inside: Path) -> Iterator[Message]:
    source = path.read_text("utf-8")
    if path.suffix != ".py":
        # The blanked-out template is Python but for its indentation.
        source = "\n".join(line.lstrip() for line in templatize(source, origin=str(inside)).splitlines())
    found = extract("python", io.BytesIO(source.encode()), keywords=KEYWORDS, options={"encoding": "utf-8"})
    for line, msgid, _comments, context in found:
        single, plural = (msgid[0], msgid[1]) if isinstance(msgid, tuple) else (msgid, "")
        if single:
            yield Message(single, plural, context or "", f"{inside.as_posix()}:{line}")


def _entry(message: Message, known: polib.POEntry | None) -> polib.POEntry:
    entry = polib.POEntry(msgid=message.msgid, msgctxt=message.context or None)
    single = (known.msgstr or (known.msgstr_plural or {}).get(0, "")) if known else ""
    if message.plural:
        entry.msgid_plural, entry.msgstr_plural = message.plural, {0: single}
    else:
        entry.msgstr = single
    return entry


def _complete(entry: polib.POEntry) -> bool:
    return all(entry.msgstr_plural.values()) if entry.msgid_plural else bool(entry.msgstr)
