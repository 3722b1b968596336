"""Who may do what with a case: everybody works on their own, nobody sees another's."""

from typing import Any

from cases.models import PatientCase


class NotYourCase(PermissionError):
    """Somebody wants to change a case that is another's."""

    def __init__(self) -> None:
        super().__init__("This case belongs to someone else. Only its owner can change it.")


def can_work_on_cases(user: Any) -> bool:
    return bool(user.is_authenticated)


def can_change_case(user: Any, case: PatientCase) -> bool:
    return can_work_on_cases(user) and case.owner_id == user.pk


def check_can_change_case(user: Any, case: PatientCase) -> None:
    if not can_change_case(user, case):
        raise NotYourCase
