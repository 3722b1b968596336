"""The demonstration's courses: asked for once, made by the worker, with something to show on every page."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from cases.actions.cohorts import archive_cohort
from cases.actions.demo_acting import CourseAct, DemoCourse, do_act
from cases.actions.demo_correcting import copy_case, correct_copy, is_counted, mark_anew, pull_copy
from cases.actions.demo_course import demo_acts
from cases.content.demo_course import ABILITY, COHORTS, NEW_RESIDENTS
from cases.content.demo_errors import demo_work, faults_of
from cases.content.library import shipped_library
from cases.domain.questions import read_answer
from cases.models import (
    Accommodation,
    Assignment,
    Attempt,
    Cohort,
    CohortMember,
    Extension,
    Feedback,
    GivenSureness,
    Mark,
    Marking,
    Remarking,
    SecondLook,
    StoredResults,
    TeachingCaseVersion,
    TextMark,
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


RESULTS = (Accommodation, Extension, GivenSureness, Marking, Remarking, TeachingCaseVersion, TextMark)
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
    "assignments/{m-category}/texts/": ("4 of 15 marked",),
    "assignments/{our-version}/": ("was taken out of use",),
    "published/{soaked-shirts}/key/2/": ("The key had the wrong option ticked.", "0 to"),
    "cohorts/{evenings}/results/": ("Resident 1", "Sure and wrong", "Together"),
}


# All of it, in this test alone: it is the one that takes seconds.
def test_the_worker_makes_courses_with_something_to_show_on_every_page(
    asked: Job, client_of: Callable[[User], Client]
) -> None:
    work_off()

    made = Job.objects.get(kind=COURSE)
    assert (made.state, made.done, made.failures) == (Job.State.DONE, made.total, 0)
    assignments = [each for cohort in COHORTS for each in cohort.assignments]
    copies = [each.copy for each in assignments if each.copy]
    assert made.payload["made"].keys() == {each.key for each in (*COHORTS, *assignments, *copies)}
    assert CohortMember.objects.values("person").distinct().count() == 24
    assert all(is_demo_person(seat.person) for seat in CohortMember.objects.select_related("person"))
    assert not Attempt.objects.filter(started_at__gt=timezone.now()).exists()
    _assert_pages(client_of(User.objects.get(email=demo_email("educator"))), made.payload["made"])
    counted = {each.count for each in StoredResults.objects.exclude(document={})}
    assert len(counted) >= 3 and min(counted) >= 10
    looks = [look.is_open for look in SecondLook.objects.all()]
    assert sorted(looks) == [False, False, True, True], "some are open, some were answered"
    assert Marking.objects.filter(kind="override").count() == 2
    levels = set(GivenSureness.objects.values_list("level", flat=True))
    assert len(levels) == 3, "calibration has each level"
    assert Feedback.objects.filter(is_answer=True).exists() and TimeRequest.objects.exists()
    assert mail.outbox == []
    _assert_corrected(made.payload["made"], client_of)
    _assert_texts_differ()
    _assert_nothing_is_made_twice(made)
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


def _assert_corrected(made: dict[str, int], client_of: Callable[[User], Client]) -> None:
    """Each who handed it in has the mark of the corrected key, and whom visitors enter as reads why."""
    remarking = Remarking.objects.get(teaching_case=made["soaked-shirts"])
    assert (remarking.state, remarking.changed) == (Remarking.State.APPLIED, 14)
    assert remarking.counts["up"] >= 3 and remarking.counts["down"] >= 1
    resident = User.objects.get(email=demo_email("resident"))
    attempt = Attempt.objects.get(assigned_case__assignment=made["our-version"], resident=resident)
    page = client_of(resident).get(f"/library/attempts/{attempt.pk}/debrief/").content.decode()
    assert "1 point instead of" in page and "Whoever chose the right one has the point now" in page


def _assert_texts_differ() -> None:
    texts = Mark.objects.filter(kind="short_text").exclude(entered="")
    for key in set(texts.values_list("key", flat=True)):
        said = list(texts.filter(key=key).values_list("entered", flat=True))
        assert len(set(said)) >= 0.7 * len(said), key


def _assert_nothing_is_made_twice(job: Job) -> None:
    """As where a site goes on with what an older version had begun."""
    models = (*RESULTS, Cohort, CohortMember, Assignment, Attempt, Feedback, SecondLook, TimeRequest)
    before = [model.objects.count() for model in models]
    Job.objects.filter(pk=job.pk).update(payload={"done": 40, "made": job.payload["made"]}, state="running")
    for step in range(job.steps, job.steps + job.total + 1):
        carry_on.call(job.pk, step)
    work_off()

    assert Job.objects.get(pk=job.pk).state == Job.State.DONE
    assert [model.objects.count() for model in models] == before


# Its parts


def test_a_step_that_a_killed_worker_took_is_not_taken_twice(asked: Job) -> None:
    take(4)
    carry_on.call(asked.pk, 3)
    take(1)

    assert CohortMember.objects.count() == 3
    assert Job.objects.get(kind=COURSE).payload["done"] == 5


def test_half_way_in_an_older_plan_it_begins_again_and_passes_over_what_was_done(asked: Job) -> None:
    take(4)
    made = Job.objects.get(kind=COURSE).payload["made"]
    Job.objects.filter(kind=COURSE).update(payload={"done": 90, "made": made})
    take(6)

    assert Cohort.objects.count() == 1 and CohortMember.objects.count() == 4


def test_marks_are_made_anew_once_the_dry_run_is_through(asked: Job) -> None:
    copy = next(each.copy for cohort in COHORTS for each in cohort.assignments if each.copy)
    course = DemoCourse({}, User.objects.get(email=demo_email("educator")), timezone.now(), {})
    for act in (copy_case, pull_copy, correct_copy):
        assert do_act(CourseAct(partial(act, copy)), course)
    run = Remarking.objects.get().job
    assert run and not is_counted(copy, course)

    carry_on.call(run.pk, run.steps)

    assert is_counted(copy, course) and do_act(CourseAct(partial(mark_anew, copy)), course)


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
    copied = {each.copy.key: each.copy.case for cohort in COHORTS for each in cohort.assignments if each.copy}
    asked = {copied.get(key, key) for cohort in COHORTS for each in cohort.assignments for key in each.cases}

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
