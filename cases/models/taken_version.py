"""That a cohort went on with another version of an assigned case."""

from django.conf import settings
from django.db import models

from cases.models.assignment import AssignedCase
from cases.models.teaching import TeachingCaseVersion


class TakenVersion(models.Model):
    """Whoever begins after it works `version`; attempts that were begun keep theirs. Never changed."""

    assigned_case = models.ForeignKey(AssignedCase, on_delete=models.CASCADE, related_name="taken")
    before = models.ForeignKey(TeachingCaseVersion, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(TeachingCaseVersion, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-taken_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.version} after {self.before}"
