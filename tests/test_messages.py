"""Everything the portal says has been put into Chinese."""

import re

import polib

from brandcity import messages


def test_every_string_has_its_translation():
    assert messages.untranslated() == []


def test_translations_keep_the_placeholders_of_what_they_translate():
    holes = re.compile(r"%\(\w+\)[sd]|\{\w*\}|%[sd]")
    broken = [
        entry.msgid
        for entry in polib.pofile(str(messages.CATALOGUE))
        for text in (entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr])
        if set(holes.findall(entry.msgid_plural or entry.msgid)) != set(holes.findall(text))
    ]
    assert broken == []


def test_a_new_string_is_noticed(tmp_path, monkeypatch):
    empty = tmp_path / "django.po"
    polib.POFile().save(str(empty))
    assert "progress report" in messages.untranslated(empty)
