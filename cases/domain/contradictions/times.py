"""Ages, months and intervals. What is held against the calendar fires only where no rounding explains it."""

from collections.abc import Mapping
from datetime import date

from ..known import Recorded, number
from .contradiction_rule import ContradictionRule, both, unknown


def _months_since(facts: Recorded, key: str, today: date) -> int:
    """Whole months from the recorded month to this one; less than none where it is still to come."""
    year, month = (int(part) for part in str(facts[key]).split("-"))
    return (today.year - year) * 12 + today.month - month


def _value(facts: Recorded, key: str) -> float:
    return number(facts, key) or 0


def _to_come(key: str) -> ContradictionRule:
    of = {"diagnosis_date": "primary", "second_cancer_date": "second cancer"}[key]
    return ContradictionRule(
        code={"diagnosis_date": "W_DIAGNOSIS_TO_COME", "second_cancer_date": "W_SECOND_CANCER_TO_COME"}[key],
        facts=(key,),
        when=lambda facts, today: _months_since(facts, key, today) < 0,
        sentence=f"The month of diagnosis of the {of} is recorded as {{{key}}}, which is still to come.",
        asks="is this month still to come?",
    )


def _diagnosed_when_older(facts: Recorded, _today: date) -> bool:
    return _value(facts, "age_at_diagnosis_years") > _value(facts, "age_years")


def _lesion_to_come(facts: Recorded, today: date) -> bool:
    return 0 <= _months_since(facts, "diagnosis_date", today) <= _value(facts, "interval_months") - 1


def _treatment_to_come(facts: Recorded, today: date) -> bool:
    since = _months_since(facts, "diagnosis_date", today)
    return since >= 0 and _value(facts, "days_diagnosis_to_treatment") > (since + 1) * 31


def _elapsed(facts: Recorded, today: date) -> Mapping[str, str]:
    months = _months_since(facts, "diagnosis_date", today)
    return {"ago": "this month" if not months else f"{months} month{'' if months == 1 else 's'} ago"}


def _longer_than_life(facts: Recorded, _today: date) -> bool:
    return _value(facts, "interval_months") >= 12 * (_value(facts, "age_years") + 1)


def _older_than_now(facts: Recorded, _today: date) -> bool:
    """The age at the kidney lesion is more than the age now, however both were rounded."""
    ages = _value(facts, "age_years") + 1 - _value(facts, "age_at_diagnosis_years")
    return ages > 0 and _value(facts, "interval_months") >= 12 * ages


def _aged_faster(facts: Recorded, today: date) -> bool:
    """More years of age than have passed since. Not the other way: a record is not made older each year."""
    since = _months_since(facts, "diagnosis_date", today)
    grown = _value(facts, "age_years") - _value(facts, "age_at_diagnosis_years") - 1
    return since >= 0 and grown * 12 >= since + 1


RULES = (
    ContradictionRule(
        code="W_AGE_AT_DIAGNOSIS",
        facts=("age_at_diagnosis_years", "age_years"),
        when=_diagnosed_when_older,
        sentence="Age at diagnosis is recorded as {age_at_diagnosis_years}, but age now as {age_years}.",
    ),
    _to_come("diagnosis_date"),
    _to_come("second_cancer_date"),
    ContradictionRule(
        code="W_INTERVAL_AND_DIAGNOSIS",
        facts=("interval_months", "diagnosis_date"),
        when=_lesion_to_come,
        sentence="The interval to the kidney lesion is recorded as {interval_months}, but the primary was "
        "diagnosed in {diagnosis_date}, {ago}.",
        words=_elapsed,
    ),
    ContradictionRule(
        code="W_INTERVAL_AND_AGE",
        facts=("interval_months", "age_years"),
        when=both(_longer_than_life, unknown("age_at_diagnosis_years")),
        sentence="The interval to the kidney lesion is recorded as {interval_months}, but age "
        "as {age_years}.",
    ),
    ContradictionRule(
        code="W_INTERVAL_AND_AGES",
        facts=("interval_months", "age_at_diagnosis_years", "age_years"),
        when=_older_than_now,
        sentence="The kidney lesion is recorded {interval_months} after a diagnosis at "
        "{age_at_diagnosis_years}, but age now as {age_years}.",
    ),
    ContradictionRule(
        code="W_AGES_AND_DIAGNOSIS",
        facts=("age_at_diagnosis_years", "diagnosis_date", "age_years"),
        when=_aged_faster,
        sentence="Age is recorded as {age_at_diagnosis_years} at diagnosis and {age_years} now, but the "
        "primary was diagnosed in {diagnosis_date}, {ago}.",
        words=_elapsed,
    ),
    ContradictionRule(
        code="W_TREATMENT_AND_DIAGNOSIS",
        facts=("days_diagnosis_to_treatment", "diagnosis_date"),
        when=_treatment_to_come,
        sentence="Treatment is recorded as begun {days_diagnosis_to_treatment} after diagnosis, but the "
        "primary was diagnosed in {diagnosis_date}, {ago}.",
        words=_elapsed,
    ),
)
