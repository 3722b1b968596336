from django.conf import settings
from django.db import models


class Act(models.TextChoices):
    """A redo takes back an undo. Every change is taken back once at most; a redo is a change of its own."""

    SAVE = "save"
    UNDO = "undo"
    REDO = "redo"


class CaseChange(models.Model):
    """Who changed what in a case and when, written in the same transaction as the change itself."""

    case = models.ForeignKey("cases.PatientCase", on_delete=models.CASCADE, related_name="changes")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="case_changes"
    )
    at = models.DateTimeField()
    chapter = models.CharField(max_length=20, blank=True, help_text="Empty where it was the whole case.")
    version = models.PositiveIntegerField(help_text="The version of the case after it.")
    changes = models.JSONField(help_text="By fact: what it was before and what after; null is not recorded.")
    act = models.CharField(max_length=4, choices=Act, default=Act.SAVE)
    undoes = models.OneToOneField(
        "self",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="undone_by",
        help_text="The change that this one takes back.",
    )

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["case", "chapter", "-id"], name="case_change_by_chapter"),
            models.Index(fields=["-at", "-id"], name="case_change_by_time"),
        ]

    def __str__(self) -> str:
        return f"version {self.version}: {', '.join(self.changes) or 'nothing recorded'}"
