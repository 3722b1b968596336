"""One case against many rules, side by side with other rule engines; and the whole answer of an edition.

Every engine is given the same rules and cases, a third of the facts unknown, and makes the lists of the rules
that apply and, where it can tell, of those that are undecided. What they answer is compared rule by rule with
the plain interpreter before anything is timed.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle

import pytest

from guidance.domain.conditions import Truth, evaluate
from guidance.domain.facts import Facts
from tests.benchmarks.contenders import CONTENDERS, Contender, Decide
from tests.benchmarks.generated import GeneratedRule, generated_cases, generated_rules
from tests.benchmarks.timing import medians, table

TIMES_FASTER = {1_000: 10, 10_000: 30}
CASES = 20


@pytest.mark.parametrize("count", TIMES_FASTER)
def test_one_case_against_many_rules(count: int) -> None:
    rules = generated_rules(count)
    prepared = {contender: contender.prepare(rules) for contender in CONTENDERS}
    cases = generated_cases(CASES)
    wrongly_true = {c.name: check(c, decide, rules, cases[:3]) for c, decide in prepared.items()}
    seconds = medians({c.name: over_all(decide, cases) for c, decide in prepared.items()})
    ours, fastest = seconds["KidMet"], min(s for name, s in seconds.items() if name != "KidMet")
    report(rules, cases, seconds, wrongly_true)
    assert fastest / ours >= TIMES_FASTER[count]


def over_all(decide: Decide, cases: Sequence[Facts]) -> object:
    """One case after the other, a different one each call."""
    turn = cycle(cases)
    return lambda: decide(next(turn))


def check(
    contender: Contender, decide: Decide, rules: Sequence[GeneratedRule], cases: Sequence[Facts]
) -> float:
    """Compare rule by rule; the share of the undecided rules that a two-valued engine calls true."""
    (complete,) = generated_cases(1, seed=3, unknown=0)
    applies, _ = decide(complete)
    assert ids_of(rules, complete, Truth.TRUE) == {rule.id for rule in applies}
    undecided_rules = called_true = 0
    for case in cases:
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
    cases: Sequence[Facts],
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
