"""Word files: what a reader sees is in the text, what Word hides is not, what is dangerous is refused."""

import docx
import pytest

from coordination.policytext import TextRefused, outline, read_document
from tests.coordination.texts.word_files import (
    add,
    add_xml,
    document,
    number_properties,
    packed,
    rewritten,
    saved,
    text_of,
)


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
    deleted = f"<w:pPr>{number_properties(0)}<w:rPr><w:del/></w:rPr></w:pPr>"
    deleted += "<w:del><w:r><w:delText>旧</w:delText></w:r></w:del>"
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


def refusal(data: bytes) -> str:
    with pytest.raises(TextRefused) as refused:
        read_document("a.docx", data)
    return refused.value.code


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
def test_a_part_that_defines_entities_is_refused(encoding: str) -> None:
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
    assert refusal(data) == "docx_broken"
