"""What the demonstration's residents write where a case asks for a text: in the words of its own key.

Nobody says more than the case does; who they are decides how much of it they say, and in which words.
"""

from collections.abc import Sequence
from random import Random
from typing import Any

BEGINNINGS = (
    "",
    "",
    "",
    "In short: ",
    "As I read it: ",
    "I would put it like this. ",
    "What I take from it: ",
)
ENDS = ("", "", "", " More I cannot say from this.", " I am not sure of the rest.", " That is how I see it.")
BETWEEN = (". ", ". ", "; ", ". Besides, ")


def demo_text(question: Any, chance: Random, ability: float) -> tuple[tuple[int, ...], str]:
    """Which points of the model answer it holds, and the text."""
    points = question.points_to_tick
    wanted = round(len(points) * (0.62 + 0.25 * ability) + chance.uniform(-0.5, 0.5))
    most = max(1, min(len(points), wanted))
    if chance.random() < 0.45:
        return tuple(range(most)), _in_its_words(question.model_answer, most / len(points), chance)
    held = chance.sample(range(len(points)), most)
    if chance.random() < 0.6:
        held.sort()
    return tuple(sorted(held)), _begun(_together([points[place] for place in held], chance), chance)


def _in_its_words(model_answer: str, share: float, chance: Random) -> str:
    """The model answer from its beginning, as far as they come."""
    said = model_answer.replace("*", "").removesuffix(".").split(". ")
    return _begun(". ".join(said[: max(1, round(len(said) * share))]) + ".", chance)


def _together(said: Sequence[str], chance: Random) -> str:
    between = chance.choice(BETWEEN)
    first, *rest = (each.removesuffix(".") for each in said)
    return "".join([first, *(f"{between}{each if between == '. ' else _lower(each)}" for each in rest)]) + "."


def _begun(said: str, chance: Random) -> str:
    beginning = chance.choice(BEGINNINGS)
    return f"{beginning}{_lower(said) if beginning.endswith(': ') else said}{chance.choice(ENDS)}"


def _lower(said: str) -> str:
    """With a small letter, unless it begins with a name such as TTF-1."""
    return said if said[1:2].isupper() or said[1:2].isdigit() else said[:1].lower() + said[1:]
