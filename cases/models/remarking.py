"""A corrected key over the attempts that were marked before: counted first, then applied, and undone."""

import json
from collections.abc import Sequence

from django.conf import settings
from django.db import connection, models
from django.db.models import Q

from cases.models.attempt import Attempt
from cases.models.teaching import TeachingCase, TeachingCaseVersion
from kidmet_site.work.models import Job


class RemarkPolicy(models.TextChoices):
    """Whose attempts get the marks of the corrected key."""

    ALL = "all", "Everybody, also who would have less"
    UPWARD = "upward", "Only who would not have less"


class Remarking(models.Model):
    """One corrected key, what it would change, and what became of that."""

    class State(models.TextChoices):
        COUNTING = "counting", "is worked out"
        COUNTED = "counted", "is worked out, nothing is changed"
        APPLYING = "applying", "is being applied"
        APPLIED = "applied", "applied"
        UNDOING = "undoing", "is being undone"
        UNDONE = "undone", "undone"

    OPEN = (State.COUNTING, State.COUNTED, State.APPLYING, State.UNDOING)
    AT_WORK = (State.COUNTING, State.APPLYING, State.UNDOING)

    teaching_case = models.ForeignKey(TeachingCase, on_delete=models.PROTECT, related_name="remarkings")
    version = models.ForeignKey(
        TeachingCaseVersion, on_delete=models.PROTECT, related_name="remarkings", help_text="Whose key it is."
    )
    corrects = models.JSONField(help_text="The numbers of the versions whose attempts can be marked with it.")
    state = models.CharField(max_length=8, choices=State, default=State.COUNTING)
    at = models.PositiveBigIntegerField(default=0, help_text="The last attempt that was worked through.")
    done = models.PositiveIntegerField(default=0, help_text="So many attempts were worked through.")
    total = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict, help_text="What the dry run found: numbers, no names.")
    job = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    policy = models.CharField(max_length=6, choices=RemarkPolicy, blank=True)
    reason = models.TextField(blank=True, help_text="The residents read it.")
    applied_at = models.DateTimeField(null=True)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    changed = models.PositiveIntegerField(default=0, help_text="Attempts that got a marking by it.")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    undone_reason = models.TextField(blank=True, help_text="The residents read it.")

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["teaching_case"],
                condition=Q(state__in=["counting", "counted", "applying", "undoing"]),
                name="one_open_remarking_per_case",
            )
        ]

    def __str__(self) -> str:
        return f"Remarking {self.pk}"

    @property
    def is_at_work(self) -> bool:
        return self.state in self.AT_WORK


class RemarkedAttempt(models.Model):
    """An attempt that comes to something else by the corrected key, as the dry run found it."""

    remarking = models.ForeignKey(Remarking, on_delete=models.CASCADE, related_name="attempts")
    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="+")
    before_earned = models.FloatField()
    before_possible = models.FloatField()
    after_earned = models.FloatField()
    after_possible = models.FloatField()
    direction = models.SmallIntegerField(help_text="1: a higher share of the points; -1: a lower one.")
    matters = models.JSONField(help_text="What moves: kind and key, points before and after.")

    class Meta:
        ordering = ["remarking", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["remarking", "attempt"], name="an_attempt_once_in_a_remarking")
        ]

    def __str__(self) -> str:
        return f"attempt {self.attempt_id} in remarking {self.remarking_id}"


MovedToKeep = tuple[int, float, float, float, float, int, tuple[tuple[str, str, float, float], ...]]
"""Attempt, points and points possible before and after, direction, and what moves."""
_COLUMNS = (
    "remarking_id",
    "attempt_id",
    "before_earned",
    "before_possible",
    "after_earned",
    "after_possible",
    "direction",
    "matters",
)


def keep_moved(remarking: Remarking, rows: Sequence[MovedToKeep]) -> None:
    """Written as they are: to make each an instance would take longer than to find it."""
    quote = connection.ops.quote_name
    columns = ", ".join(map(quote, _COLUMNS))
    places = ", ".join(["%s"] * len(_COLUMNS))
    said: dict[object, str] = {}
    for *_, matters in rows:
        if matters not in said:
            said[matters] = json.dumps(matters)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {quote(RemarkedAttempt._meta.db_table)} ({columns}) VALUES ({places})",
            [(remarking.pk, *row, said[matters]) for *row, matters in rows],
        )
