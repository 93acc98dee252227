"""The numerals that Word draws by itself are in the text."""

import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from coordination.policytext.word_numerals import written
from tests.coordination.texts.word_files import add, document, level, text_of


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
        '<w:num w:numId="3"><w:abstractNumId w:val="0"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
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
            f'<w:style {nsdecls("w")} w:type="numbering" w:styleId="Plan">'
            '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
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
