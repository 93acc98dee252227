"""Brackets become leads and partners, and keywords a suggestion."""

import pytest

from coordination.policytext import Action, Bureau, outline

BUREAUS = (
    Bureau("fgw", ("市发展改革委", "发改委", "发展和改革委员会"), ("协调机制",)),
    Bureau("gxj", ("市工业和信息化局", "工信局"), ("阀门", "装备")),
    Bureau("rsj", ("市人力资源社会保障局", "市人社局"), ("人才",)),
    Bureau("swj", ("市商务局",), ("消费", "消费场景", "海外")),
    Bureau("wlj", ("市文化广电旅游局", "市文旅局"), ("旅游",)),
    Bureau("scj", ("市市场监管局", "市知识产权局"), ("商标",)),
    Bureau("xcb", ("市委宣传部",), ("故事",)),
    Bureau("sh", ("石湖区",), ()),
    Bureau("bl", ("白鹭市",), ()),
)


def actions(body: str, heading: str = "（一）乙。") -> tuple[Action, ...]:
    return outline(f"一、甲\n{heading}{body}", BUREAUS).actions


def duty(action: Action) -> tuple[str, tuple[str, ...]]:
    return action.lead, action.partners


@pytest.mark.parametrize(
    "bracket",
    [
        "（牵头单位：市商务局；责任单位：市文旅局、工信局）",
        "（牵头单位：市商务局；配合单位：市文旅局，工信局）",
        "(牵头单位:市商务局;责任单位:市文旅局、工信局)",
        "（牵头单位 市商务局 责任单位 市文旅局、工信局）",
        "（责任单位：市商务局、市文旅局、工信局）",
        "（责任单位：市商务局、市文旅局和工信局等部门）",
        "（市商务局牵头，市文旅局、工信局配合）",
        "（市商务局牵头，市文旅局及工信局等部门按职责分工负责）",
        "（由市商务局牵头，市文旅局、工信局等参与）",
        "（市商务局牵头会同市文旅局、工信局负责落实）",
        "（市商务局会同市文旅局、工信局负责）",
        "（市商务局、市文旅局、工信局按职责分工负责）",
        "（责任单位：市商务局、市文旅局、工信局；完成时限：2026年底）",
        "（完成时限：2026年底；责任人：张三；责任单位：市商务局、市文旅局、工信局）",
        "（市商务局牵头,市文旅局、工信局配合）",
        "【牵头单位：市商务局；责任单位：市文旅局、工信局】",
        "[市商务局牵头，市文旅局、工信局配合]",
    ],
)
@pytest.mark.parametrize("form", ["推进促销活动{}。", "推进促销活动。{}", "推进促销活动。{}。", "推进促销活动。\n{}"])
def test_a_bracket_in_any_usual_wording_gives_lead_and_partners(bracket: str, form: str) -> None:
    [action] = actions(form.format(bracket))
    assert action.text.rstrip("。") == "推进促销活动"
    assert duty(action) == ("市商务局", ("市文旅局", "工信局"))
    assert (action.lead_department, action.partner_departments) == ("swj", ("wlj", "gxj"))
    assert action.suggested_lead == ""


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("市发展改革委", "fgw"),
        ("发改委", "fgw"),
        ("市发改委", "fgw"),
        ("市发展和改革委员会", "fgw"),
        ("云江市发展改革委", "fgw"),
        ("工业和信息化局", "gxj"),
        ("市工信局", "gxj"),
        ("市人力资源和社会保障局", "rsj"),
        ("宣传部", "xcb"),
        ("中共云江市委宣传部", "xcb"),
        ("市场监管局", "scj"),
        ("市市场监管局（市知识产权局）", "scj"),
        ("石湖区政府", "sh"),
        ("石湖区人民政府", "sh"),
        ("石湖区商务局", "sh"),
        ("白鹭市商务局", "bl"),
        ("云江市商务局", "swj"),
        ("市司法局", ""),
        ("各区（县）政府", ""),
    ],
)
def test_a_bureau_is_known_by_every_name_it_is_written_by(written: str, code: str) -> None:
    [action] = actions(f"推进促销活动。（责任单位：{written}）")
    assert (action.lead, action.lead_department) == (written, code)


def test_a_conjunction_inside_a_name_does_not_part_it() -> None:
    [action] = actions("推进促销。（责任单位：市工业和信息化局和市教育和体育局及市文旅局与石湖区政府）")
    assert duty(action) == ("市工业和信息化局", ("市教育和体育局", "市文旅局", "石湖区政府"))


def test_a_bracket_in_a_sentence_is_that_sentences_alone() -> None:
    first, second = actions("推进促销（市商务局牵头）。开展宣讲。")
    assert (first.lead, second.lead) == ("市商务局", "")


def test_a_bracket_at_the_end_of_a_measure_is_for_all_its_actions_that_have_none() -> None:
    first, second, third = actions("推进促销。建设展馆（市文旅局负责）。开展宣讲。（市商务局牵头）")
    assert [first.lead, second.lead, third.lead] == ["市商务局", "市文旅局", "市商务局"]


def test_each_bracket_is_for_the_actions_since_the_one_before() -> None:
    found = actions("推进促销。开展宣讲。（市商务局牵头）建设展馆。\n完善机制。\n责任单位：市文旅局")
    assert [action.lead for action in found] == ["市商务局", "市商务局", "市文旅局", "市文旅局"]


def test_a_bracket_at_the_end_of_an_item_is_that_items() -> None:
    found = actions(
        "\n1.推进促销。\n2.建设展馆。开展宣讲。（市文旅局牵头）\n3.完善机制。\n责任单位：市商务局", "（一）乙"
    )
    assert [action.lead for action in found] == ["市商务局", "市文旅局", "市商务局"]
    assert found[1].text == "建设展馆。开展宣讲。"


def test_a_second_line_adds_to_the_first() -> None:
    first, second = actions("推进促销。开展宣讲。\n牵头单位：市商务局\n配合单位：市文旅局、石湖区")
    assert duty(first) == duty(second) == ("市商务局", ("市文旅局", "石湖区"))


def test_a_bracket_of_the_measure_adds_nothing_to_actions_that_have_their_own() -> None:
    [action] = actions("推进促销（市商务局牵头）。\n责任单位：市文旅局")
    assert duty(action) == ("市商务局", ())


def test_a_bracket_of_partners_adds_to_the_action_before_it() -> None:
    first, second = actions("推进促销。（市商务局牵头）开展宣讲（市文旅局负责）。（配合单位：石湖区）")
    assert (duty(first), duty(second)) == (("市商务局", ()), ("市文旅局", ("石湖区",)))


def test_a_line_that_names_persons_and_dates_is_neither_duty_nor_action() -> None:
    [action] = actions("推进促销。（责任领导：张三；责任处室：消费处；完成时限：2026年底）\n责任单位：市商务局")
    assert duty(action) == ("市商务局", ())


def test_a_bracket_behind_a_heading_is_for_the_whole_measure() -> None:
    found = outline("一、甲\n（一）鼓励消费（市商务局牵头）\n推进促销。建设展馆（市文旅局负责）。", BUREAUS)
    assert found.measures[0].title == "鼓励消费"
    assert [action.lead for action in found.actions] == ["市商务局", "市文旅局"]


def test_a_bare_list_of_bureaus_behind_the_full_stop_is_a_duty() -> None:
    [action] = actions("推进促销。（市商务局、市文旅局）")
    assert duty(action) == ("市商务局", ("市文旅局",))


def test_a_duty_may_be_a_sentence_of_its_own() -> None:
    [action] = actions("推进促销。由市商务局牵头，市文旅局配合。")
    assert duty(action) == ("市商务局", ("市文旅局",))


@pytest.mark.parametrize(
    "bracket", ["（含县级）", "（支持企业参加展会）", "（2026—2028年）", "（鼓励企业参与）", "（详见附件）"]
)
def test_other_brackets_stay_in_the_text(bracket: str) -> None:
    [action] = actions(f"推进促销{bracket}。")
    assert action.text == f"推进促销{bracket}。"
    assert duty(action) == ("", ())


def test_a_bracket_inside_a_sentence_stays_there_and_still_counts() -> None:
    [action] = actions("推进促销（市商务局牵头），开展宣讲（市文旅局配合）。")
    assert action.text == "推进促销（市商务局牵头），开展宣讲"
    assert duty(action) == ("市商务局", ("市文旅局",))


def test_without_a_bracket_the_keywords_suggest_a_lead_and_say_why() -> None:
    [action] = actions("打造消费场景，拓展海外渠道，讲好故事。")
    assert (action.lead, action.suggested_lead, action.why) == ("", "swj", ("消费场景", "海外"))


def test_a_bureau_that_the_sentence_commands_is_suggested() -> None:
    [action] = actions("发改委要加强统筹，会同市商务局完善消费政策。")
    assert (action.suggested_lead, action.why) == ("fgw", ("发改委",))


def test_a_silent_sentence_leaves_the_suggestion_to_its_title() -> None:
    [action] = actions("推进各项工作。", "（一）鼓励消费。")
    assert (action.suggested_lead, action.why) == ("swj", ("消费",))


def test_without_any_word_nobody_is_suggested() -> None:
    [action] = actions("推进各项工作。")
    assert (action.suggested_lead, action.why) == ("", ())
