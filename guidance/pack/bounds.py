"""How much a payload may hold. Asked first: all that comes after takes time with what there is."""

from collections.abc import Iterable, Mapping
from typing import Any

from guidance.domain import limits
from guidance.domain.faults import Fault, Faults
from guidance.pack.places import parts_of, place_of

MOST = {
    limit.unit: limit.most
    for limit in (
        limits.SECTIONS,
        limits.STATEMENTS,
        limits.ADDITIONS,
        limits.NOTES,
        limits.REFERENCES,
        limits.RULES,
        limits.WEIGHTS,
    )
}
DEEPEST = limits.PACK_DEPTH.most
LONGEST_TEXT = limits.TEXT.most
LONGEST_NAME = limits.PACK_NAME.most
MOST_IN_ONE = limits.PACK_ITEMS.most
"""Things in a list or an object, but for the lists counted above."""
LARGEST_NUMBER = 2**53

Steps = tuple[str | int, ...]


def beyond_bounds(payload: object) -> Faults:
    """What is too much of anything; nothing else of the payload should be asked before this is empty."""
    if not isinstance(payload, Mapping):
        yield Fault("", "is not a pack: that is an object with sections, notes, references and rules.")
        return
    too_many = list(_too_many(payload))
    yield from too_many or values_beyond_bounds(payload)


def _too_many(payload: Mapping[str, Any]) -> Faults:
    """Of too many sections nobody asks how many statements they hold."""
    counts = _counts(payload)
    for name, count in counts.items():
        if count > MOST[name] and (name != "statements" or counts["sections"] <= MOST["sections"]):
            place = "sections" if name == "statements" else name
            yield Fault(place, f"There are {count:,} {name}. Allowed: {MOST[name]:,}.")


def _counts(payload: Mapping[str, Any]) -> dict[str, int]:
    sections = payload.get("sections")
    held = sections if isinstance(sections, list | tuple) else ()
    counts = {name: _length(payload.get(name)) for name in MOST if name != "statements"}
    statements = sum(_length(each.get("statements")) for each in held if isinstance(each, dict))
    return counts | {"statements": statements}


def more_than_is_taken(payload: Mapping[str, Any]) -> Faults:
    """What would be too much for one pack that comes in, counted before anything is asked of it."""
    entries = sum(_counts(payload).values())
    if entries > limits.ENTRIES.most:
        yield Fault("", limits.ENTRIES.refusal(entries))
    rules = payload.get("rules")
    listed = rules if isinstance(rules, list) else ()
    parts = parts_in(each.get("when") for each in listed if isinstance(each, dict))
    if parts > limits.PARTS.most:
        yield Fault("rules", limits.PARTS.refusal(parts))


def parts_in(conditions: Iterable[object]) -> int:
    """How many groups and comparisons there are in conditions of whatever depth."""
    waiting, count = list(conditions), 0
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            count += 1
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
    return count


def _length(value: object) -> int:
    return len(value) if isinstance(value, list | tuple) else 0


def values_beyond_bounds(value: object, steps: Steps = ()) -> Faults:
    """What in a value is too long, too large, too deep, or of no kind that JSON has."""
    for name, inner in parts_of(value):
        if isinstance(inner, str):
            if len(inner) > LONGEST_TEXT:
                yield Fault(place_of((*steps, name)), f"is longer than {LONGEST_TEXT:,} characters.")
        elif isinstance(inner, int | float):
            # Neither infinity nor what is not a number is at most that large.
            if not abs(inner) <= LARGEST_NUMBER:
                yield Fault(place_of((*steps, name)), "is not a number of a size that can be.")
        elif inner is not None:
            here = (*steps, name)
            fault = _fault_of(inner, here)
            if fault:
                yield Fault(place_of(here), fault)
            else:
                yield from values_beyond_bounds(inner, here)


def _fault_of(value: object, steps: Steps) -> str:
    if not isinstance(value, dict | list | tuple):
        return "is of no kind that a pack can hold."
    if len(steps) > DEEPEST:
        return f"is nested more than {DEEPEST} deep."
    if len(value) > MOST_IN_ONE and not _is_counted(steps):
        return f"holds {len(value):,} things. Allowed: {MOST_IN_ONE:,}."
    if isinstance(value, dict) and not all(
        isinstance(name, str) and len(name) <= LONGEST_NAME for name in value
    ):
        return f"has a name in it that is no text, or is longer than {LONGEST_NAME} characters."
    return ""


def _is_counted(steps: Steps) -> bool:
    return len(steps) == 1 or (len(steps) == 3 and steps[0] == "sections" and steps[-1] == "statements")
