"""Each effect that a rule can have is told of wherever rules are; where one was forgotten is named here."""

from collections.abc import Callable
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from cases.domain.impact import described
from cases.domain.marking.difference import guidance_difference
from cases.management.commands.match_guidance import lines
from cases.presenting.changed_since import in_words
from cases.presenting.impact import KINDS
from cases.presenting.rule_test import trial_of
from guidance.actions.publishing import publish_payload
from guidance.domain.changing import EntryChange, entries_of
from guidance.domain.compiling import compile_edition, faults_of
from guidance.domain.conditions.tree import from_data
from guidance.domain.edition import CompiledEdition
from guidance.domain.engine.replaying import OutcomeKind, Replay, outcomes
from guidance.domain.entries.rule import EFFECTS, EFFECTS_TO_CHOOSE, NEEDED, USED_BY, Effect
from guidance.domain.explaining import Answer, answer, difference
from guidance.domain.facts import Facts
from guidance.domain.naming import Names
from guidance.domain.rule_checks import warnings_against
from guidance.presenting.differences import PresentedChange, presented_change
from guidance.presenting.rules import sentence_head
from kidmet_site.accounts.models import User
from tests.cases.samples import NOW, case_of
from tests.guidance.domain.small_edition import LUNG, known, pack, rule

WHOLE: dict[str, Any] = {
    "because": "It is lung.",
    "message": "It is lung.",
    "statement": "111-1",
    "about": ["primary_site"],
}
FACTS = Facts({"primary_site": "lung", "histology": "adenocarcinoma"})
ELSE = Facts({"primary_site": "breast", "histology": "adenocarcinoma"})
SHOWN = rule("shown", "show", "staging/tnm", known("histology"))

each_effect = pytest.mark.parametrize("effect", Effect)
# A highlight comes and goes with its section.
each_of_its_own = pytest.mark.parametrize(
    "effect", [effect for effect in Effect if effect is not Effect.HIGHLIGHT]
)


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


SAID = ("It is lung.", "What 111-1 says.")
"""By a rule of `whole`: its sentence, or the statement that it highlights."""


def of_two_cases(effect: Effect) -> tuple[Answer, Answer]:
    """What is said of a case that a rule of the effect speaks to, and of one that it does not."""
    rules = [whole(effect), *([SHOWN] if effect is Effect.HIGHLIGHT else [])]
    edition = compile_edition(pack(rules=rules), 1)
    return answer(edition, FACTS), answer(edition, ELSE)


@each_effect
def test_an_answer_tells_when_a_rule_of_the_effect_holds(effect: Effect) -> None:
    told, untold = (answer(edition_with(*rules), FACTS).as_json() for rules in ([whole(effect)], []))

    assert {**told, "edition": None} != {**untold, "edition": None}


@each_effect
def test_an_impact_sees_when_a_rule_of_the_effect_is_new(effect: Effect) -> None:
    assert outcomes(edition_with(whole(effect))) != outcomes(edition_with())


@each_effect
def test_a_rule_says_something_to_the_reader(effect: Effect) -> None:
    says = {name for name in ("because", "message") if effect in USED_BY[name]}

    assert says, f"name {effect!r} in USED_BY, under what a rule of it says"


@each_effect
def test_a_rule_of_the_effect_is_refused_when_it_lacks_what_it_needs(effect: Effect) -> None:
    needed = {name for name in NEEDED if effect in USED_BY[name]}
    lacking = {name: value for name, value in whole(effect).items() if name not in needed}
    faults = faults_of(pack(rules=[SHOWN, lacking]))

    assert {fault.place.rpartition(".")[2] for fault in faults} == needed


@each_effect
def test_marks_tell_what_a_resident_missed_and_raised(effect: Effect) -> None:
    told, untold = of_two_cases(effect)

    for entered, expected in ((untold, told), (told, untold)):
        lost = guidance_difference(entered=entered, expected=expected, wrong=())
        page = render_to_string(
            "cases/_lost.html", {"lost": lost, "edition": edition_with(), "lost_labels": {}}
        )
        assert not lost.is_empty
        assert any(said in page for said in SAID)


@each_of_its_own
def test_what_is_new_and_what_is_gone_is_told(effect: Effect) -> None:
    told, untold = of_two_cases(effect)

    for found in (difference(untold, told), difference(told, untold)):
        assert not found.is_empty
        assert found.sentence != ""
        assert in_words(found) != in_words(difference(told, told))


@each_of_its_own
def test_the_command_line_tells_when_a_rule_of_the_effect_holds(effect: Effect) -> None:
    told, untold = (
        list(lines("A case", answer(edition_with(*rules), FACTS))) for rules in ([whole(effect)], [])
    )

    assert told != untold


@each_effect
def test_a_resident_is_told_beside_the_case_and_on_paper(
    effect: Effect, client: Client, resident: User
) -> None:
    publish_payload(pack(rules=[SHOWN, whole(effect)]), by=None, now=NOW, note="")
    case = case_of(resident, **FACTS)
    client.force_login(resident)

    for page, query in {"case_workbench": "", "case_summary": "?full"}.items():
        shown = client.get(reverse(page, args=[case.pk]) + query, follow=True).content.decode()
        assert any(said in shown for said in SAID), page


@each_effect
def test_an_impact_says_what_comes_and_goes(effect: Effect) -> None:
    before, after = edition_with(), edition_with(whole(effect))

    for old, new in ((before, after), (after, before)):
        assert [each["section"] for each in described(Replay(old, new), old, new)] == ["staging/tnm"]


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
