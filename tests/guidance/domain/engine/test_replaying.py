"""Many cases at once are answered as each of them is alone."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cases
from cases.domain.deriving import known_facts
from cases.domain.record import read_case_file
from guidance.domain.compiling import compile_edition
from guidance.domain.conditions import Truth, evaluate, parse_condition
from guidance.domain.engine.replaying import (
    CaseTable,
    Outcome,
    OutcomeKind,
    ReachChange,
    Replay,
    impact,
    reached,
    truths,
)
from guidance.domain.explaining import answer
from guidance.domain.facts import Facts
from tests.benchmarks.editions import shipped_edition
from tests.tables import for_each

from ..small_edition import LOW_EGFR, LUNG, known, pack, rule, small_edition
from ..strategies import condition_data, conditions, facts

SECTION = "staging/tnm"


def with_rules(*changed, without=()):
    """The small edition with rules replaced by those of the same id, added, or left out."""
    payload = pack()
    own = {each["id"]: each for each in payload["rules"]} | {each["id"]: each for each in changed}
    payload["rules"] = [each for id_, each in own.items() if id_ not in without]
    return compile_edition(payload, 0)


def case(**values):
    return Facts(
        {key: frozenset(value) if isinstance(value, set) else value for key, value in values.items()}
    )


def answered(edition, facts):
    """Everything that a case reaches, as the answer to that case alone has it."""
    said = answer(edition, facts)
    return (
        {Outcome(OutcomeKind.SECTION, match.slug) for match in said.sections}
        | {Outcome(OutcomeKind.STATEMENT, key) for match in said.sections for key in match.statements}
        | {Outcome(OutcomeKind.ADDITION, key) for match in said.sections for key in match.additions}
        | {Outcome(OutcomeKind.CAUTION, caution.rule_id) for caution in said.cautions}
    )


def of_case(by_outcome, place):
    return {outcome for outcome, cases in by_outcome.items() if cases >> place & 1}


def assert_as_case_by_case(edition, cases):
    found = reached(edition, CaseTable.of(cases))
    for place, each in enumerate(cases):
        assert of_case(found, place) == answered(edition, each)


# Conditions


@given(conditions(), st.lists(facts(), max_size=8))
def test_a_condition_over_a_cohort_is_what_it_is_case_by_case(condition, cases):
    true, undecided = truths(condition, CaseTable.of(cases))

    expected = [evaluate(condition, facts) for facts in cases]
    assert [bool(true >> i & 1) for i in range(len(cases))] == [t is Truth.TRUE for t in expected]
    assert [bool(undecided >> i & 1) for i in range(len(cases))] == [t is Truth.UNDECIDED for t in expected]
    assert (true | undecided).bit_length() <= len(cases)


def test_cases_keep_the_places_that_they_are_given():
    lung = parse_condition(LUNG)
    table = CaseTable.at({3: case(primary_site="lung"), 7: case(), 9: case(primary_site="breast")})

    assert truths(lung, table) == (1 << 3, 1 << 7)
    assert truths(parse_condition({"not": LUNG}), table) == (1 << 9, 1 << 7)
    assert len(table) == 3


# One edition


@given(
    st.lists(st.tuples(condition_data(), st.sampled_from(["show", "highlight", "caution"])), max_size=6),
    st.lists(facts(), min_size=1, max_size=5),
)
def test_an_edition_over_a_cohort_answers_as_case_by_case(written, cases):
    assert_as_case_by_case(edition_of(written), cases)


def edition_of(written):
    """An edition of these conditions, each with an effect on the same section."""
    more = {"show": {}, "highlight": {"statement": "111-1"}, "caution": {"message": "Look again."}}
    rules = [
        rule(f"rule-{i}", effect, SECTION, when, **more[effect]) for i, (when, effect) in enumerate(written)
    ]
    return compile_edition(pack(rules=rules), 0)


def demo_facts():
    folder = Path(cases.__file__).parent / "content" / "demo"
    documents = [json.loads(path.read_text()) for path in sorted(folder.glob("*.json"))]
    return [known_facts(read_case_file(each).recorded) for each in documents if "facts" in each]


def test_the_shipped_edition_answers_the_demo_cases_as_one_by_one():
    demo = demo_facts()
    assert len(demo) > 3

    assert_as_case_by_case(shipped_edition(), [*demo, known_facts({}), known_facts({"primary_site": "lung"})])


def test_a_statement_is_not_highlighted_where_its_section_does_not_show():
    edition = with_rules(rule("tnm-lung", "highlight", SECTION, LOW_EGFR, statement="111-1"))
    table = CaseTable.of([case(egfr=30), case(egfr=30, primary_site="lung")])

    assert reached(edition, table)[Outcome(OutcomeKind.STATEMENT, "111-1")] == 0b10


# Two editions


@given(
    st.lists(st.tuples(condition_data(), st.sampled_from(["show", "highlight", "caution"])), max_size=4),
    st.lists(st.tuples(condition_data(), st.sampled_from(["show", "highlight", "caution"])), max_size=4),
    st.lists(facts(), min_size=1, max_size=5),
)
def test_what_is_gained_and_lost_is_the_difference_of_the_answers(old, new, cases):
    before, after = edition_of(old), edition_of(new)
    found = impact(before, after, CaseTable.of(cases))

    for place, each in enumerate(cases):
        was, becomes = answered(before, each), answered(after, each)
        assert of_case({key: change.gained for key, change in found.items()}, place) == becomes - was
        assert of_case({key: change.lost for key, change in found.items()}, place) == was - becomes
        only = Facts({key: each[key] for key in Replay(before, after).facts if key in each})
        assert impact(before, after, CaseTable.of([only])) == impact(before, after, CaseTable.of([each]))


def test_a_changed_caution_is_gained_by_some_and_lost_by_others():
    after = with_rules(
        rule("both-kidneys", "caution", "treatment/surgery/nephrectomy", LOW_EGFR, message="Look again.")
    )
    both = {"treatments_considered": {"radical_nephrectomy"}, "laterality": "bilateral"}
    table = CaseTable.of([case(**both), case(**both, egfr=30), case(egfr=30), case(egfr=90), case()])

    found = impact(small_edition(), after, table)

    assert found == {Outcome(OutcomeKind.CAUTION, "both-kidneys"): ReachChange(gained=0b00100, lost=0b00001)}


def test_a_section_that_stops_showing_takes_its_highlights_with_it():
    after = with_rules(without=("tnm", "tnm-m"))
    table = CaseTable.of([case(primary_site="lung"), case(m_category="cM0"), case()])

    found = impact(small_edition(), after, table)

    assert found == {
        Outcome(OutcomeKind.SECTION, SECTION): ReachChange(gained=0, lost=0b011),
        Outcome(OutcomeKind.STATEMENT, "111-1"): ReachChange(gained=0, lost=0b001),
    }


@for_each(
    "changed",
    [
        pytest.param({}, id="nothing"),
        pytest.param({"because": "{primary_site} is known."}, id="the sentence"),
        pytest.param({"notes": []}, id="the notes"),
        pytest.param({"when": {"any": [known("primary_site"), known("primary_site")]}}, id="a repetition"),
    ],
)
def test_nobody_gains_or_loses_anything_when_matching_stays_the_same(changed):
    (tnm,) = [each for each in pack()["rules"] if each["id"] == "tnm"]
    after = with_rules(tnm | changed)

    assert impact(small_edition(), after, CaseTable.of([case(), case(primary_site="lung")])) == {}


def test_nothing_is_asked_when_only_the_order_of_rules_changes():
    payload = deepcopy(pack())
    payload["rules"].reverse()

    replay = Replay(small_edition(), compile_edition(payload, 0))

    assert (replay.outcomes, replay.facts) == ((), frozenset())


def test_only_the_facts_of_what_differs_are_needed():
    after = with_rules(
        rule("surgery-one-kidney", "highlight", "treatment/surgery", known("ecog"), statement="130-1")
    )

    shows_surgery = {"treatments_considered", "primary_site", "egfr"}
    assert Replay(small_edition(), after).facts == {"solitary_kidney", "ecog", *shows_surgery}
