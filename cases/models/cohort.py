"""A group of residents, who teaches it, and what each of its people was granted."""

from decimal import Decimal

from django.conf import settings
from django.db import models

from cases.domain.assigning import Granted
from cases.domain.record import TITLE_LENGTH

CODE_LENGTH = 12


class Cohort(models.Model):
    title = models.CharField(max_length=TITLE_LENGTH)
    summary = models.TextField(blank=True)
    hides_names = models.BooleanField(
        default=False, help_text="Its teachers see numbers in place of the names of its residents."
    )
    code = models.CharField(max_length=CODE_LENGTH, unique=True, help_text="Who has it may join.")
    code_expires_at = models.DateTimeField(null=True, blank=True)
    is_joinable = models.BooleanField(default=True, help_text="Cleared: the code lets nobody in.")
    copied_from = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    archived_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["archived_at", "-created_at", "-pk"]

    def __str__(self) -> str:
        return self.title


class TeacherRole(models.TextChoices):
    """What a teacher may in a cohort; each includes those after it."""

    LEAD = "lead", "Leads it"
    TEACHER = "teacher", "Teaches it"
    READER = "reader", "Reads its results"


class CohortTeacher(models.Model):
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="teachers")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="taught_cohorts"
    )
    role = models.CharField(max_length=7, choices=TeacherRole)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["cohort", "pk"]
        constraints = [models.UniqueConstraint(fields=["cohort", "person"], name="one_role_per_teacher")]

    def __str__(self) -> str:
        return f"{self.person}: {self.role} of {self.cohort}"


class CohortMember(models.Model):
    """A resident of it; who leaves keeps the row, so that a number is never another's."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="cohorts")
    number = models.PositiveIntegerField(help_text="From 1: what is shown where names are hidden.")
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "seat"
        verbose_name_plural = "seats"
        ordering = ["cohort", "number"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "person"], name="one_seat_per_member"),
            models.UniqueConstraint(fields=["cohort", "number"], name="one_number_per_member"),
        ]
        indexes = [models.Index(fields=["person", "cohort"], name="cohorts_of_member")]

    def __str__(self) -> str:
        return f"{self.number} of {self.cohort}"


class Accommodation(models.Model):
    """What holds for somebody throughout a cohort: more time at each limit, more days until what is due."""

    member = models.OneToOneField(CohortMember, on_delete=models.CASCADE, related_name="accommodation")
    time_factor = models.DecimalField(max_digits=3, decimal_places=2, default=Decimal(1))
    extra_days = models.PositiveSmallIntegerField(default=0)
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    def __str__(self) -> str:
        return f"times {self.time_factor}, {self.extra_days} days"


class CohortList(models.Model):
    """A list of residents that somebody who teaches has uploaded and not yet confirmed."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="lists")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    uploaded_at = models.DateTimeField()
    name = models.CharField(max_length=100, blank=True)
    rows = models.JSONField()

    class Meta:
        verbose_name = "list of residents"
        verbose_name_plural = "lists of residents"

    def __str__(self) -> str:
        return self.name


class CohortInvitation(models.Model):
    """An address without an account that has the link of a cohort by mail, and what waits for its person."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField("e-mail")
    code = models.CharField(max_length=CODE_LENGTH, help_text="Of the link that was mailed.")
    time_factor = models.DecimalField(max_digits=3, decimal_places=2, default=Decimal(1))
    extra_days = models.PositiveSmallIntegerField(default=0)
    invited_at = models.DateTimeField(help_text="When it was sent last.")
    times_sent = models.PositiveSmallIntegerField(default=1)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = "invitation to a cohort"
        verbose_name_plural = "invitations to cohorts"
        ordering = ["cohort", "email"]
        constraints = [models.UniqueConstraint(fields=["cohort", "email"], name="one_invitation_per_address")]

    def __str__(self) -> str:
        return f"to {self.cohort}"

    @property
    def granted(self) -> Granted:
        return Granted(self.time_factor, self.extra_days)
