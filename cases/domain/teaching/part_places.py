"""Where something stands in a teaching case: as the address of a part, and in words."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from guidance.domain.vocabulary import VOCABULARY

from .addresses import OF_LESIONS

_STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")
KEYED = {"steps": "key", "questions": "key", "images": "key", "marks": "fact"}
"""The lists of a document whose members have a name of their own, by which an address calls them."""
MEMBERS: Mapping[str, str] = {
    "steps": "step",
    "questions": "question",
    "images": "picture",
    "marks": "mark",
    "options": "option",
    "tables": "table",
    "rows": "row",
    "columns": "column",
    "figures": "drawing",
    "points": "point",
    "lesions": "lesion",
    "slices": "slice",
    "arrows": "arrow",
    "accept": "alternative",
    "objectives": "objective",
    "sources": "source",
    "panel": "panel member",
    "credits": "credit",
}
"""What one member of a list is called."""
WORDS: Mapping[str, str] = {
    "alt": "text for those who do not see it",
    "answers_wait": "when the expert answers",
    "asked": "what is asked",
    "derived_from": "where the case comes from",
    "expert": "what the expert says",
    "given": "what is given",
    "minutes": "minutes",
    "model_answer": "model answer",
    "narrative": "text",
    "record": "expert's answers",
    "slug": "address",
    "stem": "question",
    "topic": "primary",
    "when": "condition",
    "why": "reason",
}
"""Fields whose name in the file is not what people call them."""
FACTS = ("given", "asked")
"""Lists of facts: what is said of a member names it, and its number would tell nobody more."""
_KEY = re.compile(r"\b[a-z0-9]+(?:[_.][a-z0-9]+)+\b")


def steps_of(place: str) -> Iterator[str | int]:
    """The steps of a place as "steps[3].questions[0].stem"."""
    for name, index in _STEP.findall(place):
        yield int(index) if index else name


def address_of(document: Mapping[str, Any], place: str) -> str:
    """The address of the part in which a place lies: "steps/scans/questions/egfr".

    Members of lists without names end it: the part that holds the list is where it is mended.
    """
    parts: list[str] = []
    held: Any = document
    within = ""
    for step in steps_of(place):
        if isinstance(step, int):
            member = held[step] if isinstance(held, list) and step < len(held) else None
            key = member.get(KEYED[within]) if within in KEYED and isinstance(member, Mapping) else None
            if not isinstance(key, str):
                break
            parts.append(key)
            held = member
        else:
            parts.append(step)
            held = held.get(step) if isinstance(held, Mapping) else None
            within = step
    return "/".join(parts)


def place_at(document: Mapping[str, Any], address: str) -> str:
    """The place of a part: "steps[1].questions[0]" of "steps/scans/questions/egfr", as far as it is there."""
    held: Any = document
    place = within = ""
    for name in address.split("/"):
        if isinstance(held, list):
            keys = [each.get(KEYED.get(within, "")) if isinstance(each, Mapping) else None for each in held]
            if name not in keys:
                break
            place, held = f"{place}[{keys.index(name)}]", held[keys.index(name)]
        elif isinstance(held, Mapping) and name in held:
            place, held, within = f"{place}.{name}".removeprefix("."), held[name], name
        else:
            break
    return place


def place_in_words(document: Mapping[str, Any], place: str) -> str:
    """ "Step “What the scans show”, question 2, option 1, reason"; "" for the document itself."""
    words: list[str] = []
    held: Any = document
    within = ""
    for step in steps_of(place):
        if isinstance(step, int):
            held = held[step] if isinstance(held, list) and step < len(held) else None
            words[-1:] = [_member(within, step, held)]
        else:
            held = held.get(step) if isinstance(held, Mapping) else None
            words.append(WORDS.get(step, step.replace("_", " ")))
            within = step
    said = ", ".join(words)
    return said[:1].upper() + said[1:]


def _member(within: str, number: int, member: Any) -> str:
    name = MEMBERS.get(within, WORDS.get(within, within))
    if within in FACTS:
        return name
    title = member.get("title") if isinstance(member, Mapping) else None
    return f"{name} “{title}”" if isinstance(title, str) and title else f"{name} {number + 1}"


def facts_in_words(said: str) -> str:
    """What is said of facts by their keys, with the labels that authors know them by."""
    return _KEY.sub(lambda key: _labelled(key[0]), said)


def _labelled(key: str) -> str:
    if key == OF_LESIONS:
        return "the diagnosis of each lesion"
    return f"“{VOCABULARY[key].label}”" if key in VOCABULARY else key
