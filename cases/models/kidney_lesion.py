from django.db import models

from cases.models.columns import columns_of
from cases.models.recording import recorded_in
from guidance.domain.vocabulary import LESION_FIELDS, Value


@columns_of(LESION_FIELDS.values())
class KidneyLesion(models.Model):
    """One lesion in a kidney. Its number for people is its place among those of the case."""

    case = models.ForeignKey("cases.PatientCase", on_delete=models.CASCADE, related_name="lesions")
    position = models.PositiveIntegerField()

    class Meta:
        verbose_name = "lesion"
        verbose_name_plural = "lesions"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["case", "position"], name="one_lesion_per_position"),
        ]

    def __str__(self) -> str:
        said = [LESION_FIELDS[key].words(value) for key, value in self.recorded().items()]
        return ", ".join(said[:4]) or "a lesion, nothing else recorded"

    def recorded(self) -> dict[str, Value]:
        return recorded_in(self, LESION_FIELDS)
