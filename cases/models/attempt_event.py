"""What was opened and saved when, of attempts at assigned work: as far as other rows do not tell it."""

from typing import Any, NoReturn

from django.db import models
from django.db.models import Q

from cases.models.attempt import Attempt


class EventIsKept(TypeError):
    def __init__(self) -> None:
        super().__init__("An event of an attempt is never changed.")


class EventKind(models.TextChoices):
    OPENED = "opened", "A step was opened for the first time"
    REOPENED = "reopened", "A step was opened again after a pause"
    SAVED = "saved", "A step was saved"
    MOVED = "moved", "The end of its time was moved"


class AttemptEvent(models.Model):
    """Something that a request did. Begun, committed and submitted is told by the attempt and its steps."""

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=8, choices=EventKind)
    step = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()
    deadline_at = models.DateTimeField(null=True, blank=True, help_text="To when the end was moved.")

    class Meta:
        verbose_name = "line of a log"
        verbose_name_plural = "lines of logs"
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "step"], condition=Q(kind="opened"), name="a_step_is_opened_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.step}"

    def save(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Written by `cases/actions/attempt_log.py` alone, as new rows."""
        raise EventIsKept
