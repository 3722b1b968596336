"""By what a teaching case can be found, from its document in either format."""

from collections.abc import Mapping
from typing import Any

from guidance.domain.vocabulary import CHAPTERS, VOCABULARY


def facets_in(document: Mapping[str, Any]) -> dict[str, Any]:
    """Its objectives, the chapters that it asks, its kinds of question and its licence, each once."""
    steps = document.get("steps", ())
    facts = [_fact(address) for step in steps for address in step.get("asked", ())]
    asked = {VOCABULARY[fact].chapter for fact in facts if fact in VOCABULARY}
    asked |= {chapter for step in steps for chapter in step.get("chapters", ())}
    kinds = dict.fromkeys(question["kind"] for step in steps for question in step.get("questions", ()))
    return {
        "objectives": list(document.get("objectives", ())),
        "chapters": [chapter.key for chapter in CHAPTERS if chapter.key in asked],
        "kinds": list(kinds),
        "licence": document.get("licence", ""),
    }


def _fact(address: str) -> str:
    return address.partition(".")[0]
