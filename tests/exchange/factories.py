"""Workbooks as people fill them in, and workbooks as they are read back: values, colours, comments."""

import re
from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any
from xml.etree import ElementTree
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from coordination.exchange import DUTY_KEYWORDS
from kernel.accounts.models import User
from kernel.exchange.models import Intake, Job
from kernel.exchange.queries import intake_of
from kernel.exchange.services import begin_intake, run_job

HEAD = ("部门", "关键词")
SPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def workbook(rows: Iterable[Sequence[Any]], head: Sequence[str] = HEAD) -> bytes:
    """An .xlsx file with this table."""
    target = BytesIO()
    with Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet("职责关键词")
        for number, row in enumerate([head, *rows]):
            sheet.write_row(number, 0, row)
    return target.getvalue()


def upload(data: bytes, name: str = "关键词.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """The same archive with one part added or replaced."""
    target = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(target, "w", ZIP_DEFLATED) as new:
        for part in old.infolist():
            if part.filename != name:
                new.writestr(part.filename, old.read(part))
        new.writestr(name, content)
    return target.getvalue()


def checked_intake(rows: Iterable[Sequence[Any]], actor: User) -> Intake:
    """An import of duty keywords whose check is done."""
    job = begin_intake(DUTY_KEYWORDS, upload(workbook(rows)), actor=actor, now=timezone.now())
    run_job(job.pk, now=timezone.now())
    return intake_of(job)


def finished(job: Job) -> Job:
    """The job after a worker has done it."""
    run_job(job.pk, now=timezone.now())
    return Job.objects.get(pk=job.pk)


def streamed(page: Any) -> bytes:
    """What was downloaded."""
    data: bytes = b"".join(page.streaming_content)
    return data


def values(data: bytes, sheet: int = 0) -> list[list[Any]]:
    """The cells of a sheet as a reader sees them."""
    return CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(sheet).to_python(skip_empty_area=False)


def part(data: bytes, name: str) -> ElementTree.Element:
    with ZipFile(BytesIO(data)) as archive:
        return ElementTree.fromstring(archive.read(name))


def coloured(data: bytes, colour: str = "FFFFC7CE") -> set[str]:
    """The cells (A2) filled with this colour."""
    styles, sheet = part(data, "xl/styles.xml"), part(data, "xl/worksheets/sheet1.xml")
    fills = [fill.find(f"{SPACE}patternFill/{SPACE}fgColor") for fill in styles.iter(f"{SPACE}fill")]
    formats = next(styles.iter(f"{SPACE}cellXfs"))
    wrong = {
        n
        for n, one in enumerate(formats)
        if (f := fills[int(one.get("fillId", 0))]) is not None and f.get("rgb") == colour
    }
    return {cell.get("r", "") for cell in sheet.iter(f"{SPACE}c") if int(cell.get("s", 0)) in wrong}


def comments(data: bytes) -> dict[str, str]:
    """Cell -> the text of its comment."""
    return {
        comment.get("ref", ""): "".join(text.text or "" for text in comment.iter(f"{SPACE}t"))
        for comment in part(data, "xl/comments1.xml").iter(f"{SPACE}comment")
    }


def sheet_xml(data: bytes, number: int = 1) -> str:
    with ZipFile(BytesIO(data)) as archive:
        return archive.read(f"xl/worksheets/sheet{number}.xml").decode()


def formulas(data: bytes) -> list[str]:
    return re.findall(r"<f[^>]*>([^<]*)</f>", sheet_xml(data))
