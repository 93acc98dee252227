"""Whole policies: the founding text, the demo's, and generated ones."""

import json
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import coordination.policytext
from coordination.policytext import Bureau, Outline, TextRefused, outline, read_document

SEED = Path(__file__).parent / "texts" / "seed_policy.txt"
PACKAGE = Path(coordination.policytext.__file__).parent
ROWS = json.loads((PACKAGE / "demo_bureaus.json").read_text("utf-8"))
BUREAUS = tuple(
    Bureau(row["code"], (row["name"], row["short_name"], *row["aliases"]), tuple(row["keywords"])) for row in ROWS
)


def read(path: Path) -> tuple[str, Outline]:
    text = read_document(path.name, path.read_bytes())
    return text, outline(text, BUREAUS, years=(2026, 2028), default_title=path.stem)


def test_the_founding_text_has_three_pillars_ten_measures_and_forty_two_actions() -> None:
    _, found = read(SEED)
    assert found.title == "seed_policy"
    assert [(pillar.number, pillar.title) for pillar in found.pillars] == [
        ("一", "扩大品牌影响力"),
        ("二", "夯实品牌建设基础"),
        ("三", "组织保障"),
    ]
    assert [(measure.title, len(measure.actions)) for measure in found.measures] == [
        ("鼓励品牌消费", 5),
        ("引导品牌国际化", 5),
        ("积极参与国际合作", 4),
        ("加强品牌保护", 4),
        ("强化质量基础设施", 6),
        ("加强人才队伍建设", 4),
        ("加强组织协调", 3),
        ("营造良好环境", 5),
        ("培育品牌标杆", 3),
        ("加强品牌宣传", 3),
    ]
    assert len(found.actions) == 42
    assert not any(action.lead or action.targets for action in found.actions)


def test_the_founding_text_gets_a_lead_suggested_with_its_reason() -> None:
    _, found = read(SEED)
    commanded = next(action for action in found.actions if action.text.startswith("发改委"))
    assert (commanded.suggested_lead, commanded.why) == ("fgw", ("发改委",))
    overseas = next(action for action in found.actions if action.text.startswith("支持企业参加海外品牌展示"))
    assert overseas.suggested_lead == "swj"
    assert sum(bool(action.suggested_lead) for action in found.actions) >= 35


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-8-sig"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_the_founding_text_is_the_same_in_any_encoding_and_with_any_line_end(encoding: str, newline: str) -> None:
    data = SEED.read_text("utf-8").replace("\n", newline).encode(encoding)
    text = read_document("seed.txt", data)
    found = outline(text, BUREAUS)
    assert [action.text for action in found.actions] == [action.text for action in read(SEED)[1].actions]
    assert all(text[action.start : action.end] == action.text for action in found.actions)


def test_the_demos_policy_knows_every_bureau_that_it_names() -> None:
    _, found = read(PACKAGE / "demo_policy.txt")
    assert found.title == "云江市品牌创建三年攻坚行动方案（2026—2028年）"
    assert (len(found.pillars), len(found.measures)) == (3, 10)
    assert len(found.actions) >= 105
    named = [(action.lead, action.lead_department) for action in found.actions if action.lead]
    named += [pair for a in found.actions for pair in zip(a.partners, a.partner_departments, strict=True)]
    assert [name for name, code in named if not code] == []
    assert {code for _, code in named} == {row["code"] for row in ROWS}
    assert len(ROWS) == 22


def test_the_demos_policy_shows_suggestions_and_targets() -> None:
    _, found = read(PACKAGE / "demo_policy.txt")
    assert sum(bool(action.suggested_lead) for action in found.actions) >= 8
    assert sum(bool(action.targets) for action in found.actions) >= 45
    assert {target.by for action in found.actions for target in action.targets} >= {
        None,
        date(2028, 12, 31),
        date(2027, 6, 30),
    }


def test_no_bracket_of_the_demos_policy_is_left_in_an_action() -> None:
    _, found = read(PACKAGE / "demo_policy.txt")
    assert [action.text for action in found.actions if "牵头" in action.text or "责任单位：" in action.text] == []


@pytest.mark.parametrize("path", [SEED, PACKAGE / "demo_policy.txt"], ids=["seed", "demo"])
def test_an_action_is_exactly_its_place_in_the_text(path: Path) -> None:
    text, found = read(path)
    assert all(text[action.start : action.end] == action.text for action in found.actions)
    assert all(target.text in action.text for action in found.actions for target in action.targets)
    places = [(action.start, action.end) for action in found.actions]
    assert all(one[1] <= other[0] for one, other in pairwise(places))


WORDS = (
    "推进",
    "开展",
    "建设",
    "品牌",
    "市商务局",
    "石湖区",
    "12万件",
    "到2028年底",
    "，",
    "、",
    "；",
    "“",
    "”",
    "（",
    "）",
    "《",
    "》",
)
MARKS = (
    "一、",
    "二、",
    "（一）",
    "(二)",
    "1.",
    "２．",
    "（1）",
    "①",
    "第一条",
    "第一章 ",
    "牵头单位：",
    "附件：",
    "- ",
    "# ",
    "",
)
ENDS = (
    "。",
    "！",
    "\n",
    "\r\n",
    "\r",
    "。\n",
    "\u3000\n",
    "：\n",
    "；\n",
    "（市商务局牵头）\n",
    "（牵头单位：市商务局）。\n",
    "\n\n\ufeff",
)
SENTENCES = st.tuples(
    st.sampled_from(MARKS), st.lists(st.sampled_from(WORDS), max_size=8).map("".join), st.sampled_from(ENDS)
).map("".join)


@settings(max_examples=400, deadline=None)
@given(st.lists(SENTENCES, max_size=12).map("".join))
def test_any_arrangement_of_signs_is_refused_or_keeps_its_offsets(body: str) -> None:
    _check(f"一、甲\n（一）乙。推进促销。{body}")


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_any_text_at_all_is_refused_or_keeps_its_offsets(body: str) -> None:
    _check(f"一、甲\n（一）乙。推进促销。{body}")


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for name in ("a.txt", "a.docx"):
        try:
            assert isinstance(read_document(name, data), str)
        except TextRefused as refused:
            assert refused.code  # noqa: PT017


def _check(text: str) -> None:
    try:
        found = outline(text, BUREAUS, years=(2026, 2028))
    except TextRefused:
        return
    places = [(action.start, action.end) for action in found.actions]
    assert all(text[action.start : action.end] == action.text for action in found.actions)
    assert all(action.text == action.text.strip() and action.text for action in found.actions)
    assert all(one[1] <= other[0] for one, other in pairwise(places))
    assert json.dumps(found.as_json(), ensure_ascii=True)
