"""Long work: done by one worker, once; taken up when its worker dies; seen by its owner alone; its files go."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from kernel.activity import clock
from kernel.activity.models import Notification
from kernel.common.errors import Invalid
from kernel.exchange import tasks
from kernel.exchange.models import ExchangeRule, Job
from kernel.exchange.queries import RESULT, file_of
from kernel.exchange.services import Progress, Work, claim_job, expire_files, jobs_to_run, open_job, run_job
from kernel.exchange.workflow import JobStatus
from kernel.files.models import Attachment
from kernel.files.services import keep_file
from tests.factories import liaison, office_person
from tests.pages.factories import signed_in

from .factories import streamed, upload, workbook

pytestmark = pytest.mark.django_db
DURING: list[Callable[[Job], None]] = []  # what happens in the middle of the counted work
BEGUN: list[int] = []


def _count(job: Job, progress: Progress) -> str:
    BEGUN.append(job.pk)
    for act in DURING:
        act(job)
    with time_machine.travel(clock.now() + timedelta(seconds=5), tick=False):
        progress(1, 2)
    return "made"


def _end(job: Job, made: str) -> str:
    keep_file(job, upload(workbook([("a", "b")]), "结果.xlsx"), purpose=RESULT, actor=job.owner, now=clock.now())
    return made


COUNTED = Work("count", _count, _end)


@pytest.fixture(autouse=True)
def counted_work() -> Any:
    """A kind of work that can be looked into."""
    DURING.clear()
    BEGUN.clear()
    with override_settings(JOB_KINDS={"count": f"{__name__}.COUNTED"}):
        yield


def waiting(actor: Any = None) -> Job:
    return open_job("count", actor=actor or office_person(), now=timezone.now(), total=2)


def again(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


def later(seconds: int) -> Any:
    return timezone.now() + timedelta(seconds=seconds)


def results(job: Job) -> int:
    return Attachment.objects.of(job).count()


def test_a_job_is_done_and_its_owner_told() -> None:
    job = waiting()
    run_job(job.pk, now=timezone.now())
    assert (again(job).status, again(job).message, results(job)) == (JobStatus.DONE, "made", 1)
    assert Notification.objects.get(recipient=job.owner).verb == "job_done"


def test_handed_out_twice_it_is_done_once() -> None:
    job = waiting()
    for _n in range(2):
        tasks.run_job(job.pk)
    assert [job.pk] == BEGUN
    assert results(job) == 1


def test_two_workers_never_have_one_job() -> None:
    job = waiting()
    assert claim_job(job.pk, now=timezone.now()) is not None
    assert claim_job(job.pk, now=timezone.now()) is None
    assert run_job(job.pk, now=timezone.now()) is None


def test_the_job_of_a_dead_worker_is_taken_up_from_its_start_and_done_once() -> None:
    job = waiting()
    claim_job(job.pk, now=timezone.now())
    lease = ExchangeRule.objects.get().lease_seconds
    assert job.pk not in jobs_to_run(now=later(lease - 5)), "the control: a living worker is left alone"
    assert run_job(job.pk, now=later(lease - 5)) is None
    assert job.pk in jobs_to_run(now=later(lease + 5))
    run_job(job.pk, now=later(lease + 5))
    assert (again(job).status, again(job).attempts, results(job)) == (JobStatus.DONE, 2, 1)


def test_without_a_lease_that_ends_it_would_lie_for_ever() -> None:
    job = waiting()
    claim_job(job.pk, now=timezone.now())
    Job.objects.filter(pk=job.pk).update(leased_until=later(10**8))
    assert job.pk not in jobs_to_run(now=later(10**6)), "the control"


def test_a_worker_thought_dead_that_comes_to_its_end_writes_nothing() -> None:
    job = waiting()
    lease = ExchangeRule.objects.get().lease_seconds

    def taken_up_by_another(mine: Job) -> None:
        DURING.clear()
        run_job(mine.pk, now=later(lease + 5))

    DURING.append(taken_up_by_another)
    assert run_job(job.pk, now=timezone.now()) is None
    assert [job.pk, job.pk] == BEGUN
    assert (again(job).status, results(job)) == (JobStatus.DONE, 1)


def test_a_job_whose_worker_dies_each_time_fails_with_a_sentence() -> None:
    job = waiting()
    for n in range(ExchangeRule.objects.get().most_attempts):
        assert claim_job(job.pk, now=later(1000 * n)) is not None
    run_job(job.pk, now=later(10_000))
    assert again(job).status == JobStatus.FAILED
    assert "3 次" in again(job).message


def test_a_call_lost_on_its_way_to_a_worker_is_made_again() -> None:
    job = waiting()
    assert jobs_to_run(now=timezone.now()) == [], "the call may still be on its way"
    assert jobs_to_run(now=later(60)) == [job.pk]


@pytest.mark.parametrize("fault", [Invalid("这一行不对。"), RuntimeError("boom")], ids=["refusal", "accident"])
def test_a_failed_job_says_why_and_leaves_nothing(fault: Exception) -> None:
    def fail(job: Job) -> None:
        raise fault

    DURING.append(fail)
    job = waiting()
    run_job(job.pk, now=timezone.now())
    said = "这一行不对。" if isinstance(fault, Invalid) else "意料之外"
    assert (again(job).status, results(job)) == (JobStatus.FAILED, 0)
    assert said in again(job).message
    assert "boom" not in again(job).message
    assert Notification.objects.get(recipient=job.owner).verb == "job_failed"


def test_its_owner_cancels_it_and_the_worker_stops() -> None:
    job = waiting()

    def cancelled(mine: Job) -> None:
        signed_in(mine.owner).post(reverse("exchange:job-cancel", args=[mine.pk]))

    DURING.append(cancelled)
    assert run_job(job.pk, now=timezone.now()) is None
    assert (again(job).status, results(job)) == (JobStatus.CANCELLED, 0)


def test_nobody_else_finds_it() -> None:
    job = waiting(liaison())
    run_job(job.pk, now=timezone.now())
    for other in (liaison(), office_person()):
        browser = signed_in(other)
        for name in ("job", "job-file"):
            assert browser.get(reverse(f"exchange:{name}", args=[job.pk])).status_code == 404
        assert browser.post(reverse("exchange:job-cancel", args=[job.pk])).status_code == 404
        assert browser.get(reverse("files:download", args=[Attachment.objects.get().pk])).status_code == 404
    own = signed_in(job.owner).get(reverse("exchange:job-file", args=[job.pk]))
    assert streamed(own).startswith(b"PK"), "the control"


def test_files_go_when_their_days_are_over() -> None:
    job = waiting()
    run_job(job.pk, now=timezone.now())
    file = file_of(job)
    assert file is not None
    keep = ExchangeRule.objects.get().keep_days * 86400
    assert expire_files(now=later(keep - 60)) == 0, "the control"
    assert expire_files(now=later(keep + 60)) == 1
    assert file_of(job) is None
    page = signed_in(job.owner).get(reverse("exchange:job", args=[job.pk]))
    assert "已过保留期" in page.content.decode()
    assert signed_in(job.owner).get(reverse("exchange:job-file", args=[job.pk])).status_code == 404


def test_the_bytes_of_a_file_go_with_it(django_capture_on_commit_callbacks: Any) -> None:
    job = waiting()
    run_job(job.pk, now=timezone.now())
    file = file_of(job)
    assert file is not None
    with django_capture_on_commit_callbacks(execute=True):
        expire_files(now=later(10**8))
    assert not file.file.storage.exists(str(file.file.name))


def test_my_work_costs_the_same_however_much_there_is() -> None:
    actor, counts = office_person(), []
    browser = signed_in(actor)
    browser.get(reverse("exchange:job-list"))
    for more in (2, 4):
        for _n in range(more):
            run_job(waiting(actor).pk, now=timezone.now())
        with CaptureQueriesContext(connection) as queries:
            page = browser.get(reverse("exchange:job-list"))
        counts.append((len(page.context["rows"]), len(queries)))
    assert counts[0] == (2, counts[1][1])
    assert counts[1][0] == 6


def test_progress_is_said_at_most_once_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    def chatter(job: Job, progress: Progress) -> str:
        for n in range(1000):
            progress(n, 1000)
        return "made"

    monkeypatch.setattr(f"{__name__}.COUNTED", Work("count", chatter, _end))
    job = waiting()
    run_job(job.pk, now=timezone.now())
    assert again(job).version < 8, "each word of progress is a write"
