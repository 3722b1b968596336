"""Cohorts and assignments in the admin: that they are there and whose. What they say is for those in them."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db.models import Model

from cases.models import (
    Accommodation,
    AssignedCase,
    Assignee,
    Assignment,
    AttemptEvent,
    Cohort,
    CohortInvitation,
    CohortList,
    CohortMember,
    CohortTeacher,
    Extension,
    Feedback,
    RemarkedAttempt,
    Remarking,
    Reminder,
    ReminderWish,
    StoredResults,
    TakenVersion,
    TimeRequest,
)
from guidance.admin import SealedAdmin, Thing


class OnlyThereAdmin(SealedAdmin):
    """Nothing opens by a reason either: titles, terms and what somebody was granted stay in the cohort."""

    ordering = ["-pk"]

    def thing_of(self, row: Any) -> Thing | None:
        return None


def _there(
    model: type[Model], *plain: str, unlisted: Sequence[str] = (), person: str = "", search: str = ""
) -> None:
    """A model with what is shown of a row, whose person a list names, and by what rows are searched."""
    listed = ["pk", *(each for each in plain if each not in unlisted)]
    options: dict[str, Any] = {"plain": plain, "list_display": listed}
    if person:
        options["list_select_related"] = [person]
    if search:
        options["search_fields"] = [search]
    admin.site.register(model, OnlyThereAdmin, **options)


OF_PERSON = {"person": "person", "search": "person__email"}
MADE_BY = {"person": "created_by", "search": "created_by__email"}

_there(Cohort, "created_by", "created_at", "is_joinable", "archived_at", unlisted=["is_joinable"], **MADE_BY)
_there(CohortTeacher, "cohort_id", "person", "role", "added_at", **OF_PERSON)
_there(CohortMember, "cohort_id", "person", "joined_at", "left_at", **OF_PERSON)
_there(CohortList, "cohort_id", "uploaded_by", "uploaded_at", person="uploaded_by")
_there(
    CohortInvitation, "cohort_id", "email", "invited_by", "invited_at", person="invited_by", search="email"
)
_there(Accommodation, "member_id", "given_at")
_there(
    Assignment,
    "cohort_id",
    "created_by",
    "created_at",
    "updated_at",
    "opens_at",
    "due_at",
    unlisted=["updated_at", "opens_at"],
    **MADE_BY,
)
_there(AssignedCase, "assignment_id", "position")
_there(StoredResults, "assigned_case_id", "made_at", "count", "submitted", unlisted=["submitted"])
_there(TakenVersion, "assigned_case_id", "taken_at")
_there(Assignee, "assignment_id", "person", "assigned_at", "removed_at", **OF_PERSON)
_there(TimeRequest, "assignee_id", "asked_at", "answered_at", "withdrawn_at", unlisted=["withdrawn_at"])
_there(Reminder, "assignee_id", "at")
_there(ReminderWish, "person", "in_app", "by_mail", "changed_at", **OF_PERSON)
_there(Extension, "assignee_id", "given_at")
_there(AttemptEvent, "attempt_id")
_there(Feedback, "attempt_id", "by", "at", person="by", search="by__email")
_there(
    Remarking,
    "version_id",
    "state",
    "asked_by",
    "asked_at",
    "applied_by",
    "applied_at",
    "undone_by",
    "undone_at",
    unlisted=["applied_by", "undone_by"],
    person="asked_by",
)
_there(RemarkedAttempt, "remarking_id", "attempt_id")
