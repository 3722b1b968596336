from django.conf import settings
from django.db import models

from cases.models.patient_case import PatientCase


class CaseChange(models.Model):
    """Who changed what in a case and when, written in the same transaction as the change itself."""

    case = models.ForeignKey(PatientCase, on_delete=models.CASCADE, related_name="changes")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="case_changes"
    )
    at = models.DateTimeField()
    chapter = models.CharField(max_length=20, blank=True, help_text="Empty where it was the whole case.")
    version = models.PositiveIntegerField(help_text="The version of the case after it.")
    changes = models.JSONField(help_text="By fact: what it was before and what after; null is not recorded.")

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"version {self.version}: {', '.join(self.changes) or 'nothing recorded'}"
