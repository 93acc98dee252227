"""The workbook to fill in: what may be typed is offered and explained, and what its example says can be imported."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from coordination.exchange import DUTY_KEYWORDS
from kernel.exchange.queries import intake_of
from kernel.exchange.services import begin_intake, run_job
from kernel.exchange.workbooks import Column, Kind
from kernel.exchange.workbooks.reading import read_table
from kernel.exchange.workbooks.safety import Bounds, check_workbook
from kernel.exchange.workbooks.template import write_template
from tests.factories import bureaus, office_person
from tests.pages.factories import signed_in

from .factories import comments, sheet_xml, streamed, upload, values, workbook

LIGHTS = Column("light", "灯色", Kind.CHOICE, choices=lambda: [("green", "绿"), ("red", "红")], required=True)


@pytest.mark.django_db
def test_the_template_offers_explains_and_shows_an_example() -> None:
    bureaus()
    data = streamed(signed_in(office_person()).get(reverse("exchange:template", args=["duty-keywords"])))
    assert values(data) == [["部门 *", "关键词 *"]]
    assert values(data, 1)[1:] == [list(row) for row in DUTY_KEYWORDS.into.examples]  # type: ignore[union-attr]
    assert "别名" in comments(data)["A1"]
    assert "必填" in comments(data)["B1"]
    assert [row[0] for row in values(data, 2)] == ["市委宣传部", "市发展改革委", "市商务局", "市市场监管局"]
    assert "'选项'!$A$1:$A$4" in sheet_xml(data)
    check_workbook(data, "模板.xlsx", Bounds(10_000, 10**8, 200))


@pytest.mark.django_db
def test_the_example_of_the_template_can_be_imported_under_its_own_head() -> None:
    actor = office_person()
    data = streamed(signed_in(actor).get(reverse("exchange:template", args=["duty-keywords"])))
    filled = workbook(DUTY_KEYWORDS.into.examples, head=values(data)[0])  # type: ignore[union-attr]
    job = begin_intake(DUTY_KEYWORDS, upload(filled), actor=actor, now=timezone.now())
    run_job(job.pk, now=timezone.now())
    assert (intake_of(job).good, intake_of(job).bad_rows) == (2, [])


def test_a_choice_outside_of_its_list_is_stopped_and_the_lists_are_hidden() -> None:
    target = BytesIO()
    write_template(target, "表", [LIGHTS, Column("name", "名称")], [["绿", "甲"]], 100)
    xml = sheet_xml(target.getvalue())
    assert 'errorStyle="information"' not in xml, "a choice is stopped, not only remarked upon"
    assert 'sqref="A2:A101"' in xml
    with ZipFile(target) as archive:
        assert b'state="hidden"' in archive.read("xl/workbook.xml")


def test_a_table_is_read_whatever_the_language_of_its_head_and_wherever_it_stands() -> None:
    columns = DUTY_KEYWORDS.columns
    with translation.override("en"):
        english = workbook([("市商务局", "消费")], head=("Keyword", "Department *"))
    assert read_table(english, columns).places == {"word": 0, "department": 1}
    below_a_title = workbook([("", "部门", "关键词"), ("", "", ""), (1, "市商务局", "消费")], head=("汇总表",))
    table = read_table(below_a_title, columns)
    assert (table.at, table.rows) == (1, [(4, [1.0, "市商务局", "消费"])])
