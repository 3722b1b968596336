"""Who may do what with cases and attempts: everybody works on their own.

Administrators see in the admin that another's is there, and what it holds once they said why.
"""

from typing import Any

from django.utils import timezone

from cases.models import (
    WRITING,
    Attempt,
    Cohort,
    Library,
    PatientCase,
    ReviewCard,
    Right,
    TeacherRole,
    Visibility,
)
from guidance.permissions import open_insight
from kidmet_site.accounts.models import Insight, User, Visitor


class NotYourCase(PermissionError):
    """Somebody wants to change a case that is another's."""

    def __init__(self) -> None:
        super().__init__("This case belongs to someone else. Only its owner can change it.")


class NotYourAttempt(PermissionError):
    def __init__(self) -> None:
        super().__init__("This attempt is someone else's. Only its resident can answer it.")


class NotYourCard(PermissionError):
    def __init__(self) -> None:
        super().__init__("This card is someone else's.")


class NotAnEducator(PermissionError):
    def __init__(self) -> None:
        super().__init__("Only educators and administrators assign teaching cases.")


class NotYourLibrary(PermissionError):
    """Somebody wants to write where they may not, or may not any longer."""

    def __init__(self) -> None:
        super().__init__(
            "You may not write in this library. Its owner can give you the right to; nothing was changed."
        )


def can_work_on_cases(user: Visitor) -> bool:
    return bool(user.is_authenticated)


def can_learn(user: Visitor) -> bool:
    """Everybody who is signed in may work teaching cases: educators and curators try them out too."""
    return bool(user.is_authenticated)


def can_change_case(user: User, case: PatientCase) -> bool:
    return can_work_on_cases(user) and case.owner_id == user.pk


def check_can_change_case(user: User, case: PatientCase) -> None:
    if not can_change_case(user, case):
        raise NotYourCase


def can_answer(user: User, attempt: Attempt) -> bool:
    return can_learn(user) and attempt.resident_id == user.pk


def check_can_answer(user: User, attempt: Attempt) -> None:
    if not can_answer(user, attempt):
        raise NotYourAttempt


def check_can_review(user: User, card: ReviewCard) -> None:
    if not (can_learn(user) and card.owner_id == user.pk):
        raise NotYourCard


def can_assign(user: User | None) -> bool:
    """Nobody (None) is the site itself, in a demonstration."""
    return user is None or bool(user.is_educator or user.is_superuser)


def check_can_assign(user: User | None) -> None:
    if not can_assign(user):
        raise NotAnEducator


# Cohorts


class NotYourCohort(PermissionError):
    """Somebody wants to do in a cohort what they may not, or may not any longer."""

    def __init__(self) -> None:
        super().__init__(
            "You may not do this in this cohort. Who leads it can give you the right; nothing was changed."
        )


def role_in(user: Visitor, cohort: Cohort) -> str:
    """One of TeacherRole, or "": what a teacher may in a cohort. Administrators as such may nothing."""
    if not can_teach(user):
        return ""
    seat = cohort.teachers.filter(person=user.pk).first()
    return seat.role if seat else ""


ASSIGNING = (TeacherRole.LEAD, TeacherRole.TEACHER)
"""Who assign there, grant time and mark."""


def can_assign_in(user: Visitor, cohort: Cohort) -> bool:
    return role_in(user, cohort) in ASSIGNING


def assigns_there(cohort: Any) -> bool:
    """As above, of a cohort that was loaded with the `role` of whoever asks."""
    return getattr(cohort, "role", "") in ASSIGNING


def leads_cohort(user: Visitor, cohort: Cohort) -> bool:
    return role_in(user, cohort) == TeacherRole.LEAD


def check_can_assign_in(user: User, cohort: Cohort | None) -> None:
    if cohort is None or not can_assign_in(user, cohort):
        raise NotYourCohort


def check_leads_cohort(user: User, cohort: Cohort) -> None:
    if not leads_cohort(user, cohort):
        raise NotYourCohort


def can_mark(user: Visitor, attempt: Attempt) -> bool:
    """What was assigned to a cohort; outside of one what they assigned, once a second look was asked for.

    `attempt` comes with what it is handed in for.
    """
    assignment = attempt.assigned_case.assignment if attempt.assigned_case else None
    if assignment is None:
        return False
    if assignment.cohort is None:
        is_theirs = can_teach(user) and assignment.created_by_id == user.pk
        return is_theirs and attempt.second_looks.exists()
    return can_assign_in(user, assignment.cohort)


def check_can_mark(user: User, attempt: Attempt) -> None:
    if not can_mark(user, attempt):
        raise NotYourCohort


# Writing teaching cases

OWN = "own"
SHIPPED = "kidney-metastases"
"""The library that comes with KidMet: it is what its files say, and nobody here writes in it."""


def can_teach(user: Visitor) -> bool:
    return bool(user.is_authenticated and (user.is_educator or user.is_superuser))


def right_in(user: User, library: Library) -> str:
    """OWN, one of Right, or "": what somebody who teaches may in a library.

    Administrators keep the libraries of which no owner is there; of a private one they say first why.
    """
    if not can_teach(user):
        return ""
    if library.owner_id == user.pk or (user.is_superuser and _is_kept_by(user, library)):
        return Right.VIEW if library.slug == SHIPPED else OWN
    share = library.shares.filter(person=user).first()
    return share.right if share else Right.VIEW if library.visibility == Visibility.OPEN else ""


def _is_kept_by(administrator: User, library: Library) -> bool:
    if library.owner is None or library.visibility == Visibility.OPEN:
        return not _has_owner(library)
    return not _has_owner(library) and bool(
        open_insight(administrator, Insight.Kind.LIBRARY, library.pk, timezone.now())
    )


def _has_owner(library: Library) -> bool:
    """Whether its owner can enter and teach: accounts are closed and roles withdrawn, not deleted."""
    return library.owner is not None and library.owner.is_active and can_teach(library.owner)


def is_open_to_teachers(library: Library) -> bool:
    """Whether everybody who teaches here may read it, administrators among them."""
    return library.visibility == Visibility.OPEN or library.owner is None


def can_view_library(user: User, library: Library) -> bool:
    return bool(right_in(user, library))


def can_edit_library(user: User, library: Library) -> bool:
    return right_in(user, library) in (OWN, *WRITING)


def can_assign_from(user: User, library: Library) -> bool:
    """What is open may be assigned by everybody who teaches."""
    return right_in(user, library) in (OWN, Right.ASSIGN) or (
        can_teach(user) and library.visibility == Visibility.OPEN
    )


def owns_library(user: User, library: Library) -> bool:
    return right_in(user, library) == OWN


def check_can_edit_library(user: User, library: Library) -> None:
    if not can_edit_library(user, library):
        raise NotYourLibrary


def can_put_right(user: User, library: Library) -> bool:
    """A key that is wrong: take it out of use, and mark anew with another. Of what comes with KidMet, as
    nobody writes in it here, administrators."""
    return can_edit_library(user, library) or (library.slug == SHIPPED and user.is_superuser)


def check_can_put_right(user: User, library: Library) -> None:
    if not can_put_right(user, library):
        raise NotYourLibrary


def check_can_view_library(user: User, library: Library) -> None:
    if not can_view_library(user, library):
        raise NotYourLibrary


def check_owns_library(user: User, library: Library) -> None:
    if not owns_library(user, library):
        raise NotYourLibrary


def check_can_teach(user: User) -> None:
    if not can_teach(user):
        raise NotAnEducator
