"""A resident's attempt at a teaching case: what was entered, committed, submitted and marked."""

from datetime import datetime

from django.conf import settings
from django.db import models

from cases.models.assignment import AssignedCase
from cases.models.patient_case import PAGE_LENGTH, PatientCase
from cases.models.teaching import TeachingCase, TeachingCaseVersion


class Attempt(models.Model):
    """Open until it is submitted; then its marks alone change. Its record is a case, kept from the list."""

    resident = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="attempts")
    teaching_case = models.ForeignKey(TeachingCase, on_delete=models.PROTECT, related_name="attempts")
    version = models.ForeignKey(TeachingCaseVersion, on_delete=models.PROTECT, related_name="attempts")
    # Restricted, not protected: with its resident an attempt and its record go together.
    case = models.OneToOneField(PatientCase, on_delete=models.RESTRICT, related_name="attempt")
    assigned_case = models.ForeignKey(
        AssignedCase,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="attempts",
        help_text="For what it is handed in; empty: free practice.",
    )
    is_trial = models.BooleanField(
        default=False, editable=False, help_text="Its author tries a draft: it counts nowhere and is deleted."
    )
    step = models.PositiveSmallIntegerField(
        default=0, help_text="The place of the open step, from 0; all before it are closed."
    )
    saved = models.PositiveIntegerField(default=1, help_text="Goes up with every save.")
    page = models.CharField(
        max_length=PAGE_LENGTH, blank=True, editable=False, help_text="The open page that saved last."
    )
    kept_text = models.JSONField(
        default=dict,
        editable=False,
        help_text="Typed for a question of the open step that cannot take it, by question and field. "
        "No answer.",
    )
    started_at = models.DateTimeField()
    deadline_at = models.DateTimeField(null=True, blank=True)
    is_timed = models.BooleanField(
        default=False, help_text="Its deadline is by a limit; else by the due time of what is assigned."
    )
    asks_sureness = models.BooleanField(
        default=False, help_text="It asks how sure its writer is, as its assignment says or as they chose."
    )
    updated_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)

    guidance_edition = models.PositiveIntegerField(
        null=True, blank=True, help_text="The edition of the guidance that it was marked against."
    )
    earned = models.FloatField(null=True, blank=True, help_text="By the marks that stand.")
    possible = models.FloatField(null=True, blank=True)
    difference = models.JSONField(
        null=True, blank=True, help_text="Sections and cautions missed and raised, by slug and rule."
    )
    reflection = models.TextField(blank=True)
    reflected_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["resident", "teaching_case"],
                condition=models.Q(submitted_at__isnull=True, is_trial=False, assigned_case__isnull=True),
                name="one_open_attempt_per_case",
            ),
            models.UniqueConstraint(
                fields=["resident", "assigned_case"],
                condition=models.Q(submitted_at__isnull=True),
                name="one_open_attempt_per_assigned_case",
            ),
        ]
        indexes = [
            models.Index(fields=["resident", "-submitted_at"], name="attempt_of_resident"),
            models.Index(fields=["resident", "teaching_case", "-started_at"], name="attempt_of_resident_at"),
            models.Index(fields=["-started_at", "-id"], name="attempt_by_start"),
            models.Index(
                fields=["assigned_case", "resident"],
                condition=models.Q(submitted_at__isnull=False),
                name="attempt_handed_in",
            ),
        ]

    may_wait: bool = True
    """Whether its case is assigned so that the debrief may open later; loaded with the page of an attempt."""

    may_be_corrected: bool = True
    """Where no corrected key was applied at its case it is known, once it is loaded for a page."""
    teachers_mark: bool | None = None
    """Whether educators mark its short texts; loaded with the page of an attempt, else asked for."""

    def __str__(self) -> str:
        return f"{self.version} by {self.resident}"

    @property
    def is_submitted(self) -> bool:
        return self.submitted_at is not None

    @property
    def waits_for_marking(self) -> bool:
        """Whether it was handed in while its key was taken out of use: nothing of it is marked yet."""
        return self.submitted_at is not None and self.possible is None

    def is_late(self, now: datetime) -> bool:
        """Whether its time has ended: by a limit, or as no late work is taken."""
        return self.deadline_at is not None and now > self.deadline_at


class CommittedStep(models.Model):
    """A step that was closed, with what stood in its chapters then."""

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="committed")
    key = models.CharField(max_length=60)
    place = models.PositiveSmallIntegerField()
    entered = models.JSONField(help_text="The facts of its chapters as they stood, as in a case file.")
    committed_at = models.DateTimeField()

    class Meta:
        ordering = ["place"]
        constraints = [models.UniqueConstraint(fields=["attempt", "place"], name="a_step_is_committed_once")]

    def __str__(self) -> str:
        return self.key


class GivenAnswer(models.Model):
    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="answers")
    question = models.CharField(max_length=60)
    answer = models.JSONField()
    answered_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "question"], name="one_answer_per_question")
        ]

    def __str__(self) -> str:
        return self.question


class SelfMark(models.Model):
    """How the writer of a short text marked it: once, against the points of the model answer."""

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="self_marks")
    question = models.CharField(max_length=60)
    points = models.JSONField(help_text="The places, from 0, of the points that the text holds.")
    credit = models.FloatField()
    marked_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "question"], name="one_self_mark_per_question")
        ]

    def __str__(self) -> str:
        return self.question
