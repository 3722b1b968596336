from django.core.validators import RegexValidator
from django.db import models
from simple_history.models import HistoricalRecords

from guidance.domain.compiling import FORMS, KINDS
from guidance.models.part import Part, choices
from guidance.models.section import Section

CODE = RegexValidator(r"^[A-Za-z0-9][A-Za-z0-9-]*$", "Letters, digits and hyphens: it is part of an address.")


class Statement(Part):
    """One idea of the document, in our own words, with the place in the source that says it."""

    section = models.ForeignKey(Section, on_delete=models.RESTRICT)
    key = models.CharField(max_length=40, validators=[CODE])
    kind = models.CharField(  # noqa: DJ001  not judged yet is NULL
        max_length=20, choices=choices(KINDS), null=True, blank=True
    )
    text = models.TextField()
    line = models.PositiveIntegerField("source line")
    paragraph = models.PositiveIntegerField(help_text="Which line below its heading, blank ones not counted.")
    form = models.CharField(max_length=20, choices=choices(FORMS), default="paragraph")
    is_verbatim = models.BooleanField(
        "is still the source's text", default=False, help_text="To be put into own words before publishing."
    )
    history = HistoricalRecords()

    class Meta:
        ordering = ["document", "section", "position"]
        default_related_name = "statements"
        constraints = [models.UniqueConstraint(fields=["document", "key"], name="statement_key_once")]

    def __str__(self) -> str:
        return f"{self.key} {self.text[:60]}"
