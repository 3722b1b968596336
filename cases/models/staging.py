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
