"""What of a chapter stands under "More": facts, and choices of long lists, that matter with some cases only.

Each is named with what it matters with from the start; what is named with nothing is always asked for under
"More", and what is not named is always in view. Whatever is named, nothing that holds something stands there.
What it matters with is its plain indication, what a score or a staging table counts, or what a note of the
guidance says of it; where that is in doubt it is left out here, and so in view.
"""

from collections.abc import Mapping
from typing import NamedTuple

from guidance.domain.vocabulary import NONE, VOCABULARY, Fact, Value

MattersWith = tuple[tuple[str, str], ...]
"""Facts with a value each, any of which is enough: "yes" and "no" as forms have them, "" for not recorded."""
ANY = "*"
"""Any answer but none."""


def with_(key: str, *values: str) -> MattersWith:
    return tuple((key, value) for value in values)


def of(*primaries: str) -> MattersWith:
    return with_("primary_site", *primaries)


NO_OTHER = of("", "unknown", "other")
"""Nothing is known of the primary that would make one matter more than another."""
LAST_WEEKS = (
    *with_("treatment_intent", "symptom_control_only"),
    *with_("treatments_considered", "supportive_care_only"),
    *with_("ecog", "3", "4"),
)
"""Where the palliative scores are asked for."""
TISSUE = (
    *with_("biopsy_status", "done"),
    *with_("tissue_source", "kidney_biopsy", "kidney_resection", "other_site", "cytology"),
)
KIDNEY_TUMOUR = (
    *of("rcc"),
    *with_("imaging_conclusion", "favours_renal_primary"),
    *with_("biopsy_result", "renal_primary"),
    *with_("kidney_diagnosis", "second_primary"),
)
RATED = tuple((key, ANY) for key in VOCABULARY if key.startswith("esas_"))
"""Any symptom that the person has rated."""
BONE = with_("other_metastatic_sites", "bone")
OBSTRUCTED = with_("hydronephrosis", "yes")

MORE: Mapping[str, MattersWith] = {
    # Presentation
    "weight_kg": with_("treatments_considered", "chemotherapy", "bone_agent"),
    "height_cm": with_("treatments_considered", "chemotherapy"),
    "cord_compression_signs": (*with_("symptoms", "bone_or_back_pain"), *BONE),
    "infection_signs": (
        *with_("symptoms", "fever", "night_sweats"),
        *OBSTRUCTED,
        *with_("biopsy_result", "benign_or_infection"),
        *with_("kidney_diagnosis", "benign"),
    ),
    "hereditary_syndrome": KIDNEY_TUMOUR,
    "urinary_stones": (
        *with_("symptoms", "flank_pain", "gross_haematuria", "microscopic_haematuria"),
        *OBSTRUCTED,
    ),
    # Primary
    "age_at_diagnosis_years": of("thyroid_differentiated"),
    "extrathoracic_lesion_count": of("lung"),
    "second_cancer_site": (),
    "second_cancer_date": (),
    "second_cancer_stage": (),
    "second_cancer_tnm": (),
    "which_cancer_spread": (),
    # Imaging and biopsy
    "pregnant": with_("sex", "female"),
    "repeat_imaging_expected": (
        *with_("pregnant", "yes"),
        *with_("treatments_considered", "surveillance"),
    ),
    "tissue_source": (
        *with_("biopsy_status", ANY),
        *with_("biopsy_result", ANY),
        *with_("kidney_diagnosis", "metastasis_confirmed"),
    ),
    "upper_tract_cytology": (
        *of("bladder", "upper_tract"),
        *with_("biopsy_result", "urothelial"),
        *with_("biopsy_route", "endoscopic"),
    ),
    "ihc_positive": TISSUE,
    "ihc_negative": TISSUE,
    # Staging
    "reported_stage_group": (),
    # Prognosis
    "karnofsky": of("rcc"),
    "pps": LAST_WEEKS,
    "calcium_mmol_l": (
        *of("rcc", "myeloma_leukaemia"),
        *BONE,
        *with_("treatments_considered", "bone_agent"),
    ),
    "white_cells_10_9_l": LAST_WEEKS,
    "lymphocyte_percent": LAST_WEEKS,
    "tumour_markers_rising": of(
        "colorectal", "prostate", "thyroid_differentiated", "thyroid_medullary", "breast", "ovary"
    ),
    "molecular_findings": (
        *of("lung", "melanoma_skin", "breast", "colorectal"),
        *with_("molecular_testing", "done"),
    ),
    "oral_intake": LAST_WEEKS,
    "oedema": LAST_WEEKS,
    "dyspnoea_at_rest": (*LAST_WEEKS, *with_("symptoms", "breathlessness")),
    "delirium": LAST_WEEKS,
    "anorexia": LAST_WEEKS,
    "clinician_weeks": LAST_WEEKS,
    "days_diagnosis_to_treatment": of("rcc"),
    # Palliative care
    "oxygen_saturation_percent": (
        *with_("symptoms", "breathlessness"),
        *with_("dyspnoea_at_rest", "yes"),
        *with_("esas_breathlessness", ANY),
        *with_("symptom_measures_considered", "oxygen"),
    ),
    "symptom_measures_considered": (*LAST_WEEKS, *with_("symptoms", ANY), *RATED),
    "psychological_support_offered": (
        *LAST_WEEKS,
        *with_("esas_depression", ANY),
        *with_("esas_anxiety", ANY),
    ),
    "practical_needs": (*LAST_WEEKS, *with_("carer_support", "no")),
}


class MoreChoices(NamedTuple):
    of_what: str
    """As in "More treatments"."""
    choices: Mapping[str, MattersWith]


_MARKERS = MoreChoices(
    "markers",
    {
        "gata3": (*NO_OTHER, *of("bladder", "upper_tract", "breast", "salivary_gland")),
        "ttf1": (
            *NO_OTHER,
            *of("lung", "thyroid_differentiated", "thyroid_medullary", "thyroid_anaplastic"),
        ),
        "thyroglobulin": (*NO_OTHER, *of("thyroid_differentiated", "thyroid_anaplastic")),
        "cdx2": (
            *NO_OTHER,
            *of("colorectal", "small_bowel", "appendix", "stomach", "oesophagus", "pancreas", "gallbladder"),
            *of("neuroendocrine"),
        ),
        "p40": (
            *NO_OTHER,
            *of(
                "lung", "thymus", "head_neck", "nasopharynx", "oropharynx_p16", "oesophagus", "anus", "cervix"
            ),
            *of("bladder", "upper_tract", "salivary_gland"),
            *with_("histology", "squamous"),
        ),
        "sox10_s100": (
            *NO_OTHER,
            *of("melanoma_skin", "melanoma_uveal", "soft_tissue_sarcoma", "salivary_gland"),
        ),
        "psa_nkx3_1": (*NO_OTHER, *of("prostate")),
        "er": (*NO_OTHER, *of("breast", "ovary", "endometrium")),
        "wt1": (*NO_OTHER, *of("ovary", "mesothelioma")),
    },
)

MORE_CHOICES: Mapping[str, MoreChoices] = {
    "treatments_considered": MoreChoices(
        "treatments",
        {
            "debulking": of("rcc", "ovary", "testis"),
            "embolisation": (*of("rcc"), *with_("symptoms", "gross_haematuria")),
            "radioiodine": of("thyroid_differentiated"),
            "radioligand_therapy": of("neuroendocrine", "prostate", "other"),
            "hormone_therapy": of(
                "breast", "prostate", "endometrium", "ovary", "neuroendocrine", "unknown", "other"
            ),
            "bone_agent": (*BONE, *of("myeloma_leukaemia")),
            "ureteric_drainage": OBSTRUCTED,
            "other": (),
        },
    ),
    "ihc_positive": _MARKERS,
    "ihc_negative": _MARKERS,
}


def matters(pairs: MattersWith, known: Mapping[str, Value]) -> bool:
    """Whether any of what it matters with is known of the case."""
    return any(_holds(known.get(key), value) for key, value in pairs)


def choices_under_more(fact: Fact, known: Mapping[str, Value]) -> dict[str, str]:
    """The choices that matter with other cases than this one, with their labels."""
    more = MORE_CHOICES[fact.key].choices
    return {
        choice.value: choice.label
        for choice in fact.choices
        if choice.value in more and not matters(more[choice.value], known)
    }


def _holds(recorded: Value | None, value: str) -> bool:
    if value == ANY:
        return recorded not in (None, NONE, frozenset({NONE}))
    if recorded is None or isinstance(recorded, bool):
        return {None: "", True: "yes", False: "no"}[recorded] == value
    return value in recorded if isinstance(recorded, frozenset) else recorded == value
