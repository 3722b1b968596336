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
        entered={"m_category": "cM0", "kidney_diagnosis": "second_primary"},
        reflection="I read five quiet years as proof against a metastasis. The stains said otherwise.",
        self_points=1,
    ),
    DemoAttempt(
        resident="resident",
        case="lung-m-category",
        days_ago=12,
        entered={
            "m_category": "cM0",
            "kidney_diagnosis": None,
            "t_category": "cT4",
            "creatinine_umol_l": None,
            "other_metastatic_sites": None,
        },
        answers={"differential": ["renal-cancers", "lung-metastases", "infarcts"], "concordance-adrenal": 1},
        reflection="I had put the kidney lesions into T and left M at 0. T is the lung, M the pattern.",
    ),
    DemoAttempt(
        resident="resident",
        case="breast-bone-and-kidney",
        days_ago=4,
        entered={"m_category": "pM1"},
    ),
    DemoAttempt(resident="resident", case="prostate-only-kidney", days_ago=1, steps=2),
    DemoAttempt(
        resident="resident.two",
        case="lung-m-category",
        days_ago=9,
        entered={"m_category": "pM1c1", "n_category": "cN2a", "treatments_considered": None},
    ),
    DemoAttempt(
        resident="resident.two",
        case="melanoma-ldh",
        days_ago=3,
        entered={"m_category": "rpM1c", "ldh_u_l": None},
    ),
    DemoAttempt(
        resident="resident.three",
        case="lung-m-category",
        days_ago=6,
        entered={"imaging_conclusion": "favours_renal_primary", "goals_of_care_discussed": None},
        answers={"next-steps": ["egfr-drug", "nephrectomy", "mdt"]},
    ),
    DemoAttempt(resident="resident.three", case="bladder-upper-tract", days_ago=2, steps=1),
)

DEMO_ASSIGNMENTS: tuple[tuple[str, str, int], ...] = (
    ("resident", "melanoma-ldh", 7),
    ("resident", "bladder-upper-tract", 14),
    ("resident.two", "bladder-upper-tract", 14),
)
"""Resident, case, and in how many days it is due."""
