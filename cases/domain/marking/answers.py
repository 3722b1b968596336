"""An answer to a question, read from what was sent. What does not fit is refused in a sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from cases.domain.teaching import (
    BestAnswer,
    KeyFeature,
    Numeric,
    Question,
    RankedDifferential,
    ScriptConcordance,
    ShortText,
)
from cases.domain.teaching.questions import SCALE, Option
from guidance.domain.characters import ForbiddenCharacter, check_characters, seen
from guidance.domain.json_text import repeated
from guidance.domain.limits import ANSWER, ANSWER_LINE, ANSWER_LINES

Answer = str | float | tuple[str, ...]
"""Chosen options, ranked options or written lines are a tuple; a single choice or text is a str; a point of
the scale or a number is a float. No answer is None, and is never stored."""

_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")


class AnswerError(ValueError):
    """What was sent is no answer to this question; the message names what was given and what is allowed."""


def read_answer(question: Question, given: object) -> Answer | None:
    """The answer in what was sent or stored; None where there is none. Raises AnswerError.

    More answers than a key-feature question allows are an answer: it is marked, and earns nothing.
    """
    try:
        check_characters(given)
    except ForbiddenCharacter as fault:
        raise AnswerError(str(fault)) from fault
    _check_length(given)
    return _READERS[type(question)](question, given)


def _check_length(given: object) -> None:
    texts = [given] if isinstance(given, str) else given if isinstance(given, Sequence) else ()
    length = sum(len(each) for each in texts if isinstance(each, str))
    if max(length, len(texts)) > ANSWER.most:
        raise AnswerError(ANSWER.refusal(max(length, len(texts))))


def answer_as_data(answer: Answer) -> object:
    """The answer as JSON holds it; `read_answer` reads it back to the same."""
    return list(answer) if isinstance(answer, tuple) else answer


def _texts(given: object) -> list[str]:
    if given is None:
        return []
    if isinstance(given, str):
        return [given] if seen(given) else []
    if isinstance(given, Sequence) and all(isinstance(each, str) for each in given):
        return [each for each in given if seen(each)]
    raise AnswerError(f"{given!r} is no answer to this question.")


def _known(options: Mapping[str, Option], given: Sequence[str]) -> tuple[str, ...]:
    for key in given:
        if key not in options:
            allowed = "; ".join(option.text for option in options.values())
            raise AnswerError(f'"{key}" is none of the answers of this question. Allowed: {allowed}.')
    return tuple(dict.fromkeys(given))


def _key_feature(question: KeyFeature, given: object) -> Answer | None:
    if not question.write_in:
        return _known(question.option_by_key, _texts(given)) or None
    lines = [line.strip() for text in _texts(given) for line in text.splitlines() if line.strip()]
    if len(lines) > ANSWER_LINES.most:
        raise AnswerError(f"{len(lines)} lines were written; at most {ANSWER_LINES.most} are kept.")
    for line in lines:
        if len(line) > ANSWER_LINE.most:
            raise AnswerError(f"A line has {len(line)} characters; at most {ANSWER_LINE.most} are kept.")
    return tuple(lines) or None


def _ranked(question: RankedDifferential, given: object) -> Answer | None:
    texts = _texts(given)
    chosen = _known(question.option_by_key, texts)
    if len(chosen) != len(texts):
        twice = repeated(texts)[0]
        raise AnswerError(
            f"“{question.option_by_key[twice].text}” stands in two places. Give each place another."
        )
    if len(chosen) > len(question.ranked):
        raise AnswerError(f"{len(chosen)} are ranked; {len(question.ranked)} are asked for.")
    return chosen or None


def _concordance(question: ScriptConcordance, given: object) -> Answer | None:
    if given in (None, ""):
        return None
    points = [point for point, _ in SCALE]
    try:
        point = float(given)  # type: ignore[arg-type]  # what float refuses is caught
    except (TypeError, ValueError):
        point = float("nan")
    if point not in points:
        allowed = ", ".join(f"{each:+d}" if each else "0" for each in points)
        raise AnswerError(f'"{given}" is no point of the scale. Allowed: {allowed}.')
    return point


def _best(question: BestAnswer, given: object) -> Answer | None:
    chosen = _known(question.option_by_key, _texts(given))
    if question.multiple:
        return chosen or None
    if len(chosen) > 1:
        raise AnswerError(f"{len(chosen)} answers are chosen; this question has one.")
    return chosen[0] if chosen else None


def _short_text(question: ShortText, given: object) -> Answer | None:
    text = "\n".join(_texts(given)).replace("\r\n", "\n").strip()
    if len(text) > question.maximum_length:
        raise AnswerError(f"The text has {len(text)} characters; at most {question.maximum_length} are kept.")
    return text or None


def _numeric(question: Numeric, given: object) -> Answer | None:
    if given is None or (isinstance(given, str) and not given.strip()):
        return None
    text = str(given).strip().replace("−", "-")
    if not _NUMBER.fullmatch(text):
        raise AnswerError(f'"{text[:40]}" is no number. Write digits only, such as {_example(question)}.')
    number = float(text.replace(",", "."))
    if not question.minimum <= number <= question.maximum:
        unit = f" {question.unit}" if question.unit else ""
        allowed = f"{question.minimum:g} to {question.maximum:g}{unit}"
        raise AnswerError(f"{number:g}{unit} lies outside what may be entered: {allowed}.")
    return number


def _example(question: Numeric) -> str:
    return f"{(question.minimum + question.maximum) / 2:g}"


_READERS: Mapping[type[Question], Callable[..., Answer | None]] = {
    KeyFeature: _key_feature,
    RankedDifferential: _ranked,
    ScriptConcordance: _concordance,
    BestAnswer: _best,
    ShortText: _short_text,
    Numeric: _numeric,
}
