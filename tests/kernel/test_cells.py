"""The cells of tables: each kind as people see it, whatever a firm typed."""

from datetime import date
from typing import Any

import pytest

from kernel.common.templatetags.cells import table_cell, table_name

COLUMN = {"label": "due", "num": True, "wide": True}


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("plain", ">plain</td>"),
        (1234.5, ">1234.5</td>"),
        (date(2026, 5, 10), "2026"),
        ({"kind": "link", "url": "/a/", "text": "there"}, '<a href="/a/">there</a>'),
        ({"kind": "two", "text": "award", "sub": 2026}, '<span>award<span class="sub">2026</span></span>'),
        ({"kind": "day", "text": "2026-05-10"}, '<span class="nowrap">2026-05-10</span>'),
        ({"kind": "days", "days": -2, "due_on": date(2026, 5, 10)}, '<span class="sub">2026-05-10</span>'),
        ({"kind": "days", "days": -2, "due_on": None}, "nowrap days-late"),
        ({"kind": "badge", "text": "returned", "tone": "warn"}, '<span class="badge tone-warn">returned</span>'),
        ({"kind": "light", "light": "red", "reason": "Overdue."}, "Overdue."),
        ({"kind": "bar", "value": 40, "target": 50, "tone": "ok"}, "40"),
    ],
)
def test_each_kind_says_what_it_holds_below_the_name_of_its_column(cell: Any, said: str) -> None:
    written = table_cell(cell, COLUMN)
    assert said in written
    assert written.startswith('<td class="num wide-only')
    assert 'data-label="Due"' in written


@pytest.mark.parametrize("cell", ["", {"kind": "days", "days": None}, {"kind": "day", "text": ""}])
def test_a_cell_that_says_nothing_is_marked_so_that_a_phone_leaves_it_out(cell: Any) -> None:
    assert '<td class="blank"' in table_cell(cell, {"label": "due"})
    assert "blank" not in table_cell({"kind": "days", "days": 0}, {"label": "due"})


@pytest.mark.parametrize("kind", ["", "link", "two", "day", "badge", "light"])
def test_what_somebody_typed_is_never_markup(kind: str) -> None:
    typed = "<b onclick=x>"
    about = {"kind": kind, "text": typed, "url": '"><b>', "sub": typed, "tone": "ok", "light": "red", "reason": typed}
    for written in (
        table_cell(about if kind else typed, {"label": typed}),
        table_name({"text": typed, "sub": typed}, '"><b>'),
    ):
        assert "<b" not in written
        assert "&lt;b" in written


def test_the_name_of_a_row_leads_to_it() -> None:
    assert table_name("one", "/1/") == '<th scope="row"><a href="/1/" data-open>one</a></th>'
    assert table_name({"text": "one", "sub": "No. 1"}) == '<th scope="row">one<span class="sub">No. 1</span></th>'
