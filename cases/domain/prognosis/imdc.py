"""IMDC, which is for renal cell carcinoma and for nothing else."""

from guidance.domain.vocabulary import upper_first

from ..known import Recorded, answer, choice, number
from ..wording import fact_words
from .score import Score, in_words, lacking, part

RCC = "rcc"
FACTORS = (
    "haemoglobin_below_limit",
    "calcium_above_limit",
    "neutrophils_above_limit",
    "platelets_above_limit",
)
KEYS = ("karnofsky", "days_diagnosis_to_treatment", *FACTORS)
LOW_KARNOFSKY = 80
DAYS_IN_A_YEAR = 365


def imdc(facts: Recorded) -> Score:
    """0 to 6 risk factors. Source: Heng et al., J Clin Oncol 2009;27:5794-9 (certainty C)."""
    primary = choice(facts, "primary_site")
    elsewhere = primary is not None and primary != RCC
    missing = () if elsewhere else lacking(facts, "primary_site", *KEYS)
    points = {} if elsewhere or missing else _points(facts)
    value = sum(points.values()) if points else None
    return Score(
        key="imdc",
        label="IMDC risk factors",
        value=value,
        reported="" if value is None else str(value),
        group=None if value is None else _group(value),
        formula="1 each: Karnofsky under 80%; less than a year from diagnosis to systemic treatment; "
        "haemoglobin below, calcium, neutrophils and platelets above their limits. 0 favourable, "
        "1 to 2 intermediate, 3 to 6 poor",
        inputs=() if elsewhere else in_words(facts, *KEYS),
        parts=tuple(part(facts, key, counts) for key, counts in points.items()),
        reference="Heng DYC et al. J Clin Oncol 2009;27:5794-9 (citation not confirmed).",
        certainty="C",
        missing=missing,
        not_applicable=_why_not(primary) if elsewhere and primary else None,
    )


def _why_not(primary: str) -> str:
    return (
        "IMDC was made for renal cell carcinoma. "
        f"{upper_first(fact_words('primary_site', primary))} is the primary here, so it does not apply."
    )


def _points(facts: Recorded) -> dict[str, int]:
    karnofsky, days = number(facts, "karnofsky") or 0, number(facts, "days_diagnosis_to_treatment") or 0
    return {
        "karnofsky": int(karnofsky < LOW_KARNOFSKY),
        "days_diagnosis_to_treatment": int(days < DAYS_IN_A_YEAR),
        **{key: int(bool(answer(facts, key))) for key in FACTORS},
    }


def _group(value: int) -> str:
    return "favourable" if value == 0 else "intermediate" if value <= 2 else "poor"
