from django.db import models

from cases.models.columns import columns_of
from guidance.domain.vocabulary import VOCABULARY


@columns_of(VOCABULARY.asked_in("treatment", "palliative"))
class CarePlan(models.Model):
    """What the writer of the case would do, and what the person needs. Never an order."""

    treatment_intent: str | None

    case = models.OneToOneField("cases.PatientCase", on_delete=models.CASCADE, related_name="care_plan")

    def __str__(self) -> str:
        return self.treatment_intent or "no intent recorded"
