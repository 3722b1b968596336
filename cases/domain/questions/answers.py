"""An answer to a question, read from what was sent. What does not fit is refused in a sentence."""

from collections.abc import Sequence

from guidance.domain.characters import ForbiddenCharacter, check_characters, seen
from guidance.domain.limits import ANSWER

QuestionAnswer = str | float | tuple[str, ...]
"""Chosen options, ranked options or written lines are a tuple; a single choice or text is a str; a point of
the scale or a number is a float. No answer is None, and is never stored."""


class AnswerError(ValueError):
    """What was sent is no answer to this question; the message names what was given and what is allowed."""


def check_sent(given: object) -> None:
    """Raises AnswerError for characters that no text may hold, and for more than is taken of anything."""
    try:
        check_characters(given)
    except ForbiddenCharacter as fault:
        raise AnswerError(str(fault)) from fault
    texts = [given] if isinstance(given, str) else given if isinstance(given, Sequence) else ()
    length = sum(len(each) for each in texts if isinstance(each, str))
    if max(length, len(texts)) > ANSWER.most:
        raise AnswerError(ANSWER.refusal(max(length, len(texts))))


def texts_in(given: object) -> list[str]:
    """The texts that were sent, without the empty ones. Raises AnswerError for anything else."""
    if given is None:
        return []
    if isinstance(given, str):
        return [given] if seen(given) else []
    if isinstance(given, Sequence) and all(isinstance(each, str) for each in given):
        return [each for each in given if seen(each)]
    raise AnswerError(f"{given!r} is no answer to this question.")


def answer_as_data(answer: QuestionAnswer) -> object:
    """The answer as JSON holds it; `read_answer` reads it back to the same."""
    return list(answer) if isinstance(answer, tuple) else answer
