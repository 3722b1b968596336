"""What an educator gave a short text that counts, until the marks of its assignment are released."""

from django.conf import settings
from django.db import models

from cases.models.attempt import Attempt
from cases.models.marking import Mark


class TextMark(models.Model):
    """Nobody is told of it, and nothing counts it, until it is released: then it becomes a marking."""

    mark = models.OneToOneField(
        Mark,
        on_delete=models.CASCADE,
        related_name="text_mark",
        help_text="The mark, still without credit, in whose place another will be put.",
    )
    points = models.JSONField(help_text="The places, from 0, of the points that the text holds.")
    credit = models.FloatField()
    comment = models.TextField(blank=True, help_text="The resident reads it, once it is released.")
    marked_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"text mark {self.pk}"

    @property
    def attempt(self) -> Attempt:
        return self.mark.attempt
