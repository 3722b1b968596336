"""Text that was typed into a field and that its fact cannot hold: kept as it was typed, never a fact.

It is kept by chapter and by the name of the field in a form that is drawn anew: "age_years", and of a lesion
"lesions-2-size_mm". A lesion of which nothing could be recorded has a number after those that are recorded.
"""

import re
from collections.abc import Sequence
from typing import Any

from guidance.domain.characters import forbidden_in

Kept = dict[str, dict[str, Any]]
"""By field: what was typed ("typed": a text, a tick, or several) and what was said of it ("said")."""

LONGEST_KEPT = 2_000
MOST_KEPT = 10_000
LONGEST_SAID, MOST_SAID = 500, 10
"""Characters that a field and a chapter may keep; those and the sentences that may be said of a field."""

LESION = "lesions"
_OF_LESION = re.compile(rf"{LESION}-(?P<place>\d+)-(?P<key>\w+)")


def keepable(kept: Kept) -> Kept:
    """What of it is kept: no forbidden character, no field longer than is allowed, and so much of a chapter.

    What is pasted brings spaces, hyphens and marks that cannot be seen along: they are kept with it.
    """
    held: Kept = {}
    left = MOST_KEPT
    for name, field in kept.items():
        length = _length(field["typed"])
        if length <= min(left, LONGEST_KEPT) and not any(map(forbidden_in, _texts(field["typed"]))):
            said = [text[:LONGEST_SAID] for text in field["said"]]
            held[name] = {"typed": field["typed"], "said": said[:MOST_SAID]}
            left -= length
    return held


def _length(typed: Any) -> int:
    """In characters, as a field counts them; a tick, and each of several texts, counts at least as one."""
    if isinstance(typed, list | tuple):
        return sum(_length(each) + 1 for each in typed)
    return len(typed) if isinstance(typed, str) else 1


def _texts(typed: Any) -> list[str]:
    each = typed if isinstance(typed, list | tuple) else [typed]
    return [text for text in each if isinstance(text, str)]


def lesion_field(place: int, key: str) -> str:
    return f"{LESION}-{place}-{key}"


def place_and_key(name: str) -> tuple[int, str] | None:
    """The lesion, from 0, and the fact of it that a name speaks of; None where it speaks of no lesion."""
    found = _OF_LESION.fullmatch(name)
    return (int(found["place"]), found["key"]) if found else None


def moved(kept: Kept, before: Sequence[Any], after: Sequence[Any]) -> Kept:
    """The same text where the lesions were changed by something else than the form that it stands in.

    It follows its lesion; where that is gone, it stands in a row of its own.
    """
    places: dict[int, int] = {}
    held: Kept = {}
    for name, field in kept.items():
        where = place_and_key(name)
        if where is None:
            held[name] = field
            continue
        place, key = where
        if place not in places:
            places[place] = _new_place(place, before, after, taken=set(places.values()))
        held[lesion_field(places[place], key)] = field
    return held


def _new_place(place: int, before: Sequence[Any], after: Sequence[Any], taken: set[int]) -> int:
    lesion = before[place] if place < len(before) else None
    nearest = sorted(range(len(after)), key=lambda each: abs(each - place))
    same = (each for each in nearest if after[each] == lesion and each not in taken)
    alone = (each for each in range(len(after), len(after) + len(taken) + 1) if each not in taken)
    return next(same, next(alone))
