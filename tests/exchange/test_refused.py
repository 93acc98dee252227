"""What is not taken in: each refusal at the file's field with one sentence, and nothing kept."""

import struct
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.urls import reverse

from kernel.exchange.models import ExchangeRule, Intake, Job
from kernel.exchange.workbooks.safety import Bounds, check_workbook
from kernel.files.models import Attachment
from tests.factories import office_person
from tests.pages.factories import signed_in

from .factories import upload, with_part, workbook

GOOD = workbook([("市商务局", "消费")])
SHEET = "xl/worksheets/sheet1.xml"
BOUNDS = Bounds(most_rows=20_000, most_unpacked=200 * 1024**2, most_ratio=200)


def sheet(cells: str) -> bytes:
    """A workbook whose sheet holds exactly this XML."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return with_part(GOOD, SHEET, f'<worksheet xmlns="{space}"><sheetData>{cells}</sheetData></worksheet>'.encode())


def understated(data: bytes) -> bytes:
    """The archive with a directory that says its sheet is ten bytes long, whatever it unpacks to."""
    at = data.index(b"PK\x01\x02")
    while not data[at + 46 :].startswith(SHEET.encode()):
        at = data.index(b"PK\x01\x02", at + 4)
    return data[: at + 24] + struct.pack("<I", 10) + data[at + 28 :]


def locked_with_a_password() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512


def another_zip() -> bytes:
    target = BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        archive.writestr("readme.txt", "x")
    return target.getvalue()


REFUSALS = {
    "nothing": (b"", "关键词.xlsx", "空"),
    "a text": ("部门,关键词".encode(), "关键词.xlsx", "不是 Excel"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + b"\0" * 64, "关键词.xlsx", "不是 Excel"),
    "another zip": (another_zip(), "关键词.xlsx", "不是 Excel"),
    "a password": (locked_with_a_password(), "关键词.xlsx", "密码"),
    "macros by name": (GOOD, "关键词.xlsm", "宏"),
    "macros inside": (with_part(GOOD, "xl/vbaProject.bin", b"x"), "关键词.xlsx", "宏"),
    "a bomb": (with_part(GOOD, "xl/media/a.bin", b"\0" * 8_000_000), "关键词.xlsx", "解压"),
    "a lying directory": (understated(workbook([("局", "词")] * 200)), "关键词.xlsx", "目录与内容不符"),
    "a cell at the world's end": (sheet('<row r="9"><c r="A1048576"><v>1</v></c></row>'), "关键词.xlsx", "最多"),
    "a column at the world's end": (sheet('<row r="1"><c s="1" r="XFD1"><v>1</v></c></row>'), "关键词.xlsx", "XFD1"),
    "cells that hide their place": (sheet('<row r="1048576"><c><v>1</v></c></row>'), "关键词.xlsx", "重新保存"),
    "a broken sheet": (with_part(GOOD, SHEET, b"<worksheet><sheetData><row"), "关键词.xlsx", ""),
    "another table": (workbook([("a", "b")], head=("甲", "乙")), "关键词.xlsx", "没有认出"),
    "a missing column": (workbook([("市商务局",)], head=("部门",)), "关键词.xlsx", "缺少“关键词”"),
    "a head alone": (workbook([]), "关键词.xlsx", "没有数据行"),
}


@pytest.mark.parametrize("what", REFUSALS)
@pytest.mark.django_db
def test_it_is_refused_with_a_sentence_and_nothing_is_kept(what: str) -> None:
    data, name, word = REFUSALS[what]
    page = signed_in(office_person()).post(
        reverse("exchange:import", args=["duty-keywords"]), {"file": upload(data, name)}
    )
    assert page.status_code == 400
    (sentence,) = page.context["form"].errors["file"]
    assert word in sentence, sentence
    assert [model.objects.count() for model in (Intake, Job, Attachment)] == [0, 0, 0]


@pytest.mark.django_db
def test_more_rows_than_the_rule_takes_are_refused() -> None:
    ExchangeRule.objects.update(most_rows=3)
    browser, address = signed_in(office_person()), reverse("exchange:import", args=["duty-keywords"])
    rows = [("市商务局", f"词{n}") for n in range(4)]
    page = browser.post(address, {"file": upload(workbook(rows))})
    assert "最多 3 行" in page.context["form"].errors["file"][0]
    assert browser.post(address, {"file": upload(workbook(rows[:3]))}).status_code == 302, "the control"


def test_a_usual_workbook_is_let_through() -> None:
    check_workbook(GOOD, "关键词.xlsx", BOUNDS)
    check_workbook(workbook([("市商务局", "词" * 200)] * 5000), "关键词.xlsx", BOUNDS)
