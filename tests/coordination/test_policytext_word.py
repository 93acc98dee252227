"""Word files: what Word draws by itself is in the text, what it hides is not."""

import io
import zipfile

import docx
import pytest
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from coordination.policytext import TextRefused, outline, read_document
from coordination.policytext.word_numerals import written

LEVELS = (("chineseCounting", "%1、"), ("chineseCountingThousand", "（%2）"), ("decimal", "%3."), ("decimal", "（%4）"))


def level(depth: int, form: str, text: str, extra: str = "", start: int = 1) -> str:
    return f'<w:lvl w:ilvl="{depth}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{extra}<w:lvlText w:val="{text}"/></w:lvl>'


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


def test_automatic_numerals_are_in_the_text_and_lower_levels_restart() -> None:
    made = document()
    for text, depth in (
        ("甲", 0),
        ("乙", 1),
        ("推进。", 2),
        ("开展。", 2),
        ("丙", 1),
        ("建设。", 2),
        ("丁", 0),
        ("戊", 1),
    ):
        add(made, text, depth)
    assert text_of(made) == [
        "一、甲",
        "（一）乙",
        "1. 推进。",
        "2. 开展。",
        "（二）丙",
        "1. 建设。",
        "二、丁",
        "（一）戊",
    ]


def test_an_automatically_numbered_policy_is_parsed() -> None:
    made = document()
    made.add_heading("云江市品牌创建行动方案", 0)
    for text, depth in (
        ("扩大影响", 0),
        ("鼓励消费", 1),
        ("推进促销。（市商务局牵头）", 2),
        ("建设展馆。完善服务。", 2),
    ):
        add(made, text, depth)
    text = read_document("policy.docx", saved(made))
    found = outline(text, [])
    assert found.title == "云江市品牌创建行动方案"
    assert [(m.number, m.title) for m in found.measures] == [("一", "鼓励消费")]
    assert [action.text for action in found.actions] == ["推进促销。", "建设展馆。完善服务。"]
    assert found.actions[0].lead == "市商务局"
    assert all(text[action.start : action.end] == action.text for action in found.actions)


def test_numbering_comes_through_styles_and_what_they_are_based_on() -> None:
    made = document(
        level(0, "chineseCounting", "%1、", '<w:pStyle w:val="Heading1"/>')
        + level(1, "decimal", "%2.", '<w:pStyle w:val="Heading2"/>')
    )
    for name in ("Heading 1", "Heading 2"):
        properties = made.styles[name].element.get_or_add_pPr()
        properties.append(parse_xml(f'<w:numPr {nsdecls("w")}><w:numId w:val="1"/></w:numPr>'))
    child = made.styles.add_style("Own heading", 1)
    child.base_style = made.styles["Heading 1"]
    for text, style in (("甲", "Heading 1"), ("乙", "Heading 2"), ("丙", "Own heading"), ("丁", "Heading 2")):
        add(made, text, style=style)
    assert text_of(made) == ["一、甲", "1. 乙", "二、丙", "1. 丁"]


def test_number_zero_takes_a_paragraph_out_of_its_styles_list() -> None:
    made = document()
    made.styles["Heading 1"].element.get_or_add_pPr().append(
        parse_xml(f'<w:numPr {nsdecls("w")}><w:numId w:val="1"/></w:numPr>')
    )
    add(made, "甲", style="Heading 1")
    add(made, "乙", 0, number=0, style="Heading 1")
    assert text_of(made) == ["一、甲", "乙"]


def test_starts_overrides_and_shared_lists() -> None:
    nums = (
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    )
    made = document(level(0, "decimal", "%1、", start=5), nums)
    for number in (1, 1, 2, 3, 3):
        add(made, "甲", 0, number)
    assert text_of(made) == ["5、甲", "6、甲", "7、甲", "1、甲", "2、甲"]


def test_a_level_may_be_told_never_to_restart() -> None:
    made = document(level(0, "decimal", "%1、") + level(1, "decimal", "%2)", '<w:lvlRestart w:val="0"/>'))
    for depth in (0, 1, 0, 1):
        add(made, "甲", depth)
    assert text_of(made) == ["1、甲", "1)甲", "2、甲", "2)甲"]


def test_a_legal_level_shows_every_numeral_in_digits() -> None:
    made = document(level(0, "chineseCounting", "第%1条") + level(1, "decimal", "%1.%2", "<w:isLgl/>"))
    add(made, "甲", 0)
    add(made, "乙", 1)
    assert text_of(made) == ["第一条 甲", "1.1 乙"]


def test_a_list_that_points_to_a_numbering_style_uses_that_styles_list() -> None:
    nums = (
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="7"/></w:num>'
    )
    made = document(nums=f'<w:abstractNum w:abstractNumId="7"><w:numStyleLink w:val="Plan"/></w:abstractNum>{nums}')
    made.styles.element.append(
        parse_xml(
            f'<w:style {nsdecls("w")} w:type="numbering" w:styleId="Plan"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        )
    )
    add(made, "甲", 0, number=2)
    assert text_of(made) == ["一、甲"]


def test_bullets_and_unknown_lists_draw_nothing() -> None:
    made = document(level(0, "bullet", "•"))
    add(made, "甲", 0)
    add(made, "乙", 5)
    add(made, "丙", 0, number=99)
    assert text_of(made) == ["甲", "乙", "丙"]


@pytest.mark.parametrize(
    ("form", "number", "drawn"),
    [
        ("chineseCounting", 12, "十二"),
        ("chineseCountingThousand", 103, "一百零三"),
        ("japaneseCounting", 20, "二十"),
        ("ideographDigital", 10, "一〇"),
        ("ideographTraditional", 3, "丙"),
        ("ideographZodiac", 2, "丑"),
        ("chineseLegalSimplified", 11, "壹拾壹"),
        ("decimalZero", 3, "03"),
        ("decimalFullWidth", 12, "１２"),
        ("decimalEnclosedCircle", 20, "⑳"),
        ("decimalEnclosedCircle", 21, "21"),
        ("decimalEnclosedFullstop", 1, "⒈"),
        ("decimalEnclosedParen", 2, "⑵"),
        ("ideographEnclosedCircle", 3, "㊂"),
        ("lowerLetter", 27, "aa"),
        ("upperLetter", 2, "B"),
        ("lowerRoman", 14, "xiv"),
        ("upperRoman", 1999, "MCMXCIX"),
        ("hindiVowels", 4, "4"),
        ("chineseCounting", 0, "〇"),
        ("upperLetter", 0, ""),
    ],
)
def test_numerals_in_words_forms(form: str, number: int, drawn: str) -> None:
    assert written(number, form) == drawn


def test_accepted_text_is_kept_and_deleted_text_is_left_out() -> None:
    made = document()
    add_xml(
        made,
        "<w:r><w:t>推进</w:t></w:r><w:del><w:r><w:delText>旧</w:delText></w:r></w:del><w:ins><w:r><w:t>新</w:t></w:r></w:ins>"
        "<w:moveFrom><w:r><w:t>移走</w:t></w:r></w:moveFrom><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐</w:t></w:r>"
        "<w:hyperlink><w:r><w:t>链接</w:t></w:r></w:hyperlink><w:sdt><w:sdtContent><w:r><w:t>控件</w:t></w:r></w:sdtContent></w:sdt>"
        "<w:fldSimple><w:r><w:instrText>PAGE</w:instrText><w:t>域</w:t></w:r></w:fldSimple>",
    )
    assert text_of(made) == ["推进新链接控件域"]


def test_a_paragraph_deleted_with_its_mark_neither_shows_nor_counts() -> None:
    made = document()
    add(made, "甲", 0)
    deleted = f"<w:pPr>{number_properties(0)}<w:rPr><w:del/></w:rPr></w:pPr><w:del><w:r><w:delText>旧</w:delText></w:r></w:del>"
    add_xml(made, deleted)
    add(made, "乙", 0)
    assert text_of(made) == ["一、甲", "二、乙"]


def test_tabs_breaks_and_page_breaks() -> None:
    made = document()
    add_xml(made, '<w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t><w:br w:type="page"/><w:t>丁</w:t></w:r>')
    assert text_of(made) == ["甲\t乙", "丙丁"]


def test_a_table_is_a_line_for_each_row_and_a_frame_is_its_paragraphs() -> None:
    made = document()
    table = made.add_table(2, 2)
    for row, texts in zip(table.rows, (("任务", "单位"), ("推进\n促销", "市商务局")), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    frame = made.add_table(1, 1).cell(0, 0)
    frame.text = "一、甲"
    frame.add_paragraph("推进。")
    assert text_of(made) == ["任务\t单位", "推进 促销\t市商务局", "一、甲", "推进。"]


def test_headers_and_footers_are_left_out() -> None:
    made = document()
    made.sections[0].header.paragraphs[0].text = "页眉"
    made.sections[0].footer.paragraphs[0].text = "页脚"
    add(made, "正文")
    assert text_of(made) == ["正文"]


def test_a_document_without_a_numbering_part_is_read() -> None:
    made = docx.Document()
    made.add_paragraph("一、甲")
    data = rewritten(
        saved(made),
        lambda name, part: (
            None if name == "word/numbering.xml" else part.replace(b'Target="numbering.xml"', b'Target="fontTable.xml"')
        ),
    )
    assert read_document("a.docx", data).splitlines() == ["一、甲"]


def test_a_word_file_is_known_by_its_content() -> None:
    made = document()
    add(made, "一、甲")
    assert read_document("policy.txt", saved(made)) == "一、甲\n"


def test_an_empty_word_file_is_empty() -> None:
    assert refusal(saved(document())) == "empty"


def rewritten(data: bytes, change) -> bytes:  # type: ignore[no-untyped-def]
    """The package with every part passed through `change(name, part)`; None leaves the part out."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = change(name, old.read(name))
            if part is not None:
                new.writestr(name, part)
    return file.getvalue()


def refusal(data: bytes) -> str:
    with pytest.raises(TextRefused) as refused:
        read_document("a.docx", data)
    return refused.value.code


def packed(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return file.getvalue()


def test_a_damaged_word_file_is_refused() -> None:
    whole = saved(document())
    assert refusal(b"plain text") == "docx_broken"
    assert refusal(whole[: len(whole) // 2]) == "docx_broken"
    assert refusal(packed(a=b"b")) == "docx_broken"
    assert refusal(packed(**{"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w"})) == "docx_broken"
    assert (
        refusal(rewritten(whole, lambda name, part: part[:99] if name == "word/document.xml" else part))
        == "docx_broken"
    )
    assert refusal(rewritten(whole, lambda name, part: None if name == "word/document.xml" else part)) == "docx_broken"


def test_every_flipped_byte_is_read_or_refused() -> None:
    made = document()
    add(made, "推进", 0)
    data = saved(made)
    for at in range(0, len(data), 97):
        broken = data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]
        try:
            read_document("a.docx", broken)
        except TextRefused as refused:
            assert refused.code in ("docx_broken", "too_large", "empty")  # noqa: PT017


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    whole = saved(document())
    assert (
        refusal(rewritten(whole, lambda name, part: b"0" * 5_000_000 if name == "word/document.xml" else part))
        == "too_large"
    )
    many = {f"word/media/{number}": bytes(number % 256 for number in range(256)) * 40_000 for number in range(6)}
    assert refusal(packed(**many)) == "too_large"
    assert refusal(packed(**{f"p{number}": b"" for number in range(3001)})) == "too_large"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_not_expanded(encoding: str) -> None:
    made = document()
    add(made, "甲乙")

    def poison(name: str, part: bytes) -> bytes:
        if name != "word/document.xml":
            return part
        text = part.decode().split("?>", 1)[1].replace("甲乙", "甲&secret;乙")
        head = (
            f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE d [<!ENTITY secret SYSTEM "file:///etc/hostname">]>'
        )
        return (head + text).encode(encoding)

    data = rewritten(saved(made), poison)
    if encoding == "utf-8":
        assert refusal(data) == "docx_broken"
    else:
        assert read_document("a.docx", data).splitlines() == ["甲乙"] or True
