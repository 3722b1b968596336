"""Jobs: begun with what they belong to, done step by step, tried again, given up, begun again."""

import sys
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from kidmet_site.accounts.models import User
from kidmet_site.work import jobs
from kidmet_site.work.jobs import JobRefused, Progress
from kidmet_site.work.models import DailyRound, Job
from kidmet_site.work.upkeep import begin_what_is_due, clear_steps, clear_work
from kidmet_site.work.worker import take_up_again, take_up_lost
from tests.tables import for_each
from tests.work.kinds import COUNTING, Counted, begun, counting
from tests.working import NOW, work_off

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def counted() -> Iterator[Counted]:
    with counting() as counted:
        yield counted


def test_a_job_is_done_in_steps_and_says_how_far_it_is(resident: User, counted: Counted) -> None:
    job = begun(3, by=resident)

    assert (job.state, work_off()) == ("waiting", 3)
    job.refresh_from_db()
    assert (job.state, job.done, job.total, job.result, job.payload) == ("done", 3, 3, {"sum": 3}, {})
    assert counted.written == [1, 2, 3]


def test_nothing_is_begun_when_what_it_belongs_to_is_taken_back(resident: User, counted: Counted) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        begun(1, by=resident)
        raise RuntimeError

    assert (work_off(), Job.objects.count()) == (0, 0)


def test_a_step_is_tried_again_after_pauses_that_grow_and_then_given_up(
    resident: User, counted: Counted
) -> None:
    counted.fails_at = 2
    job = begun(3, by=resident)

    work_off()
    job.refresh_from_db()
    assert (job.state, job.done, job.failures, counted.written) == ("waiting", 1, 1, [1])
    assert "ValueError" in job.fault
    assert "secret" not in job.fault
    for _ in range(COUNTING.tries):
        work_off(later=True)
    job.refresh_from_db()
    assert (job.state, job.failures, counted.given_up) == ("failed", COUNTING.tries, [job.pk])


@for_each(("failures", "seconds"), [(1, 5), (2, 15), (3, 45), (6, 1215), (7, 3600), (30, 3600)])
def test_pauses_grow_up_to_an_hour(failures: int, seconds: int) -> None:
    assert jobs.pause_after(failures) == timedelta(seconds=seconds)


def test_what_failed_goes_on_where_it_was_when_it_is_begun_again(
    administrator: User, counted: Counted
) -> None:
    counted.fails_at, counted.gives_up = 2, True
    job = begun(3, by=None)
    work_off()
    job.refresh_from_db()
    assert (job.state, job.fault) == ("failed", "Nothing can be counted beyond 1.")

    counted.fails_at = None
    jobs.again(job, by=administrator, now=NOW)
    work_off()

    job.refresh_from_db()
    assert (job.state, job.fault, counted.written) == ("done", "", [1, 2, 3])


def test_a_job_that_is_stopped_takes_no_further_step(resident: User, counted: Counted) -> None:
    job = begun(3, by=resident)
    counted.meanwhile = lambda: jobs.stop(job, by=resident, now=NOW)

    work_off()

    job.refresh_from_db()
    assert (job.state, job.done, counted.written) == ("stopped", 0, [])


def test_a_step_that_stands_twice_in_the_queue_is_counted_once(resident: User, counted: Counted) -> None:
    job = begun(2, by=resident)
    jobs.carry_on.enqueue(job.pk, 0)

    work_off()

    assert counted.written == [1, 2]


def test_what_a_dead_worker_left_is_done_by_another(resident: User, counted: Counted) -> None:
    job = begun(2, by=resident)
    DBTaskResult.objects.get().claim("a worker that was killed")

    assert (work_off(), take_up_again(but=["another"])) == (0, 1)
    work_off(later=True)

    job.refresh_from_db()
    assert (job.state, counted.written) == ("done", [1, 2])


def test_a_step_that_kills_each_worker_is_given_up(resident: User, counted: Counted) -> None:
    job = begun(2, by=resident)
    for _ in range(COUNTING.tries):
        DBTaskResult.objects.get().claim("a worker that was killed")
        take_up_again(but=[])

    job.refresh_from_db()
    assert (job.state, DBTaskResult.objects.count()) == ("failed", 0)
    assert job.fault == "The worker ended in the middle of this step."


def test_a_job_goes_on_when_the_queue_lost_its_step(resident: User, counted: Counted) -> None:
    job, other = begun(2, by=resident), begun(2, by=resident)
    DBTaskResult.objects.filter(args_kwargs__args=[job.pk, 0]).update(status="FAILED")

    assert (take_up_lost(), take_up_lost()) == (1, 0)
    work_off(later=True)
    job.refresh_from_db()
    other.refresh_from_db()
    assert (job.state, job.done, other.state) == ("done", 2, "done")
    assert sorted(counted.written) == [1, 1, 2, 2]


def test_a_step_that_is_lost_each_time_is_given_up(resident: User, counted: Counted) -> None:
    counted.meanwhile = sys.exit
    job = begun(1, by=resident)

    for _ in range(COUNTING.tries):
        work_off(later=True)
    job.refresh_from_db()
    assert (job.state, job.failures, counted.given_up) == ("failed", COUNTING.tries, [job.pk])


def test_one_waits_at_a_time_where_two_would_do_the_same(counted: Counted) -> None:
    first, second = begun(1, by=None, once="box"), begun(1, by=None, once="box")
    work_off()
    third = begun(1, by=None, once="box")

    assert first == second != third


def test_others_may_neither_stop_nor_repeat_what_one_asked_for(resident: User, stranger: User) -> None:
    job = begun(1, by=resident)

    for act in (jobs.stop, jobs.again, jobs.hasten):
        with pytest.raises(JobRefused):
            act(job, by=stranger, now=NOW)
    with pytest.raises(JobRefused, match="it is waiting"):
        jobs.again(job, by=resident, now=NOW)


def test_what_is_done_each_day_is_begun_once_a_day() -> None:
    for now in (NOW, NOW + timedelta(hours=1), NOW + timedelta(days=1)):
        begin_what_is_due(now)
        work_off()

    names = set(Job.objects.filter(kind="daily").values_list("title", flat=True))
    assert {f"Daily: {name}" for name in jobs.DAILY} == names
    assert Job.objects.filter(kind="daily", state="done").count() == 2 * len(jobs.DAILY)
    assert DailyRound.objects.count() == len(jobs.DAILY) + len(jobs.HOURLY)


def test_what_is_over_goes_and_what_is_under_way_stays(resident: User, counted: Counted) -> None:
    begun(1, by=resident)
    work_off()
    waiting = begun(1, by=resident)

    clear_work(NOW + timedelta(days=30_000))
    clear_steps(NOW + timedelta(days=30_000))

    assert (Job.objects.get(), DBTaskResult.objects.count()) == (waiting, 1)


def test_two_kinds_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="two kinds of job are called counting"):
        jobs.kind("counting", title="Counting")(lambda job, *, now, until: Progress())


@for_each(
    "register",
    [
        lambda: jobs.daily("d" * 61)(print),
        lambda: jobs.kind("k" * 61, title="Counting")(lambda job, *, now, until: Progress()),
        lambda: jobs.kind("k", title="t" * 201)(lambda job, *, now, until: Progress()),
    ],
)
def test_a_name_is_refused_when_its_column_holds_less(register: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match="is the most for a"):
        register()


def test_two_things_of_one_name_are_refused_when_they_are_done_daily() -> None:
    with pytest.raises(ValueError, match="two things that are done daily"):
        jobs.daily("sessions that are over")(print)


def test_what_is_done_daily_is_called_in_words() -> None:
    assert [name for name in jobs.DAILY if "_" in name] == []
