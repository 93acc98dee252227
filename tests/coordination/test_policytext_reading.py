"""Files become text, or are refused with a sentence that helps."""

import random

import pytest

from coordination.policytext import TextRefused, outline, read_document
from coordination.policytext.parsing import LONGEST_POLICY

TEXT = "一、扩大影响\r\n（一）鼓励消费。推进“促销”活动——开展宣讲。\r\n"


def refusal(name: str, data: bytes) -> str:
    with pytest.raises(TextRefused) as refused:
        read_document(name, data)
    assert str(refused.value).endswith(".")
    return refused.value.code


@pytest.mark.parametrize("name", ["policy.txt", "policy.md", "POLICY.TXT", "政策"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk"])
def test_text_is_read_in_every_encoding_in_use(name: str, encoding: str) -> None:
    assert read_document(name, TEXT.encode(encoding)) == TEXT


def test_a_big_endian_mark_is_understood_and_left_out() -> None:
    assert read_document("a.txt", b"\xfe\xff" + TEXT.encode("utf-16-be")) == TEXT


@pytest.mark.parametrize("data", [b"", b" \r\n\t", b"\xef\xbb\xbf", "\u3000\n".encode(), b"\xff\xfe"])
def test_nothing_to_read_is_empty(data: bytes) -> None:
    assert refusal("a.txt", data) == "empty"


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
        b"%PDF-1.7 text",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"old word",
        b"PK\x05\x06" + b"\0" * 18,
        b"{\\rtf1 text}",
        "一、甲\0乙".encode(),
        TEXT.encode("utf-16-le"),
        b"\x01\x02\x03 text \x04",
        random.Random(1).randbytes(5000),
    ],
)
def test_what_is_not_text_is_refused(data: bytes) -> None:
    assert refusal("a.txt", data) in ("binary", "encoding")


def test_an_old_word_file_is_told_to_be_saved_as_docx() -> None:
    with pytest.raises(TextRefused, match=r"save it as \.docx"):
        read_document("policy.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest")


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xfe\x00\xd8\x41",  # half a surrogate
        "Это политика города".encode("cp1251") * 3,
        b"\x80\xff\x80\xff text",
        "Café déjà vu élève".encode("latin-1"),
    ],
)
def test_an_encoding_that_is_not_known_is_refused(data: bytes) -> None:
    assert refusal("a.txt", data) == "encoding"


@pytest.mark.parametrize("name", ["a.txt", "a.md"])
def test_ten_megabytes_are_refused_by_their_size_alone(name: str) -> None:
    assert refusal(name, b"x" * 10_000_000) == "too_large"


def test_ten_megabytes_of_noise_are_refused_as_any_kind_of_file() -> None:
    noise = random.Random(7).randbytes(10_000_000)
    assert refusal("a.txt", noise) == "too_large"
    assert refusal("a.docx", noise) == "docx_broken"


@pytest.mark.parametrize(
    "piece",
    [
        "（",
        "“",
        "一、",
        "1.",
        "（一）",
        "。",
        "1",
        "一",
        "1个",
        "牵头",
        "市",
        "第",
        "《》",
        "（）",
        "、",
        " ",
        "20",
        "每年",
        "a：",
        "“（",
        "”“",
        "\n",
    ],
)
def test_a_text_that_repeats_one_sign_is_answered(piece: str) -> None:
    """Every pattern is linear: none of these texts may take its time's square."""
    text = "一、甲\n（一）乙。推进" + piece * (60_000 // len(piece))
    try:
        found = outline(text, [])
    except TextRefused as refused:
        assert refused.code in ("not_policy", "too_large")  # noqa: PT017
    else:
        assert all(text[action.start : action.end] == action.text for action in found.actions)


def test_a_pasted_text_has_the_same_limit() -> None:
    with pytest.raises(TextRefused) as refused:
        outline("一、推进。" * (LONGEST_POLICY // 5 + 1), [])
    assert refused.value.code == "too_large"


def test_more_sentences_than_any_policy_has_are_refused() -> None:
    with pytest.raises(TextRefused) as refused:
        outline("一、甲\n（一）乙。" + "推进促销。" * 6000, [])
    assert refused.value.code == "too_large"


@pytest.mark.parametrize(
    "text",
    [
        "今天天气很好。我们去公园散步，看到许多花。",
        "Lorem ipsum dolor sit amet.\n1. Consectetur adipiscing.\n2. Sed do eiusmod.",
        "1.鸡蛋两个。\n2.番茄三个，切块。\n3.下锅炒熟，出锅。",
        "第一章 雨夜\n他推开门。雨还在下，她没有抬头。\n第二章 清晨\n天亮了。没有人说话。",
        "def main():\n    return 1\n",
        "一、二、三、四、五",
        "一、甲\n二、乙",
    ],
)
def test_a_text_that_is_no_policy_is_refused(text: str) -> None:
    with pytest.raises(TextRefused) as refused:
        outline(text, [])
    assert refused.value.code == "not_policy"


@pytest.mark.parametrize("text", ["", " \r\n\u3000\ufeff"])
def test_an_empty_text_is_refused(text: str) -> None:
    with pytest.raises(TextRefused) as refused:
        outline(text, [])
    assert refused.value.code == "empty"
