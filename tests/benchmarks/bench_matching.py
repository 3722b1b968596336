"""One case against many rules, side by side with other rule engines; and the whole answer of an edition.

Every engine is given the same rules and cases, a third of the facts unknown, and makes the lists of the rules
that apply and, where it can tell, of those that are undecided. What they answer is compared rule by rule with
the plain interpreter before anything is timed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import partial
from itertools import cycle
from pathlib import Path

import pytest

import cases
from cases.domain.deriving import known_facts
from cases.domain.record import FORMAT as CASE_FORMAT
from cases.domain.record import read_case_file
from guidance.domain.conditions import Truth, evaluate
from guidance.domain.edition import CompiledEdition
from guidance.domain.explaining import answer
from guidance.domain.facts import Facts
from tests.benchmarks.contenders import CONTENDERS, Contender, Decide
from tests.benchmarks.editions import generated_edition, shipped_edition
from tests.benchmarks.generated import GeneratedRule, generated_cases, generated_rules
from tests.benchmarks.timing import Work, medians, table

TIMES_FASTER = {1_000: 10, 10_000: 30}
CASES = 20
MOST_SECONDS_AN_ANSWER = 0.001
DEMO_CASES = Path(cases.__file__).parent / "content" / "demo"


@pytest.mark.parametrize("count", TIMES_FASTER)
def test_one_case_against_many_rules(count: int) -> None:
    rules = generated_rules(count)
    prepared = {contender: contender.prepare(rules) for contender in CONTENDERS}
    asked = generated_cases(CASES)
    wrongly_true = {c.name: check(c, decide, rules, asked[:3]) for c, decide in prepared.items()}
    seconds = medians({c.name: over_all(decide, asked) for c, decide in prepared.items()})
    ours, fastest = seconds["KidMet"], min(s for name, s in seconds.items() if name != "KidMet")
    report(rules, seconds, wrongly_true)
    assert fastest / ours >= TIMES_FASTER[count]


def over_all(decide: Decide, asked: Sequence[Facts]) -> Work:
    """One case after the other, a different one each call."""
    turn = cycle(asked)
    return lambda: decide(next(turn))


def check(
    contender: Contender, decide: Decide, rules: Sequence[GeneratedRule], asked: Sequence[Facts]
) -> float:
    """Compare rule by rule; the share of the undecided rules that a two-valued engine calls true."""
    (complete,) = generated_cases(1, seed=3, unknown=0)
    applies, _ = decide(complete)
    assert ids_of(rules, complete, Truth.TRUE) == {rule.id for rule in applies}
    undecided_rules = called_true = 0
    for case in asked:
        applies, undecided = decide(case)
        expected = ids_of(rules, case, Truth.UNDECIDED)
        if contender.three_valued:
            assert ids_of(rules, case, Truth.TRUE) == {rule.id for rule in applies}
            assert expected == {rule.id for rule in undecided or ()}
        undecided_rules += len(expected)
        called_true += len(expected.intersection(rule.id for rule in applies))
    return called_true / undecided_rules


def ids_of(rules: Sequence[GeneratedRule], case: Facts, truth: Truth) -> set[str]:
    return {rule.id for rule in rules if evaluate(rule.when, case) is truth}


def report(
    rules: Sequence[GeneratedRule],
    seconds: dict[str, float],
    wrongly_true: dict[str, float],
) -> None:
    ours = seconds["KidMet"]
    rows = [
        (name, f"{s * 1e3:.3f}", f"{len(rules) / s:,.0f}", f"{s / ours:.1f}", f"{wrongly_true[name]:.0%}")
        for name, s in sorted(seconds.items(), key=lambda item: item[1])
    ]
    headings = ("engine", "ms a case", "rules/s", "times ours", "undecided called true")
    table(f"One case against {len(rules):,} rules, a third of the facts unknown", headings, rows)


def test_whole_answer_of_the_shipped_edition() -> None:
    """Reasons, missing facts, notes, cautions and what to ask next, for cases from empty to complete."""
    edition = shipped_edition()
    assert_answers_within(edition, shipped_cases(), f"The shipped edition, {len(edition.rules)} rules")


def test_whole_answer_of_a_generated_edition() -> None:
    """130 rules of three to five conditions each, of which many more are undecided than in a real edition."""
    some, complete = generated_cases(3), generated_cases(1, seed=3, unknown=0)
    asked = {"empty": Facts({}), **named(some), **named(complete)}
    assert_answers_within(generated_edition(130), asked, "A generated edition, 130 rules")


def assert_answers_within(edition: CompiledEdition, asked: Mapping[str, Facts], title: str) -> None:
    seconds = medians({name: partial(answer, edition, facts) for name, facts in asked.items()}, rounds=15)
    rows = [(name, str(len(asked[name])), f"{s * 1e3:.3f}") for name, s in seconds.items()]
    table(title, ("case", "facts known", "ms an answer"), rows)
    assert max(seconds.values()) <= MOST_SECONDS_AN_ANSWER


def named(made_up: Sequence[Facts]) -> dict[str, Facts]:
    return {f"generated, {len(facts)} known": facts for facts in made_up}


def shipped_cases() -> dict[str, Facts]:
    """The demo cases as they are read from their files, and a case of which nothing is recorded."""
    found = {"empty": known_facts({})}
    for path in sorted(DEMO_CASES.glob("*.json")):
        document = json.loads(path.read_text())
        if document.get("format") == CASE_FORMAT:
            found[path.stem] = known_facts(read_case_file(document).recorded)
    return found
