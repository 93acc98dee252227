"""What was typed into a section of an application, told apart from what was only shown there."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..answers import WrongAnswer, clean_answer
from ..models import FormField
from ..services.answers import fits
from .fields import SectionForm

SEEN, THEIRS, PICK = "seen-", "theirs-", "pick-"


@dataclass(frozen=True, slots=True)
class Typed:
    """By key: the answers this person changed, the versions they had read, and the sentences about wrong ones.

    A wrong answer is among the changed ones as it was typed, unless it has no shape at all.
    """

    values: dict[str, Any] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    wrong: dict[str, list[str]] = field(default_factory=dict)


def seen_word(row: FormField, value: Any, version: int) -> str:
    """What a hidden box beside a field says: which version is shown there, and a digest of what it shows."""
    return f"{version}:{_digest(_settled(row, value)[0])}"


def typed_in(form: SectionForm, data: Mapping[str, Any]) -> Typed:
    """What this person changed: a field that is sent as it was shown is nobody's change."""
    found = Typed()
    for key in form.open_names:
        seen, row = str(data.get(SEEN + key, "")), form.fields[key].row  # type: ignore[attr-defined]
        if not seen or data.get(PICK + key) == "theirs":
            continue
        raw = form.fields[key].widget.value_from_datadict(data, {}, key)
        value, wrong = _settled(row, raw)
        if wrong:
            found.wrong[key] = wrong
        version, _sign, digest = seen.partition(":")
        if digest != _digest(value) and fits(row, value):
            found.values[key] = value
            found.versions[key] = _number(data.get(THEIRS + key) if data.get(PICK + key) == "mine" else version)
    return found


def picks_in(data: Mapping[str, Any]) -> bool:
    """Whether somebody chose between two versions with this form."""
    return any(name.startswith(PICK) for name in data)


def _settled(row: FormField, raw: Any) -> tuple[Any, list[str]]:
    """The answer as it is kept, or as it was typed with what is wrong with it."""
    try:
        return clean_answer(row, raw, owed=False), []
    except WrongAnswer as wrong:
        if row.kind == FormField.Kind.TABLE:
            raw = [line for line in raw if any(line.values())]
        return raw, wrong.sentences


def _digest(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _number(text: Any) -> int:
    text = str(text or "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
