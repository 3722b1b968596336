"""Conditions and facts at random, over a part of the vocabulary that holds every kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any as Anything

from hypothesis import strategies as st

from guidance.domain.conditions import Condition, parse_condition
from guidance.domain.facts import Facts
from guidance.domain.vocabulary import NONE, VOCABULARY, Fact, Value, of_every_kind

NUMBERS = {
    "esas_pain": range(11),
    "lesion_count": range(6),
    "egfr": range(20, 100, 5),
    "karnofsky": range(0, 101, 10),
}
SETS = {
    "practical_needs": VOCABULARY["practical_needs"].choice_values,
    "treatments_considered": (
        "nephron_sparing_surgery",
        "surveillance",
        "thermal_ablation",
        "stereotactic_radiotherapy",
        "ablation_or_sbrt",
    ),
}
"""Choices that are recorded and asked about: few, so that every set of them can be tried."""
TOKENS = {"m_category": ("cM0", "pM1", "M1a", "rcM1c(OTH)", "M1c", "cM0(i+)")}
MONTHS = ("2024-11", "2024-12", "2025-01", "2025-02")
KEYS = (
    "sex",
    "ecog",
    "biopsy_status",
    "solitary_kidney",
    "pregnant",
    *SETS,
    "diagnosis_date",
    "lesions",
    "laterality",
    *NUMBERS,
    *TOKENS,
)
FACTS = tuple(VOCABULARY[key] for key in KEYS)
NON_MONOTONE = "not_recorded"


def values(fact: Fact) -> st.SearchStrategy[Value]:
    """A value that the fact can hold."""
    if fact.kind == "any_of":
        some = st.sets(st.sampled_from([c for c in SETS[fact.key] if c != NONE]), min_size=1)
        none = st.just(frozenset([NONE])) if NONE in fact.choice_values else st.nothing()
        return st.one_of(some.map(frozenset), none)
    if fact.kind == "lesions":
        return st.sampled_from([(), ({"side": "left"},)])
    return st.sampled_from(single_values(fact))


def single_values(fact: Fact) -> tuple[Anything, ...]:
    return _SINGLE[fact.kind](fact)


_SINGLE: Mapping[str, Callable[[Fact], tuple[Anything, ...]]] = of_every_kind(
    "values at random (tests/guidance/domain/strategies.py)",
    yes_no=lambda fact: (True, False),
    one_of=lambda fact: fact.choice_values,
    any_of=lambda fact: SETS[fact.key],
    number=lambda fact: tuple(NUMBERS[fact.key]),
    date=lambda fact: MONTHS,
    token=lambda fact: TOKENS[fact.key],
    lesions=lambda fact: (),
)


@st.composite
def comparisons(draw: st.DrawFn, with_absence: bool = True, with_derived: bool = True) -> dict[str, Anything]:
    """The data of one comparison that the vocabulary allows."""
    fact = draw(st.sampled_from([fact for fact in FACTS if with_derived or not fact.is_derived]))
    ops = [op.value for op in fact.ops if with_absence or op != NON_MONOTONE]
    op = draw(st.sampled_from(ops))
    data = {"fact": fact.key, "op": op}
    if op in ("known", "not_recorded"):
        return data
    if fact.kind == "any_of":
        operands: tuple[Anything, ...] = (NONE,) if op == "is" else SETS[fact.key]
    else:
        operands = single_values(fact)
    if fact.kind == "any_of" and NONE not in fact.choice_values and op == "is":
        return {"fact": fact.key, "op": "known"}
    one = st.sampled_from(operands)
    several = st.lists(one, min_size=1, max_size=3, unique=True)
    return data | {"value": draw(several if op in ("in", "not_in", "has_any", "has_none_of") else one)}


def condition_data(
    with_absence: bool = True, max_leaves: int = 8, with_derived: bool = True
) -> st.SearchStrategy[dict[str, Anything]]:
    def grown(parts: st.SearchStrategy[dict[str, Anything]]) -> st.SearchStrategy[dict[str, Anything]]:
        listed = st.lists(parts, min_size=1, max_size=3)
        return st.one_of(
            listed.map(lambda part: {"all": part}),
            listed.map(lambda part: {"any": part}),
            parts.map(lambda part: {"not": part}),
        )

    return st.recursive(comparisons(with_absence, with_derived), grown, max_leaves=max_leaves)


def conditions(
    with_absence: bool = True, max_leaves: int = 8, with_derived: bool = True
) -> st.SearchStrategy[Condition]:
    return condition_data(with_absence, max_leaves, with_derived).map(parse_condition)


@st.composite
def recorded(draw: st.DrawFn) -> dict[str, Value]:
    """Any of the facts, each recorded or not."""
    keys = draw(st.sets(st.sampled_from(KEYS)))
    return {key: draw(values(VOCABULARY[key])) for key in KEYS if key in keys}


@st.composite
def facts(draw: st.DrawFn) -> Facts:
    """Facts as a case gives them: a derived fact that is unknown lacks something it is derived from."""
    known = draw(recorded())
    if not {"lesion_count", "laterality"} <= set(known):
        known.pop("lesions", None)
    return Facts(known)
