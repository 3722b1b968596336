"""Prognostic and functional scores from recorded facts: each with its working, or with what it lacks.

None of them converts one performance scale into another. All describe groups of people, never one person.
"""

from ..known import Recorded
from ..sparing import Sparing
from .esas import esas
from .imdc import imdc
from .kidney_function import body_surface_area, creatinine_clearance, deindexed_egfr, egfr, gfr_category
from .palliative import palliative_prognostic_index, palliative_prognostic_score
from .royal_marsden import metastatic_site_count, royal_marsden_score
from .score import Score, ScoreItem

_SCORES = (
    egfr,
    creatinine_clearance,
    body_surface_area,
    deindexed_egfr,
    royal_marsden_score,
    palliative_prognostic_index,
    palliative_prognostic_score,
    imdc,
    esas,
)


def scores(facts: Recorded, sparing: Sparing | None = None) -> dict[str, Score]:
    """Every score by its key, in the order in which they are shown."""
    sparing = sparing or Sparing()
    return {score.key: score for score in (sparing.of(make, facts) for make in _SCORES)}
