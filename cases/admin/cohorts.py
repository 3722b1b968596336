"""Cohorts and assignments in the admin: that they are there and whose. What they say is for those in them."""

from typing import Any

from django.contrib import admin

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


@admin.register(Cohort)
class CohortAdmin(OnlyThereAdmin):
    list_display = ["pk", "created_by", "created_at", "archived_at"]
    list_select_related = ["created_by"]
    search_fields = ["created_by__email"]
    plain = ("created_by", "created_at", "is_joinable", "archived_at")


@admin.register(CohortTeacher)
class CohortTeacherAdmin(OnlyThereAdmin):
    list_display = ["pk", "cohort_id", "person", "role", "added_at"]
    list_select_related = ["person"]
    search_fields = ["person__email"]
    plain = ("cohort_id", "person", "role", "added_at")


@admin.register(CohortMember)
class CohortMemberAdmin(OnlyThereAdmin):
    list_display = ["pk", "cohort_id", "person", "joined_at", "left_at"]
    list_select_related = ["person"]
    search_fields = ["person__email"]
    plain = ("cohort_id", "person", "joined_at", "left_at")


@admin.register(CohortList)
class CohortListAdmin(OnlyThereAdmin):
    list_display = ["pk", "cohort_id", "uploaded_by", "uploaded_at"]
    list_select_related = ["uploaded_by"]
    plain = ("cohort_id", "uploaded_by", "uploaded_at")


@admin.register(CohortInvitation)
class CohortInvitationAdmin(OnlyThereAdmin):
    list_display = ["pk", "cohort_id", "email", "invited_by", "invited_at"]
    list_select_related = ["invited_by"]
    search_fields = ["email"]
    plain = ("cohort_id", "email", "invited_by", "invited_at")


@admin.register(Accommodation)
class AccommodationAdmin(OnlyThereAdmin):
    list_display = ["pk", "member_id", "given_at"]
    plain = ("member_id", "given_at")


@admin.register(Assignment)
class AssignmentAdmin(OnlyThereAdmin):
    """Cases are assigned where they are taught. Here one sees that it was done."""

    list_display = ["pk", "cohort_id", "created_by", "created_at", "due_at"]
    list_select_related = ["created_by"]
    search_fields = ["created_by__email"]
    plain = ("cohort_id", "created_by", "created_at", "updated_at", "opens_at", "due_at")


@admin.register(AssignedCase)
class AssignedCaseAdmin(OnlyThereAdmin):
    list_display = ["pk", "assignment_id", "position"]
    plain = ("assignment_id", "position")


@admin.register(StoredResults)
class StoredResultsAdmin(OnlyThereAdmin):
    list_display = ["pk", "assigned_case_id", "made_at", "count"]
    plain = ("assigned_case_id", "made_at", "count", "submitted")


@admin.register(TakenVersion)
class TakenVersionAdmin(OnlyThereAdmin):
    list_display = ["pk", "assigned_case_id", "taken_at"]
    plain = ("assigned_case_id", "taken_at")


@admin.register(Assignee)
class AssigneeAdmin(OnlyThereAdmin):
    list_display = ["pk", "assignment_id", "person", "assigned_at", "removed_at"]
    list_select_related = ["person"]
    search_fields = ["person__email"]
    plain = ("assignment_id", "person", "assigned_at", "removed_at")


@admin.register(TimeRequest)
class TimeRequestAdmin(OnlyThereAdmin):
    list_display = ["pk", "assignee_id", "asked_at", "answered_at"]
    plain = ("assignee_id", "asked_at", "answered_at", "withdrawn_at")


@admin.register(Reminder)
class ReminderAdmin(OnlyThereAdmin):
    list_display = ["pk", "assignee_id", "at"]
    plain = ("assignee_id", "at")


@admin.register(ReminderWish)
class ReminderWishAdmin(OnlyThereAdmin):
    list_display = ["pk", "person", "in_app", "by_mail", "changed_at"]
    list_select_related = ["person"]
    search_fields = ["person__email"]
    plain = ("person", "in_app", "by_mail", "changed_at")


@admin.register(Extension)
class ExtensionAdmin(OnlyThereAdmin):
    list_display = ["pk", "assignee_id", "given_at"]
    plain = ("assignee_id", "given_at")


@admin.register(AttemptEvent)
class AttemptEventAdmin(OnlyThereAdmin):
    list_display = ["pk", "attempt_id"]
    plain = ("attempt_id",)


@admin.register(Feedback)
class FeedbackAdmin(OnlyThereAdmin):
    list_display = ["pk", "attempt_id", "by", "at"]
    list_select_related = ["by"]
    search_fields = ["by__email"]
    plain = ("attempt_id", "by", "at")


@admin.register(Remarking)
class RemarkingAdmin(OnlyThereAdmin):
    list_display = ["pk", "version_id", "state", "asked_by", "asked_at", "applied_at", "undone_at"]
    list_select_related = ["asked_by"]
    plain = (
        "version_id",
        "state",
        "asked_by",
        "asked_at",
        "applied_by",
        "applied_at",
        "undone_by",
        "undone_at",
    )


@admin.register(RemarkedAttempt)
class RemarkedAttemptAdmin(OnlyThereAdmin):
    list_display = ["pk", "remarking_id", "attempt_id"]
    plain = ("remarking_id", "attempt_id")
