"""Faults of conditions as people read them: facts, comparisons and choices by their words."""

import pytest

from guidance.domain.conditions import ConditionErrors, parse_condition
from guidance.domain.vocabulary import VOCABULARY
from guidance.domain.vocabulary.operators import OPS_ON_LISTS
from guidance.pack.fault_messages import message_in_words
from tests.tables import for_each

SEX = "“sex” (sex)"
CHOICES = "Female (female), Male (male)."


def said(fact: str, op: str, *value: object) -> str:
    condition = {"fact": fact, "op": op} | ({"value": value[0]} if value else {})
    with pytest.raises(ConditionErrors) as faults:
        parse_condition(condition)
    return message_in_words(faults.value.errors[0].message, "rule", None)


@for_each(
    "condition, words",
    [
        (("sex", "is", "x"), f"{SEX}: “x” is not one of the choices. It takes: {CHOICES}"),
        (("sex", "is", 5), f"{SEX}: 5 is not text. It takes: {CHOICES}"),
        (("sex", "in"), f"needs a value for “is one of” (in). {SEX} takes: {CHOICES}"),
        (
            ("sex", "in", "x"),
            f"“is one of” (in) needs a list with at least one value. {SEX} takes: {CHOICES}",
        ),
        (
            ("age_years", ">", 900),
            "“age” (age_years): 900 is outside the plausible range. It takes: a whole number from 18 to "
            "120 years.",
        ),
        (
            ("lesions", "is", 1),
            "“is” is no comparison for “kidney lesions” (lesions). It takes: “is recorded” (known), "
            "“is not recorded” (not_recorded).",
        ),
    ],
    ids=range(6),
)
def test_a_fault_of_a_condition_says_in_words_what_may_stand_there(
    condition: tuple[str, ...], words: str
) -> None:
    assert said(*condition) == words


def test_no_list_of_a_condition_names_codes_alone() -> None:
    bare = []
    for key, fact in VOCABULARY.items():
        for op in set(fact.ops) & set(OPS_ON_LISTS):
            for words in (said(key, op, []), said(key, op)):
                named = all(f"{each.label} ({code})" in words for code, each in fact.choice_by_value.items())
                bare += [] if named and "Allowed" not in words else [(key, op, words)]

    assert bare == []
