"""What a person has learnt and what comes back: assignments, results over time, cards due."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from cases.models import Assignment, Attempt, Mark, ReviewCard, SelfMark


@dataclass(frozen=True)
class AssignedCase:
    assignment: Assignment
    attempt: Attempt | None

    def is_overdue(self, today: date) -> bool:
        return bool(self.assignment.due_on and self.assignment.due_on < today)


@dataclass(frozen=True)
class LearningRecord:
    """Everything that the page of one's own progress is made of, in five queries."""

    assigned: tuple[AssignedCase, ...]
    in_progress: tuple[Attempt, ...]
    done: tuple[Attempt, ...]
    marks: tuple[Mark, ...]
    self_marks: dict[tuple[int, str], SelfMark]


def learning_record(user: Any) -> LearningRecord:
    attempts = list(
        Attempt.objects.filter(resident=user)
        .select_related("version", "teaching_case__library")
        .defer("version__document")
    )
    done = [attempt for attempt in attempts if attempt.is_submitted]
    finished = {attempt.teaching_case_id for attempt in done}
    begun = {attempt.teaching_case_id: attempt for attempt in attempts if not attempt.is_submitted}
    assigned = (
        Assignment.objects.filter(resident=user)
        .exclude(teaching_case__in=finished)
        .select_related("teaching_case__latest", "teaching_case__library", "assigned_by")
        .defer("teaching_case__latest__document")
    )
    return LearningRecord(
        assigned=tuple(AssignedCase(each, begun.get(each.teaching_case_id)) for each in assigned),
        in_progress=tuple(attempt for attempt in attempts if not attempt.is_submitted),
        done=tuple(sorted(done, key=lambda attempt: attempt.submitted_at)),  # type: ignore[arg-type,return-value]
        marks=tuple(Mark.objects.filter(attempt__in=done).only(*_COUNTED)),
        self_marks={(row.attempt_id, row.question): row for row in SelfMark.objects.filter(attempt__in=done)},
    )


_COUNTED = (
    "attempt_id",
    "subject",
    "key",
    "part",
    "label",
    "domain",
    "objective",
    "weight",
    "credit",
    "chapter",
)


# Review


def cards_of(user: Any) -> QuerySet[ReviewCard]:
    return ReviewCard.objects.filter(owner=user).select_related("teaching_case__library")


def due_cards(user: Any, now: datetime) -> QuerySet[ReviewCard]:
    return cards_of(user).filter(due_at__lte=now)


def due_count(user: Any, now: datetime) -> int:
    return ReviewCard.objects.filter(owner=user, due_at__lte=now).count()


def next_card(user: Any, now: datetime) -> ReviewCard | None:
    return due_cards(user, now).first()


def next_due_at(user: Any) -> datetime | None:
    """When the next card comes back; None where there is none."""
    return ReviewCard.objects.filter(owner=user).order_by("due_at").values_list("due_at", flat=True).first()
