"""What a cohort, or single people, are asked to work: cases on terms, and who is to."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cases.domain.assigning import DebriefOpens, Late, Order, Purpose, TimeLimit, WhichCounts
from cases.domain.record import TITLE_LENGTH
from cases.models.cohort import Cohort
from cases.models.teaching import TeachingCase, TeachingCaseVersion
from guidance.domain.limits import TIME_ZONE

ORDERS = [
    (Order.FREE.value, "In any order"),
    (Order.IN_ORDER.value, "In this order"),
    (Order.DRAWN.value, "Some of them, drawn for each person"),
]
LATES = [
    (Late.REFUSED.value, "Not taken"),
    (Late.MARKED.value, "Taken, and said to be late"),
    (Late.MINUS.value, "Taken, less a share for each day"),
]
COUNTED = [
    (WhichCounts.BEST.value, "The best attempt"),
    (WhichCounts.FIRST.value, "The first attempt"),
    (WhichCounts.LAST.value, "The last attempt"),
]
DEBRIEFS = [
    (DebriefOpens.AT_ONCE.value, "As soon as a case is submitted"),
    (DebriefOpens.AFTER_DUE.value, "After the due time"),
    (DebriefOpens.BY_HAND.value, "When a teacher opens it"),
]
PURPOSES = [
    (Purpose.PRACTICE.value, "Practice"),
    (Purpose.COUNTING.value, "It counts"),
]
TIME_LIMITS = [
    (TimeLimit.NONE.value, "No time limit"),
    (TimeLimit.OFFERED.value, "Each person may ask for one"),
    (TimeLimit.IMPOSED.value, "A time limit for everybody"),
]


class Assignment(models.Model):
    """Its columns are the terms; without a cohort it was asked of single people, by whoever made it."""

    cohort = models.ForeignKey(Cohort, null=True, on_delete=models.CASCADE, related_name="assignments")
    title = models.CharField(max_length=TITLE_LENGTH)
    instructions = models.TextField(blank=True)
    order = models.CharField(max_length=8, choices=ORDERS, default=Order.FREE.value)
    drawn_count = models.PositiveSmallIntegerField(null=True, blank=True)
    opens_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    due_zone = models.CharField(
        max_length=TIME_ZONE.most, blank=True, help_text="By whose clock it was written; empty: the site's."
    )
    late = models.CharField(max_length=7, choices=LATES, default=Late.MARKED.value)
    late_share = models.FloatField(default=0.0, help_text="Taken for each day that began, from 0 to 1.")
    attempts_allowed = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Empty: any number.")
    counts = models.CharField(max_length=5, choices=COUNTED, default=WhichCounts.BEST.value)
    pass_share = models.FloatField(null=True, blank=True, help_text="From 0 to 1; empty: there is none.")
    debrief = models.CharField(max_length=9, choices=DEBRIEFS, default=DebriefOpens.AT_ONCE.value)
    debrief_opened_at = models.DateTimeField(null=True, blank=True, help_text="When a teacher opened it.")
    answers_wait = models.BooleanField(
        "answers wait for the debrief",
        default=False,
        help_text="What an expert would say at a step is told in the debrief alone.",
    )
    texts_released_at = models.DateTimeField(
        null=True, blank=True, help_text="Since when educators' marks of short texts count and are told."
    )
    purpose = models.CharField(max_length=8, choices=PURPOSES, default=Purpose.PRACTICE.value)
    time_limit = models.CharField(max_length=7, choices=TIME_LIMITS, default=TimeLimit.OFFERED.value)
    asks_sureness = models.BooleanField(
        default=False, help_text="Residents are asked how sure they are; they may leave it open."
    )
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ["due_at", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_archived(self) -> bool:
        """Whether nothing is begun for it any longer; what is begun can be handed in."""
        return self.cohort is not None and self.cohort.archived_at is not None

    @property
    def has_marked_texts(self) -> bool:
        """Whether educators mark short texts: in work of a cohort that counts a writer's ticks do not."""
        return self.purpose == Purpose.COUNTING and self.cohort_id is not None


class AssignedCase(models.Model):
    """A case of an assignment, in the version with which its people begin."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="cases")
    teaching_case = models.ForeignKey(TeachingCase, on_delete=models.PROTECT, related_name="assigned")
    version = models.ForeignKey(TeachingCaseVersion, on_delete=models.PROTECT, related_name="assigned")
    position = models.PositiveSmallIntegerField()
    weight = models.FloatField(default=1.0)
    minutes = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Its time limit; empty: that of the case, if it has one."
    )

    class Meta:
        ordering = ["assignment", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "teaching_case"], name="a_case_once_in_an_assignment"
            )
        ]

    def __str__(self) -> str:
        return f"{self.version} in {self.assignment}"


class Assignee(models.Model):
    """Somebody who is to work an assignment."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="assignees")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="assigned")
    assigned_at = models.DateTimeField()
    drawn = models.JSONField(
        null=True,
        help_text="The numbers of the assigned cases that were drawn; null where all are to be worked.",
    )
    removed_at = models.DateTimeField(null=True, help_text="Left the cohort, or was taken out.")

    class Meta:
        ordering = ["assignment", "pk"]
        constraints = [models.UniqueConstraint(fields=["assignment", "person"], name="assigned_once")]
        indexes = [
            models.Index(fields=["person"], condition=Q(removed_at__isnull=True), name="assigned_to_person"),
            models.Index(
                fields=["assignment", "person"],
                condition=Q(removed_at__isnull=False),
                name="left_an_assignment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment} for {self.person}"


class Extension(models.Model):
    """More time for one person at one assignment: until when, and how many minutes at each limit."""

    assignee = models.ForeignKey(Assignee, on_delete=models.CASCADE, related_name="extensions")
    due_at = models.DateTimeField(null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(default=0)
    reason = models.TextField(blank=True, help_text="The person reads it.")
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["given_at", "pk"]

    def __str__(self) -> str:
        return f"{self.minutes} minutes, until {self.due_at}"
