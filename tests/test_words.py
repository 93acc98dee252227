"""How dates, numbers, days and lights read, in both languages; and what the parts make of them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
import time_machine
from django import forms
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.template import engines
from django.test import RequestFactory
from django.utils import timezone, translation

from kernel.common.templatetags import drawings, words

CHINA_BRAND_DAY = date(2026, 5, 10)


@pytest.fixture(params=["zh-hans", "en"])
def language(request):
    with translation.override(request.param):
        yield request.param


def render(source, request=None, **context):
    return engines["django"].from_string(source).render(context, request)


def test_a_long_date_names_its_weekday(language):
    assert words.long_date(CHINA_BRAND_DAY) == {"zh-hans": "2026年5月10日 (周日)", "en": "10 May 2026 (Sun)"}[language]


def test_a_short_date_leaves_the_year_out(language):
    assert words.short_date(CHINA_BRAND_DAY) == {"zh-hans": "5月10日", "en": "10 May"}[language]


def test_a_near_date_names_its_year_when_it_is_not_this_one(language):
    with time_machine.travel(datetime(2026, 11, 25, tzinfo=UTC)):
        assert words.near_date(CHINA_BRAND_DAY) == {"zh-hans": "5月10日", "en": "10 May"}[language]
        assert words.near_date(date(2027, 2, 4)) == {"zh-hans": "2027年2月4日", "en": "4 Feb 2027"}[language]


def test_an_instant_reads_in_the_city_s_time():
    late_in_london = datetime(2026, 5, 9, 17, 30, tzinfo=UTC)
    assert render("{{ at|long_date }} {{ at|iso }}", at=late_in_london).endswith("2026-05-10 01:30")


@pytest.mark.parametrize("write", [words.long_date, words.short_date, words.iso, words.big, words.full_figure])
def test_nothing_reads_as_nothing(write):
    assert write(None) == ""


@pytest.mark.parametrize(
    ("number", "chinese", "english"),
    [
        (0, "0", "0"),
        (8640, "8,640", "8,640"),
        (Decimal("12.50"), "12.5", "12.5"),
        (123_456, "12.3万", "123.5K"),
        (120_000, "12万", "120K"),
        (99_999_499, "9,999.9万", "100M"),
        (99_999_500, "1亿", "100M"),
        (1_203_400_000, "12亿", "1.2B"),
        (-123_456, "-12.3万", "-123.5K"),
    ],
)
def test_a_big_number_is_said_in_the_units_people_say(number, chinese, english, language):
    assert words.big(number) == (chinese if language == "zh-hans" else english)


def test_money_in_ten_thousands_is_written_out():
    assert words.full_figure("1234.5") == "¥12,345,000"
    assert words.full_figure("-138.96") == "-¥1,389,600"
    assert [words.full_figure(typed) for typed in ("很多", "1,2", "NaN", "inf", "1e40")] == [""] * 5


def test_days_left_change_their_tone_as_the_day_comes():
    with translation.override("en"):
        said = [words.days_left(days) for days in (3, 1, 0, -2)]
    assert said == ["3 working days left", "1 working day left", "Due today", "2 working days late"]
    assert [words.days_tone(days) for days in (6, 5, 0, -2, None)] == ["", "soon", "late", "late", ""]


def test_each_light_has_a_word_of_its_own(language):
    said = {words.light_word(colour) for colour in ("green", "yellow", "red", "grey")}
    assert len(said - {""}) == 4


def test_a_status_nobody_waits_for_is_quiet():
    assert [words.tone(status) for status in ("accepted", "returned", "overdue", "submitted", "draft")] == [
        "ok",
        "warn",
        "due",
        "brand",
        "quiet",
    ]


def test_an_undo_goes_only_to_this_site():
    assert words.undo_url(Message(20, "done", "undo=/plan/undo/3/")) == "/plan/undo/3/"
    assert words.undo_url(Message(20, "done", "undo=//evil.example")) == ""
    assert words.undo_url(Message(20, "done")) == ""


def test_the_way_back_stays_on_this_site():
    request = RequestFactory().get("/")
    assert words.same_site("http://testserver/plan/", request) == "http://testserver/plan/"
    assert words.same_site("https://evil.example/", request) == "/"


def test_a_browser_is_named_as_people_know_it():
    edge = "Mozilla/5.0 (Windows NT 10.0; Win64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0"
    assert words.browser(edge) == "Edge · Windows"
    assert words.browser("curl/8") == "curl/8"


def test_the_lock_out_s_end_lies_ahead():
    end = words.from_now(timedelta(minutes=15))
    assert end is not None
    assert end > timezone.now()
    assert words.from_now(None) is None


def test_page_numbers_leave_a_gap():
    assert words.page_numbers(Paginator(range(1000), 50).page(10)) == [1, 0, 8, 9, 10, 11, 12, 0, 20]


class Report(forms.Form):
    progress = forms.IntegerField(label="进度", max_value=100, help_text="<到月底>")
    amount = forms.DecimalField(label="资金", required=False)
    sure = forms.BooleanField(label="确认")


def test_a_field_carries_its_label_hint_unit_and_error():
    form = Report({"progress": "140", "sure": "on"})
    page = render('{% field form.progress unit="%" %}', form=form)
    assert '<label for="id_progress">' in page
    assert '<span class="unit">%</span>' in page
    assert 'id="id_progress_error"' in page
    assert 'aria-invalid="true"' in page
    assert 'aria-describedby="id_progress_helptext id_progress_error"' in page


def test_money_has_its_full_figure_beside_it():
    assert "¥12,345,000" in render("{% field form.amount money=True %}", form=Report(initial={"amount": "1234.5"}))


def test_the_summary_links_each_error_to_its_field():
    page = render("{% error_summary form %}", form=Report({"progress": "140"}))
    assert 'href="#id_progress"' in page
    assert 'href="#id_sure"' in page
    assert render("{% error_summary form %}", form=Report()).strip() == ""


def test_a_light_says_its_word_beside_its_shape():
    with translation.override("en"):
        page = render('{% include "parts/light.html" with light="red" reason="3 days late" only %}')
    assert "#light-red" in page
    assert "Late" in page
    assert "3 days late" in page


def test_a_sort_link_turns_round_and_goes_to_the_first_page():
    request = RequestFactory().get("/?q=valve&sort=due_on&page=7")
    columns = [{"key": "due_on", "label": "Due", "sort": True}]
    source = '{% include "parts/table.html" with columns=columns rows=rows sort="due_on" %}'
    page = render(source, request, columns=columns, rows=[{"pk": 1, "url": "/1/", "cells": ["one"]}])
    assert 'href="?q=valve&amp;sort=-due_on"' in page
    assert 'aria-sort="ascending"' in page


def test_an_empty_table_teaches():
    source = '{% include "parts/table.html" with columns=columns rows=rows empty=empty %}'
    page = render(
        source, columns=[], rows=[], empty={"title": "No orders", "text": "Issue one", "url": "/new/", "act": "Issue"}
    )
    assert "No orders" in page
    assert "<table" not in page


def test_bars_start_at_nought_and_share_one_scale():
    bars = drawings.bar_rows([{"value": 50, "target": 80}, {"value": 100}])
    assert [(bar["width"], bar["mark"]) for bar in bars] == [("50.00%", "80.00%"), ("100.00%", "")]
    assert drawings.bar_rows([{"value": 0}])[0]["width"] == "0.00%"


def test_a_bar_of_time_lies_between_its_days():
    row = {"start": date(2026, 1, 1), "end": date(2026, 12, 31), "progress": 50}
    chart = drawings.gantt_chart([row], date(2026, 1, 1), date(2027, 1, 1), date(2026, 7, 2))
    assert chart.rows[0]["x"] == "0.0%"
    assert chart.rows[0]["width"] == "100.0%"
    assert chart.rows[0]["done"] == "50.0%"
    assert [month["day"].month for month in chart.months] == [1, 4, 7, 10]
    assert drawings.gantt_chart([], date(2026, 1, 1), date(2027, 1, 1), date(2030, 1, 1)).today == ""


def test_a_flat_line_still_draws():
    assert drawings.spark_points([5, 5])["line"] == "0.0,27.0 120.0,27.0"


def test_a_comparison_marks_only_what_changed():
    assert drawings.marked("不少于30家", "不少于35家", "old") == "不少于<del>30</del>家"
    assert drawings.marked("不少于30家", "不少于35家", "new") == "不少于<ins>35</ins>家"
    assert drawings.marked("same", "same", "new") == "same"
    assert drawings.marked("<b>", "<i>", "new") == "&lt;<ins>i</ins>&gt;"


def test_a_very_long_text_is_not_compared_letter_by_letter():
    old, new = "甲" * 5000, "乙" * 5000
    assert drawings.marked(old, new, "old") == f"<del>{old}</del>"


def test_a_toast_with_an_undo_posts_with_its_token():
    message = SimpleNamespace(text="Returned 3 reports")
    source = '{% include "parts/toast.html" with text=message.text undo="/undo/3/" csrf_token="t0ken" only %}'
    page = render(source, message=message)
    assert 'action="/undo/3/"' in page
    assert 'value="t0ken"' in page
