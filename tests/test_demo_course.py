"""The demonstration's courses: asked for once, made by the worker, with something to show on every page."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from cases.actions.cohorts import archive_cohort
from cases.actions.demo_course import demo_acts
from cases.content.demo_course import ABILITY, COHORTS, NEW_RESIDENTS
from cases.content.demo_errors import demo_work, faults_of
from cases.content.library import shipped_library
from cases.domain.questions import read_answer
from cases.models import (
    Assignment,
    Attempt,
    Cohort,
    CohortMember,
    Feedback,
    GivenSureness,
    Marking,
    SecondLook,
    StoredResults,
    TimeRequest,
)
from kidmet_site.accounts.demo import demo_email, is_demo_person, load_demo_people
from kidmet_site.accounts.models import User
from kidmet_site.demo_course import COURSE, ask_for_demo_course, latest_five
from kidmet_site.work.jobs import carry_on
from kidmet_site.work.models import Job
from tests.cases.attempts import load_cases
from tests.working import work_off


@pytest.fixture
def asked(edition: object, settings) -> Job:
    settings.DEMO_MODE = True
    load_demo_people()
    load_cases()
    job = ask_for_demo_course(timezone.now())
    assert job
    return job


def take(steps: int) -> None:
    """So many steps of the courses, as a worker takes them."""
    for _ in range(steps):
        job = Job.objects.get(kind=COURSE)
        carry_on.call(job.pk, job.steps)


PAGES: dict[str, tuple[str, ...]] = {
    "cohorts/{rotation}/": ("A mass in the other kidney",),
    "cohorts/{rotation}/people/": ("1.5", "Demo Alder"),
    "cohorts/{rotation}/results/": (
        "nothing of it is begun",
        "it is begun and not handed in",
        "below the middle of the group",
        "late",
        "Objectives over time",
        "Together",
        "Guidance missed",
        "Time at work",
    ),
    "assignments/{m-category}/": ("Results", "1.5", "overdue", "late"),
    "cohorts/{evenings}/results/": ("Resident 1",),
}


# All of it, in this test alone: it is the one that takes seconds.
def test_the_worker_makes_courses_with_something_to_show_on_every_page(
    asked: Job, client_of: Callable[[User], Client]
) -> None:
    work_off()

    made = Job.objects.get(kind=COURSE)
    assert (made.state, made.done) == (Job.State.DONE, made.total)
    assert made.payload["made"].keys() == {
        each.key for cohort in COHORTS for each in (cohort, *cohort.assignments)
    }
    assert CohortMember.objects.values("person").distinct().count() == 24
    assert all(is_demo_person(seat.person) for seat in CohortMember.objects.select_related("person"))
    assert not Attempt.objects.filter(started_at__gt=timezone.now()).exists()
    _assert_pages(client_of(User.objects.get(email=demo_email("educator"))), made.payload["made"])
    counted = {each.count for each in StoredResults.objects.exclude(document={})}
    assert len(counted) >= 3 and min(counted) >= 10
    looks = [look.is_open for look in SecondLook.objects.all()]
    assert sorted(looks) == [False, True], "one is open, one was answered"
    assert Marking.objects.filter(kind="override").count() == 2
    levels = set(GivenSureness.objects.values_list("level", flat=True))
    assert len(levels) == 3, "calibration has each level"
    assert Feedback.objects.filter(is_answer=True).exists() and TimeRequest.objects.exists()
    assert mail.outbox == []
    Job.objects.all().delete()
    assert ask_for_demo_course(timezone.now()) is None, "a second start makes nothing new"


def _assert_pages(client: Client, made: dict[str, int]) -> None:
    for path, words in PAGES.items():
        page = client.get(f"/teach/{path.format(**made)}").content.decode()
        assert [word for word in words if word not in page] == [], path
    hidden = client.get(f"/teach/cohorts/{made['evenings']}/results/").content.decode()
    assert "Maple" not in hidden
    terms = Assignment.objects.filter(pk__in=made.values())
    running = terms.filter(due_at__gt=timezone.now()).values_list("title", flat=True)
    assert len(running) == 2, "one is due later in each"


# Its parts


def test_a_step_that_a_killed_worker_took_is_not_taken_twice(asked: Job) -> None:
    take(4)
    carry_on.call(asked.pk, 3)
    take(1)

    assert CohortMember.objects.count() == 3
    assert Job.objects.get(kind=COURSE).payload["done"] == 5


def test_what_a_visitor_has_archived_meanwhile_is_passed_over(asked: Job) -> None:
    take(3)
    educator = User.objects.get(email=demo_email("educator"))
    archive_cohort(cohort=Cohort.objects.get(), by=educator, now=timezone.now())
    take(4)

    job = Job.objects.get(kind=COURSE)
    assert (job.payload["done"], job.failures) == (7, 0)
    assert CohortMember.objects.count() == 1


def test_asking_again_begins_nothing_while_one_is_under_way(asked: Job) -> None:
    take(2)

    assert ask_for_demo_course(timezone.now()) is None
    assert Job.objects.filter(kind=COURSE).count() == 1


def test_nothing_is_made_where_nobody_is_there_to_teach(edition: object) -> None:
    ask_for_demo_course(timezone.now())
    take(2)

    assert Job.objects.get(kind=COURSE).state == Job.State.FAILED
    assert not Cohort.objects.exists()


def test_what_residents_make_of_a_case_is_the_same_each_time_and_can_be_entered() -> None:
    cases = {case.slug: case for case in shipped_library().cases}
    asked = {slug for cohort in COHORTS for each in cohort.assignments for slug in each.cases}

    assert [fault for case in cases.values() for fault in faults_of(case)] == []
    assert asked <= cases.keys() and set(NEW_RESIDENTS) < ABILITY.keys()
    for slug in asked:
        made = [demo_work(cases[slug], name, ABILITY[name]) for name in ABILITY]
        assert made == [demo_work(cases[slug], name, ABILITY[name]) for name in ABILITY]
        for work in made:
            for question in cases[slug].questions:
                assert read_answer(question, work.answers[question.key]) is not None
        assert len({repr(work) for work in made}) > len(made) / 2, "most are like nobody else"


def test_what_is_opened_and_due_is_so_at_five_of_a_day_that_is_over() -> None:
    now = timezone.now()

    assert now - timedelta(days=1) <= latest_five(now) <= now
    assert timezone.localtime(latest_five(now)).hour == 17


def test_each_person_and_case_of_an_act_is_named_in_its_plan() -> None:
    names = {name for cohort in COHORTS for name in cohort.residents}

    assert names == ABILITY.keys() and len(names) == 24
    assert len(demo_acts()) > 100
