"""Cases as facts (derived ones included), and what each is meant to teach through the shipped rules."""

from collections.abc import Mapping
from typing import NamedTuple

Recorded = Mapping[str, object]


class Teaches(NamedTuple):
    """Sections that show and that do not, notes among those that come, and exactly the cautions, by rule."""

    recorded: Recorded
    shown: str
    hidden: str
    notes: str
    cautions: str


LUNG = {
    "age_years": 68,
    "sex": "male",
    "weight_kg": 74,
    "symptoms": ["microscopic_haematuria", "fatigue"],
    "cancer_history": "active",
    "primary_site": "lung",
    "histology": "adenocarcinoma",
    "other_metastatic_sites": ["adrenal"],
    "lesion_count": 3,
    "largest_lesion_mm": 18,
    "laterality": "bilateral",
    "lesion_in_sinus": False,
    "biopsy_status": "done",
    "biopsy_result": "metastasis",
    "kidney_diagnosis": "metastasis_confirmed",
    "staging_edition": "v9",
    "t_category": "cT2b",
    "n_category": "cN2b",
    "m_category": "pM1c2",
    "ecog": 1,
    "egfr": 66,
    "creatinine_clearance": 61.7,
    "royal_marsden_score": 2,
    "metastatic_site_count": 2,
    "molecular_testing": "done",
    "molecular_findings": ["egfr"],
    "extent": "oligometastatic",
    "esas_tiredness": 4,
}

MELANOMA = {
    "age_years": 54,
    "sex": "female",
    "primary_site": "melanoma_skin",
    "histology": "melanoma",
    "cancer_history": "previous",
    "interval_months": 48,
    "other_metastatic_sites": ["lung"],
    "lesion_count": 1,
    "largest_lesion_mm": 28,
    "laterality": "left",
    "biopsy_status": "done",
    "biopsy_result": "metastasis",
    "kidney_diagnosis": "metastasis_confirmed",
    "t_category": "rcT0",
    "n_category": "rcN0",
    "m_category": "rpM1c(1)",
    "egfr": 103,
    "molecular_testing": "done",
    "molecular_findings": ["braf_v600"],
    "extent": "oligometastatic",
    "treatments_considered": ["immunotherapy"],
}

COLORECTAL = {
    "age_years": 61,
    "sex": "female",
    "symptoms": ["none"],
    "detection": "staging_or_surveillance",
    "primary_site": "colorectal",
    "histology": "adenocarcinoma",
    "cancer_history": "previous",
    "interval_months": 60,
    "progression_elsewhere": False,
    "other_metastatic_sites": ["none"],
    "lesion_count": 1,
    "largest_lesion_mm": 34,
    "laterality": "right",
    "lesion_in_sinus": False,
    "imaging_conclusion": "indeterminate",
    "biopsy_status": "done",
    "biopsy_result": "metastasis",
    "kidney_diagnosis": "metastasis_confirmed",
    "m_category": "rpM1a(OTH)",
    "ecog": 0,
    "egfr": 73,
    "molecular_testing": "done",
    "molecular_findings": ["ras_wild_type"],
    "extent": "kidney_only",
}

LYMPHOMA = {
    "age_years": 47,
    "sex": "male",
    "symptoms": ["night_sweats", "weight_loss"],
    "primary_site": "lymphoma",
    "histology": "lymphoma",
    "lesion_count": 2,
    "laterality": "bilateral",
    "kidney_architecture_distorted": True,
    "biopsy_status": "done",
    "biopsy_result": "lymphoma",
    "staging_edition": "lugano",
    "lugano_stage": "IV",
    "creatinine_unstable": True,
    "ecog": 2,
}

CASES: dict[str, Teaches] = {
    "D1 lung, several lesions in both kidneys": Teaches(
        LUNG,
        "anatomy/structural-features anatomy/histological-variants pathophysiology/primaries "
        "epidemiology/incidence manifestations/symptoms manifestations/differential diagnosis/imaging/ct "
        "diagnosis/biopsy staging/tnm staging/prognostic-factors treatment/surgery treatment/systemic "
        "treatment/systemic/targeted future/personalized future/genomics palliative palliative/symptoms "
        "patient/mental-health patient/support",
        "treatment/surgery/nephrectomy treatment/surgery/debulking diagnosis/imaging/ultrasound "
        "advances/novel-agents challenges/resistance-recurrence staging",
        "C02 C04 C05 C16 C18 C20 C25 C26 C27 C28 C30 C31 C36 C47 C48",
        "",
    ),
    "D1 with targeted therapy considered": Teaches(
        {**LUNG, "treatments_considered": ["targeted_therapy"]},
        "advances/novel-agents",
        "treatment/surgery/nephrectomy",
        "C36 C38",
        "",
    ),
    "D1 with nephrectomy considered": Teaches(
        {**LUNG, "treatments_considered": ["radical_nephrectomy", "targeted_therapy"]},
        "treatment/surgery treatment/surgery/nephrectomy",
        "",
        "C31 C32 C33",
        "treatment-surgery-nephrectomy-caution-bilateral",
    ),
    "D1 entered as M0": Teaches(
        {**LUNG, "m_category": "cM0"},
        "staging/tnm",
        "",
        "C28",
        "tnm-caution-m0-with-kidney-metastasis",
    ),
    "D1 in the eighth edition with categories of the ninth": Teaches(
        {**LUNG, "staging_edition": "ajcc8"},
        "staging/tnm",
        "",
        "C28",
        "tnm-caution-version-9-nodes-in-edition-8 tnm-caution-version-9-metastasis-in-edition-8",
    ),
    "D2 melanoma, recurrent": Teaches(
        MELANOMA,
        "pathophysiology/primaries treatment/systemic/immunotherapy treatment/systemic/targeted "
        "advances/novel-agents treatment/surgery diagnosis/biopsy staging/tnm",
        "treatment/systemic/chemotherapy treatment/surgery/nephrectomy",
        "C04 C26 C28 C29 C36 C37 C38 C39",
        "",
    ),
    "D2 with a low eGFR": Teaches(
        {**MELANOMA, "egfr": 52},
        "treatment/systemic/immunotherapy",
        "",
        "C37 C39",
        "",
    ),
    "D3 colorectal, solitary and metachronous": Teaches(
        COLORECTAL,
        "manifestations/symptoms diagnosis/imaging/mri diagnosis/biopsy challenges/diagnostic-delay "
        "treatment/surgery treatment/surgery/nephrectomy treatment/systemic/targeted",
        "treatment/systemic treatment/surgery/debulking treatment/systemic/immunotherapy",
        "C05 C16 C17 C25 C29 C31 C32 C33 C43",
        "",
    ),
    "D3 after a biopsy that showed nothing": Teaches(
        {**COLORECTAL, "kidney_diagnosis": "uncertain", "biopsy_result": "non_diagnostic"},
        "manifestations/differential diagnosis/biopsy challenges/diagnostic-delay",
        "palliative",
        "C20 C21 C25 C43",
        "",
    ),
    "D3 with surgery alone considered": Teaches(
        {**COLORECTAL, "treatments_considered": ["nephron_sparing_surgery", "ablation_or_sbrt"]},
        "treatment/surgery/nephrectomy",
        "",
        "C31 C32",
        "",
    ),
    "D3 with surgery alone considered, found together with the primary": Teaches(
        {**COLORECTAL, "interval_months": 0, "treatments_considered": ["nephron_sparing_surgery"]},
        "treatment/surgery/nephrectomy",
        "",
        "C31 C32",
        "treatment-surgery-caution-frontline",
    ),
    "D3 with immunotherapy considered and no high MSI": Teaches(
        {**COLORECTAL, "treatments_considered": ["nephron_sparing_surgery", "immunotherapy"]},
        "treatment/systemic/immunotherapy",
        "",
        "C37",
        "treatment-immunotherapy-caution-colorectal",
    ),
    "D4 lymphoma in both kidneys": Teaches(
        LYMPHOMA,
        "anatomy/histological-variants diagnosis/biopsy staging staging/prognostic-factors "
        "treatment/systemic/chemotherapy palliative",
        # The biopsy shows a lymphoma: what the lesions are is not open.
        "manifestations/differential staging/tnm treatment/surgery treatment/surgery/nephrectomy",
        "C06 C08 C19 C25 C28 C35",
        "",
    ),
    "D4 with nephrectomy and TNM entered": Teaches(
        {
            **LYMPHOMA,
            "treatments_considered": ["radical_nephrectomy"],
            "t_category": "cT3",
            "m_category": "cM1",
        },
        "staging staging/tnm treatment/surgery/nephrectomy",
        "treatment/surgery",
        "C06 C26 C28 C32 C33",
        "tnm-caution-lymphoma-t tnm-caution-lymphoma-m "
        "treatment-surgery-caution-lymphoma treatment-surgery-nephrectomy-caution-bilateral "
        "treatment-surgery-nephrectomy-caution-performance",
    ),
    "prostate with bone and kidney": Teaches(
        {
            "primary_site": "prostate",
            "other_metastatic_sites": ["bone"],
            "kidney_diagnosis": "metastasis_presumed",
            "m_category": "cM1c",
        },
        "staging/tnm pathophysiology/primaries manifestations/differential palliative",
        "manifestations/symptoms treatment/surgery",
        "C20 C26 C28 C48",
        "",
    ),
    "breast with kidney": Teaches(
        {"primary_site": "breast", "kidney_diagnosis": "metastasis_confirmed", "m_category": "cM1"},
        "staging/tnm pathophysiology/primaries palliative",
        "",
        "C10 C28",
        "",
    ),
    "bladder with a lesion of the renal pelvis": Teaches(
        {
            "primary_site": "bladder",
            "histology": "urothelial",
            "lesion_count": 1,
            "lesion_in_sinus": True,
            "kidney_diagnosis": "metastasis_presumed",
        },
        "pathophysiology/primaries manifestations/differential treatment/systemic/chemotherapy",
        "",
        "C11 C20 C35",
        "differential-caution-sinus-read-as-metastasis",
    ),
    "bladder with a lesion of the parenchyma and a biopsy planned": Teaches(
        {"primary_site": "bladder", "lesion_in_sinus": False, "biopsy_status": "planned"},
        "diagnosis/biopsy",
        "",
        "C11 C25",
        "biopsy-caution-urothelial",
    ),
    "renal cell carcinoma with a new lesion on the other side": Teaches(
        {
            "primary_site": "rcc",
            "histology": "clear_cell",
            "cancer_history": "previous",
            "lesion_count": 1,
            "kidney_diagnosis": "uncertain",
            "treatments_considered": ["targeted_therapy"],
            "molecular_testing": "done",
        },
        "manifestations/differential diagnosis/biopsy treatment/systemic/targeted",
        "",
        "C20 C21 C25 C36",
        "",
    ),
    "differentiated thyroid diagnosed at 37": Teaches(
        {
            "primary_site": "thyroid_differentiated",
            "age_at_diagnosis_years": 37,
            "kidney_diagnosis": "metastasis_confirmed",
            "m_category": "pM1",
        },
        "staging/tnm pathophysiology/primaries",
        "",
        "C11 C28",
        "",
    ),
    "pain with one kidney and a low eGFR": Teaches(
        {"symptoms": ["flank_pain"], "solitary_kidney": True, "egfr": 40},
        "palliative/symptoms diagnosis/imaging/ct",
        "",
        "C17 C22 C45",
        "",
    ),
    "pain with one kidney and a low eGFR, and an NSAID considered": Teaches(
        {
            "symptoms": ["flank_pain"],
            "solitary_kidney": True,
            "egfr": 40,
            "symptom_measures_considered": ["nsaid"],
        },
        "palliative/symptoms",
        "",
        "C45",
        "palliative-symptoms-caution-nsaid-egfr palliative-symptoms-caution-nsaid-solitary-kidney",
    ),
    "chemotherapy with a low clearance but a fair eGFR": Teaches(
        {
            "primary_site": "bladder",
            "treatments_considered": ["chemotherapy"],
            "egfr": 64,
            "creatinine_clearance": 48,
        },
        "treatment/systemic treatment/systemic/chemotherapy",
        "",
        "C35",
        "treatment-chemotherapy-caution-clearance",
    ),
    "a wish for supportive care with goals not discussed": Teaches(
        {"treatments_considered": ["supportive_care_only"], "goals_of_care_discussed": False},
        "palliative palliative/quality-of-life patient/mental-health patient/support",
        "",
        "C48 C49 C50 C51",
        "palliative-symptoms-caution-goals",
    ),
    "an unknown primary with a T": Teaches(
        {"primary_site": "unknown", "t_category": "cT2", "kidney_diagnosis": "metastasis_confirmed"},
        "staging/tnm",
        "",
        "C26",
        "tnm-caution-t-from-the-kidney",
    ),
}
