"""What is refused in assigning, and what was assigned before: by a second press, or in earnest."""

from collections.abc import Iterable

from cases.models import Assignment, Cohort
from kidmet_site.accounts.models import User


class AssigningRefused(Exception):
    """Something that assigning does not allow, in a sentence. Nothing was changed."""


class AlreadyAssigned(AssigningRefused):
    """The same was assigned since the page was opened: by a second press of its button."""

    def __init__(self, assignment: Assignment) -> None:
        super().__init__(f"You have assigned “{assignment.title}” since you opened this page.")
        self.assignment = assignment


class AssignedBefore(AssigningRefused):
    """The same cases stand in this cohort under the same title: that may be meant, so it is asked."""

    def __init__(self, assignment: Assignment) -> None:
        super().__init__(
            f"“{assignment.title}” asks the same of this cohort already. Nothing was assigned. If it is to "
            "be worked a second time, press “Assign” again; another title would tell both apart."
        )
        self.assignment = assignment


def check_is_first(cohort: Cohort, seen_last: int, title: str, by: User) -> None:
    """Raises AlreadyAssigned."""
    made = cohort.assignments.filter(pk__gt=seen_last, created_by=by, title=title).first()
    if made is not None:
        raise AlreadyAssigned(made)


def check_is_other(cohort: Cohort, title: str, cases: Iterable[int], besides: int | None) -> None:
    """`cases` are numbers. Raises AssignedBefore, but for what stands there by the number `besides`."""
    asked = sorted(cases)
    for made in cohort.assignments.filter(title__iexact=title).order_by("-pk"):
        if made.pk == besides:
            return
        if sorted(made.cases.values_list("teaching_case", flat=True)) == asked:
            raise AssignedBefore(made)
