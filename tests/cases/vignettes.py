"""A small teaching case in the format in which a step says what it gives and what it asks."""

from copy import deepcopy
from typing import Any

from cases.actions.teaching import load_library
from cases.content.library import ShippedLibrary
from cases.domain.teaching import TeachingContent, read_teaching_case
from cases.models import TeachingCase
from cases.queries.teaching import teaching_case_at
from tests.cases.attempts import BEGUN

OBJECTIVES = {"decide": "Decide what a lesion is", "plan": "Plan what comes next"}
LIBRARY, SLUG = "vignettes", "told-and-asked"
LESIONS = [
    {"side": "left", "pole": "upper", "size_mm": 18, "diagnosis": "metastasis_presumed"},
    {"side": "right", "pole": "lower", "size_mm": 31, "diagnosis": "benign"},
]
RECORD: dict[str, Any] = {
    "age_years": 64,
    "primary_site": "lung",
    "histology": "adenocarcinoma",
    "other_metastatic_sites": ["adrenal"],
    "lesions": LESIONS,
    "imaging_conclusion": "favours_metastasis",
    "kidney_diagnosis": "metastasis_presumed",
    "staging_edition": "v9",
    "t_category": "cT2b",
    "n_category": "cN2b",
    "m_category": "cM1c2",
    "ecog": 1,
    "treatment_intent": "disease_control",
}
STEPS: list[dict[str, Any]] = [
    {
        "key": "history",
        "kind": "history",
        "title": "At the first visit",
        "narrative": "A person of 64 years with a lung cancer gets up and does light work at home.",
        "given": ["age_years", "primary_site", "histology"],
        "asked": ["ecog"],
        "questions": [
            {
                "key": "next",
                "kind": "single_best_answer",
                "stem": "What comes first?",
                "domain": "diagnosis",
                "objective": "plan",
                "options": [
                    {"key": "look", "text": "Look at the kidneys", "credit": 1, "why": "It decides."},
                    {"key": "wait", "text": "Wait a year", "why": "Too long.", "harmful": True},
                ],
            }
        ],
        "expert": "**The visit tells enough.** What somebody does in a day is the measure.",
    },
    {
        "key": "imaging",
        "kind": "imaging",
        "title": "The kidneys on a scan",
        "narrative": "Two lesions are seen. The right one is a simple cyst.",
        "tables": [
            {
                "caption": "Lesions",
                "columns": ["Side", "Size"],
                "rows": [["Left", "18 mm"], ["Right", "31 mm"]],
            }
        ],
        "given": ["lesions", "other_metastatic_sites", "staging_edition", "t_category", "n_category"],
        "asked": ["lesions.diagnosis", "kidney_diagnosis", "m_category"],
        "expert": "The cyst is left out of the count; the other lesion counts.",
    },
    {
        "key": "plan",
        "kind": "planning",
        "title": "At the meeting",
        "narrative": "The meeting holds the left lesion to be a deposit.",
        "given": ["kidney_diagnosis", "imaging_conclusion"],
        "asked": ["treatment_intent"],
        "expert": "Say what treatment is for before naming one.",
    },
]
MARKS: list[dict[str, Any]] = [
    {"fact": "ecog", "objective": "decide", "why": "Light work at home."},
    {
        "fact": "lesions",
        "fields": ["diagnosis"],
        "objective": "decide",
        "why": "A cyst is no deposit.",
        "weight": 2,
    },
    {"fact": "kidney_diagnosis", "objective": "decide", "why": "Accepted without tissue.", "weight": 2},
    {"fact": "m_category", "objective": "decide", "why": "More than one lesion.", "weight": 4},
    {"fact": "treatment_intent", "objective": "plan", "why": "It has spread."},
]


def vignette(**changes: Any) -> dict[str, Any]:
    """The document, with other parts where they are given."""
    document = {
        "format": "kidmet.teaching-case/2",
        "slug": SLUG,
        "title": "Told and asked",
        "summary": "A person with a lung cancer and something in the kidneys.",
        "topic": "lung",
        "difficulty": 1,
        "minutes": 10,
        "objectives": list(OBJECTIVES),
        "steps": STEPS,
        "key": {"record": RECORD, "marks": MARKS},
    }
    return deepcopy(document | changes)


def vignette_content(**changes: Any) -> TeachingContent:
    return read_teaching_case(vignette(**changes), OBJECTIVES)


def load_vignette(**changes: Any) -> TeachingCase:
    """The case in a library of its own."""
    case = vignette_content(**changes)
    library = ShippedLibrary(LIBRARY, "Vignettes", "Small ones.", OBJECTIVES, (case,))
    load_library(library=library, now=BEGUN)
    return teaching_case_at(LIBRARY, SLUG)
