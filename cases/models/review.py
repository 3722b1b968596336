"""What a resident missed comes back as cards, when FSRS says it is about to be forgotten."""

import hashlib

from django.conf import settings
from django.db import models

from cases.domain.cards import BEGINS_GUIDANCE
from cases.models.attempt import Attempt
from cases.models.teaching import TeachingCase


class ReviewCard(models.Model):
    """One card of one person: what a step of a teaching case asked together, or one of its questions.

    Older ones are of one fact, or of one statement of the guidance.

    `state`, `step`, `stability`, `difficulty`, `due_at` and `reviewed_at` are FSRS's own.
    """

    FACT, STATEMENT = "fact", "statement"
    FACTS, QUESTION = "facts", "question"

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="review_cards")
    kind = models.CharField(
        max_length=10, choices=[(kind, kind) for kind in (FACT, STATEMENT, FACTS, QUESTION)]
    )
    key = models.CharField(max_length=80, help_text="The first of the facts, the question, or the statement.")
    teaching_case = models.ForeignKey(TeachingCase, on_delete=models.CASCADE, related_name="review_cards")
    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="review_cards")
    domain = models.CharField(max_length=12)
    background = models.TextField(blank=True, help_text="What the case had told before.")
    question = models.TextField()
    answer = models.TextField()
    source = models.TextField(blank=True, help_text="Where the answer stands, with edition and certainty.")
    created_at = models.DateTimeField()

    state = models.PositiveSmallIntegerField(default=1)
    step = models.PositiveSmallIntegerField(null=True, default=0)
    stability = models.FloatField(null=True, blank=True)
    difficulty = models.FloatField(null=True, blank=True)
    due_at = models.DateTimeField()
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviews = models.PositiveIntegerField(default=0, help_text="How often it was answered.")
    lapses = models.PositiveIntegerField(
        default=0, help_text="How often it was forgotten after it was learnt."
    )

    class Meta:
        verbose_name = "card"
        verbose_name_plural = "cards"
        ordering = ["due_at", "pk"]
        indexes = [
            models.Index(fields=["owner", "due_at"], name="card_of_owner_by_due"),
            models.Index(fields=["due_at", "id"], name="card_by_due"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "kind", "key", "teaching_case"], name="one_card_per_matter"
            ),
        ]

    def __str__(self) -> str:
        return self.question

    @property
    def parts(self) -> tuple[str, str, str]:
        """What it is about, what is asked of it, and what that is made of: its parts or its options."""
        about, _, asked = self.question.rpartition("\n\n")
        ask, _, more = asked.partition("\n")
        return about, ask, more

    @property
    def reasons(self) -> tuple[str, str]:
        """The answer with the expert's reason, and what the guidance says of it, if anything."""
        answer, *guidance = BEGINS_GUIDANCE.split(self.answer, maxsplit=1)
        return answer, "".join(guidance)

    @property
    def anki_guid(self) -> str:
        """The same matter of the same person keeps its note in Anki, so that importing again updates it."""
        matter = f"{self.owner_id}:{self.kind}:{self.key}:{self.teaching_case_id}"
        return hashlib.sha256(matter.encode()).hexdigest()[:20]


class CardReview(models.Model):
    """One answer to a card, kept: the schedule follows from all of them."""

    card = models.ForeignKey(ReviewCard, on_delete=models.CASCADE, related_name="history")
    rating = models.PositiveSmallIntegerField(help_text="1 again, 2 hard, 3 good, 4 easy.")
    reviewed_at = models.DateTimeField()
    state_before = models.PositiveSmallIntegerField()
    due_after = models.DateTimeField()
    stability_after = models.FloatField()

    class Meta:
        ordering = ["reviewed_at", "pk"]

    def __str__(self) -> str:
        return f"{self.rating} at {self.reviewed_at:%Y-%m-%d}"
