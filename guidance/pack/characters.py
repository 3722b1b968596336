"""Characters that cannot be seen: they turn text around, hide in a word, or break what stores it."""

import re
import unicodedata
from collections.abc import Iterator

from guidance.pack.places import parts_of, place_of

_NAMELESS = {
    "Cc": "a control character",
    "Cn": "not assigned to anything",
    "Co": "of private use",
    "Cs": "half of a character",
}
_SAYS_NOTHING = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u2028\u2029\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
"""Letters, marks and separators that show nothing, beside the categories of control and format."""


def invisible_in(text: str) -> tuple[str, ...]:
    """Each kind of invisible character once, in the order in which they stand. A line break is none."""
    if text.isprintable() and (text.isascii() or not _SAYS_NOTHING.search(text)):
        return ()
    found = (each for each in text.replace("\r\n", "\n") if each != "\n" and _is_invisible(each))
    return tuple(dict.fromkeys(found))


def _is_invisible(character: str) -> bool:
    return unicodedata.category(character)[0] == "C" or bool(_SAYS_NOTHING.match(character))


def name_of(character: str) -> str:
    """ "U+202E RIGHT-TO-LEFT OVERRIDE"."""
    category = unicodedata.category(character)
    said = unicodedata.name(character, "") or f"({_NAMELESS.get(category, category)})"
    return f"U+{ord(character):04X} {said}"


def shown(text: str, longest: int = 0) -> str:
    """The text with invisible characters written out, as ⟨U+202E⟩, and cut where it is too long."""
    cut = f"{text[: longest - 1]}…" if longest and len(text) > longest else text
    for character in invisible_in(cut):
        cut = cut.replace(character, f"⟨U+{ord(character):04X}⟩")
    return cut


def character_faults(value: object, steps: tuple[str | int, ...] = ()) -> Iterator[tuple[str, str]]:
    """Place and sentence for each text, and each name of a field, that holds an invisible character.

    `value` is an object or a list, within the bounds of a pack.
    """
    for name, inner in parts_of(value):
        if isinstance(name, str) and invisible_in(name):
            yield place_of((*steps, name)), _said(name, "has a name with")
        if isinstance(inner, str):
            if invisible_in(inner):
                yield place_of((*steps, name)), _said(inner, "holds")
        elif isinstance(inner, dict | list | tuple):
            yield from character_faults(inner, (*steps, name))


def _said(text: str, verb: str) -> str:
    found = invisible_in(text)
    named = ", ".join(name_of(each) for each in found[:3]) + (" …" if len(found) > 3 else "")
    return f"{verb} {named}, which nobody can see. Take it out."
