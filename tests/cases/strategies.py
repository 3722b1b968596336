"""Recorded cases at random, over the whole vocabulary."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from hypothesis import strategies as st

from cases.domain.staging import allowed_categories, default_edition
from guidance.domain.vocabulary import LESION_FIELDS, NONE, VOCABULARY, Fact, Value, of_every_kind

ELEMENTS = {"t_category": "T", "n_category": "N", "m_category": "M"}
TNM_PRIMARIES = [
    site for site in VOCABULARY["primary_site"].choice_values if site not in ("lymphoma", "myeloma_leukaemia")
]


def values(fact: Fact) -> st.SearchStrategy[Value]:
    """Any value that the fact can hold; the tokens of a record have strategies of their own."""
    return _VALUES[fact.kind](fact)


def _sets(fact: Fact) -> st.SearchStrategy[Value]:
    some = st.sets(st.sampled_from([value for value in fact.choice_values if value != NONE]), min_size=1)
    none = st.just(frozenset({NONE})) if NONE in fact.choice_values else st.nothing()
    return st.one_of(some.map(frozenset), none)


def _numbers(fact: Fact) -> st.SearchStrategy[Value]:
    low, high = map(int, fact.within)
    if fact.step:
        return st.sampled_from(range(low, high + 1, fact.step))
    whole = st.integers(low, high)
    return whole if fact.integer else st.one_of(whole, st.integers(low * 10, high * 10).map(_tenths))


def _tenths(number: int) -> int | float:
    return number // 10 if number % 10 == 0 else number / 10


def lesions() -> st.SearchStrategy[dict[str, Value]]:
    return st.fixed_dictionaries({}, optional={key: values(fact) for key, fact in LESION_FIELDS.items()})


_VALUES: Mapping[str, Callable[[Fact], st.SearchStrategy[Value]]] = of_every_kind(
    "values at random (tests/cases/strategies.py)",
    yes_no=lambda fact: st.booleans(),
    one_of=lambda fact: st.sampled_from(fact.choice_values),
    any_of=_sets,
    number=_numbers,
    date=lambda fact: st.builds(
        lambda year, month: f"{year}-{month:02}", st.integers(1990, 2030), st.integers(1, 12)
    ),
    token=lambda fact: st.just(fact.example),
    lesions=lambda fact: st.lists(lesions(), max_size=4).map(tuple),
)


@st.composite
def recorded(draw: st.DrawFn) -> dict[str, Value]:
    """Some facts of every chapter. T, N and M are those of the primary, with a prefix."""
    plain = [fact for fact in VOCABULARY.askable if fact.kind != "token"]
    known = {fact.key: draw(values(fact)) for fact in draw(st.sets(st.sampled_from(plain), max_size=40))}
    for key, element in ELEMENTS.items():
        if draw(st.booleans()):
            known[key] = draw(tokens(str(known.get("primary_site", "other")), element))
    if draw(st.booleans()):
        known["reported_stage_group"] = draw(st.sampled_from(["0is", "occult", "IA1", "IIIC", "IV"]))
        known["second_cancer_tnm"] = draw(st.sampled_from(["pT2 cN0 cM0", "rcT1a cN0 cM0 R0"]))
    return {key: known[key] for key in VOCABULARY if key in known}


def tokens(primary: str, element: str) -> st.SearchStrategy[str]:
    site = primary if primary in TNM_PRIMARIES else "other"
    prefix = st.sampled_from(["", "c", "p", "yp", "rc"])
    category = st.sampled_from(allowed_categories(site, default_edition(site, None), element, "c"))
    return st.builds(lambda prefix, category: prefix + category, prefix, category)
