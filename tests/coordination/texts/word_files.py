"""Word files made for the tests, with lists written in Word's own XML."""

import io
import zipfile
from collections.abc import Callable

import docx
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from coordination.policytext import read_document

LEVELS = (("chineseCounting", "%1、"), ("chineseCountingThousand", "（%2）"), ("decimal", "%3."), ("decimal", "（%4）"))


def level(depth: int, form: str, text: str, extra: str = "", start: int = 1) -> str:
    look = f'<w:numFmt w:val="{form}"/>{extra}<w:lvlText w:val="{text}"/>'
    return f'<w:lvl w:ilvl="{depth}"><w:start w:val="{start}"/>{look}</w:lvl>'


def document(levels: str = "", nums: str = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>') -> Document:
    """An empty document whose only list is the given one."""
    made = docx.Document()
    numbering = made.part.numbering_part.element
    for child in list(numbering):
        numbering.remove(child)
    levels = levels or "".join(level(depth, *form) for depth, form in enumerate(LEVELS))
    inner = f'<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>{nums}'
    for child in parse_xml(f"<w:numbering {nsdecls('w')}>{inner}</w:numbering>"):
        numbering.append(child)
    return made


def number_properties(depth: int, number: int = 1) -> str:
    return f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'


def add(made: Document, text: str, depth: int | None = None, number: int = 1, style: str | None = None) -> None:
    paragraph = made.add_paragraph(text, style)
    if depth is not None:
        properties = paragraph._p.get_or_add_pPr()
        properties.append(
            parse_xml(number_properties(depth, number).replace("<w:numPr", f"<w:numPr {nsdecls('w')}", 1))
        )


def add_xml(made: Document, inner: str) -> None:
    body = made.element.body
    body.insert(len(body) - 1, parse_xml(f"<w:p {nsdecls('w', 'r')}>{inner}</w:p>"))


def saved(made: Document) -> bytes:
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def text_of(made: Document) -> list[str]:
    return read_document("policy.docx", saved(made)).splitlines()


def rewritten(data: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    """The package with every part passed through `change(name, part)`; None leaves the part out."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = change(name, old.read(name))
            if part is not None:
                new.writestr(name, part)
    return file.getvalue()


def packed(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return file.getvalue()
