"""Review cards of the shipped library: each is a question that its own text lets one answer."""

import re
from dataclasses import replace

import pytest

from cases.content.library import shipped_library
from cases.domain.cards import CardText, cards_from
from cases.domain.marking import mark_attempt
from cases.domain.plain import plain_text
from cases.domain.teaching import TeachingContent
from cases.domain.teaching.saying import says
from guidance.domain.compiling import compile_edition
from guidance.domain.vocabulary import VOCABULARY
from guidance.queries.exchange import shipped_payload


@pytest.fixture(scope="module")
def cards() -> dict[str, tuple[CardText, ...]]:
    """By case, the cards of somebody who left everything open."""
    return {case.slug: missed(case) for case in shipped_library().cases}


def missed(case: TeachingContent) -> tuple[CardText, ...]:
    return cards_from(case, mark_attempt(case, {}, {}), compile_edition(shipped_payload(), 1))


def test_each_card_asks_about_a_person_and_says_why(cards: dict[str, tuple[CardText, ...]]) -> None:
    odd = [
        f"{slug} {card.key}"
        for slug, made in cards.items()
        for card in made
        if not re.search(r"\b(man|woman|he|she|his|her)\b", card.question)
        or len(card.question.rpartition("\n\n")[0]) < 200
        or len(card.answer) < 60
        or "**" in card.question + card.background + card.answer
    ]
    assert not odd


def test_no_card_asks_what_stands_in_the_case(cards: dict[str, tuple[CardText, ...]]) -> None:
    told = []
    for case in shipped_library().cases:
        for card in cards[case.slug]:
            for fact in ("t_category", "n_category", "m_category"):
                value = case.key.record.get(fact)
                asked = "Which " + fact[0].upper() in card.question
                if asked and value and says(card.question + card.background, VOCABULARY[fact], value):
                    told.append(f"{case.slug} {card.key}: {value}")
    assert not told
    copied = {"creatinine_umol_l", "age_years", "symptoms", "lesions", "esas_pain"}
    assert not [card.key for made in cards.values() for card in made if card.key in copied]


def test_votes_that_nobody_cast_are_called_an_example(cards: dict[str, tuple[CardText, ...]]) -> None:
    voted = [card for made in cards.values() for card in made if "Most of the panel" in card.answer]
    assert voted and not [card.key for card in voted if "made up to show the form" not in card.answer]


def test_no_card_asks_what_the_step_says_in_its_main_word() -> None:
    case = next(case for case in shipped_library().cases if case.slug == "lung-m-category")
    told = tuple(
        replace(step, narrative=f"{step.narrative}\n\nIt is a metastasis.") if step.key == "tissue" else step
        for step in case.steps
    )
    held = "What is the kidney lesion held to be"
    asked = [[held in card.question for card in missed(each)] for each in (case, replace(case, steps=told))]
    assert [any(found) for found in asked] == [True, False]


def test_what_one_question_asks_is_one_card(cards: dict[str, tuple[CardText, ...]]) -> None:
    staging = [
        [card for card in made if "with its prefix" in card.question or "Lugano stage" in card.question]
        for made in cards.values()
    ]
    assert max(len(found) for found in staging) == 1
    assert any("N category" in card.question for found in staging for card in found)


def test_markdown_is_told_as_plain_text() -> None:
    told = "A man of **68**, *EGFR*\nmutated, see [here](https://example.org).\n\n- one\n- two\n  lines"
    assert plain_text(told) == "A man of 68, EGFR mutated, see here.\n\n– one\n– two lines"
