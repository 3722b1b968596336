from django.core.exceptions import ValidationError
from django.db import models
from simple_history.models import HistoricalRecords

from guidance.domain.conditions import ConditionErrors, parse_condition
from guidance.domain.rules import Effect
from guidance.domain.templates import TemplateError, parse_template
from guidance.models.note import CuratorNote
from guidance.models.part import Part, choices
from guidance.models.section import Section
from guidance.models.statement import CODE, Statement


class Rule(Part):
    """When a section shows, a statement of it is highlighted, or a caution is raised."""

    code = models.CharField("id", max_length=120, validators=[CODE])
    effect = models.CharField(max_length=12, choices=choices(Effect))
    section = models.ForeignKey(Section, on_delete=models.RESTRICT)
    statement = models.ForeignKey(
        Statement, on_delete=models.RESTRICT, null=True, blank=True, help_text="What is highlighted."
    )
    when = models.JSONField(help_text="The condition as data: all, any, not, or one comparison.")
    because = models.TextField(blank=True, help_text="For showing and highlighting; may hold {facts}.")
    message = models.TextField(blank=True, help_text="For cautions; may hold {facts}.")
    about = models.JSONField(default=list, blank=True, help_text="Facts that a caution speaks about.")
    notes = models.ManyToManyField(CuratorNote, blank=True)
    history = HistoricalRecords(m2m_fields=[notes])

    class Meta:
        ordering = ["document", "position"]
        default_related_name = "rules"
        constraints = [models.UniqueConstraint(fields=["document", "code"], name="rule_code_once")]

    def __str__(self) -> str:
        return self.code

    def clean(self) -> None:
        super().clean()
        faults: dict[str, list[str]] = {}
        try:
            parse_condition(self.when)
        except ConditionErrors as errors:
            faults["when"] = [str(error) for error in errors.errors]
        for field in ("because", "message"):
            try:
                parse_template(getattr(self, field))
            except TemplateError as error:
                faults[field] = [error.message]
        if faults:
            raise ValidationError(faults)
