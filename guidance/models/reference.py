from django.db import models
from simple_history.models import HistoricalRecords

from guidance.domain.compiling import CERTAINTIES
from guidance.models.part import Part
from guidance.models.statement import CODE

CERTAINTY_CHOICES = [
    ("A", "A: confirmed in an authoritative source"),
    ("B", "B: secondary source only"),
    ("C", "C: not confirmed by a source"),
]
assert [code for code, _ in CERTAINTY_CHOICES] == list(CERTAINTIES)


class Reference(Part):
    """A publication that a note rests on. What could not be confirmed is left empty, never guessed."""

    code = models.CharField("id", max_length=40, validators=[CODE])
    authors = models.CharField(max_length=500, blank=True)
    title = models.CharField(max_length=500, blank=True)
    journal = models.CharField(max_length=300, blank=True)
    year = models.CharField(max_length=40, blank=True)
    volume = models.CharField(max_length=40, blank=True)
    pages = models.CharField(max_length=60, blank=True)
    doi = models.CharField("DOI", max_length=200, blank=True)
    url = models.URLField("address", max_length=500, blank=True)
    detail = models.TextField(blank=True, help_text="What it says, and what of it is confirmed.")
    certainty = models.CharField(max_length=1, choices=CERTAINTY_CHOICES)
    history = HistoricalRecords()

    class Meta:
        ordering = ["document", "position"]
        default_related_name = "references"
        constraints = [models.UniqueConstraint(fields=["document", "code"], name="reference_code_once")]

    def __str__(self) -> str:
        named = " ".join(part for part in (self.authors, self.year) if part)
        return f"{self.code} {named or self.title or self.detail}"[:80]
