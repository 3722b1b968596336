"""Marking answers. Each formula is the one that its kind of question is published with, named beside it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from math import log2

from cases.domain.teaching import (
    BestAnswer,
    KeyFeature,
    Numeric,
    Question,
    RankedDifferential,
    ScriptConcordance,
    ShortText,
)
from cases.domain.teaching.questions import Option

from .answers import Answer
from .mark import QUESTION, Line, Mark

Marked = tuple[float | None, str, str, tuple[Line, ...], str]
"""Credit, entered, expected, lines, and what the formula says in words."""

_NOT_LETTERS = re.compile(r"[\W_]+")


def mark_question(question: Question, answer: Answer | None, step: str) -> Mark:
    """The mark of one question. Without an answer it earns nothing and still says what was expected."""
    credit, entered, expected, lines, said = _MARKERS[type(question)](question, answer)
    return Mark(
        subject=QUESTION,
        key=question.key,
        label=question.label,
        kind=question.kind,
        step=step,
        domain=question.domain,
        objective=question.objective,
        weight=question.weight,
        credit=credit,
        entered=entered,
        expected=expected,
        why=said if entered else "Not answered.",
        lines=lines,
        statements=question.statements,
        notes=question.notes,
        source=question.source,
    )


def self_credit(question: ShortText, held: Sequence[int]) -> float:
    """The share of the points of the model answer that the writer finds in their own text.

    `held` are places from 0; raises ValueError for one that the model answer does not have.
    """
    places = set(held)
    if places - set(range(len(question.points))):
        raise ValueError(f"the model answer has {len(question.points)} points")
    return len(places) / len(question.points)


# Key features: Page, Bordage and Allen 1995


def _key_feature(question: KeyFeature, answer: Answer | None) -> Marked:
    given = _as_tuple(answer)
    chosen = (
        _written(question, given)
        if question.write_in
        else [(key, question.option_by_key[key]) for key in given]
    )
    found = {option.key: option for _, option in chosen if option is not None}
    possible = sum(option.credit for option in question.options)
    harmful = [option for option in found.values() if option.harmful]
    if harmful:
        credit, said = 0.0, f"“{harmful[0].text}” would do harm, so the question earns nothing."
    elif len(given) > question.maximum:
        credit, said = (
            0.0,
            f"{len(given)} answers where {question.maximum} are allowed, so the question earns nothing.",
        )
    else:
        credit = min(sum(option.credit for option in found.values()) / possible, 1.0)
        hits = sum(1 for option in found.values() if option.credit)
        said = f"{hits} of {sum(1 for option in question.options if option.credit)} key features."
    expected = [option.text for option in question.options if option.credit]
    return (
        round(credit, 6),
        _listed(_said(chosen)),
        _listed(expected),
        tuple(_key_lines(question, chosen, found)),
        said,
    )


def _written(question: KeyFeature, given: Sequence[str]) -> list[tuple[str, Option | None]]:
    by_spelling = {
        _spelling(text): option for option in question.options for text in (option.text, *option.also)
    }
    return [(line, by_spelling.get(_spelling(line))) for line in given]


def _spelling(text: str) -> str:
    """Letters and digits only, so that capitals, hyphens and spaces make no other answer."""
    return _NOT_LETTERS.sub(" ", text.casefold()).strip()


def _said(chosen: Sequence[tuple[str, Option | None]]) -> list[str]:
    """The option's text where its key was chosen, else the words that were written."""
    return [option.text if option is not None and line == option.key else line for line, option in chosen]


def _key_lines(
    question: KeyFeature, chosen: Sequence[tuple[str, Option | None]], found: Mapping[str, Option]
) -> Iterator[Line]:
    for option in question.options:
        picked = option.key in found
        if option.harmful:
            if picked or not question.write_in:
                yield Line(option.text, "harmful" if picked else "", option.why)
        elif option.credit:
            yield Line(option.text, "right" if picked else "missing", option.why)
        elif picked or not question.write_in:
            yield Line(option.text, "wrong" if picked else "", option.why)
    yield from (
        Line(line, "wrong", "Not among the expected answers.") for line, option in chosen if option is None
    )


# Ranked differential: normalised discounted cumulative gain, Järvelin and Kekäläinen 2002


def _ranked(question: RankedDifferential, answer: Answer | None) -> Marked:
    given = _as_tuple(answer)
    count = len(question.ranked)
    gain = {key: count - place for place, key in enumerate(question.ranked)}
    ideal = _discounted(gain[key] for key in question.ranked)
    credit = _discounted(gain.get(key, 0) for key in given) / ideal
    text = {key: option.text for key, option in question.option_by_key.items()}
    lines = tuple(_rank_lines(question, given))
    said = f"{credit:.0%} of the gain of the expert's order; a diagnosis counts more the higher it stands."
    return (
        round(credit, 6),
        _numbered(text[key] for key in given),
        _numbered(text[key] for key in question.ranked),
        lines,
        said,
    )


def _discounted(gains: Iterator[int]) -> float:
    return sum(gain / log2(place + 2) for place, gain in enumerate(gains))


def _rank_lines(question: RankedDifferential, given: Sequence[str]) -> Iterator[Line]:
    for place, key in enumerate(question.ranked):
        option = question.option_by_key[key]
        yours = given.index(key) + 1 if key in given else None
        at = "not in your list" if yours is None else f"your place {yours}"
        verdict = "missing" if yours is None else "right" if yours == place + 1 else "partly"
        yield Line(f"{place + 1}. {option.text} ({at})", verdict, option.why)
    for key in given:
        if key not in question.ranked:
            yield Line(question.option_by_key[key].text, "wrong", question.option_by_key[key].why)


# Script concordance: votes for the answer over votes for the modal answer, Charlin et al. 2000


def _concordance(question: ScriptConcordance, answer: Answer | None) -> Marked:
    votes = question.panel.votes
    modal = max(votes.values())
    words = dict(question.scale)
    point = None if answer is None else int(answer)  # type: ignore[arg-type]  # a point of the scale
    credit = 0.0 if point is None else votes.get(point, 0) / modal
    lines = tuple(
        Line(
            f"{_signed(each)} {label}: {votes.get(each, 0)} of {question.panel.size} votes",
            "" if each != point else "right" if credit == 1 else "partly" if credit else "wrong",
        )
        for each, label in question.scale
    )
    most = [f"{_signed(each)} {label}" for each, label in question.scale if votes.get(each, 0) == modal]
    entered = "" if point is None else f"{_signed(point)} {words[point]}"
    said = (
        f"{votes.get(point, 0) if point is not None else 0} votes for it, {modal} for the answer most chosen."
    )
    return round(credit, 6), entered, " or ".join(most), lines, said


def _signed(point: int) -> str:
    return f"{point:+d}" if point else "0"


# Best answers


def _best(question: BestAnswer, answer: Answer | None) -> Marked:
    chosen = _as_tuple(answer)
    right = [option for option in question.options if option.credit == 1]
    options = [question.option_by_key[key] for key in chosen]
    if question.multiple:
        hits = sum(option.credit == 1 for option in options)
        credit = max(0.0, (hits - (len(options) - hits)) / len(right))
        said = f"{hits} right and {len(options) - hits} wrong, of {len(right)} that are right."
    else:
        credit = options[0].credit if options else 0.0
        said = "The best answer." if credit == 1 else "Second best." if credit else "Not the best answer."
    lines = tuple(
        Line(
            option.text,
            _option_verdict(option, option.key in chosen),
            option.why,
        )
        for option in question.options
    )
    return round(credit, 6), _listed(o.text for o in options), _listed(o.text for o in right), lines, said


def _option_verdict(option: Option, picked: bool) -> str:
    if option.credit == 1:
        return "right" if picked else "missing"
    if not picked:
        return ""
    return "partly" if option.credit else "wrong"


# Short text and numbers


def _short_text(question: ShortText, answer: Answer | None) -> Marked:
    lines = tuple(Line(point) for point in question.points)
    credit = 0.0 if answer is None else None
    return (
        credit,
        str(answer or ""),
        question.model_answer,
        lines,
        "Marked by its writer against the model answer.",
    )


def _numeric(question: Numeric, answer: Answer | None) -> Marked:
    unit = f" {question.unit}" if question.unit else ""
    expected = f"{question.value:g}{unit}"
    if question.tolerance:
        expected += f", give or take {question.tolerance:g}"
    if answer is None:
        return 0.0, "", expected, (), ""
    number = float(answer)  # type: ignore[arg-type]  # a number
    apart = abs(number - question.value)
    # A hair more than the tolerance, so that 0.1 + 0.2 is no fault of the resident's.
    within = apart <= question.tolerance + 1e-9
    said = "Within the tolerance." if within else f"Off by {apart:g}{unit}."
    return float(within), f"{number:g}{unit}", expected, (), said


def _as_tuple(answer: Answer | None) -> tuple[str, ...]:
    if answer is None:
        return ()
    return answer if isinstance(answer, tuple) else (str(answer),)


def _listed(texts: Iterator[str] | Sequence[str]) -> str:
    return "; ".join(texts)


def _numbered(texts: Iterator[str]) -> str:
    return "; ".join(f"{place}. {text}" for place, text in enumerate(texts, start=1))


_MARKERS: Mapping[type[Question], Callable[..., Marked]] = {
    KeyFeature: _key_feature,
    RankedDifferential: _ranked,
    ScriptConcordance: _concordance,
    BestAnswer: _best,
    ShortText: _short_text,
    Numeric: _numeric,
}
