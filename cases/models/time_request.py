"""That somebody asks for more time at an assignment, and what they were answered."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cases.models.assignment import Assignee, Extension

OPEN = Q(answered_at=None, withdrawn_at=None)


class TimeRequest(models.Model):
    """Open until it is answered or taken back; then it stays as it is."""

    assignee = models.ForeignKey(Assignee, on_delete=models.CASCADE, related_name="time_requests")
    reason = models.TextField(help_text="Those who may give more time read it.")
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    answer = models.TextField(blank=True, help_text="The person reads it.")
    extension = models.OneToOneField(
        Extension,
        null=True,
        on_delete=models.SET_NULL,
        related_name="time_request",
        help_text="What was given; empty: it was declined.",
    )
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "request for more time"
        verbose_name_plural = "requests for more time"
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["assignee"], condition=OPEN, name="one_open_time_request")
        ]

    def __str__(self) -> str:
        return f"more time for {self.assignee}"

    @property
    def is_open(self) -> bool:
        return self.answered_at is None and self.withdrawn_at is None
