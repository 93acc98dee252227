"""Headings, items and sentences become pillars, measures and actions."""

import pytest

from coordination.policytext import Outline, outline

POLICY = "一、扩大影响\n（一）鼓励消费。推进促销活动。开展进社区活动。\n二、夯实基础\n（一）加强保护。严厉打击侵权。"


def shape(text: str) -> list[tuple[str, str, list[tuple[str, str, list[str]]]]]:
    found = outline(text, [])
    return [
        (
            pillar.number,
            pillar.title,
            [(m.number, m.title, [action.text for action in m.actions]) for m in pillar.measures],
        )
        for pillar in found.pillars
    ]


def actions(text: str) -> list[str]:
    return [action.text for action in outline(text, []).actions]


def test_sentences_under_a_section_are_its_actions() -> None:
    assert shape(POLICY) == [
        ("一", "扩大影响", [("一", "鼓励消费", ["推进促销活动。", "开展进社区活动。"])]),
        ("二", "夯实基础", [("一", "加强保护", ["严厉打击侵权。"])]),
    ]


@pytest.mark.parametrize(
    ("pillar", "measure"),
    [
        ("一、{}", "（一）{}"),
        ("一、{}。", "(一) {}"),
        ("一．{}", "（一）、{}"),
        ("  一 、{}", "\u3000\u3000（ 一 ）{}"),
        ("第一章 {}", "第一节 {}"),
        ("第一部分　{}", "一、{}"),
        ("第一章 {}", "第一条 {}"),
        ("1．{}", "（1）{}"),
        ("# 一、{}", "## （一）{}"),
        ("**一、{}**", "**㈠{}**"),
    ],
)
@pytest.mark.parametrize("separator", ["。", "\n", "。\n", "\r\n", "\r\n\r\n"])
def test_headings_in_every_usual_form(pillar: str, measure: str, separator: str) -> None:
    text = f"{pillar.format('扩大影响')}\n{measure.format('鼓励消费')}{separator}推进促销活动。开展宣讲。"
    [(_, pillar_title, measures)] = shape(text)
    assert pillar_title == "扩大影响"
    assert [(title, said) for _, title, said in measures] == [("鼓励消费", ["推进促销活动。", "开展宣讲。"])]


@pytest.mark.parametrize("mark", ["1.", "1．", "１．", "1、", "１、", "1）", "⒈", "①", "（1）"])
def test_a_numbered_item_is_one_action_however_many_sentences_it_has(mark: str) -> None:
    text = f"一、扩大影响\n（一）鼓励消费\n{mark}建设展馆。完善服务，推进开放。\n开展宣讲。"
    assert actions(text) == ["建设展馆。完善服务，推进开放。", "开展宣讲。"]


def test_an_item_whose_title_has_its_own_line_takes_the_paragraph_below() -> None:
    assert actions("一、甲\n（一）乙\n1.培育精品\n推进培育。完善机制。\n2.打造标杆\n开展对标。") == [
        "培育精品\n推进培育。完善机制。",
        "打造标杆\n开展对标。",
    ]


def test_list_items_end_with_semicolons_that_are_no_part_of_them() -> None:
    for between in ("\n", ""):
        text = f"一、甲\n（一）乙\n开展以下工作：{between}1.建设展馆；{between}2.推进宣讲。"
        assert actions(text) == ["建设展馆", "推进宣讲。"]


def test_items_run_together_in_one_paragraph_are_still_items() -> None:
    text = "一、甲\n（一）乙。1.建设展馆。完善服务。2.推进宣讲。3.开展对标。"
    assert actions(text) == ["建设展馆。完善服务。", "推进宣讲。", "开展对标。"]


def test_a_text_pasted_without_line_breaks_keeps_its_sections() -> None:
    text = "一、扩大影响（一）鼓励消费。推进促销。（二）引导出海。支持参展。二、夯实基础（一）加强保护。打击侵权。"
    assert [(title, [m[1] for m in measures]) for _, title, measures in shape(text + "推进维权。")] == [
        ("扩大影响", ["鼓励消费", "引导出海"]),
        ("夯实基础", ["加强保护"]),
    ]


def test_sentences_directly_under_a_pillar_form_a_measure_without_title() -> None:
    assert shape("一、组织保障\n加强领导。推进落实。\n（一）监督。开展督查。")[0][2] == [
        ("", "", ["加强领导。", "推进落实。"]),
        ("一", "监督", ["开展督查。"]),
    ]


def test_without_sections_short_numbered_headings_are_the_measures() -> None:
    text = "一、扩大影响\n1.鼓励消费\n推进促销。开展宣讲。\n2.引导出海\n支持参展。"
    assert shape(text)[0][2] == [("1", "鼓励消费", ["推进促销。", "开展宣讲。"]), ("2", "引导出海", ["支持参展。"])]


def test_without_sections_numbered_sentences_are_actions_of_one_measure() -> None:
    assert shape("一、扩大影响\n1.推进促销，扩大消费。\n2.支持参展。开展推介。")[0][2] == [
        ("", "", ["推进促销，扩大消费。", "支持参展。开展推介。"])
    ]


def test_without_pillars_the_sections_are_measures_of_one_pillar_without_title() -> None:
    assert shape("（一）鼓励消费。推进促销。\n（二）引导出海。支持参展。") == [
        ("", "", [("一", "鼓励消费", ["推进促销。"]), ("二", "引导出海", ["支持参展。"])])
    ]


def test_articles_are_measures_of_their_chapter() -> None:
    text = (
        "第一章 总则\n第一条　为加强品牌建设，制定本办法。\n第二条 推进保护。完善机制。\n第二章 附则\n第三条 组织实施。"
    )
    found = shape(text)
    assert [(number, title) for number, title, _ in found] == [("第一章", "总则"), ("第二章", "附则")]
    assert [(number, len(said) or title) for number, title, said in found[0][2]] == [("第一条", 1), ("第二条", 1)]


def test_articles_without_chapters_are_measures_and_their_items_actions() -> None:
    text = "第一条 支持范围\n（一）推进展馆建设，完善服务；\n（二）支持参展，拓展市场。\n第二条 资金\n加大投入。"
    assert shape(text) == [
        (
            "",
            "",
            [
                ("第一条", "支持范围", ["推进展馆建设，完善服务", "支持参展，拓展市场。"]),
                ("第二条", "资金", ["加大投入。"]),
            ],
        )
    ]


def test_a_heading_too_long_for_a_title_is_an_action() -> None:
    long = "围绕阀门水泵电池陶瓷服装等重点产业推进品牌培育和质量提升工作并建立覆盖全市的品牌名录和梯队"
    assert shape(f"一、甲\n（一）{long}\n（二）鼓励消费。推进促销。")[0][2] == [
        ("一", "", [long]),
        ("二", "鼓励消费", ["推进促销。"]),
    ]


def test_a_section_that_is_only_a_sentence_is_an_action() -> None:
    assert shape("一、甲\n（一）鼓励消费。推进促销。\n（二）支持参展，举办活动5场。")[0][2][1] == (
        "二",
        "",
        ["支持参展，举办活动5场。"],
    )


def test_a_colon_ends_a_short_title() -> None:
    assert shape("一、甲\n（一）目标：推进促销，扩大消费。开展宣讲。")[0][2] == [
        ("一", "目标", ["推进促销，扩大消费。", "开展宣讲。"])
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "推进“走基层。入民心！”活动；建设《品牌。故事》专栏。",
        "1.5万件No.1品牌产品推进上架。",
        "二、三产业融合发展推进提速。",
        "三、四线城市网点加快建设。",
        "12.12购物节推进促销。",
        "第三条规定的措施推进落实。",
        "2026、2027年推进建设。",
        "推进建设（含县级。含乡镇。）展馆。",
        "一、二、三等奖推进评选。",
    ],
)
def test_what_only_looks_like_a_heading_or_an_end_is_part_of_the_sentence(sentence: str) -> None:
    assert actions(f"一、甲\n（一）乙。开展宣讲。\n{sentence}") == ["开展宣讲。", sentence]


def test_an_unclosed_quotation_mark_does_not_swallow_the_paragraph() -> None:
    assert actions("一、甲\n（一）乙。推进“走基层活动。开展宣讲。") == ["推进“走基层活动。", "开展宣讲。"]


def test_a_sentence_needs_no_full_stop_at_its_end() -> None:
    assert actions("一、甲\n（一）乙\n推进促销活动") == ["推进促销活动"]


def test_what_is_around_the_policy_is_left_out() -> None:
    text = (
        "关于印发行动方案的通知\n各区县：\n现将方案印发，推进落实。\n目录\n一、甲\t1\n（一）乙……2\n"
        "一、甲\n（一）乙。推进促销。\n— 3 —\n第 4 页 共 9 页\n开展宣讲。\n"
        "附件：1.任务清单\n2.推进清单\n云江市人民政府办公室\n2026年3月1日\n（此件公开发布）"
    )
    assert actions(text) == ["推进促销。", "开展宣讲。"]


@pytest.mark.parametrize(
    ("opening", "title"),
    [
        ("云江市品牌创建行动方案\n\n", "云江市品牌创建行动方案"),
        ("云江市品牌创建\n三年攻坚行动方案\n（2026—2028年）\n", "云江市品牌创建三年攻坚行动方案（2026—2028年）"),
        ("云江市人民政府文件\n云政发〔2026〕1号\n品牌创建实施意见\n各区县：\n", "品牌创建实施意见"),
        ("# 品牌创建行动方案\n", "品牌创建行动方案"),
        ("同志们：\n我市开展品牌创建三年攻坚，推进建设。\n", "文件名"),
        ("", "文件名"),
    ],
)
def test_the_title_is_taken_from_the_lines_above_the_first_heading(opening: str, title: str) -> None:
    assert outline(opening + POLICY, [], default_title="文件名").title == title


def test_the_json_has_the_agreed_keys() -> None:
    found: Outline = outline("一、甲\n（一）乙。到2028年底，培育品牌1.5万个、占8.5%。", [])
    [pillar] = found.as_json()["pillars"]
    [measure] = pillar["measures"]
    [action] = measure["actions"]
    assert list(found.as_json()) == ["title", "pillars"]
    assert list(pillar) == ["number", "title", "measures"]
    assert list(measure) == ["number", "title", "actions"]
    assert list(action) == [
        "text",
        "start",
        "end",
        "lead",
        "lead_department",
        "partners",
        "suggested_lead",
        "why",
        "targets",
    ]
    assert action["targets"] == [
        {"by": "2028-12-31", "value": 15000, "unit": "个", "text": "培育品牌1.5万个"},
        {"by": "2028-12-31", "value": 8.5, "unit": "%", "text": "占8.5%"},
    ]


def test_a_line_that_ends_at_a_comma_goes_on_in_the_next() -> None:
    assert actions("一、甲\n（一）乙。推进品牌建设、\n市场运作，\n完善机制。\n开展宣讲。") == [
        "推进品牌建设、\n市场运作，\n完善机制。",
        "开展宣讲。",
    ]


def test_a_text_copied_in_lines_of_equal_length_keeps_its_sentences() -> None:
    sentence = "推进区域品牌与质量标准协同提升并完善机制加强宣传引导深化对外开放合作交流持续扩大优质产品供给规模。"
    whole = "（一）鼓励消费。" + sentence * 6
    lines = "\n".join(whole[at : at + 30] for at in range(0, len(whole), 30))
    assert [action.replace("\n", "") for action in actions(f"一、扩大影响\n{lines}")] == [sentence] * 6


def test_an_article_with_nothing_under_it_is_an_action_and_may_have_a_title_in_brackets() -> None:
    assert shape("第一条 市发改委推进品牌建设。\n第二条 【保护】打击侵权。")[0][2] == [
        ("第一条", "", ["市发改委推进品牌建设。"]),
        ("第二条", "保护", ["打击侵权。"]),
    ]
