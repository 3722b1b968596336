"""Chapter 7, as it is entered: performance status, laboratory values and molecular findings."""

from .fact import Fact
from .kinds import AnyOfFact, NumberFact, OneOfFact, YesNoFact
from .values import NONE, Choice, OtherUnit

RANGE_IS_OURS = "The range is a product choice."
MG_DL_PER_MMOL_L_OF_CALCIUM = 4.008

PERFORMANCE: tuple[Fact, ...] = (
    OneOfFact(
        key="ecog",
        asks_for_judgement=True,
        label="Performance status (ECOG)",
        question="What is the performance status (ECOG)?",
        ordered=True,
        choices=(
            Choice("0", "0: fully active", "Fully active, as before the illness.", words="0"),
            Choice(
                "1",
                "1: restricted in strenuous activity",
                "Restricted in strenuous activity, walks about, can do light work.",
                words="1",
            ),
            Choice(
                "2",
                "2: cares for self, unable to work",
                "Walks about and cares for self but cannot work; up for more than half of waking hours.",
                words="2",
            ),
            Choice(
                "3",
                "3: limited self-care",
                "Limited self-care; in bed or a chair for more than half of waking hours.",
                words="3",
            ),
            Choice(
                "4",
                "4: completely disabled",
                "Completely disabled; no self-care, always in bed or a chair.",
                words="4",
            ),
            Choice("5", "5: dead", words="5"),
        ),
        help="How the illness limits daily life. It is not converted to or from Karnofsky or PPS.",
        source="LOINC LL529-9. Oken et al., Am J Clin Oncol 1982;5:649-55 (reference: certainty C).",
        certainty="A",
    ),
    NumberFact(
        key="karnofsky",
        asks_for_judgement=True,
        label="Karnofsky performance status",
        question="What is the Karnofsky performance status?",
        unit="%",
        within=(0, 100),
        step=10,
        help="100 normal, 90 minor signs, 80 normal activity with effort, 70 cares for self, "
        "60 occasional assistance, 50 considerable assistance, 40 disabled, 30 severely disabled, "
        "20 very sick, 10 moribund, 0 dead.",
        source="LOINC LL4986-7.",
        certainty="A",
    ),
    NumberFact(
        key="pps",
        asks_for_judgement=True,
        label="Palliative Performance Scale (PPS)",
        question="What is the Palliative Performance Scale (PPS)?",
        unit="%",
        within=(0, 100),
        step=10,
        help="In tens. It weighs walking, activity, self-care, intake and consciousness, the earlier ones "
        "first. Use the scale of your institution; its text is licensed and not reproduced here.",
        source="Anderson et al., J Palliat Care 1996; Victoria Hospice.",
        certainty="C",
    ),
    NumberFact(
        key="days_diagnosis_to_treatment",
        label="Time from diagnosis to treatment",
        question="How many days passed between diagnosis and systemic treatment?",
        unit="days",
        within=(0, 36500),
        integer=True,
        help="From the diagnosis of the cancer to the start of systemic treatment.",
    ),
)

BLOOD: tuple[Fact, ...] = (
    NumberFact(
        key="creatinine_umol_l",
        label="Serum creatinine",
        question="What is the serum creatinine?",
        unit="µmol/L",
        within=(10, 2500),
        other_units=(OtherUnit("mg/dL", 88.4),),
        help="In µmol/L or mg/dL (1 mg/dL is 88.4 µmol/L). eGFR and creatinine clearance need it.",
    ),
    YesNoFact(
        key="creatinine_unstable",
        asks_for_judgement=True,
        label="Creatinine unstable",
        question="Is the creatinine changing (acute kidney injury)?",
        help="Rising or falling, as in acute kidney injury.",
        teaches="An eGFR is then not a number to rely on.",
        source="NIDDK on CKD-EPI 2021.",
        certainty="A",
    ),
    NumberFact(
        key="albumin_g_l",
        label="Serum albumin",
        question="What is the serum albumin?",
        unit="g/L",
        within=(5, 80),
        other_units=(OtherUnit("g/dL", 10),),
        teaches="Under 35 g/L counts one point in the Royal Marsden score.",
        source=f"Garrido-Laguna et al., Cancer 2012;118:1422-8. {RANGE_IS_OURS}",
        certainty="A",
    ),
    NumberFact(
        key="ldh_u_l",
        label="LDH",
        question="What is the LDH?",
        unit="U/L",
        within=(10, 50000),
        help="Lactate dehydrogenase, read against the laboratory's own upper limit.",
        source=RANGE_IS_OURS,
    ),
    NumberFact(
        key="ldh_upper_limit_u_l",
        label="Upper limit of LDH",
        question="What is the laboratory's upper limit for LDH?",
        unit="U/L",
        within=(50, 2000),
        help="From the laboratory report: limits differ between methods.",
        source=RANGE_IS_OURS,
    ),
    NumberFact(
        key="haemoglobin_g_l",
        label="Haemoglobin",
        question="What is the haemoglobin?",
        unit="g/L",
        within=(5, 250),
        other_units=(OtherUnit("g/dL", 10),),
        help="In g/L or g/dL.",
        source=RANGE_IS_OURS,
    ),
    NumberFact(
        key="calcium_mmol_l",
        label="Serum calcium",
        question="What is the serum calcium, corrected for albumin?",
        unit="mmol/L",
        within=(1.0, 5.0),
        decimals=2,
        other_units=(OtherUnit("mg/dL", 1 / MG_DL_PER_MMOL_L_OF_CALCIUM),),
        help="Total calcium corrected for albumin, not ionised calcium; in mmol/L or mg/dL (1 mmol/L is "
        "4.008 mg/dL).",
        source=RANGE_IS_OURS,
    ),
    AnyOfFact(
        key="tumour_markers_rising",
        label="Tumour markers rising",
        question="Which tumour markers are rising, if any?",
        choices=(
            Choice("cea", "CEA"),
            Choice("psa", "PSA"),
            Choice("thyroglobulin", "Thyroglobulin"),
            Choice("ca15_3", "CA 15-3"),
            Choice("ca125", "CA 125"),
            Choice(NONE, "None of these", "Measured again, and none of these is rising.", words="none"),
        ),
        help="In the blood, against an earlier value.",
    ),
)

MOLECULAR: tuple[Fact, ...] = (
    OneOfFact(
        key="molecular_testing",
        label="Molecular testing",
        question="Has molecular testing been done?",
        choices=(Choice("not_done", "Not done"), Choice("pending", "Pending"), Choice("done", "Done")),
        help="Of the primary or of a metastasis.",
    ),
    AnyOfFact(
        key="molecular_findings",
        needless_with=(("molecular_testing", "not_done"), ("molecular_testing", "pending")),
        label="Molecular findings",
        question="What did molecular testing find?",
        choices=(
            Choice("egfr", "EGFR mutation"),
            Choice("alk", "ALK rearrangement"),
            Choice("ros1", "ROS1 rearrangement"),
            Choice("braf_v600", "BRAF V600 mutation"),
            Choice("her2", "HER2 positive"),
            Choice("hormone_receptor", "Hormone receptor positive"),
            Choice("ras_wild_type", "RAS wild type"),
            Choice("msi_high", "MSI high or mismatch repair deficient"),
            Choice("pd_l1_high", "PD-L1 high"),
            Choice(NONE, "None of these", "Tested, and none of these was found.", words="none"),
        ),
        help="Choose all that were found.",
        teaches="Targets follow the primary, not the kidney.",
    ),
)

BEDSIDE: tuple[Fact, ...] = (
    OneOfFact(
        key="oral_intake",
        label="Oral intake",
        question="How much does the person eat and drink?",
        choices=(
            Choice("normal", "Normal"),
            Choice("moderately_reduced", "Moderately reduced", "Reduced, but more than mouthfuls."),
            Choice("severely_reduced", "Severely reduced", "Mouthfuls or less."),
        ),
        help="Counts in the Palliative Prognostic Index.",
        source="Morita et al., Support Care Cancer 1999;7:128.",
        certainty="A",
    ),
    YesNoFact(
        key="oedema",
        label="Oedema",
        question="Is there oedema?",
        help="Counts in the Palliative Prognostic Index.",
        source="Morita et al., Support Care Cancer 1999;7:128.",
        certainty="A",
    ),
    YesNoFact(
        key="dyspnoea_at_rest",
        label="Dyspnoea at rest",
        question="Is there dyspnoea at rest?",
        help="Counts in both palliative prognostic scores.",
        source="Morita et al., Support Care Cancer 1999;7:128.",
        certainty="A",
    ),
    YesNoFact(
        key="delirium",
        label="Delirium",
        question="Is there delirium?",
        help="Counts in the Palliative Prognostic Index; not where one drug that can be stopped "
        "explains it alone.",
        source="Morita et al. 1999; the exception for a single drug is certainty C.",
        certainty="A",
    ),
    YesNoFact(
        key="anorexia",
        label="Anorexia",
        question="Is there anorexia?",
        help="Counts in the Palliative Prognostic Score.",
        source="Maltoni et al., J Pain Symptom Manage 1999;17:240-7.",
        certainty="B",
    ),
    OneOfFact(
        key="clinician_weeks",
        asks_for_judgement=True,
        label="Survival expected by the clinician",
        question="How many weeks of survival do you expect?",
        choices=(
            Choice("over_12", "More than 12 weeks"),
            Choice("11_12", "11 to 12 weeks"),
            Choice("7_10", "7 to 10 weeks"),
            Choice("5_6", "5 to 6 weeks"),
            Choice("3_4", "3 to 4 weeks"),
            Choice("1_2", "1 to 2 weeks"),
        ),
        help="The clinician's own estimate, which the Palliative Prognostic Score takes in.",
        source="Maltoni et al., J Pain Symptom Manage 1999;17:240-7.",
        certainty="B",
    ),
    NumberFact(
        key="white_cells_10_9_l",
        label="White cells",
        question="What is the white cell count?",
        unit="×10⁹/L",
        within=(0, 500),
        help="Counts in the Palliative Prognostic Score.",
    ),
    NumberFact(
        key="lymphocyte_percent",
        label="Lymphocytes",
        question="What share of the white cells are lymphocytes?",
        unit="%",
        within=(0, 100),
        help="Per cent of white cells. Counts in the Palliative Prognostic Score.",
    ),
)


def _imdc_factor(key: str, label: str, question: str) -> Fact:
    return YesNoFact(
        key=key,
        label=label,
        question=question,
        only_with=(("primary_site", "rcc"),),
        help="A factor of IMDC, which is for renal cell carcinoma only.",
        source="Heng et al., J Clin Oncol 2009;27:5794-9.",
        certainty="C",
    )


IMDC_FACTORS: tuple[Fact, ...] = (
    _imdc_factor(
        "haemoglobin_below_limit",
        "Haemoglobin below the lower limit",
        "Is haemoglobin below the lower limit?",
    ),
    _imdc_factor(
        "calcium_above_limit",
        "Calcium above the upper limit",
        "Is (corrected) calcium above the upper limit?",
    ),
    _imdc_factor(
        "neutrophils_above_limit",
        "Neutrophils above the upper limit",
        "Are neutrophils above the upper limit?",
    ),
    _imdc_factor(
        "platelets_above_limit", "Platelets above the upper limit", "Are platelets above the upper limit?"
    ),
)
