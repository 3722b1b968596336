from django.conf import settings
from django.db import models

from cases.models.attempt import Attempt

MONTHS = 12


class Tally(models.Model):
    """What an attempt came to in one domain or towards one objective, or missed at one fact or section.

    Kept when it is marked, so that nobody's progress is counted anew from every mark.
    """

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="tallies")
    resident = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    submitted_at = models.DateTimeField()
    month = models.PositiveIntegerField(help_text="Of the submission: the months since year 0.")
    kind = models.CharField(max_length=10)
    key = models.CharField(max_length=200)
    earned = models.FloatField(default=0.0)
    possible = models.FloatField(default=0.0)
    percent = models.PositiveSmallIntegerField(default=0)
    times = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name_plural = "tallies"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "kind", "key"], name="one_tally_per_matter"),
        ]
        indexes = [
            models.Index(fields=["resident", "kind", "key", "-submitted_at"], name="tally_of_resident"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
