"""What somebody was reminded of, and where they want no reminders."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cases.domain.reminding import Stage
from cases.models.assignment import Assignee

STAGES = [
    (Stage.NEW.value, "It is new"),
    (Stage.OPENED.value, "It opened"),
    (Stage.SOON.value, "Due in a few days"),
    (Stage.LAST.value, "Due tomorrow or today"),
]


class Reminder(models.Model):
    """That somebody was reminded of an assignment: written with the notice and the message, once."""

    assignee = models.ForeignKey(Assignee, on_delete=models.CASCADE, related_name="reminders")
    stage = models.CharField(max_length=6, choices=STAGES)
    due_at = models.DateTimeField(null=True, help_text="When it was due for them, as they were told.")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignee", "stage", "due_at"], name="reminded_once_of_what_is_due"
            ),
            models.UniqueConstraint(
                fields=["assignee"], condition=Q(stage=Stage.OPENED.value), name="told_once_that_it_opened"
            ),
            models.UniqueConstraint(
                fields=["assignee"], condition=Q(stage=Stage.NEW.value), name="told_once_that_it_is_new"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_stage_display()}, {self.at:%Y-%m-%d}"


class ReminderWish(models.Model):
    """Of somebody who does not want every reminder; without a row they get them in the app and by mail."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reminder_wish"
    )
    by_mail = models.BooleanField(default=True)
    in_app = models.BooleanField(default=True)
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = "wish about reminders"
        verbose_name_plural = "wishes about reminders"

    def __str__(self) -> str:
        return f"Reminders of {self.person}"
