from django.db import models
from simple_history.models import HistoricalRecords

from guidance.domain.compiling import SEVERITIES
from guidance.models.part import Part, choices
from guidance.models.reference import CERTAINTY_CHOICES, Reference
from guidance.models.section import Section
from guidance.models.statement import CODE, Statement


class CuratorNote(Part):
    """What stands beside statements that are doubtful or wrong: the document's own text is never changed."""

    section = models.ForeignKey(Section, on_delete=models.RESTRICT)
    code = models.CharField("id", max_length=40, validators=[CODE])
    severity = models.CharField(max_length=10, choices=choices(SEVERITIES))
    klass = models.CharField("class", max_length=60, help_text="In a word or two: overstated, incomplete…")
    text = models.TextField()
    certainty = models.CharField(max_length=1, choices=CERTAINTY_CHOICES)
    statements = models.ManyToManyField(
        Statement, blank=True, help_text="What it speaks about; none: the section as a whole."
    )
    references = models.ManyToManyField(Reference, blank=True)
    signed_off_by = models.CharField(
        max_length=120, blank=True, help_text="The clinician who answers for it, by name."
    )
    signed_off_on = models.DateField(null=True, blank=True)
    history = HistoricalRecords(m2m_fields=[statements, references])

    class Meta:
        ordering = ["document", "position"]
        default_related_name = "notes"
        constraints = [models.UniqueConstraint(fields=["document", "code"], name="note_code_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.text[:60]}"
