"""Feedback of an educator on an attempt or one of its steps, and what is answered to it."""

from django.conf import settings
from django.db import models

from cases.models.attempt import Attempt


class Feedback(models.Model):
    """One entry of a thread: that of a step, or without one that of the whole attempt. Never changed."""

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="feedback")
    step = models.CharField(max_length=60, blank=True, help_text="Empty: the whole attempt.")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="feedback_written"
    )
    is_answer = models.BooleanField(help_text="Whoever made the attempt wrote it.")
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "feedback"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"feedback {self.pk}"
