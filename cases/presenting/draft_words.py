"""Parts of a teaching case in words, for the history and for whoever saved at the same time."""

from collections.abc import Iterable, Mapping
from typing import Any

from cases.domain.teaching.drafting import part_at
from cases.presenting.teach import fact_label
from guidance.domain.vocabulary import joined

OF_CASE = {
    "title": "the title",
    "summary": "the summary",
    "topic": "the primary",
    "difficulty": "the difficulty",
    "minutes": "the minutes",
    "time_limit_minutes": "the time limit",
    "objectives": "the objectives",
    "sources": "the sources",
    "commentary": "the commentary",
    "answers_wait": "when answers are shown",
    "licence": "the licence",
    "credits": "the credits",
    "order": "the order of the steps",
    "steps": "the steps",
    "key": "the key",
}
OF_STEP = {
    "title": "the title",
    "kind": "the kind",
    "narrative": "the narrative",
    "expert": "what the expert says",
    "tables": "the tables",
    "figures": "the drawings",
    "images": "the images",
    "given": "what is given",
    "asked": "what is asked",
    "questions": "the questions",
}
MOST_NAMED = 3


def part_words(document: Mapping[str, Any], address: str) -> str:
    """ "the narrative of “What the scan shows”", "the answer to M category"."""
    first, *rest = address.split("/")
    if first == "steps" and rest:
        return _of_step(document, rest)
    if first == "key" and len(rest) > 1:
        what = "the answer to" if rest[0] == "record" else "the mark of"
        return f"{what} {fact_label(rest[1])}"
    return OF_CASE.get(first, f"“{first}”")


def _of_step(document: Mapping[str, Any], rest: list[str]) -> str:
    steps = {step["key"]: step.get("title") or step["key"] for step in document.get("steps", ())}
    step = f"“{steps.get(rest[0], rest[0])}”"
    if len(rest) == 1:
        return f"the step {step}"
    if len(rest) > 2 and rest[1] == "images":
        stack = part_at(document, "/".join(["steps", *rest[:3]])) or {}
        return f"the images “{stack.get('caption') or rest[2]}” of {step}"
    if len(rest) > 2 and rest[1] == "questions":
        return f"the question “{_titled(document, rest)}” of {step}"
    return f"{OF_STEP.get(rest[1], rest[1])} of {step}"


def _titled(document: Mapping[str, Any], rest: list[str]) -> str:
    """By its first words, while it is there; else by its key."""
    question = part_at(document, f"steps/{rest[0]}/questions/{rest[2]}")
    return question_title(question, 50) if question else rest[2]


def changed_words(document: Mapping[str, Any], addresses: Iterable[str]) -> str:
    """ "Changed the title and the narrative of “Scan”"."""
    named = list(dict.fromkeys(part_words(document, address) for address in addresses))
    if not named:
        return "Typed something that is no answer yet"
    more = [f"{len(named) - MOST_NAMED} more"] if len(named) > MOST_NAMED else []
    return f"Changed {joined([*named[:MOST_NAMED], *more])}"


def question_title(question: Mapping[str, Any], most: int = 80) -> str:
    """The first words of a question, on one line."""
    words = " ".join(str(question.get("stem") or "").replace("*", "").split())
    return f"{words[: most - 1]}…" if len(words) > most else words or "A question without words yet"
