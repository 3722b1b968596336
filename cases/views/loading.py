from datetime import UTC, datetime
from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from cases.models import (
    AssignedCase,
    Assignment,
    Attempt,
    Cohort,
    Library,
    LibraryTransfer,
    PatientCase,
    ReviewCard,
    TeachingCase,
)
from cases.permissions import can_assign_in
from cases.queries.assigned import AssignedWork, work_for
from cases.queries.attempts import attempt_for
from cases.queries.case_results import case_in
from cases.queries.cases import case_for
from cases.queries.cohorts import cohorts_taught_by
from cases.queries.drafting import libraries_of
from cases.queries.learning import cards_of
from cases.queries.marking import attempt_taught_by
from cases.queries.teaching import teaching_case_for
from cases.queries.teaching_cohorts import assignment_taught_by
from kidmet_site.accounts.models import User
from kidmet_site.accounts.requests import PersonRequest

MOST_TOLD = 16_000
"""Characters of the stamps that a page tells: more than a thousand pieces."""


def case_or_404(user: User, pk: int) -> PatientCase:
    """One of the person's own cases. Somebody else's answers as if it did not exist."""
    try:
        return case_for(user, pk)
    except PatientCase.DoesNotExist as error:
        raise Http404 from error


def attempt_or_404(user: User, pk: int) -> Attempt:
    """One of the person's own attempts, as above."""
    try:
        return attempt_for(user, pk)
    except Attempt.DoesNotExist as error:
        raise Http404 from error


def teaching_case_or_404(user: User, library: str, slug: str) -> TeachingCase:
    try:
        return teaching_case_for(user, library, slug)
    except TeachingCase.DoesNotExist as error:
        raise Http404 from error


def library_or_404(user: User, slug: str) -> Library:
    """A library that the person may read who teaches, with their `right` in it."""
    return get_object_or_404(libraries_of(user), slug=slug)


def transfer_or_404(user: User, pk: int) -> LibraryTransfer:
    return get_object_or_404(LibraryTransfer.objects.select_related("library", "job__owner"), pk=pk, by=user)


def taught_case_or_404(user: User, pk: int) -> TeachingCase:
    """A published case of a library that the person may read who teaches."""
    cases = TeachingCase.objects.filter(library__in=libraries_of(user), latest__isnull=False)
    related = cases.select_related("library", "latest__teaching_case__library", "closed_by")
    return get_object_or_404(related.defer("latest__document"), pk=pk)


def work_or_404(user: User, assignment: int, now: datetime) -> AssignedWork:
    """One assignment of the person's, as it holds for them."""
    work = work_for(user, assignment, now)
    if work is None:
        raise Http404
    return work


def cohort_or_404(user: User, pk: int) -> Any:
    """A cohort that the person teaches, with their `role` in it."""
    return get_object_or_404(cohorts_taught_by(user), pk=pk)


def cohort_to_assign_or_404(user: User, pk: int) -> Any:
    """As above, for who may say there who joins and what is granted: a reader may not."""
    cohort = cohort_or_404(user, pk)
    if not can_assign_in(user, cohort):
        raise Http404
    return cohort


def check_may_open(request: PersonRequest, cohort: Cohort | None) -> None:
    """A form is shown to who assigns there alone; what is sent is refused under what was typed."""
    if request.method != "POST" and (cohort is None or not can_assign_in(request.user, cohort)):
        raise Http404


def assignment_or_404(user: User, pk: int) -> Assignment:
    """One of a cohort that the person teaches."""
    try:
        return assignment_taught_by(user, pk)
    except Assignment.DoesNotExist as error:
        raise Http404 from error


def taught_attempt_or_404(user: User, pk: int) -> Attempt:
    """One that was handed in for a cohort that the person teaches."""
    try:
        return attempt_taught_by(user, pk)
    except Attempt.DoesNotExist as error:
        raise Http404 from error


def assigned_case_or_404(user: User, assignment: int, pk: int) -> AssignedCase:
    """A case of an assignment of a cohort that the person teaches, with its results."""
    held = assignment_or_404(user, assignment)
    try:
        found = case_in(held, pk)
    except AssignedCase.DoesNotExist as error:
        raise Http404 from error
    found.assignment = held
    return found


def card_or_404(user: User, pk: int) -> ReviewCard:
    return get_object_or_404(cards_of(user), pk=pk)


def version_in(request: HttpRequest, name: str = "version") -> int:
    """The version that a form was opened with; -1, which no case has, for what is none."""
    given = request.POST.get(name, "")
    return int(given) if given.isdecimal() and given.isascii() and len(given) < 19 else -1


def moment_in(request: HttpRequest, name: str) -> datetime | None:
    """The moment that a form was opened with; None where it tells none, or one beyond all calendars."""
    try:
        moment = datetime.fromisoformat(request.POST.get(name, ""))
        return moment.astimezone(UTC) if timezone.is_aware(moment) else None
    except (ValueError, OverflowError):
        return None


def stamps_in(request: HttpRequest) -> frozenset[str]:
    """What the open page shows already; nothing where it does not tell.

    What is told beyond the most that is read is drawn anew.
    """
    return frozenset(request.headers.get("Page-Stamps", "")[:MOST_TOLD].split())
