"""Teaching cases, attempts and cards in the admin. Only retiring a case that everybody sees is done here."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from cases.admin.cases import in_words
from cases.admin.private import NOT_SHOWN, PRIVATE, without_private
from cases.admin.things import OfAttemptAdmin, PartAdmin, thing_of_attempt, thing_of_library
from cases.models import (
    Attempt,
    CardReview,
    CommittedStep,
    GivenAnswer,
    GivenSureness,
    Library,
    Mark,
    Marking,
    ReviewCard,
    SecondLook,
    SelfMark,
    Tally,
    TeachingCase,
    TeachingCaseVersion,
    TextMark,
)
from cases.permissions import is_open_to_teachers
from guidance.admin import SealedAdmin, Thing
from guidance.admin.guidance import as_json
from kidmet_site.accounts.models import Insight

SEALED = "–"


@admin.register(Library)
class LibraryAdmin(SealedAdmin):
    list_display = ["pk", "owner", "visibility", "created_at", "updated_at"]
    list_filter = ["visibility"]
    list_select_related = ["owner"]
    search_fields = ["owner__email"]
    findable = ("visibility",)
    plain = ("owner", "visibility", "created_at", "updated_at")
    inside = ("title", "slug", "summary", "objectives", "licence", "credits")
    ordering = ["-pk"]

    def thing_of(self, row: Library) -> Thing | None:
        return thing_of_library(row)


@admin.register(TeachingCase)
class TeachingCaseAdmin(PartAdmin):
    """Retiring a case is its one switch, where its library is open; what it says comes in versions."""

    list_display = ["pk", "called", "belongs_to", "is_open", "closed_at"]
    list_filter = ["is_open"]
    list_select_related = ["library__owner"]
    findable = ("is_open",)
    plain = ("belongs_to", "position", "is_open")
    inside = ("slug", "latest")

    def thing_of(self, row: TeachingCase) -> Thing | None:
        return thing_of_library(row.library)

    @admin.display(description="key")
    def called(self, row: TeachingCase) -> str:
        return row.slug if is_open_to_teachers(row.library) else SEALED

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        may = admin.ModelAdmin.has_change_permission(self, request, obj)
        return may and (not isinstance(obj, TeachingCase) or is_open_to_teachers(obj.library))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        shown = super().get_readonly_fields(request, obj)
        return [name for name in shown if name != "is_open" or not self.has_change_permission(request, obj)]


@admin.register(TeachingCaseVersion)
class TeachingCaseVersionAdmin(PartAdmin):
    list_display = ["pk", "called", "number", "belongs_to", "published_at", "published_by"]
    list_filter = ["published_at"]
    list_select_related = ["published_by", "teaching_case__library__owner"]
    search_fields = ["published_by__email"]
    findable = ("published_at",)
    plain = ("belongs_to", "number", "published_at", "published_by", "pulled_at", "pulled_by")
    inside = (
        "title",
        "summary",
        "topic",
        "difficulty",
        "minutes",
        "change_summary",
        "pulled_reason",
        "whole",
    )

    def thing_of(self, row: TeachingCaseVersion) -> Thing | None:
        return thing_of_library(row.teaching_case.library)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).defer("document")

    @admin.display(description="title")
    def called(self, row: TeachingCaseVersion) -> str:
        return row.title if is_open_to_teachers(row.teaching_case.library) else SEALED

    @admin.display(description="document")
    def whole(self, row: TeachingCaseVersion) -> str:
        return as_json(row.document)


@admin.register(Attempt)
class AttemptAdmin(SealedAdmin):
    list_display = ["pk", "resident", "saved", "started_at", "updated_at", "submitted_at"]
    list_filter = ["submitted_at"]
    list_select_related = ["resident"]
    search_fields = ["resident__email"]
    findable = ("submitted_at",)
    plain = ("resident", "saved", "started_at", "updated_at", "submitted_at")
    inside = (
        "version",
        "step",
        "deadline_at",
        "guidance_edition",
        "earned",
        "possible",
        "what_was_entered",
        "what_was_answered",
        "marks_given",
        "reflection",
    )

    def thing_of(self, row: Attempt) -> Thing:
        return thing_of_attempt(row)

    @admin.display(description="entered")
    def what_was_entered(self, attempt: Attempt) -> str:
        return in_words(attempt.case.recorded())

    @admin.display(description="answered")
    def what_was_answered(self, attempt: Attempt) -> str:
        return as_json({each.question: each.answer for each in attempt.answers.all()})

    @admin.display(description="marks")
    def marks_given(self, attempt: Attempt) -> str:
        marks = ((mark.label, mark.credit, mark.weight, _entered(mark)) for mark in attempt.marks.all())
        return format_html_join("", "<p>{}: {} of {}. {}</p>", marks) or SafeString("None.")


def _entered(mark: Mark) -> str:
    return NOT_SHOWN if mark.key in PRIVATE and mark.entered else mark.entered


@admin.register(Mark)
class MarkAdmin(OfAttemptAdmin):
    """Also marks in whose place another stands."""

    list_display = ["pk", "belongs_to", "resident_of", "position", "stands"]
    plain = ("belongs_to", "resident_of", "stands")
    inside = ("label", "what_was_entered", "expected", "credit", "weight", "why", "source")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return Mark.every.order_by(*self.get_ordering(request))

    @admin.display(description="entered")
    def what_was_entered(self, mark: Mark) -> str:
        return _entered(mark)


@admin.register(Marking)
class MarkingAdmin(OfAttemptAdmin):
    list_display = ["pk", "belongs_to", "resident_of", "number", "kind", "made_at"]
    plain = ("belongs_to", "resident_of", "number", "kind", "made_at", "by")
    inside = ("key_version", "earned", "possible", "reason")


@admin.register(SecondLook)
class SecondLookAdmin(OfAttemptAdmin):
    list_display = ["pk", "belongs_to", "resident_of", "asked_at", "answered_at"]
    plain = ("belongs_to", "resident_of", "asked_at", "answered_at", "answered_by")
    inside = ("reason", "answer")


@admin.register(SelfMark)
class SelfMarkAdmin(OfAttemptAdmin):
    list_display = ["pk", "belongs_to", "resident_of", "marked_at"]
    plain = ("belongs_to", "resident_of", "marked_at")
    inside = ("question", "points", "credit")


@admin.register(TextMark)
class TextMarkAdmin(OfAttemptAdmin):
    list_display = ["pk", "belongs_to", "resident_of", "marked_at"]
    list_select_related: ClassVar[Any] = ["mark__attempt__resident"]
    search_fields: ClassVar[Any] = ["mark__attempt__resident__email"]
    plain = ("belongs_to", "resident_of", "marked_at", "by")
    inside = ("points", "credit", "comment")


@admin.register(ReviewCard)
class ReviewCardAdmin(PartAdmin):
    """A card is made of an attempt, and read with it."""

    list_display = ["pk", "owner", "belongs_to", "created_at", "due_at", "reviews"]
    list_select_related = ["owner"]
    search_fields = ["owner__email"]
    plain = ("belongs_to", "owner", "created_at", "due_at", "reviews")
    inside = ("kind", "key", "domain", "background", "question", "answer", "source", "lapses")

    def thing_of(self, row: ReviewCard) -> Thing:
        return Thing(Insight.Kind.ATTEMPT, row.attempt_id)


@admin.register(CardReview)
class CardReviewAdmin(PartAdmin):
    list_display = ["pk", "belongs_to", "reviewed_at", "due_after"]
    list_select_related = ["card"]
    plain = ("belongs_to", "reviewed_at", "due_after")
    inside = ("rating", "state_before", "stability_after")

    def thing_of(self, row: CardReview) -> Thing:
        return Thing(Insight.Kind.ATTEMPT, row.card.attempt_id)


@admin.register(CommittedStep)
class CommittedStepAdmin(OfAttemptAdmin):
    list_display = ["pk", "belongs_to", "resident_of", "place", "committed_at"]
    plain = ("belongs_to", "resident_of", "place", "committed_at")
    inside = ("key", "what_was_entered")

    @admin.display(description="entered")
    def what_was_entered(self, step: CommittedStep) -> str:
        return as_json(without_private(step.entered))


@admin.register(GivenAnswer)
class GivenAnswerAdmin(OfAttemptAdmin):
    list_display = ["pk", "belongs_to", "resident_of", "answered_at"]
    plain = ("belongs_to", "resident_of", "answered_at")
    inside = ("question", "answer")


@admin.register(GivenSureness)
class GivenSurenessAdmin(OfAttemptAdmin):
    list_display = ["pk", "belongs_to", "resident_of"]
    plain = ("belongs_to", "resident_of")
    inside = ("subject", "key", "level")


@admin.register(Tally)
class TallyAdmin(OfAttemptAdmin):
    list_display = ["pk", "belongs_to", "resident_of", "submitted_at"]
    plain = ("belongs_to", "resident_of", "submitted_at")
    inside = ("kind", "key", "earned", "possible", "percent", "times")
