"""From an uploaded file to its text, or to a refusal that says what to do."""

import codecs
import re

from coordination.policytext.model import TextRefused
from coordination.policytext.word import LARGEST_FILE, word_text

LONGEST_TEXT = 2 * 1024 * 1024  # bytes of a text file, characters of a text

_ZIP = b"PK\x03\x04"
_OLD_WORD = b"\xd0\xcf\x11\xe0"
_MAGIC = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"{\\rtf",
    b"\x1f\x8b",
    b"Rar!",
    b"7z\xbc\xaf",
    b"MZ",
    b"\x7fELF",
    b"PK",
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_USUAL = re.compile(r"[\u00a0-\u00ff\u2000-\u206f\u2100-\u27bf\u3000-\u303f\u3200-\u33ff\u4e00-\u9fff\uff00-\uffef]")
_SAMPLE = 200_000


def read_document(name: str, data: bytes) -> str:
    """The text of a .txt, .md or .docx file; its content says which it is. A byte order mark is left out.

    Text may be UTF-8, UTF-16 with a byte order mark, or GB18030. Raises TextRefused: empty, encoding, binary,
    too_large, docx_broken.
    """
    if not data.strip():
        raise TextRefused("empty", "The file is empty.")
    is_word = name.lower().endswith(".docx")
    if data.startswith(_OLD_WORD):
        raise TextRefused("binary", "This is an old Word file (.doc). Open it in Word or WPS and save it as .docx.")
    if data.startswith(_ZIP) or is_word:
        return _word(data)
    if data.startswith(_MAGIC):
        raise TextRefused("binary", "This file is not text. Only .txt, .md and .docx files can be imported.")
    if len(data) > LONGEST_TEXT:
        raise TextRefused("too_large", "The file is too large: at most 2 MB of text can be imported.")
    text = _decoded(data)
    if not text.strip():
        raise TextRefused("empty", "The file is empty.")
    return text


def _word(data: bytes) -> str:
    if not data.startswith(_ZIP):
        raise TextRefused("docx_broken", "This is not a Word file, or it is damaged. Save it as .docx again.")
    if len(data) > LARGEST_FILE:
        raise TextRefused("too_large", "The Word file is too large: at most 20 MB can be imported.")
    text = word_text(data)
    if len(text) > LONGEST_TEXT:
        raise TextRefused("too_large", "The file is too large: at most 2 MB of text can be imported.")
    if not text.strip():
        raise TextRefused("empty", "There is no text in the Word file.")
    return text


def _decoded(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _as(data, "utf-16")
    if b"\0" in data:
        raise TextRefused("binary", "This file is not text. Only .txt, .md and .docx files can be imported.")
    try:
        return _printable(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return _as(data, "gb18030")


def _as(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as wrong:
        raise _wrong_encoding() from wrong
    text = _printable(text)
    foreign = [character for character in text[:_SAMPLE] if character > "\x7f"]
    # GB18030 decodes almost any bytes; real Chinese text hardly leaves the usual blocks.
    if foreign and len(_USUAL.findall("".join(foreign))) < 0.9 * len(foreign):
        raise _wrong_encoding()
    return text


def _printable(text: str) -> str:
    if len(_CONTROL.findall(text)) > len(text) / 500:
        raise TextRefused("binary", "This file is not text. Only .txt, .md and .docx files can be imported.")
    return text


def _wrong_encoding() -> TextRefused:
    return TextRefused("encoding", "The file's encoding is not known. Save it as UTF-8 or GB18030.")
