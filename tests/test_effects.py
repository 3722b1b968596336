"""Each effect that a rule can have is told of wherever rules are; where one was forgotten is named here."""

from collections.abc import Callable
from typing import Any

import pytest

from cases.presenting.impact import KINDS
from cases.presenting.rule_test import trial_of
from guidance.domain.changing import EntryChange, entries_of
from guidance.domain.compiling import compile_edition
from guidance.domain.conditions.tree import from_data
from guidance.domain.edition import CompiledEdition
from guidance.domain.engine.replaying import OutcomeKind, outcomes
from guidance.domain.entries.rule import EFFECTS, EFFECTS_TO_CHOOSE, USED_BY, Effect
from guidance.domain.explaining import answer
from guidance.domain.facts import Facts
from guidance.domain.rule_checks import warnings_against
from guidance.presenting.differences import PresentedChange, presented_change
from guidance.presenting.names import Names
from guidance.presenting.rules import sentence_head
from tests.guidance.domain.small_edition import LUNG, known, pack, rule

WHOLE: dict[str, Any] = {
    "because": "It is lung.",
    "message": "It is lung.",
    "statement": "111-1",
    "about": ["primary_site"],
}
FACTS = Facts({"primary_site": "lung", "histology": "adenocarcinoma"})
SHOWN = rule("shown", "show", "staging/tnm", known("histology"))

each_effect = pytest.mark.parametrize("effect", Effect)


def whole(effect: Effect, id_: str = "new") -> dict[str, Any]:
    """A rule of the effect, with all that it has a use for."""
    return rule(
        id_,
        effect,
        "staging/tnm",
        LUNG,
        **{name: WHOLE[name] for name, of in USED_BY.items() if effect in of},
    )


def edition_with(*rules: dict[str, Any]) -> CompiledEdition:
    return compile_edition(pack(rules=[SHOWN, *rules]), 1, published_at="2026-01-02T03:04:05+00:00")


@each_effect
def test_an_answer_tells_when_a_rule_of_the_effect_holds(effect: Effect) -> None:
    told, untold = (answer(edition_with(*rules), FACTS).as_json() for rules in ([whole(effect)], []))

    assert {**told, "edition": None} != {**untold, "edition": None}


@each_effect
def test_an_impact_sees_when_a_rule_of_the_effect_is_new(effect: Effect) -> None:
    assert outcomes(edition_with(whole(effect))) != outcomes(edition_with())


def test_an_impact_has_a_word_for_each_outcome() -> None:
    assert set(KINDS) == set(OutcomeKind)


@each_effect
def test_a_repetition_is_told_when_two_rules_of_the_effect_say_the_same(effect: Effect) -> None:
    first, second = edition_with(whole(effect), whole(effect, "second")).rules_for("staging/tnm")[-2:]

    assert any(
        "is true exactly when this one is" in each.message for each in warnings_against(second, [first])
    )


SAYINGS: dict[str, Callable[[Effect], str]] = {
    "as it is chosen": lambda effect: EFFECTS_TO_CHOOSE[effect],
    "as a field of a difference": lambda effect: EFFECTS[effect],
    "at the head of its page": lambda effect: sentence_head(effect, "staging/tnm", "111-1", ENTRIES),
    "at the head of a difference": lambda effect: _difference(effect).name,
    "as it is tried on a case": lambda effect: trial_of(from_data(LUNG), FACTS, effect).answer,
}
ENTRIES = entries_of(pack())


def _difference(effect: Effect) -> PresentedChange:
    return presented_change(EntryChange("rule", "new", None, whole(effect)), Names(ENTRIES))


@pytest.mark.parametrize("where", SAYINGS)
def test_each_effect_is_told_apart_when_it_is_said(where: str) -> None:
    said = {SAYINGS[where](effect) for effect in Effect}

    assert len(said) == len(Effect)
    assert "Rule new" not in said
