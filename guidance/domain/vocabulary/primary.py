"""Chapter 2: the primary cancer and where else it has spread."""

from dataclasses import replace

from .fact import Fact
from .kidney import NO_LESION
from .kinds import AnyOfFact, DateFact, NumberFact, OneOfFact, TokenFact, YesNoFact
from .tokens import TNM_LINE_PATTERN, TNM_SOURCE
from .values import NONE, Choice


def _under(group: str, *choices: Choice) -> tuple[Choice, ...]:
    return tuple(replace(choice, group=group) for choice in choices)


PRIMARY_SITES = (
    *_under(
        "Chest",
        Choice("lung", "Lung"),
        Choice("mesothelioma", "Pleura: mesothelioma", words="mesothelioma"),
        Choice("thymus", "Thymus"),
    ),
    *_under(
        "Breast and female organs",
        Choice("breast", "Breast"),
        Choice("cervix", "Cervix"),
        Choice("endometrium", "Endometrium"),
        Choice("ovary", "Ovary, tube or peritoneum"),
    ),
    *_under(
        "Digestive organs",
        Choice("anus", "Anus"),
        Choice("appendix", "Appendix"),
        Choice("colorectal", "Colon or rectum"),
        Choice("gallbladder", "Gallbladder"),
        Choice("gist", "Gastrointestinal stromal tumour (GIST)", words="gastrointestinal stromal tumour"),
        Choice("liver", "Liver (hepatocellular)", words="liver"),
        Choice("neuroendocrine", "Neuroendocrine tumour"),
        Choice("oesophagus", "Oesophagus"),
        Choice("pancreas", "Pancreas"),
        Choice("small_bowel", "Small bowel"),
        Choice("stomach", "Stomach"),
    ),
    *_under(
        "Urinary tract and male organs",
        Choice("bladder", "Bladder (urothelial)", words="bladder"),
        Choice("rcc", "Kidney: renal cell carcinoma", words="renal cell carcinoma"),
        Choice("prostate", "Prostate"),
        Choice("upper_tract", "Renal pelvis or ureter (urothelial)", words="renal pelvis or ureter"),
        Choice("testis", "Testis"),
    ),
    *_under(
        "Head, neck and glands",
        Choice("adrenal_cortex", "Adrenal cortex"),
        Choice("head_neck", "Head and neck (other, or not said where)", words="head and neck"),
        Choice("nasopharynx", "Nasopharynx"),
        Choice("oropharynx_p16", "Oropharynx, p16-positive", words="p16-positive oropharynx"),
        Choice("salivary_gland", "Salivary gland"),
        Choice("thyroid_anaplastic", "Thyroid, anaplastic", words="anaplastic thyroid"),
        Choice("thyroid_differentiated", "Thyroid, differentiated", words="differentiated thyroid"),
        Choice("thyroid_medullary", "Thyroid, medullary", words="medullary thyroid"),
    ),
    *_under(
        "Skin and eye",
        Choice("melanoma_uveal", "Eye: uveal melanoma", words="uveal melanoma"),
        Choice("melanoma_skin", "Skin: melanoma", words="cutaneous melanoma"),
        Choice("merkel_cell", "Skin: Merkel cell carcinoma", words="Merkel cell carcinoma"),
    ),
    *_under(
        "Bone and soft tissue",
        Choice("bone_sarcoma", "Bone sarcoma"),
        Choice("soft_tissue_sarcoma", "Soft tissue sarcoma"),
    ),
    *_under(
        "Blood and lymph",
        Choice("lymphoma", "Lymphoma"),
        Choice("myeloma_leukaemia", "Myeloma or leukaemia"),
    ),
    *_under(
        "Not among these",
        Choice("other", "Another primary", words="one that is not listed"),
        Choice(
            "unknown",
            "Unknown primary",
            "Looked for and not found.",
            words="unknown (looked for and not found)",
        ),
    ),
)

HISTOLOGIES = (
    Choice("adenocarcinoma", "Adenocarcinoma"),
    Choice("squamous", "Squamous cell carcinoma"),
    Choice("small_cell", "Small cell carcinoma"),
    Choice("urothelial", "Urothelial carcinoma"),
    Choice(
        "ductal_nst",
        "Ductal, no special type",
        "Invasive breast carcinoma of no special type.",
        words="ductal (no special type)",
    ),
    Choice("lobular", "Lobular carcinoma"),
    Choice("melanoma", "Melanoma"),
    Choice("lymphoma", "Lymphoma"),
    Choice("follicular", "Follicular carcinoma"),
    Choice("papillary", "Papillary carcinoma"),
    Choice("clear_cell", "Clear cell carcinoma"),
    Choice("sarcoma", "Sarcoma"),
    Choice("neuroendocrine", "Neuroendocrine tumour"),
    Choice("other", "Another histology"),
)

METASTATIC_SITES = (
    Choice("lung", "Lung"),
    Choice("pleura", "Pleura", "Including a malignant effusion."),
    Choice("bone", "Bone"),
    Choice("liver", "Liver"),
    Choice("brain", "Brain"),
    Choice("other_cns", "Other central nervous system", "Meninges, spinal cord."),
    Choice("adrenal", "Adrenal"),
    Choice("peritoneum", "Peritoneum"),
    Choice("skin", "Skin"),
    Choice("distant_nodes", "Distant lymph nodes", "Beyond the regional nodes of the primary."),
    Choice("marrow", "Bone marrow"),
    Choice("contralateral_lung", "Contralateral lung", "For a lung primary: the other lung."),
    Choice("pericardium", "Pericardium", "Including a malignant effusion."),
    Choice("other", "Another site"),
    Choice(NONE, "None of these", "Looked for, and there is no site other than the kidney.", words="none"),
)

SECOND_CANCER = tuple(("second_cancer_site", site.value) for site in PRIMARY_SITES)
"""Any of them: what is asked of a second cancer is asked where one is recorded."""

FACTS: tuple[Fact, ...] = (
    OneOfFact(
        key="cancer_history",
        label="History of cancer",
        question="Is there a cancer now or in the past?",
        choices=(
            Choice("active", "Active cancer", "Known now, treated or not.", words="active"),
            Choice(
                "previous", "Previous cancer", "Treated earlier, no sign of it until now.", words="previous"
            ),
            Choice("none_known", "No known cancer"),
        ),
        teaches="A cancer elsewhere is what makes a kidney lesion suspicious of metastasis.",
    ),
    OneOfFact(
        key="primary_site",
        label="Primary site",
        question="Where did the cancer start?",
        choices=PRIMARY_SITES,
        help="The cancer that is staged.",
        teaches="The kidney deposit never changes its T or N.",
        source="Keys and groups as in the staging tables (AJCC 8, version 9, Lugano).",
        certainty="A",
    ),
    OneOfFact(
        key="histology",
        label="Histology",
        question="What is the histology of the primary?",
        choices=HISTOLOGIES,
        help="The tissue type of the primary, from its own report or from the kidney biopsy.",
    ),
    NumberFact(
        key="age_at_diagnosis_years",
        label="Age at diagnosis of the primary",
        question="How old was the person when the primary was diagnosed?",
        unit="years",
        within=(0, 120),
        integer=True,
        teaches="Differentiated thyroid cancer is staged by it: under 55 years, M1 is stage II.",
        source="SEER EOD 2.1 stage tables.",
        certainty="A",
    ),
    DateFact(
        key="diagnosis_date",
        label="Month of diagnosis of the primary",
        question="In which month was the primary diagnosed?",
        example="2025-03",
        private=True,
        help="Year and month only. Of your cases and attempts no page shows it to others.",
        teaches="It chooses the staging edition to start from (lung: version 9 from January 2025).",
        source="SEER EOD 3.3; the range of years, 1900 to 2100, is a product choice.",
        certainty="A",
    ),
    NumberFact(
        key="interval_months",
        needless_with=NO_LESION,
        label="Interval from primary to kidney lesion",
        question="How many months passed between the primary and the kidney lesion?",
        unit="months",
        within=(0, 720),
        help="0 when both were found together.",
        teaches="Kidney metastases can appear many years after the primary.",
    ),
    YesNoFact(
        key="progression_elsewhere",
        label="Progression elsewhere",
        question="Is the cancer progressing somewhere other than the kidney?",
        teaches="With another cancer but no progression elsewhere, a kidney mass is far less often a "
        "metastasis.",
        source="Sanchez-Ortiz et al., Cancer 2004;101:2195-201.",
        certainty="A",
    ),
    AnyOfFact(
        key="other_metastatic_sites",
        label="Other metastatic sites",
        question="Where else are there metastases, if anywhere?",
        choices=METASTATIC_SITES,
        help="Sites other than the kidneys. “None of these” means that they were looked for and "
        "there are none.",
    ),
    OneOfFact(
        key="pleural_cytology",
        only_with=(("other_metastatic_sites", "pleura"), ("primary_site", "ovary")),
        label="Cytology of the pleura",
        question="What did the cytology of the pleural effusion show?",
        choices=(
            Choice("positive", "Positive", "Cancer cells in the effusion."),
            Choice("negative", "Negative", "No cancer cells in the effusion."),
            Choice("not_done", "Not done"),
        ),
        teaches="In ovarian cancer an effusion makes M1a where its cytology is positive.",
        source="SEER EOD 2.1, ovary; AJCC/UICC 8th edition.",
        certainty="A",
    ),
    NumberFact(
        key="extrathoracic_lesion_count",
        label="Lesions outside the chest",
        question="How many metastatic lesions are there outside the chest, kidneys included?",
        within=(0, 99),
        integer=True,
        help="Taken from the lesions and other sites where those settle it; asked where they do not.",
        teaches="For a lung primary: one lesion is M1b, more are M1c.",
        source="SEER EOD 2.1 and 3.3, lung.",
        certainty="A",
    ),
    NumberFact(
        key="other_lesion_count",
        label="Lesions outside the kidneys",
        question="How many metastatic lesions are there outside the kidneys?",
        within=(0, 99),
        integer=True,
        help="Counted over all other sites.",
        teaches="With the kidney lesions it tells limited from widespread disease.",
    ),
    OneOfFact(
        key="second_cancer_site",
        label="Second cancer",
        question="Is a second cancer known, and where did it start?",
        choices=(
            *PRIMARY_SITES,
            Choice(NONE, "None", "Asked, and no second cancer is known."),
        ),
        help="Another cancer than the primary above, now or earlier. A kidney cancer found with it is named "
        "here and marked at its lesion.",
        source="Keys as for the primary site.",
    ),
    DateFact(
        key="second_cancer_date",
        only_with=SECOND_CANCER,
        label="Month of diagnosis of the second cancer",
        question="In which month was the second cancer diagnosed?",
        example="2019-06",
        private=True,
        help="Year and month only. Of your cases and attempts no page shows it to others.",
    ),
    OneOfFact(
        key="second_cancer_stage",
        only_with=SECOND_CANCER,
        label="Stage of the second cancer",
        question="In which stage is, or was, the second cancer?",
        choices=(
            Choice("I", "I", words="I"),
            Choice("II", "II"),
            Choice("III", "III"),
            Choice("IV", "IV"),
            Choice("unknown", "Unknown", "Asked for, and no report gives it."),
        ),
        help="As its own report gives it.",
        teaches="It never changes the stage of the primary.",
    ),
    TokenFact(
        key="second_cancer_tnm",
        only_with=SECOND_CANCER,
        label="TNM of the second cancer",
        question="What is the TNM of the second cancer?",
        pattern=TNM_LINE_PATTERN,
        example="pT1b cN0 cM0",
        help="A line as its report gives it, read with the tables of that cancer.",
        source=TNM_SOURCE,
        certainty="B",
    ),
    OneOfFact(
        key="which_cancer_spread",
        asks_for_judgement=True,
        only_with=SECOND_CANCER,
        label="The cancer that has spread",
        question="Which of the two cancers has spread?",
        choices=(
            Choice("first", "The primary"),
            Choice("second", "The second cancer"),
            Choice("unclear", "Unclear", "Both readings are kept."),
        ),
        teaches="Tissue from a metastasis tells it best. Where the second cancer has spread, the distant "
        "lesions are no M of the primary.",
    ),
)
