"""Chapter 7, as it is computed: kidney function, scores, extent. Never entered; each shows its working."""

from .fact import Fact
from .kinds import NumberFact, OneOfFact
from .values import Choice

KIDNEY_FUNCTION: tuple[Fact, ...] = (
    NumberFact(
        key="egfr",
        label="eGFR",
        question="What is the eGFR?",
        unit="mL/min/1.73 m²",
        within=(0, 250),
        decimals=0,
        derived_from=("creatinine_umol_l", "age_years", "sex"),
        help="By CKD-EPI 2021 from creatinine, age and sex. Not valid while creatinine is changing, "
        "in pregnancy, or at extremes of muscle mass.",
        source="Inker et al., N Engl J Med 2021;385:1737-49; NIDDK.",
        certainty="A",
    ),
    OneOfFact(
        key="gfr_category",
        label="GFR category",
        question="What is the GFR category?",
        choices=tuple(Choice(name, name) for name in ("G1", "G2", "G3a", "G3b", "G4", "G5")),
        ordered=True,
        derived_from=("creatinine_umol_l", "age_years", "sex"),
        help="From the eGFR rounded to a whole number. One value is a category, not chronic kidney disease.",
        source="KDIGO 2024, Kidney Int 2024;105(4S):S117-S314.",
        certainty="A",
    ),
    NumberFact(
        key="creatinine_clearance",
        label="Creatinine clearance",
        question="What is the creatinine clearance?",
        unit="mL/min",
        within=(0, 500),
        decimals=0,
        derived_from=("creatinine_umol_l", "age_years", "sex", "weight_kg"),
        help="By Cockcroft-Gault with the actual weight; not indexed to body surface.",
        source="Cockcroft and Gault, Nephron 1976;16:31-41.",
        certainty="C",
    ),
    NumberFact(
        key="body_surface_area",
        label="Body surface area",
        question="What is the body surface area?",
        unit="m²",
        within=(0.5, 5),
        decimals=2,
        derived_from=("height_cm", "weight_kg"),
        help="By Mosteller from height and weight.",
        source="Mosteller, N Engl J Med 1987;317:1098.",
        certainty="C",
    ),
    NumberFact(
        key="royal_marsden_score",
        label="Royal Marsden score",
        question="What is the Royal Marsden score?",
        within=(0, 3),
        integer=True,
        derived_from=("albumin_g_l", "ldh_u_l", "ldh_upper_limit_u_l", "other_metastatic_sites"),
        help="One point each for albumin under 35 g/L, LDH above its limit, three or more metastatic sites.",
        source="Garrido-Laguna et al., Cancer 2012;118:1422-8.",
        certainty="A",
    ),
    NumberFact(
        key="metastatic_site_count",
        label="Metastatic sites",
        question="How many sites have metastases?",
        within=(0, 20),
        integer=True,
        derived_from=("kidney_diagnosis", "other_metastatic_sites"),
        help="The kidney counts as one site; regional nodes do not count.",
        source="Counting rule: certainty C.",
        certainty="C",
    ),
)

EXTENT: tuple[Fact, ...] = (
    OneOfFact(
        key="extent",
        label="Extent of disease",
        question="How far has the cancer spread?",
        choices=(
            Choice("kidney_only", "Kidney only", "No other site."),
            Choice("oligometastatic", "Oligometastatic", "Kidney and other lesions together, 5 at most."),
            Choice("widespread", "Widespread", "More than 5 lesions, or three or more other sites."),
        ),
        derived_from=(
            "lesions",
            "kidney_diagnosis",
            "biopsy_result",
            "primary_site",
            "other_metastatic_sites",
            "other_lesion_count",
        ),
        may_not_apply=True,
        help="From what is, or may be, metastatic: kidney lesions, other sites, their number. Descriptive, "
        "not a score. Not applicable where nothing is metastatic.",
        source="Guckenberger et al., Lancet Oncol 2020;21:e18-28; Lievens et al., Radiother Oncol "
        "2020;148:157-66.",
        certainty="A",
    ),
)

SCORES: tuple[Fact, ...] = (
    NumberFact(
        key="palliative_prognostic_index",
        label="Palliative Prognostic Index",
        question="What is the Palliative Prognostic Index?",
        within=(0, 15),
        derived_from=("pps", "oral_intake", "oedema", "dyspnoea_at_rest", "delirium"),
        help="0 to 15 from PPS, oral intake, oedema, dyspnoea at rest and delirium.",
        source="Morita et al., Support Care Cancer 1999;7:128.",
        certainty="A",
    ),
    NumberFact(
        key="palliative_prognostic_score",
        label="Palliative Prognostic Score",
        question="What is the Palliative Prognostic Score?",
        within=(0, 17.5),
        derived_from=(
            "dyspnoea_at_rest",
            "symptoms",
            "anorexia",
            "karnofsky",
            "clinician_weeks",
            "white_cells_10_9_l",
            "lymphocyte_percent",
        ),
        help="0 to 17.5 from dyspnoea, anorexia, Karnofsky, expected weeks, white cells and lymphocytes.",
        source="Pirovano et al. and Maltoni et al., J Pain Symptom Manage 1999;17:231-9 and 240-7.",
        certainty="B",
    ),
    NumberFact(
        key="imdc",
        label="IMDC risk factors",
        question="How many IMDC risk factors are there?",
        within=(0, 6),
        integer=True,
        derived_from=(
            "primary_site",
            "karnofsky",
            "days_diagnosis_to_treatment",
            "haemoglobin_below_limit",
            "calcium_above_limit",
            "neutrophils_above_limit",
            "platelets_above_limit",
        ),
        help="Only for renal cell carcinoma as the primary.",
        source="Heng et al., J Clin Oncol 2009;27:5794-9.",
        certainty="C",
    ),
)
