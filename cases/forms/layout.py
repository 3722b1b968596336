"""In which order a clinician is asked: the facts of each chapter in groups, each with a legend and a lede.

What a group `teaches` tells what is right in it, and is not told where a teaching case asks.
"""

from typing import NamedTuple


class LayoutGroup(NamedTuple):
    legend: str
    lede: str
    keys: tuple[str, ...]
    teaches: str = ""

    @property
    def explained(self) -> str:
        return f"{self.lede} {self.teaches}".strip()


LAYOUT: dict[str, tuple[LayoutGroup, ...]] = {
    "presentation": (
        LayoutGroup(
            "The person",
            "Whole years are enough, and nobody is named. Weight and height serve the dose formulas.",
            ("age_years", "sex", "weight_kg", "height_cm"),
        ),
        LayoutGroup(
            "How it came to light",
            "",
            ("detection", "symptoms", "cord_compression_signs", "infection_signs"),
            "Many kidney metastases give no symptoms of their own; ask all the same.",
        ),
        LayoutGroup(
            "Kidneys at risk",
            "",
            ("solitary_kidney", "hereditary_syndrome", "urinary_stones"),
            "What makes a tumour of the kidney itself more likely, and what there is to lose.",
        ),
    ),
    "primary": (
        LayoutGroup(
            "The cancer",
            "What is known of it, from its own reports.",
            ("cancer_history", "primary_site", "histology"),
        ),
        LayoutGroup(
            "When",
            "",
            ("diagnosis_date", "age_at_diagnosis_years", "interval_months"),
            "The month of diagnosis chooses the staging edition to start from.",
        ),
        LayoutGroup(
            "Where else",
            "Everything outside the kidneys.",
            (
                "progression_elsewhere",
                "other_metastatic_sites",
                "pleural_cytology",
                "other_lesion_count",
                "extrathoracic_lesion_count",
            ),
            "The number and the place of the lesions decide M.",
        ),
        LayoutGroup(
            "A second cancer",
            "Where a person has had two cancers, say which of them has spread.",
            (
                "second_cancer_site",
                "second_cancer_date",
                "second_cancer_stage",
                "second_cancer_tnm",
                "which_cancer_spread",
            ),
        ),
    ),
    "kidney": (
        LayoutGroup(
            "The kidney around them",
            "What the lesions do to the rest of the kidney.",
            ("kidney_architecture_distorted",),
        ),
    ),
    "imaging": (
        LayoutGroup(
            "Done and concluded",
            "Say what the whole of it favours.",
            ("imaging_done", "imaging_conclusion", "hydronephrosis"),
            "No single sign decides.",
        ),
        LayoutGroup(
            "What limits the choice",
            "",
            ("contrast_allergy", "repeat_imaging_expected", "pregnant"),
            "Contrast, radiation and pregnancy change which test comes next.",
        ),
    ),
    "biopsy": (
        LayoutGroup(
            "Tissue",
            "",
            ("biopsy_status", "biopsy_route", "biopsy_result", "tissue_source", "upper_tract_cytology"),
            "A biopsy comes before treatment when its answer would change care.",
        ),
        LayoutGroup(
            "Immunohistochemistry",
            "From the report on the tissue of the kidney lesion. A marker that was not stained, or not "
            "clearly, is left out of both lists.",
            ("ihc_positive", "ihc_negative"),
        ),
        LayoutGroup(
            "Your diagnosis",
            "What you hold the lesion to be, with tissue or without.",
            ("kidney_diagnosis",),
        ),
    ),
    "staging": (
        LayoutGroup(
            "Edition",
            "Each edition has its own categories, so choose it first.",
            ("staging_edition",),
        ),
        LayoutGroup(
            "T, N and M",
            "",
            ("t_category", "n_category", "m_category"),
            "T and N describe the primary. The kidney lesions set M and nothing else.",
        ),
        LayoutGroup(
            "Lugano stage",
            "",
            ("lugano_stage",),
            "Lymphoma has no TNM: the pattern of nodes and organs gives the stage.",
        ),
        LayoutGroup(
            "Serum markers",
            "Asked because the primary is a testicular cancer: its stage group depends on them.",
            ("serum_marker_category",),
        ),
        LayoutGroup(
            "What a report says",
            "A stage group that somebody else worked out. It is compared, never taken over.",
            ("reported_stage_group",),
        ),
    ),
    "prognosis": (
        LayoutGroup(
            "Performance",
            "Each scale is recorded for itself. None is turned into another.",
            ("ecog", "karnofsky", "pps"),
        ),
        LayoutGroup(
            "Kidney function",
            "",
            ("creatinine_umol_l", "creatinine_unstable"),
            "The formulas hold only while creatinine is steady.",
        ),
        LayoutGroup(
            "Blood",
            "With the units of the laboratory and its own limits.",
            (
                "albumin_g_l",
                "ldh_u_l",
                "ldh_upper_limit_u_l",
                "haemoglobin_g_l",
                "calcium_mmol_l",
                "white_cells_10_9_l",
                "lymphocyte_percent",
                "tumour_markers_rising",
            ),
        ),
        LayoutGroup(
            "Molecular findings",
            "",
            ("molecular_testing", "molecular_findings"),
            "Targets follow the primary, not the kidney.",
        ),
        LayoutGroup(
            "At the bedside",
            "For the palliative scores: how the person is now, and how long you expect.",
            ("oral_intake", "oedema", "dyspnoea_at_rest", "delirium", "anorexia", "clinician_weeks"),
        ),
        LayoutGroup(
            "Time to treatment",
            "From the diagnosis of the cancer to the first systemic treatment.",
            ("days_diagnosis_to_treatment",),
        ),
        LayoutGroup(
            "IMDC factors",
            "Asked because the primary is renal cell carcinoma; they hold for nothing else.",
            (
                "haemoglobin_below_limit",
                "calcium_above_limit",
                "neutrophils_above_limit",
                "platelets_above_limit",
            ),
        ),
    ),
    "treatment": (
        LayoutGroup(
            "Until now",
            "What was given, and what the disease did.",
            ("prior_systemic_therapy", "disease_course"),
        ),
        LayoutGroup(
            "Your plan",
            "The intent first, then what serves it. Nothing here is an order.",
            ("treatment_intent", "treatments_considered"),
        ),
    ),
    "palliative": (
        LayoutGroup(
            "Symptoms now",
            "The person's own rating, 0 for none to 10 for the worst; for wellbeing 0 is the best.",
            (
                "esas_pain",
                "esas_tiredness",
                "esas_drowsiness",
                "esas_nausea",
                "esas_appetite",
                "esas_breathlessness",
                "esas_depression",
                "esas_anxiety",
                "esas_wellbeing",
                "oxygen_saturation_percent",
            ),
        ),
        LayoutGroup(
            "Measures",
            "What you consider against the symptoms.",
            ("symptom_measures_considered",),
        ),
        LayoutGroup(
            "Goals and support",
            "What has been talked about, and who is there.",
            (
                "patient_informed",
                "goals_of_care_discussed",
                "carer_support",
                "psychological_support_offered",
                "practical_needs",
            ),
        ),
    ),
}
