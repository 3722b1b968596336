from django.db import models

from cases.models.columns import columns_of
from guidance.domain.vocabulary import VOCABULARY


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
