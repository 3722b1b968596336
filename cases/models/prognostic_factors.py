from django.db import models

from cases.models import columns


class PrognosticFactors(models.Model):
    """Performance status, laboratory values and molecular findings. Scores are derived, never kept."""

    case = models.OneToOneField(
        "cases.PatientCase", on_delete=models.CASCADE, related_name="prognostic_factors"
    )
    ecog = columns.one_of()
    karnofsky = columns.whole_number()
    pps = columns.whole_number()
    days_diagnosis_to_treatment = columns.whole_number()
    creatinine_umol_l = columns.number()
    creatinine_unstable = columns.yes_no()
    albumin_g_l = columns.number()
    ldh_u_l = columns.number()
    ldh_upper_limit_u_l = columns.number()
    haemoglobin_g_l = columns.number()
    molecular_testing = columns.one_of()
    molecular_findings = columns.any_of()
    oral_intake = columns.one_of()
    oedema = columns.yes_no()
    dyspnoea_at_rest = columns.yes_no()
    delirium = columns.yes_no()
    anorexia = columns.yes_no()
    clinician_weeks = columns.one_of()
    white_cells_10_9_l = columns.number()
    lymphocyte_percent = columns.number()
    haemoglobin_below_limit = columns.yes_no()
    calcium_above_limit = columns.yes_no()
    neutrophils_above_limit = columns.yes_no()
    platelets_above_limit = columns.yes_no()

    class Meta:
        verbose_name_plural = "prognostic factors"

    def __str__(self) -> str:
        return f"ECOG {self.ecog}" if self.ecog is not None else "performance status not recorded"
