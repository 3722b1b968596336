"""The chapters after the first five: a row of a model each, which a case has from its beginning."""

from django.db import models

from cases.models.columns import columns_of
from guidance.domain.vocabulary import VOCABULARY


@columns_of(VOCABULARY.asked_in("staging"))
class Staging(models.Model):
    """What was entered as the stage of the primary. What follows from it is derived, never kept."""

    t_category: str | None
    n_category: str | None
    m_category: str | None
    lugano_stage: str | None

    case = models.OneToOneField("cases.PatientCase", on_delete=models.CASCADE, related_name="staging")

    class Meta:
        verbose_name_plural = "staging"

    def __str__(self) -> str:
        entered = (self.t_category, self.n_category, self.m_category, self.lugano_stage)
        return " ".join(filter(None, entered)) or "not staged"


@columns_of(VOCABULARY.asked_in("prognosis"))
class PrognosticFactors(models.Model):
    """Performance status, laboratory values and molecular findings. Scores are derived, never kept."""

    ecog: str | None

    case = models.OneToOneField(
        "cases.PatientCase", on_delete=models.CASCADE, related_name="prognostic_factors"
    )

    class Meta:
        verbose_name_plural = "prognostic factors"

    def __str__(self) -> str:
        return f"ECOG {self.ecog}" if self.ecog is not None else "performance status not recorded"


@columns_of(VOCABULARY.asked_in("treatment", "palliative"))
class CarePlan(models.Model):
    """What the writer of the case would do, and what the person needs. Never an order."""

    treatment_intent: str | None

    case = models.OneToOneField("cases.PatientCase", on_delete=models.CASCADE, related_name="care_plan")

    def __str__(self) -> str:
        return self.treatment_intent or "no intent recorded"
