"""What a report gives as a line: read as reports write it, kept as it is written properly."""

import re
from collections.abc import Mapping
from typing import Any

from cases.domain.staging import NotationReading, default_edition, read_tnm
from guidance.domain.limits import FIELD
from guidance.domain.vocabulary import NONE, VOCABULARY, Fact, FactError, Value

TNM_LINE, STAGE_GROUP = "second_cancer_tnm", "reported_stage_group"
SITE, MONTH = "second_cancer_site", "second_cancer_date"

_BEFORE = re.compile(
    r"\W*(?:(?:overall|clinical|pathological|anatomic|prognostic|uicc|ajcc|figo|tnm|stage|stadium|group)\b\W*)*",
    re.IGNORECASE,
)
_NUMERALS = {"1": "I", "2": "II", "3": "III", "4": "IV"}


def read_fact(key: str, given: object, beside: Mapping[Any, object]) -> Value:
    """The stored value of what a person or a file gave for a fact; `beside` is what was given with it.

    Raises FactError, or several in one.
    """
    fact = VOCABULARY[key]
    if not isinstance(given, str) or len(given) > FIELD.most:
        return fact.clean(given)
    if key == STAGE_GROUP:
        return fact.clean(stage_group_in(given))
    if key == TNM_LINE:
        return fact.clean(tnm_line(fact, given, beside.get(SITE), beside.get(MONTH)))
    return fact.clean(given)


def stage_group_in(text: str) -> str:
    """ "Stage iiib" is IIIB and "3b" too; what is no stage group comes back as it was."""
    plain = re.sub(r"\s+", "", _BEFORE.sub("", text, count=1))
    plain = _NUMERALS.get(plain[:1], plain[:1]) + plain[1:]
    rest = plain.lstrip("IVXivx")
    numeral = plain[: len(plain) - len(rest)].upper()
    pattern = VOCABULARY[STAGE_GROUP].pattern
    ways = (numeral + tail for tail in (rest.upper(), rest.lower()))
    return next((each for each in ways if re.fullmatch(pattern, each)), text)


def tnm_line(fact: Fact, text: str, site: object, month: object) -> str:
    """The line as it is written properly, read with the tables of that cancer. Raises FactError."""
    reading = _reading(text, site, month)
    if reading.canonical is None:
        raise fact.refusal(text, _what_is_wrong(text, reading))
    return reading.canonical


def remarks_on(key: str, text: str, beside: Mapping[Any, object]) -> tuple[str, ...]:
    """What is said of a line that can be read: what was changed in it, and what was left aside."""
    if key != TNM_LINE:
        return ()
    findings = _reading(text, beside.get(SITE), beside.get(MONTH)).findings
    return tuple(each.message for each in findings if each.level == "warning" and each.code != "W_NOT_GIVEN")


def _reading(text: str, site: object, month: object) -> NotationReading:
    """By the edition that the line names, else by that of the month of diagnosis."""
    primary = site if isinstance(site, str) and site in _PRIMARIES else None
    return read_tnm(text, primary, usual=primary and default_edition(primary, _month(month)))


_PRIMARIES = frozenset(VOCABULARY[SITE].choice_values) - {NONE}


def _month(month: object) -> str | None:
    try:
        return str(VOCABULARY[MONTH].clean(month)) if month else None
    except FactError:
        return None


def _what_is_wrong(text: str, reading: NotationReading) -> str:
    said = []
    for fault in reading.findings:
        if fault.level == "error":
            place = text[fault.start : fault.end].strip()
            said.append(f"at “{place}”: {fault.message}" if place else fault.message)
    return f"cannot be read: {' '.join(said)}".removesuffix(".")
