"""Documents on paper: Chinese that is embedded and read back, lines and tables that break well, the same bytes."""

import subprocess
import sys
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from kernel.documents.content import Document, Enclosed, Section, Table
from kernel.documents.fonts import FontMissing, width_of
from kernel.documents.lines import NEVER_FIRST, NEVER_LAST, break_lines, units
from kernel.documents.pdf import Printed, to_pdf

MADE = datetime(2026, 7, 5, 2, 0, tzinfo=UTC)
ROWS = [(f"任务{n:03d}", "举办品牌推介会", f"{n}.50") for n in range(1, 81)]
TASKS = Table(["编号", "任务", "投入（万元）"], ROWS, numbers=frozenset({2}))
DIGEST = "0123456789abcdef" * 4


def certificate(**changes):
    given = {
        "title": "品牌创建任务核验单",
        "subtitle": "2026年度",
        "number": "云品办核〔2026〕第0017号",
        "issued_by": "云江市品牌创建工作办公室",
        "meta": [("核验人", "林未央")],
        "sections": [
            Section("一、单位", rows=[("单位名称", "石湖恒达阀门有限公司")], paragraphs=["情况属实。"]),
            Section("二、任务", tables=[TASKS]),
            Section("三、附件", files=[Enclosed("会议纪要.docx", 34567, DIGEST)]),
        ],
        "footer": "凭编号核验。",
    }
    return Document(**{**given, **changes})


def one_section(**content):
    return certificate(sections=[Section("一、说明", **content)])


def printed(document: Document | None = None) -> Printed:
    with translation.override("zh-hans"):
        return to_pdf(document or certificate(), made_at=MADE)


def pages_of(data: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(data)).pages]


def fonts_of(data: bytes) -> list[dict]:
    pages: list[Any] = list(PdfReader(BytesIO(data)).pages)
    return [font.get_object() for page in pages for font in page["/Resources"]["/Font"].values()]


def test_what_was_said_can_be_read_back_on_pages_that_are_numbered():
    paper = printed()
    pages = pages_of(paper.data)
    assert len(pages) == paper.pages > 2
    text = "\n".join(pages)
    for word in (
        "品牌创建任务核验单",
        "云品办核〔2026〕第0017号",
        "石湖恒达阀门有限公司",
        "情况属实。",
        "任务080",
        DIGEST[:32],
    ):
        assert word in text
    assert DIGEST[:32] in text
    for number, page in enumerate(pages, start=1):
        assert f"第 {number} 页 共 {paper.pages} 页" in page
        assert "凭编号核验。" in page
        assert "云品办核〔2026〕第0017号" in page


def test_the_chinese_is_embedded_so_that_no_machine_needs_the_font():
    fonts = fonts_of(printed().data)
    chinese = [font for font in fonts if "NotoSansSC" in font["/BaseFont"]]
    assert chinese
    assert all("/FontFile2" in font["/FontDescriptor"] and "/ToUnicode" in font for font in chinese)


def test_a_long_table_repeats_its_header_on_every_page_and_loses_no_row():
    pages = pages_of(printed(one_section(tables=[TASKS])).data)
    assert len(pages) > 2
    assert all("投入（万元）" in page for page in pages)
    text = "\n".join(pages)
    assert [text.count(row[0]) for row in TASKS.rows] == [1] * len(TASKS.rows)


def test_a_cell_longer_than_a_page_goes_over_pages_whole():
    story = "".join(f"第{n}句话。" for n in range(1, 900))
    pages = pages_of(printed(one_section(tables=[Table(["编号", "情况"], [("甲", story)])])).data)
    assert len(pages) > 2
    assert all("情况" in page for page in pages)
    assert sum(page.count("句") for page in pages) == 899


def test_the_same_content_gives_the_same_bytes_whatever_the_process():
    code = (
        "import sys; from datetime import UTC, datetime; from django.conf import settings\n"
        "settings.configure(DOCUMENT_FONT=sys.argv[1], USE_I18N=False)\n"
        "from kernel.documents.content import Document, Section\n"
        "from kernel.documents.pdf import to_pdf\n"
        "document = Document('核验单', [Section('一、说明', paragraphs=['云江市品牌😀𠮷'])])\n"
        "print(to_pdf(document, made_at=datetime(2026, 7, 5, tzinfo=UTC)).sha256)"
    )
    run = [sys.executable, "-c", code, str(settings.DOCUMENT_FONT)]
    both = [
        subprocess.Popen(run, cwd=settings.BASE_DIR, env={"PYTHONHASHSEED": seed}, stdout=subprocess.PIPE, text=True)
        for seed in "17"
    ]
    first, second = (process.communicate()[0] for process in both)
    assert first == second
    assert len(first.strip()) == 64


def test_other_content_or_another_day_gives_other_bytes():
    papers = [printed(), printed(certificate(subtitle="2027年度")), to_pdf(certificate(), made_at=MADE.replace(day=6))]
    assert len({paper.sha256 for paper in papers}) == 3
    assert printed().sha256 == papers[0].sha256


def test_what_the_font_lacks_is_a_box_in_the_text_and_is_told():
    paper = printed(one_section(rows=[("姓名", "张𠮷\u200b😀\x07三")]))
    assert "张□□三" in pages_of(paper.data)[0]
    assert paper.missing == {"𠮷", "😀"}
    assert printed().missing == frozenset()


def test_without_its_font_nothing_is_printed_and_the_check_says_so(settings, tmp_path, capsys):
    settings.DOCUMENT_FONT = tmp_path / "none.ttf"
    with pytest.raises(FontMissing) as refusal:
        printed()
    assert str(tmp_path / "none.ttf") in str(refusal.value)
    assert refusal.value.status == 503
    call_command("check")
    assert "documents.W001" in capsys.readouterr().err
    settings.DOCUMENT_FONT.write_bytes(b"OTTO" + bytes(100))
    with pytest.raises(FontMissing):
        printed()


def test_a_row_with_too_few_cells_is_a_fault_of_the_caller():
    with pytest.raises(ValueError, match="cell for each column"):
        Table(["编号", "任务"], [("一",)])


def wide(text: str) -> float:
    return sum(1.0 if ord(character) > 0x2000 else 0.5 for character in text)


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("举办品牌推介会，成效明显。", 7, ["举办品牌推介", "会，成效明显。"]),
        ("按照《云江市方案》执行", 3, ["按照", "《云江", "市方", "案》执", "行"]),
        ("中文 brand value 中文", 6, ["中文 brand", "value 中文"]),
        ("增长18.6%以上", 4, ["增长", "18.6%以", "上"]),
        ("稳步推进……再加力", 5, ["稳步推", "进……再加", "力"]),
        ("a" * 10, 2, ["aaaa", "aaaa", "aa"]),
        ("上\n\n下", 5, ["上", "", "下"]),
        ("", 5, [""]),
    ],
)
def test_no_line_begins_or_ends_with_a_mark_that_may_not_stand_there(text, width, lines):
    assert break_lines(text, width, wide) == lines


@given(st.text(st.sampled_from("云江品牌创建行动，。《》“”ab1 %￥"), max_size=60), st.integers(4, 12))
def test_no_character_is_lost_no_line_is_too_wide_and_marks_stand_well(text, width):
    lines = break_lines(text, width, wide)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(wide(line) <= width for line in lines)
    if " " in text or any(wide(unit) > width for unit in units(text)):
        return
    assert not [line for line in lines[1:] if line[0] in NEVER_FIRST]
    assert not [line for line in lines[:-1] if line[-1] in NEVER_LAST]


def test_no_text_is_set_beyond_the_edge_of_the_sheet():
    address = "https://portal.example.com/" + "path" * 60
    pages = printed(one_section(rows=[("地址" * 20, address)], paragraphs=[address])).pages
    assert pages == 1
    assert all(width_of(line, 10) <= 300 for line in break_lines(address, 300, lambda part: width_of(part, 10)))
