"""The demonstration's courses: asked for at the first start, made by the worker while the site answers."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from cases.actions.demo_acting import DemoCourse, do_act
from cases.actions.demo_course import demo_acts
from cases.content.demo_course import DEMO_RESIDENTS, NEW_RESIDENTS
from kidmet_site.accounts.demo import demo_email, load_course_people
from kidmet_site.accounts.models import User
from kidmet_site.work.jobs import GivesUp, Progress, begin, kind
from kidmet_site.work.models import Job

COURSE = "demo_course"
EDUCATOR = "educator"
PLAN = 2
"""Which plan a job goes by: its place says nothing in another."""
A_MOMENT = timedelta(seconds=2)


@transaction.atomic
def ask_for_demo_course(now: datetime) -> Job | None:
    """Once in the life of a site, whatever visitors make of it afterwards; None where it was asked for."""
    first = demo_email(NEW_RESIDENTS[0])
    if Job.objects.filter(kind=COURSE).exists() or User.objects.filter(email=first).exists():
        return None
    payload = {"plan": PLAN, "done": 0, "made": {}}
    return begin(COURSE, by=None, now=now, payload=payload, total=len(demo_acts()) + 1)


# After whatever people wait for, and before results are worked out: once, of all that was handed in.
@kind(COURSE, title="The demonstration's courses", priority=-5)
def make_course(job: Job, *, now: datetime, until: float) -> Progress:
    """One act, in the transaction that counts it: others write in between."""
    acts = demo_acts()
    # Half-way in another plan: from the beginning, where what was done is passed over.
    place = job.payload["done"] if job.payload.get("plan") == PLAN else 0
    made: dict[str, int] = dict(job.payload["made"])
    if place and not acts[place - 1].is_ready(_course_of(job, made)):
        return Progress(is_done=False, pause=A_MOMENT)
    return Progress(
        done=place + 1,
        total=len(acts) + 1,
        is_done=place == len(acts),
        keep={"plan": PLAN, "done": place + 1, "made": made},
        write=lambda: (
            do_act(acts[place - 1], _course_of(job, made)) if place else load_course_people(NEW_RESIDENTS)
        ),
    )


def _course_of(job: Job, made: dict[str, int]) -> DemoCourse:
    names = {demo_email(name): name for name in (*DEMO_RESIDENTS, *NEW_RESIDENTS, EDUCATOR)}
    people = {names[each.email]: each for each in User.objects.filter(email__in=names)}
    educator = people.pop(EDUCATOR, None)
    if educator is None:
        raise GivesUp("There is nobody to teach the demonstration's courses.")
    return DemoCourse(people, educator, latest_five(job.created_at), made)


def latest_five(now: datetime) -> datetime:
    """Five o'clock in the afternoon, today or yesterday: what is opened and due, is so at an hour."""
    at = timezone.localtime(now).replace(hour=17, minute=0, second=0, microsecond=0)
    return at if at <= now else at - timedelta(days=1)
