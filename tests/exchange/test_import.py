"""An import: checked as a whole, written as far as its owner says, taken back as one act."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from coordination.models import DutyKeyword
from kernel.common.errors import NotPermitted, StepRefused
from kernel.exchange.models import ExchangeRule, Intake, Job
from kernel.exchange.queries import file_of
from kernel.exchange.services import TooLate, confirm_intake, expire_files, recall_intake
from kernel.exchange.workflow import IntakeStatus, JobStatus
from tests.factories import bureaus, liaison, office_person
from tests.pages.factories import signed_in

from .factories import checked_intake, coloured, comments, finished, upload, values, workbook

pytestmark = pytest.mark.django_db
ROWS = [("市商务局", "消费"), ("不存在的局", "商标"), ("发改委", ""), ("市商务局", "消费"), ("市市场监管局", "ＡＢ１")]


def words() -> set[tuple[str, str]]:
    return {(row.department.short_name, row.word) for row in DutyKeyword.objects.select_related("department")}


def bytes_of(job: Job) -> bytes:
    file = file_of(job)
    assert file is not None
    with file.file.open() as opened:
        data: bytes = opened.read()
    return data


def test_the_check_finds_every_fault_and_writes_nothing() -> None:
    intake = checked_intake(ROWS, office_person())
    assert (intake.status, intake.rows, intake.good, intake.bad_rows) == (IntakeStatus.CHECKED, 5, 2, [3, 4, 5])
    said = {number: sentence for number, _column, sentence in intake.faults}
    assert "不存在的局" in said[3]
    assert "必填" in said[4]
    assert "第 2 行" in said[5]
    assert not words()


def test_the_marked_workbook_is_the_same_with_its_wrong_cells_coloured_and_explained() -> None:
    intake = checked_intake(ROWS, office_person())
    data = bytes_of(intake.jobs.get(kind="check"))
    table = values(data)
    assert [row[:2] for row in table] == [["部门", "关键词"], *(list(row) for row in ROWS)]
    assert coloured(data) == {"A3", "B4", "A5", "B5"}
    assert "不存在的局" in comments(data)["A3"]
    assert "必填" in table[3][2], "also in words beside the row, for whoever sees no comments"


def test_the_marked_workbook_comes_back_corrected() -> None:
    actor = office_person()
    marked = values(bytes_of(checked_intake(ROWS, actor).jobs.get(kind="check")))
    marked[2][0], marked[3][1], marked[4][1] = "市委宣传部", "规划", "零售"
    page = signed_in(actor).post(
        reverse("exchange:import", args=["duty-keywords"]), {"file": upload(workbook(marked[1:], head=marked[0]))}
    )
    intake = Intake.objects.latest("pk")
    assert page["Location"].endswith(f"/{intake.pk}/")
    assert (intake.good, intake.bad_rows, intake.unread) == (5, [], [])


def test_the_right_rows_are_written_by_choice_and_full_width_letters_made_plain() -> None:
    actor = office_person()
    intake = checked_intake(ROWS, actor)
    job = finished(confirm_intake(intake, actor=actor, now=timezone.now()))
    assert job.status == JobStatus.DONE
    assert words() == {("市商务局", "消费"), ("市市场监管局", "AB1")}
    assert Intake.objects.get(pk=intake.pk).status == IntakeStatus.WRITTEN


def test_confirmed_twice_it_is_written_once() -> None:
    actor = office_person()
    intake, browser = checked_intake(ROWS, actor), signed_in(actor)
    address = reverse("exchange:intake-step", args=["duty-keywords", intake.pk, "write"])
    for _n in range(2):
        page = browser.post(address, follow=True)
        assert page.status_code == 200
    assert "已办理过" in page.content.decode()
    assert DutyKeyword.objects.count() == 2
    assert intake.jobs.filter(kind="write").count() == 1


def test_a_row_that_cannot_be_written_any_more_stops_all_of_them() -> None:
    actor = office_person()
    intake = checked_intake(ROWS, actor)
    DutyKeyword.objects.create(department=bureaus()["scj"], word="AB1")
    job = finished(confirm_intake(intake, actor=actor, now=timezone.now()))
    assert job.status == JobStatus.FAILED
    assert "第 6 行" in job.message
    assert words() == {("市市场监管局", "AB1")}, "nothing half written"
    assert Intake.objects.get(pk=intake.pk).status == IntakeStatus.CHECKED


def written(actor: Any) -> Intake:
    intake = checked_intake(ROWS, actor)
    finished(confirm_intake(intake, actor=actor, now=timezone.now()))
    return Intake.objects.get(pk=intake.pk)


def test_the_whole_import_is_taken_back_as_one_act() -> None:
    actor = office_person()
    DutyKeyword.objects.create(department=bureaus()["swj"], word="会展")
    intake = written(actor)
    job = finished(recall_intake(intake, actor=actor, now=timezone.now()))
    assert (job.status, words()) == (JobStatus.DONE, {("市商务局", "会展")})
    with pytest.raises(StepRefused):
        recall_intake(Intake.objects.get(pk=intake.pk), actor=actor, now=timezone.now())


@pytest.mark.parametrize("change", ["edited", "gone"])
def test_nothing_is_taken_back_when_one_record_was_changed_since(change: str) -> None:
    actor = office_person()
    intake = written(actor)
    row = DutyKeyword.objects.get(word="AB1")
    if change == "edited":
        DutyKeyword.objects.filter(pk=row.pk).update(word="AB2")
    else:
        row.delete()
    left = words()
    job = finished(recall_intake(intake, actor=actor, now=timezone.now()))
    assert (job.status, words()) == (JobStatus.FAILED, left)
    assert "第 6 行" in job.message
    assert Intake.objects.get(pk=intake.pk).status == IntakeStatus.WRITTEN, "it can be tried again"


def test_after_its_window_an_import_stands() -> None:
    actor = office_person()
    intake = written(actor)
    later = timezone.now() + timedelta(hours=ExchangeRule.objects.get().undo_hours, minutes=1)
    with pytest.raises(TooLate):
        recall_intake(intake, actor=actor, now=later)


def test_an_import_that_was_only_checked_goes_with_its_file() -> None:
    actor = office_person()
    intake, browser = checked_intake(ROWS, actor), signed_in(actor)
    assert expire_files(now=timezone.now()) == 0, "the control"
    later = timezone.now() + timedelta(days=8)
    with time_machine.travel(later, tick=False):
        assert expire_files(now=later) == 2
    assert Intake.objects.get(pk=intake.pk).status == IntakeStatus.DISCARDED
    assert browser.get(reverse("exchange:job-file", args=[intake.jobs.get().pk])).status_code == 404


def test_whoever_may_not_add_the_records_may_not_import_them() -> None:
    browser = signed_in(liaison())
    assert browser.get(reverse("exchange:import", args=["duty-keywords"])).status_code == 403
    assert browser.get(reverse("exchange:template", args=["duty-keywords"])).status_code == 403
    assert browser.get(reverse("exchange:import", args=["tasks"])).status_code == 404, "tasks only go out"
    intake = checked_intake(ROWS, office_person())
    with pytest.raises(NotPermitted):
        confirm_intake(intake, actor=liaison(), now=timezone.now())


def test_each_page_of_an_import_opens_and_others_have_none_of_it() -> None:
    actor = office_person()
    intake = written(actor)
    page = reverse("exchange:intake", args=["duty-keywords", intake.pk])
    undo = reverse("exchange:intake-step", args=["duty-keywords", intake.pk, "undo"])
    for address in (page, undo, reverse("exchange:import", args=["duty-keywords"]), reverse("exchange:job-list")):
        assert signed_in(actor).get(address).status_code == 200
        if str(intake.pk) in address:
            assert signed_in(office_person()).get(address).status_code == 404
    assert signed_in(actor).post(undo, follow=True).status_code == 200
    assert not words()
