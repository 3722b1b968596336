"""A small case of the second format, of which the checks have nothing to say."""

from typing import Any

OBJECTIVES = {"m-category": "Derive M", "tissue": "Decide on tissue"}


def case() -> dict[str, Any]:
    """A small case of which nothing is to be said."""
    return {
        "format": "kidmet.teaching-case/2",
        "slug": "small",
        "title": "A small case",
        "summary": "A lung cancer and a lesion.",
        "topic": "lung",
        "difficulty": 1,
        "minutes": 5,
        "objectives": ["m-category", "tissue"],
        "steps": [
            {
                "key": "blood",
                "kind": "laboratory",
                "title": "Blood",
                "narrative": "Her creatinine is 1.6 mg/dL and steady.",
                "given": ["primary_site", "staging_edition"],
                "asked": ["creatinine_umol_l"],
                "questions": [
                    {
                        "kind": "single_best_answer",
                        "key": "next",
                        "stem": "What next?",
                        "domain": "diagnosis",
                        "objective": "tissue",
                        "options": [
                            {"key": "biopsy", "text": "A biopsy", "credit": 1, "why": "It decides."},
                            {"key": "surgery", "text": "Surgery", "harmful": True, "why": "Too early."},
                        ],
                    }
                ],
            }
        ],
        "key": {
            "record": {"primary_site": "lung", "staging_edition": "v9", "creatinine_umol_l": 141.44},
            "marks": [
                {"fact": "creatinine_umol_l", "objective": "m-category", "why": "It is told.", "tolerance": 2}
            ],
        },
    }
