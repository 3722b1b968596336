"""Where in a payload stand characters that cannot be seen, or that no text may hold."""

from guidance.domain.characters import forbidden_in, invisible_in, named
from guidance.domain.faults import Fault, Faults
from guidance.pack.places import parts_of, place_of


def character_faults(value: object, steps: tuple[str | int, ...] = ()) -> Faults:
    """One for each text, and each name of a field, that holds an invisible character.

    `value` is an object or a list, within the bounds of a pack.
    """
    for name, inner in parts_of(value):
        if isinstance(name, str) and unseen_in(name):
            yield Fault(place_of((*steps, name)), _said(name, "has a name with"))
        if isinstance(inner, str):
            if unseen_in(inner):
                yield Fault(place_of((*steps, name)), _said(inner, "holds"))
        elif isinstance(inner, dict | list | tuple):
            yield from character_faults(inner, (*steps, name))


def unseen_in(text: str) -> tuple[str, ...]:
    return invisible_in(text) or forbidden_in(text)


def _said(text: str, verb: str) -> str:
    return f"{verb} {named(unseen_in(text))}, which nobody can see. Take it out."
