from django.core.exceptions import ValidationError
from django.db import models
from simple_history.models import HistoricalRecords

from guidance.domain.compiling import DOMAINS
from guidance.models.part import Part, choices


class Section(Part):
    """A heading of the document and what stands below it; `position` orders it among its siblings."""

    parent = models.ForeignKey(
        "self", on_delete=models.RESTRICT, null=True, blank=True, related_name="children"
    )
    slug = models.CharField(max_length=200, help_text="Its address: that of its parent, a slash, its own.")
    title = models.CharField(max_length=300, help_text="A friendly label.")
    heading = models.CharField(max_length=300, help_text="The heading that the source has.")
    heading_line = models.PositiveIntegerField(null=True, blank=True, help_text="Line of the source.")
    domain = models.CharField(max_length=20, choices=choices(DOMAINS))
    history = HistoricalRecords()

    class Meta:
        ordering = ["document", "position"]
        default_related_name = "sections"
        constraints = [models.UniqueConstraint(fields=["document", "slug"], name="section_slug_once")]

    def __str__(self) -> str:
        return f"{self.title} ({self.slug})"

    def clean(self) -> None:
        super().clean()
        above = self.slug.rpartition("/")[0]
        if above != (self.parent.slug if self.parent else ""):
            raise ValidationError({"slug": "Begins with the slug of its parent and a slash."})
