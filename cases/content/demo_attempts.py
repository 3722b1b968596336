"""What the demonstration's residents entered: the expert's record with these entries in its place."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from guidance.domain.vocabulary import Value


@dataclass(frozen=True)
class DemoAttempt:
    """One attempt. `entered` takes the place of the key's values, None leaves a fact out; questions that
    `answers` does not name are answered as the key has them. `steps` is how many were committed, None is all
    of them with the submission. `days_ago` and `minutes` say when it was begun and how long it took."""

    resident: str
    case: str
    days_ago: int
    minutes: int = 18
    entered: Mapping[str, Value | None] = field(default_factory=dict)
    answers: Mapping[str, object] = field(default_factory=dict)
    steps: int | None = None
    reflection: str = ""
    self_points: int = 2


DEMO_ATTEMPTS = (
    DemoAttempt(
        resident="resident",
        case="colorectal-solitary-lesion",
        days_ago=21,
        entered={
            "imaging_conclusion": "favours_renal_primary",
            "kidney_diagnosis": "second_primary",
            "t_category": "pT3",
            "m_category": "cM0",
            "treatments_considered": frozenset({"nephron_sparing_surgery"}),
        },
        answers={"what-to-look-for": "margin", "options-to-weigh": ["partial nephrectomy", "SBRT"]},
        reflection="I read five quiet years as proof against a metastasis. The stains said otherwise.",
        self_points=1,
    ),
    DemoAttempt(
        resident="resident",
        case="lung-m-category",
        days_ago=12,
        entered={
            "kidney_diagnosis": None,
            "tissue_source": frozenset({"kidney_biopsy", "cytology"}),
            "t_category": "cT4",
            "m_category": "cM0",
            "ecog": "2",
        },
        answers={
            "differential": ["renal-cancers", "lung-metastases", "infarcts"],
            "concordance-adrenal": 1,
            "contrast": "saline",
        },
        reflection="I had put the kidney lesions into T and left M at 0. T is the lung, M the pattern.",
    ),
    DemoAttempt(
        resident="resident",
        case="breast-bone-and-kidney",
        days_ago=4,
        entered={"m_category": "pM1", "biopsy_status": "contraindicated"},
        answers={"before-anything": ["creatinine", "clotting"], "pain-relief": "morphine"},
    ),
    DemoAttempt(
        resident="resident",
        case="prostate-only-kidney",
        days_ago=1,
        entered={"ecog": "1"},
        answers={"what-could-it-be": ["renal-cell", "upper-tract"], "concordance-contrast": -2},
        steps=2,
    ),
    DemoAttempt(
        resident="resident.two",
        case="lung-m-category",
        days_ago=9,
        entered={"n_category": "cN2a", "m_category": "pM1c1", "treatments_considered": None},
    ),
    DemoAttempt(
        resident="resident.two",
        case="melanoma-ldh",
        days_ago=3,
        entered={"imaging_conclusion": "favours_metastasis", "t_category": "pT3b", "m_category": "rpM1c"},
        answers={"ldh-reading": "liver"},
    ),
    DemoAttempt(
        resident="resident.three",
        case="lung-m-category",
        days_ago=6,
        entered={
            "imaging_conclusion": "favours_renal_primary",
            "treatment_intent": "local_control_of_limited_disease",
        },
        answers={"next-steps": ["egfr-drug", "nephrectomy", "mdt"]},
    ),
    DemoAttempt(
        resident="resident.three",
        case="bladder-upper-tract",
        days_ago=2,
        answers={"clear-bladder": "infection"},
        steps=1,
    ),
)

DEMO_ASSIGNMENTS: tuple[tuple[str, str, int], ...] = (
    ("resident", "melanoma-ldh", 7),
    ("resident", "bladder-upper-tract", 14),
    ("resident.two", "bladder-upper-tract", 14),
)
"""Resident, case, and in how many days it is due."""
