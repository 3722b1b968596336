"""Naming a colleague who is to teach a cohort; where its names are hidden they are asked first.

Else a refusal would tell of an address whether it is a resident's. Who was asked and who may not is told the
same: they read it themselves.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core import signing
from django.db import transaction
from django.urls import reverse

from cases.actions.cohorts import CohortRefused, add_teacher, seat_teacher
from cases.models import Cohort, CohortTeacher, TeacherRole
from cases.permissions import check_leads_cohort
from cases.queries.colleagues import colleague_at, nobody_said
from guidance.actions.telling import tell
from guidance.domain.limits import COHORT_TEACHERS
from guidance.models import Notice
from kidmet_site.accounts.models import User

HOLDS = timedelta(days=14)
PAUSE = timedelta(days=1)
_offers = signing.TimestampSigner(salt="cohort.teaching")


class OfferUnknown(Exception):
    """No question of ours to this person, or one that does not stand any longer."""


@dataclass(frozen=True)
class TeachingOffer:
    cohort: Cohort
    role: TeacherRole
    by: User


@transaction.atomic
def name_teacher(*, cohort: Cohort, email: str, role: str, by: User, now: datetime) -> bool:
    """Have a colleague teach, or change what they may; returns whether it holds already.

    Raises NotYourCohort, CohortRefused, OverLimit.
    """
    check_leads_cohort(by, cohort)
    person = colleague_at(email)
    if person is None:
        raise CohortRefused(nobody_said(email))
    if not cohort.hides_names or cohort.teachers.filter(person=person).exists():
        add_teacher(cohort=cohort, email=email, role=role, by=by, now=now)
        return True
    COHORT_TEACHERS.check(cohort.teachers.count() + 1)
    text = f"{by} asks whether you would teach the cohort “{cohort.title}”. You answer on this page."
    if Notice.objects.filter(user=person, by=by, text=text, at__gt=now - PAUSE).exists():
        raise CohortRefused("They were asked within the last day. Ask again tomorrow.")
    key = _offers.sign_object([cohort.pk, person.pk, TeacherRole(role).value, by.pk])
    tell([person], text, path=_path(key), now=now, by=by)
    return False


def offer_of(key: str, person: User) -> TeachingOffer:
    """Raises OfferUnknown: also where it is another's, or who asked does not lead the cohort any longer.

    One that was answered is gone, so that who was removed since does not come back by it.
    """
    try:
        cohort, asked, role, by = _offers.unsign_object(key, max_age=HOLDS)
        lead = CohortTeacher.objects.select_related("cohort", "person").get(
            cohort=cohort, person=by, role=TeacherRole.LEAD, cohort__archived_at=None
        )
    except (signing.BadSignature, ValueError, CohortTeacher.DoesNotExist) as fault:
        raise OfferUnknown from fault
    is_open = Notice.objects.filter(user=person, path=_path(key)).exists()
    if asked != person.pk or not (is_open or lead.cohort.teachers.filter(person=person).exists()):
        raise OfferUnknown
    return TeachingOffer(lead.cohort, TeacherRole(role), lead.person)


def _path(key: str) -> str:
    return reverse("teach_cohort_asked", args=[key])


@transaction.atomic
def accept_to_teach(*, key: str, by: User, now: datetime) -> Cohort:
    """Raises OfferUnknown, CohortRefused, OverLimit."""
    offer = offer_of(key, by)
    cohort = Cohort.objects.select_for_update().get(pk=offer.cohort.pk)
    if cohort.teachers.filter(person=by).exists():
        raise CohortRefused(f"You teach “{cohort.title}” already.")
    if cohort.members.filter(person=by, left_at=None).exists():
        raise CohortRefused(f"You are a resident of “{cohort.title}”. Leave it first, then answer again.")
    seat_teacher(cohort=cohort, person=by, role=offer.role, now=now)
    _drop_questions(cohort, by)
    path = reverse("teach_cohort_people", args=[cohort.pk])
    tell([offer.by], f"{by} teaches “{cohort.title}” with you.", path=path, now=now, by=by)
    return cohort


def _drop_questions(cohort: Cohort, person: User) -> None:
    """All that asked somebody to teach a cohort: they do now."""
    before, after = _path("KEY").split("KEY")
    for asked in Notice.objects.filter(user=person, path__startswith=before):
        try:
            about, *_ = _offers.unsign_object(asked.path.removeprefix(before).removesuffix(after))
        except signing.BadSignature:
            continue
        if about == cohort.pk:
            asked.delete()
