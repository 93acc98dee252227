"""Targets in words: what, how many, by when."""

from datetime import date
from decimal import Decimal

import pytest

from coordination.policytext.model import TargetKind
from coordination.policytext.numerals import counting, read_number
from coordination.policytext.targets import targets_in

YEARS = (2026, 2028)


def values(text: str) -> list[tuple[Decimal, str]]:
    return [(target.value, target.unit) for target in targets_in(text)]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("销售12万件", 120_000, "件"),
        ("投入1.5亿元", 150_000_000, "元"),
        ("培育三十个", 30, "个"),
        ("培育品牌30个以上", 30, "个"),
        ("举办活动不少于10场", 10, "场"),
        ("占比达到8%", 8, "%"),
        ("占比达到８．５％", "8.5", "%"),
        ("提高8个百分点", 8, "个百分点"),
        ("至少建成两个中心", 2, "个"),
        ("培育十余家企业", 10, "家"),
        ("培育30家左右", 30, "家"),
        ("培育300多家", 300, "家"),
        ("培训10余万人次", 100_000, "人次"),
        ("培育１２家", 12, "家"),
        ("培训1,200人", 1200, "人"),
        ("培育30—50家", 30, "家"),
        ("培育3至5家", 3, "家"),
        ("占比提高到5%—8%", 5, "%"),
        ("占比由20%提高到30%", 30, "%"),
        ("目前已有30家，到2028年达到50家", 50, "家"),
        ("完成投资1000万元—2000万元", 10_000_000, "元"),
        ("新建仓库5万平方米", 50_000, "平方米"),
        ("出口额达到20亿美元", 2_000_000_000, "美元"),
        ("增速不低于百分之八", 8, "%"),
        ("培育一百二十家", 120, "家"),
        ("服务企业5000家次", 5000, "家次"),
        ("到2028年底，30家企业入库", 30, "家"),
        ("办理压缩至3个工作日", 3, "个工作日"),
    ],
)
def test_a_number_with_its_unit_is_a_target(text: str, value: int | str, unit: str) -> None:
    assert values(text) == [(Decimal(value), unit)]


@pytest.mark.parametrize(
    "text",
    [
        "2026年推进建设",
        "按照〔2026〕1号文件和第3条推进",
        "举办第10届博览会，争创第一",
        "进入全国前10位",
        "培养一批人才，形成一体化体系",
        "建立一个机制，从三个方面推进",
        "做到“三个一批”，落实“10个100家”行动",
        "学习《品牌100家》",
        "用12个月、三年推进，24小时响应",
        "打造5G、A4、ISO9001体系",
        "5月10日举办活动",
        "十九届全会精神",
        "一二三产业融合",
    ],
)
def test_other_numbers_are_not(text: str) -> None:
    assert values(text) == []


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("到2028年底，累计培育30个", date(2028, 12, 31)),
        ("2027年6月底前建成3个", date(2027, 6, 30)),
        ("2028年2月底前建成3个", date(2028, 2, 29)),
        ("2027年2月底前建成3个", date(2027, 2, 28)),
        ("2027年6月前建成3个", date(2027, 5, 31)),
        ("2027年6月15日前建成3个", date(2027, 6, 15)),
        ("2027年上半年建成3个", date(2027, 6, 30)),
        ("2027年第三季度建成3个", date(2027, 9, 30)),
        ("2028年前建成3个", date(2027, 12, 31)),
        ("2026年建成3个", date(2026, 12, 31)),
        ("2026—2028年建成3个", date(2028, 12, 31)),
        ("二〇二八年底建成3个", date(2028, 12, 31)),
        ("三年内建成3个", date(2028, 12, 31)),
        ("两年内建成3个", date(2027, 12, 31)),
        ("五年内建成3个", date(2028, 12, 31)),
        ("三年累计建成3个", date(2028, 12, 31)),
        ("行动期末建成3个", date(2028, 12, 31)),
        ("建成3个，2027年底前全部开放", date(2027, 12, 31)),
        ("2027年13月建成3个", None),
        ("建成3个", None),
        ("近三年累计建成3个", None),
        ("较2025年新增3个", None),
        ("自2026年起建成3个", None),
        ("建成3个；到2028年全面开放", None),
    ],
)
def test_the_date_that_governs_a_target(text: str, by: date | None) -> None:
    assert [target.by for target in targets_in(text, YEARS)] == [by]


def test_without_the_plans_years_a_span_of_years_is_no_date() -> None:
    assert targets_in("三年内建成3个")[0].by is None


def test_a_month_without_its_year_is_of_the_year_before_it() -> None:
    found = targets_in("2027年6月底前建成3个，9月底前建成5个")
    assert [target.by for target in found] == [date(2027, 6, 30), date(2027, 9, 30)]


def test_every_date_governs_what_follows_it() -> None:
    found = targets_in("2026年新增80家，2027年新增120家。其中老字号30家")
    assert [(target.by, int(target.value)) for target in found] == [
        (date(2026, 12, 31), 80),
        (date(2027, 12, 31), 120),
        (date(2027, 12, 31), 30),
    ]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("年均增长8%", TargetKind.GROWTH),
        ("同比提高3个百分点", TargetKind.GROWTH),
        ("提高到85%", TargetKind.TOTAL),
        ("增长达到8%", TargetKind.GROWTH),
        ("压减材料40%", TargetKind.REDUCTION),
        ("每年举办10场", TargetKind.PER_YEAR),
        ("到2028年，每年举办10场", TargetKind.PER_YEAR),
        ("年均培训500人", TargetKind.PER_YEAR),
        ("每季度调度1次", TargetKind.PER_QUARTER),
        ("每月发布2期", TargetKind.PER_MONTH),
        ("新增30家", TargetKind.TOTAL),
    ],
)
def test_growth_level_and_repetition_are_told_apart(text: str, kind: TargetKind) -> None:
    assert [target.kind for target in targets_in(text)] == [kind]


def test_what_is_due_every_year_has_no_date_until_a_date_ends_it() -> None:
    found = targets_in("每年举办10场、培训500人次，到2028年底累计培训2000人次")
    assert [(target.by, target.kind.value) for target in found] == [
        (None, "per_year"),
        (None, "per_year"),
        (date(2028, 12, 31), "total"),
    ]


def test_growth_keeps_its_date() -> None:
    assert targets_in("到2028年底，产值年均增长8%")[0].by == date(2028, 12, 31)


def test_a_target_says_its_own_clause() -> None:
    found = targets_in("到2028年底，建设展销中心5个、公共仓（海外）3处，带动出口1,200家。")
    assert [target.text for target in found] == ["建设展销中心5个", "公共仓（海外）3处", "带动出口1,200家"]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("一亿二千万", 120_000_000),
        ("一百零三", 103),
        ("十五", 15),
        ("二〇二八", 2028),
        ("3千", 3000),
        ("俩", 2),
        ("百", 100),
    ],
)
def test_numbers_are_read(written: str, value: int) -> None:
    assert read_number(written) == value


@pytest.mark.parametrize("written", ["", "abc", "12x", "三x"])
def test_what_is_no_number_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="not a number"):
        read_number(written)


def test_every_number_that_is_counted_is_read_back() -> None:
    assert [int(read_number(counting(number))) for number in range(1, 2500)] == list(range(1, 2500))
