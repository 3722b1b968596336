from django.db import models
from simple_history.models import HistoricalRecords


class Document(models.Model):
    """A text under work. Of one of them, the guidance, editions are published; the others are drafts."""

    slug = models.SlugField(max_length=100, unique=True)
    title = models.CharField(max_length=300)
    about = models.TextField(blank=True, help_text="Shown above the contents.")
    source = models.JSONField(default=dict, blank=True, help_text="Where the text comes from.")
    informative_facts = models.JSONField(
        default=dict, blank=True, help_text="Facts that no rule asks about, each with the reason."
    )
    is_guidance = models.BooleanField(
        "is the guidance", default=False, help_text="Editions are published from this document."
    )
    loaded_hash = models.CharField(
        max_length=64, blank=True, editable=False, help_text="The pack or text that was last loaded."
    )
    history = HistoricalRecords()

    class Meta:
        ordering = ["-is_guidance", "title"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_guidance"],
                condition=models.Q(is_guidance=True),
                name="one_document_is_the_guidance",
                violation_error_message="Another document is the guidance. Take that mark away first.",
            )
        ]

    def __str__(self) -> str:
        return self.title
