"""What is said of a case outside the guidance: staging, scores and remarks, without a slip over any case."""

from collections.abc import Iterator, Mapping
from datetime import date

import hypothesis
from hypothesis import given
from hypothesis import strategies as st

from cases.domain.contradictions import remarks
from cases.domain.deriving import derive
from guidance.domain.vocabulary import VOCABULARY, Value
from tests.cases.strategies import recorded, tokens, values
from tests.grammar import slips_in

WHERE = ("primary_site", "lesions", "other_metastatic_sites")
BESIDE = (
    "extrathoracic_lesion_count",
    "other_lesion_count",
    "kidney_diagnosis",
    "biopsy_result",
    "staging_edition",
    "ihc_positive",
    "ihc_negative",
)
SPREAD = st.fixed_dictionaries(
    {key: values(VOCABULARY[key]) for key in WHERE},
    optional={key: values(VOCABULARY[key]) for key in BESIDE}
    | {"m_category": tokens("other", "M") | st.just("cM1c(BRA,OSS)")},
)
TODAY = date(2026, 6, 1)


@hypothesis.settings(max_examples=150)
@given(SPREAD)
def test_what_is_said_of_a_spread_cancer_has_no_slip(case: dict[str, Value]) -> None:
    assert slips_of(case) == []


@hypothesis.settings(max_examples=40)
@given(recorded())
def test_what_is_said_of_any_case_has_no_slip(case: dict[str, Value]) -> None:
    assert slips_of(case) == []


BONE = frozenset({"bone"})
SAID = [
    (
        {"primary_site": "lung", "lesions": (), "other_metastatic_sites": BONE},
        "Bone lies outside the chest.",
    ),
    (
        {"primary_site": "lung", "lesions": (), "other_metastatic_sites": frozenset({"distant_nodes"})},
        "Distant lymph nodes lie outside the chest.",
    ),
    (
        {"primary_site": "lung", "lesions": ({},), "other_metastatic_sites": BONE},
        "One renal lesion and bone lie outside the chest.",
    ),
    (
        {"primary_site": "breast", "lesions": ({},)},
        "What the kidney lesion is held to be is not recorded; it is taken as a metastasis.",
    ),
    (
        {"primary_site": "breast", "lesions": ({}, {})},
        "The kidney lesions are taken as metastases: what they are held to be is not recorded.",
    ),
    (
        {
            "primary_site": "lung",
            "m_category": "cM1c(BRA,OSS)",
            "other_metastatic_sites": frozenset({"skin"}),
        },
        "BRA and OSS are named in cM1c(BRA,OSS) but not recorded among the other sites.",
    ),
    (
        {"primary_site": "breast", "lesions": ({"diagnosis": "benign"}, {"diagnosis": "second_primary"})},
        "Not counted towards M: one lesion (a second primary, staged on its own) and one lesion (benign).",
    ),
    (
        {"primary_site": "other", "staging_edition": "lugano"},
        "Lugano 2014 is recorded, but the primary (one that is not listed) is staged here by no edition.",
    ),
]


def test_number_words_agree_with_what_is_counted() -> None:
    lacking = [sentence for case, sentence in SAID if sentence not in list(sentences(case))]
    assert lacking == []


def slips_of(case: Mapping[str, Value]) -> list[str]:
    return [f"{slip} {said!r}" for said in sentences(case) for slip in slips_in(said)]


def sentences(case: Mapping[str, Value]) -> Iterator[str]:
    derived = derive(case)
    yield from (finding.message for finding in derived.stage.findings)
    yield from (step.text for step in derived.stage.path)
    yield from (question.text for question in derived.stage.questions)
    yield from (score.not_applicable for score in derived.scores.values() if score.not_applicable)
    yield from (working.reason for working in derived.workings.values() if working.reason)
    yield from (remark.message for remark in remarks(case, today=TODAY))
