"""ESAS-r: nine symptoms as the person rates them now."""

from guidance.domain.vocabulary import VOCABULARY

from ..known import Recorded, number
from ..wording import counted
from .score import Score, ScoreItem, lacking

ITEMS = (
    "esas_pain",
    "esas_tiredness",
    "esas_drowsiness",
    "esas_nausea",
    "esas_appetite",
    "esas_breathlessness",
    "esas_depression",
    "esas_anxiety",
    "esas_wellbeing",
)
BANDS = ((7, "severe"), (4, "moderate"), (1, "mild"), (0, "none"))
ACT_FROM = 4


def band(rating: float) -> str:
    """The usual band of one rating from 0 to 10 (certainty C)."""
    return next(name for least, name in BANDS if rating >= least)


def esas(facts: Recorded) -> Score:
    """Each recorded item with its band; the total of 0 to 90 where all nine are recorded."""
    missing = lacking(facts, *ITEMS)
    ratings = {key: rating for key in ITEMS if (rating := number(facts, key)) is not None}
    value = None if missing else sum(ratings.values())
    to_act_on = sum(rating >= ACT_FROM for rating in ratings.values())
    return Score(
        key="esas",
        label="Edmonton Symptom Assessment System (ESAS-r)",
        value=value,
        reported="" if value is None else f"{value:g}",
        unit="of 90",
        formula="Sum of nine ratings from 0 to 10. Bands: 0 none, 1 to 3 mild, 4 to 6 moderate, "
        "7 to 10 severe",
        parts=tuple(
            ScoreItem(VOCABULARY[key].label, f"{rating:g}", band(rating)) for key, rating in ratings.items()
        ),
        meaning=f"{counted(to_act_on, 'symptom').capitalize()} rated 4 or more, from where one acts."
        if ratings
        else "",
        reference="Watanabe SM et al. J Pain Symptom Manage 2011;41:456 "
        "(doi 10.1016/j.jpainsymman.2010.04.020); Hui and Bruera, PMC5337174. The bands are certainty C.",
        certainty="A",
        missing=missing,
    )
