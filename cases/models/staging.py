from django.db import models

from cases.models import columns


class Staging(models.Model):
    """What was entered as the stage of the primary. What follows from it is derived, never kept."""

    case = models.OneToOneField("cases.PatientCase", on_delete=models.CASCADE, related_name="staging")
    staging_edition = columns.one_of()
    t_category = columns.token()
    n_category = columns.token()
    m_category = columns.token()
    lugano_stage = columns.one_of()
    serum_marker_category = columns.one_of()
    reported_stage_group = columns.token()

    class Meta:
        verbose_name_plural = "staging"

    def __str__(self) -> str:
        entered = (self.t_category, self.n_category, self.m_category, self.lugano_stage)
        return " ".join(filter(None, entered)) or "not staged"
