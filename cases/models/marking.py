"""Markings of an attempt, their marks, and what residents ask about one."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cases.models.attempt import Attempt
from cases.models.remarking import Remarking
from cases.models.teaching import TeachingCaseVersion


class MarkingKind(models.TextChoices):
    SUBMISSION = "submission", "Made when it was submitted"
    OVERRIDE = "override", "Made by an educator"
    REMARKING = "remarking", "Made with a corrected key"
    UNDOING = "undoing", "Made as a corrected key was taken back"
    TEXT = "text", "Made by an educator who marked a text"


class Marking(models.Model):
    """One marking of an attempt, never changed: whoever marks otherwise makes another beside it.

    Its marks are those that it gave: of an override the one that it put in the place of another.
    """

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="markings")
    number = models.PositiveIntegerField(help_text="From 1, the submission's.")
    kind = models.CharField(max_length=10, choices=MarkingKind)
    key_version = models.ForeignKey(
        TeachingCaseVersion,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The version whose key it was made with.",
    )
    made_at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Empty where no person gave it.",
    )
    reason = models.TextField(blank=True, help_text="The resident reads it.")
    earned = models.FloatField(help_text="What the whole attempt earned by it.")
    possible = models.FloatField()
    remarking = models.ForeignKey(
        Remarking,
        null=True,
        on_delete=models.PROTECT,
        related_name="markings",
        help_text="For which it was made.",
    )
    dropped = models.JSONField(
        default=list, help_text="The positions at which it took a mark away and gave none."
    )

    class Meta:
        ordering = ["attempt", "number"]
        constraints = [models.UniqueConstraint(fields=["attempt", "number"], name="one_marking_per_number")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.number}"


class StandingMarks(models.Manager["Mark"]):
    """Those in whose place no later marking put another."""

    def get_queryset(self) -> models.QuerySet["Mark"]:
        return super().get_queryset().filter(stands=True)


class Mark(models.Model):
    """One mark as it was given, and kept so: of an attempt, those stand that were given last."""

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="marks")
    marking = models.ForeignKey(Marking, on_delete=models.CASCADE, related_name="marks", db_index=False)
    stands = models.BooleanField(default=True, help_text="No later marking put another in its place.")
    position = models.PositiveSmallIntegerField()
    subject = models.CharField(max_length=10)
    key = models.CharField(max_length=60)
    part = models.CharField(max_length=10, blank=True)
    label = models.CharField(max_length=120)
    kind = models.CharField(max_length=30)
    step = models.CharField(max_length=60)
    chapter = models.CharField(max_length=20, blank=True)
    domain = models.CharField(max_length=12)
    objective = models.CharField(max_length=60)
    weight = models.FloatField()
    credit = models.FloatField(null=True, blank=True, help_text="Empty while somebody has to mark it.")
    entered = models.TextField(blank=True)
    expected = models.TextField(blank=True)
    why = models.TextField(blank=True)
    lines = models.JSONField(default=list)
    statements = models.JSONField(default=list)
    notes = models.JSONField(default=list)
    source = models.TextField(blank=True)

    objects = StandingMarks()
    every = models.Manager()  # noqa: DJ012 (it is a manager; also of those that do not stand any longer)

    class Meta:
        ordering = ["attempt", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "position"], condition=Q(stands=True), name="one_standing_mark"
            ),
            models.UniqueConstraint(fields=["marking", "position"], name="one_mark_per_position"),
        ]
        indexes = [
            models.Index(
                fields=["attempt"],
                condition=Q(stands=True, credit__isnull=True),
                name="mark_that_is_to_be_given",
            ),
        ]

    def __str__(self) -> str:
        return self.label


class SecondLook(models.Model):
    """A resident asks to have a mark looked at again, and why; an educator answers, once."""

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="second_looks")
    mark = models.ForeignKey(Mark, on_delete=models.CASCADE, related_name="second_looks")
    position = models.PositiveSmallIntegerField(help_text="Of the mark: one is open for each at a time.")
    reason = models.TextField()
    asked_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "position"],
                condition=Q(answered_at__isnull=True),
                name="one_open_second_look",
            )
        ]

    def __str__(self) -> str:
        return f"second look {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.answered_at is None
