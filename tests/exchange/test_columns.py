"""What people type into cells, and what it is taken for."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from kernel.common.errors import Invalid
from kernel.exchange.workbooks.columns import Column, Kind, read_cell

LIGHTS = {"绿": "green", "红": "red"}


def read(kind: Kind, typed: Any, **how: Any) -> Any:
    return read_cell(Column("it", "它", kind, **how), typed, LIGHTS)


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        (Kind.TEXT, "  云江制造　", "云江制造"),
        (Kind.TEXT, "ＩＳＯ９００１（质量）", "ISO9001（质量）"),
        (Kind.TEXT, 12.0, "12"),
        (Kind.TEXT, "甲\x00乙\u202e", "甲乙"),
        (Kind.CODE, "９１３３ ０１０６ＭＡ２７", "91330106MA27"),
        (Kind.CODE, 330106.0, "330106"),
        (Kind.NUMBER, "１，２３４．５", Decimal("1234.5")),
        (Kind.NUMBER, 30, Decimal(30)),
        (Kind.MONEY, 0.1 + 0.2, Decimal("0.30")),
        (Kind.MONEY, "1,200.50", Decimal("1200.50")),
        (Kind.DATE, "2026年5月10日", date(2026, 5, 10)),
        (Kind.DATE, "２０２６/5/10", date(2026, 5, 10)),
        (Kind.DATE, 20260510.0, date(2026, 5, 10)),
        (Kind.DATE, datetime(2026, 5, 10, 9, 30), date(2026, 5, 10)),  # noqa: DTZ001  as a workbook has it
        (Kind.CHOICE, " 红 ", "red"),
        (Kind.TEXT, "   ", None),
        (Kind.DATE, "", None),
    ],
)
def test_what_was_meant_is_read(kind: Kind, typed: Any, value: Any) -> None:
    assert read(kind, typed) == value


@pytest.mark.parametrize(
    ("kind", "typed", "how"),
    [
        (Kind.TEXT, "", {"required": True}),
        (Kind.TEXT, "一二三四", {"longest": 3}),
        (Kind.CODE, 9.133010600000001e17, {}),
        (Kind.NUMBER, "约三十", {}),
        (Kind.NUMBER, "NaN", {}),
        (Kind.NUMBER, "1e400", {}),
        (Kind.MONEY, "12.345", {}),
        (Kind.DATE, "2026-02-30", {}),
        (Kind.DATE, 46152.0, {}),
        (Kind.CHOICE, "蓝", {}),
    ],
)
def test_what_cannot_be_right_is_refused_in_one_sentence_at_its_column(kind: Kind, typed: Any, how: Any) -> None:
    with pytest.raises(Invalid) as refusal:
        read(kind, typed, **how)
    assert list(refusal.value.fields) == ["it"]
    assert len(refusal.value.fields["it"]) == 1
