"""Who may do what with cases and attempts: everybody works on their own, nobody sees another's."""

from cases.models import Attempt, PatientCase, ReviewCard
from kidmet_site.accounts.models import User, Visitor


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
