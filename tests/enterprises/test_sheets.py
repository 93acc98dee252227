"""The fields of a form: what is typed, what is kept, what is refused and in which words."""

from decimal import Decimal
from typing import Any

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string

from enterprises.answers import wrong_with
from enterprises.forms.fields import SectionForm, build_section_form
from enterprises.models import FormField, FormSection, FormVersion
from tests.enterprises.factories import scheme

pytestmark = pytest.mark.django_db
Kind = FormField.Kind
COLUMNS = [
    {"key": "year", "label": "年份", "kind": "number", "unit": ""},
    {"key": "prize", "label": "奖项", "kind": "text"},
]


def section_with(*rows: dict[str, Any]) -> FormSection:
    """A section of a draft form with these fields, named f0, f1 …"""
    form = FormVersion.objects.create(scheme=scheme(), number=1)
    section = FormSection.objects.create(form=form, key="part", title="企业概况")
    FormField.objects.bulk_create(
        FormField(section=section, key=f"f{n}", label=f"第{n}项", order=n, **row) for n, row in enumerate(rows)
    )
    return section


def typed(section: FormSection, sent: str, **options: Any) -> SectionForm:
    """The form as it comes back with this body."""
    options = {"values": {}, "open_keys": None, **options}
    form = build_section_form(section, data=QueryDict(sent), **options)
    form.is_valid()
    return form


@pytest.mark.parametrize(
    ("row", "sent", "kept"),
    [
        ({"kind": Kind.TEXT}, "f0=+石湖%0A阀门+", "石湖 阀门"),
        ({"kind": Kind.LONG_TEXT}, "f0=一%0D%0A二", "一\n二"),
        ({"kind": Kind.NUMBER, "unit": "人"}, "f0=１，２００", "1200"),
        ({"kind": Kind.MONEY}, "f0=0.50", "0.5"),
        ({"kind": Kind.DATE}, "f0=2026-02-28", "2026-02-28"),
        ({"kind": Kind.CHOICE, "options": ["国内", "国外"]}, "f0=国外", "国外"),
        ({"kind": Kind.CHOICES, "options": ["甲", "乙", "丙"]}, "f0=丙&f0=甲", ["甲", "丙"]),
        (
            {"kind": Kind.TABLE, "columns": COLUMNS},
            "f0-0-year=2,025&f0-0-prize=金奖&f0-1-year=&f0-1-prize=&f0-3-year=2024&f0-3-prize=银奖",
            [{"year": "2025", "prize": "金奖"}, {"year": "2024", "prize": "银奖"}],
        ),
        ({"kind": Kind.TRADEMARKS}, "f0=12345678%0D%0A g1234567", ["12345678", "G1234567"]),
    ],
)
def test_what_is_typed_is_kept_in_the_shape_of_its_kind(row: dict[str, Any], sent: str, kept: Any) -> None:
    assert typed(section_with(row), sent).cleaned_data == {"f0": kept}


@pytest.mark.parametrize(
    ("row", "sent", "words"),
    [
        ({"kind": Kind.TEXT}, "f0=++", "这一项必须填写"),
        ({"kind": Kind.TEXT, "most_characters": 3}, "f0=云江阀门", "最多 3 个字，现在有 4 个字"),
        ({"kind": Kind.NUMBER}, "f0=很多", "请填数字"),
        ({"kind": Kind.NUMBER}, "f0=1e400", "请填数字"),
        ({"kind": Kind.NUMBER}, "f0=1.23456", "小数点后最多 4 位"),
        ({"kind": Kind.MONEY, "least": 100}, "f0=60", "不少于 100 万元"),
        ({"kind": Kind.DATE}, "f0=2026-02-30", "2026-05-10"),
        ({"kind": Kind.CHOICE, "options": ["国内"]}, "f0=火星", "“火星”不在可选项中"),
        ({"kind": Kind.TABLE, "columns": COLUMNS}, "f0-0-year=去年&f0-0-prize=金奖", "第 1 行“年份”：请填数字"),
        ({"kind": Kind.TABLE, "columns": COLUMNS, "most_rows": 1}, "f0-0-year=1&f0-1-year=2", "最多 1 行"),
        ({"kind": Kind.TRADEMARKS}, "f0=hello", "不是商标注册号"),
    ],
)
def test_what_cannot_be_right_is_refused_in_a_sentence(row: dict[str, Any], sent: str, words: str) -> None:
    form = typed(section_with(row), sent)
    assert words in " ".join(str(sentence) for sentence in form.errors["f0"])


def test_a_draft_may_leave_out_what_sending_may_not() -> None:
    section = section_with({"kind": Kind.TEXT}, {"kind": Kind.MONEY, "required": False})
    assert typed(section, "f0=&f1=", owed=False).cleaned_data == {"f0": None, "f1": None}
    assert set(typed(section, "f0=&f1=").errors) == {"f0"}


@pytest.mark.parametrize(
    ("row", "kept", "words"),
    [
        ({"kind": Kind.TABLE, "columns": COLUMNS}, [{"year": "2025", "prize": ""}], "第 1 行缺少“奖项”"),
        ({"kind": Kind.TRADEMARKS}, ["hello"], "不是商标注册号"),
        ({"kind": Kind.MONEY, "least": Decimal(100)}, "60", "不少于 100 万元"),
        ({"kind": Kind.TEXT}, None, "这一项必须填写"),
        ({"kind": Kind.TEXT, "required": False}, None, ""),
        ({"kind": Kind.TABLE, "columns": COLUMNS}, [{"year": "2025", "prize": "金奖"}], ""),
    ],
)
def test_what_a_draft_keeps_is_held_to_the_same_sentences_before_it_is_sent(
    row: dict[str, Any], kept: Any, words: str
) -> None:
    said = wrong_with(FormField(**row), kept)
    assert words in said if words else said == ""


def test_what_is_wrong_can_be_kept_as_it_was_typed() -> None:
    section = section_with({"kind": Kind.MONEY}, {"kind": Kind.MONEY}, {"kind": Kind.TEXT})
    form = typed(section, "f0=很多&f1=1,200&f2=改", open_keys={"f0", "f1"}, owed=False)
    assert form.typed() == {"f0": "很多", "f1": "1200"}


def test_a_shut_field_keeps_its_answer_whatever_is_sent() -> None:
    section = section_with({"kind": Kind.TEXT}, {"kind": Kind.TEXT})
    form = typed(section, "f0=改了&f1=补上", values={"f0": "原来"}, open_keys={"f1"})
    assert form.cleaned_data == {"f0": "原来", "f1": "补上"}


def test_only_documents_that_are_offered_can_be_picked() -> None:
    section = section_with({"kind": Kind.FILE})

    def offers(row: FormField) -> list[tuple[str, str]]:
        return [("7", "营业执照"), ("8", "认证证书")]

    assert typed(section, "f0=8", offers=offers).cleaned_data == {"f0": [8]}
    assert "已不存在" in typed(section, "f0=9", offers=offers).errors["f0"][0]


def test_the_form_is_shown_with_its_unit_its_full_figure_and_all_rows_of_a_table() -> None:
    section = section_with(
        {"kind": Kind.NUMBER, "unit": "人"}, {"kind": Kind.MONEY}, {"kind": Kind.TABLE, "columns": COLUMNS}
    )
    values = {"f0": "80", "f1": "1200.5", "f2": [{"year": str(n), "prize": "奖"} for n in range(4)]}
    page = render_to_string(
        "enterprises/sheets/_section.html", {"form": build_section_form(section, values=values, open_keys=None)}
    )
    assert "人</span>" in page
    assert "¥12,005,000" in page
    assert page.count('name="f2-') == 2 * (4 + 2)
    assert 'name="f2-3-year"' in page
