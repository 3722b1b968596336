"""Teaching cases and attempts in the admin: only retiring a case and assigning it is done here."""

import json
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from cases.admin.private import NOT_SHOWN, PRIVATE, without_private
from cases.domain.marks import FACT, QUESTION
from cases.models import (
    Assignment,
    Attempt,
    CardReview,
    CommittedStep,
    GivenAnswer,
    Library,
    Mark,
    ReviewCard,
    SelfMark,
    Tally,
    TeachingCase,
    TeachingCaseVersion,
)
from cases.presenting.summary import DOMAINS
from guidance.admin import KeptAdmin, LongListAdmin, listed_filter
from kidmet_site.accounts.requests import person_of


@admin.register(Library)
class LibraryAdmin(KeptAdmin):
    list_display = ["title", "slug", "updated_at"]
    search_fields = ["title"]


@admin.register(TeachingCase)
class TeachingCaseAdmin(admin.ModelAdmin):
    """Retiring a case is its one switch; what it says is loaded in versions."""

    list_display = ["slug", "library", "latest", "is_open"]
    list_filter = ["library", "is_open"]
    list_select_related = ["library", "latest"]
    search_fields = ["slug", "latest__title"]
    readonly_fields = ["library", "slug", "position", "latest"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(TeachingCaseVersion)
class TeachingCaseVersionAdmin(KeptAdmin):
    list_display = ["title", "number", "difficulty", "minutes", "published_at", "published_by"]
    list_filter = ["difficulty", "topic"]
    list_select_related = ["published_by"]
    search_fields = ["title"]


@admin.register(Assignment)
class AssignmentAdmin(LongListAdmin):
    list_display = ["teaching_case", "resident", "assigned_by", "due_on"]
    list_select_related = ["teaching_case", "resident", "assigned_by"]
    autocomplete_fields = ["teaching_case", "resident"]
    search_fields = ["teaching_case__slug", "resident__email"]
    exclude = ["assigned_by", "assigned_at"]

    def save_model(self, request: HttpRequest, obj: Assignment, form: Any, change: bool) -> None:
        obj.assigned_by = person_of(request)
        obj.assigned_at = obj.assigned_at or timezone.now()
        super().save_model(request, obj, form, change)


@admin.register(Attempt)
class AttemptAdmin(KeptAdmin):
    list_display = ["version", "resident", "started_at", "submitted_at", "earned", "possible"]
    list_filter = ["submitted_at", "teaching_case"]
    list_select_related = ["version", "resident"]
    search_fields = ["version__title", "resident__email"]


class OfAttemptAdmin(KeptAdmin):
    ordering = ["-pk"]
    list_select_related = ["attempt__version", "attempt__resident"]
    search_fields = ["attempt__version__title", "attempt__resident__email"]


@admin.register(Mark)
class MarkAdmin(OfAttemptAdmin):
    list_display = ["attempt", "label", "what_was_entered", "expected", "credit", "weight"]
    exclude = ["entered"]
    readonly_fields = ["what_was_entered"]
    list_filter = [
        listed_filter("subject", lambda: [(FACT, FACT), (QUESTION, QUESTION)]),
        listed_filter("domain", DOMAINS.items),
    ]
    ordering = ["-pk"]

    @admin.display(description="entered", ordering="entered")
    def what_was_entered(self, mark: Mark) -> str:
        return NOT_SHOWN if mark.key in PRIVATE and mark.entered else mark.entered


@admin.register(SelfMark)
class SelfMarkAdmin(OfAttemptAdmin):
    list_display = ["attempt", "question", "credit", "marked_at"]


@admin.register(ReviewCard)
class ReviewCardAdmin(KeptAdmin):
    list_display = ["owner", "kind", "key", "due_at", "reviews", "lapses"]
    list_filter = ["kind", listed_filter("domain", DOMAINS.items)]
    list_select_related = ["owner"]
    search_fields = ["owner__email", "key"]


@admin.register(CardReview)
class CardReviewAdmin(KeptAdmin):
    list_display = ["card", "rating", "reviewed_at", "due_after"]
    list_select_related = ["card"]


@admin.register(CommittedStep)
class CommittedStepAdmin(OfAttemptAdmin):
    list_display = ["attempt", "place", "key", "committed_at"]
    exclude = ["entered"]
    readonly_fields = ["what_was_entered"]

    @admin.display(description="entered")
    def what_was_entered(self, step: CommittedStep) -> str:
        return json.dumps(without_private(step.entered), ensure_ascii=False)


@admin.register(GivenAnswer)
class GivenAnswerAdmin(OfAttemptAdmin):
    list_display = ["attempt", "question", "answered_at"]


@admin.register(Tally)
class TallyAdmin(OfAttemptAdmin):
    list_display = ["attempt", "kind", "key", "earned", "possible", "times"]
