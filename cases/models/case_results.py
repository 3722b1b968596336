from django.db import models

from cases.models.assignment import AssignedCase


class StoredResults(models.Model):
    """What the counted attempts at an assigned case came to, as worked out last: no names."""

    assigned_case = models.OneToOneField(AssignedCase, on_delete=models.CASCADE, related_name="results")
    made_at = models.DateTimeField()
    count = models.PositiveIntegerField(help_text="Attempts that counted, one of each person.")
    submitted = models.PositiveIntegerField(help_text="Attempts that were handed in by then, all of them.")
    other_versions = models.PositiveIntegerField(
        default=0, help_text="Attempts that counted, at another version of the case: in no number."
    )
    document = models.JSONField(default=dict, help_text="Empty below as many attempts as are told of.")

    class Meta:
        verbose_name = "results of a case"
        verbose_name_plural = "results of cases"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"Results of assigned case {self.assigned_case_id}"
