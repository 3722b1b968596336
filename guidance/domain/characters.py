"""Characters that no text may hold, and characters that cannot be seen.

Forbidden everywhere: the control characters but tab and line breaks, halves of characters (surrogates), what
Unicode keeps for no use, and the mark (U+FFFD) that stands where a character was lost on its way: a browser
puts it in the place of half a character. Not every database holds them, and no page can show them.

Invisible characters turn text around, hide in a word, or say nothing. The guidance and teaching cases refuse
them, too; elsewhere they may stand, for some languages need them: a joiner in a word, a mark of direction.

What people write in their own words takes those, but none that makes other text run the wrong way, and a text
of nothing else is empty.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping

_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffd-\uffff"
    + "".join(f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(1, 17))
    + "]"
)
_SAYS_NOTHING = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u2028\u2029\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
"""Letters, marks and separators that show nothing, beside the categories of control and format."""
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Overrides, embeddings and isolates reach beyond their word; letters that run from the right do not."""
_BRAILLE_BLANK = "\u2800"
_NAMELESS = {
    "Cc": "a control character",
    "Cn": "not assigned to anything",
    "Co": "of private use",
    "Cs": "half of a character",
}
MOST_NAMED = 3


class ForbiddenCharacter(ValueError):
    """A text that holds what no text may hold; the message names it and says what to do."""


def forbidden_in(text: str) -> tuple[str, ...]:
    """Each kind of forbidden character once, in the order in which they stand."""
    return () if text.isprintable() and "\ufffd" not in text else _kinds(_FORBIDDEN.findall(text))


def without_forbidden(text: str) -> str:
    return _FORBIDDEN.sub("", text)


def forbidden_said(text: str) -> str:
    """What is wrong with the characters of a text, as a sentence without its subject; "" where nothing is."""
    found = forbidden_in(text)
    return f"holds {named(found)}, which cannot be kept or shown. Give it without." if found else ""


def written_said(text: str) -> str:
    """As forbidden_said, of what somebody wrote in their own words: nor may it turn other text around."""
    said = forbidden_said(text)
    found = _kinds(_TURNING.findall(text)) if not said and not text.isprintable() else ()
    return f"holds {named(found)}, which turns text around. Give it without." if found else said


def without_refused(text: str) -> str:
    """Without what written_said refuses."""
    return _TURNING.sub("", without_forbidden(text))


def is_blank(text: str) -> bool:
    """Whether nobody would see anything of it."""
    return all(each.isspace() or each == _BRAILLE_BLANK or _is_invisible(each) for each in text)


def seen(text: str) -> str:
    """The text as it is kept: trimmed, and empty where nobody would see anything of it."""
    return "" if is_blank(text) else text.strip()


def check_characters(given: object, what: str = "This") -> None:
    """Raises ForbiddenCharacter for what somebody wrote, or for data with such a text or name in it.

    `what` is the subject of the sentence.
    """
    for _, text in texts_in(given):
        said = written_said(text)
        if said:
            raise ForbiddenCharacter(f"{what} {said}")


def texts_in(given: object) -> Iterator[tuple[str, str]]:
    """Each text of some data, its names included, with its place, as "facts.lesions[1].side"."""
    waiting = [("", given)]
    while waiting:
        place, each = waiting.pop()
        if isinstance(each, str):
            yield place, each
        elif isinstance(each, Mapping):
            inner = [(f"{place}.{name}".lstrip("."), name, value) for name, value in each.items()]
            waiting += [pair for at, name, value in inner for pair in ((at, value), (at, name))]
        elif isinstance(each, list | tuple):
            waiting += [(f"{place}[{at}]", value) for at, value in enumerate(each)]


def invisible_in(text: str) -> tuple[str, ...]:
    """Each kind of invisible character once, in the order in which they stand. A line break is none."""
    if text.isprintable() and (text.isascii() or not _SAYS_NOTHING.search(text)):
        return ()
    return _kinds(each for each in text.replace("\r\n", "\n") if each != "\n" and _is_invisible(each))


def without_hidden(text: str) -> str:
    """Without marks of format and what else shows nothing, as pasted text has them: two that look alike are
    the same."""
    if text.isascii():
        return text
    return "".join(
        each for each in text if unicodedata.category(each) != "Cf" and not _SAYS_NOTHING.match(each)
    )


def _kinds(found: Iterator[str] | list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found))


def _is_invisible(character: str) -> bool:
    return unicodedata.category(character)[0] == "C" or bool(_SAYS_NOTHING.match(character))


def name_of(character: str) -> str:
    """ "U+202E RIGHT-TO-LEFT OVERRIDE"."""
    category = unicodedata.category(character)
    said = unicodedata.name(character, "") or f"({_NAMELESS.get(category, category)})"
    return f"U+{ord(character):04X} {said}"


def named(found: tuple[str, ...]) -> str:
    """The first of them by name."""
    return ", ".join(name_of(each) for each in found[:MOST_NAMED]) + (" …" if len(found) > MOST_NAMED else "")


def shown(text: str, longest: int = 0) -> str:
    """The text with invisible characters written out, as ⟨U+202E⟩, and cut where it is too long."""
    cut = f"{text[: longest - 1]}…" if longest and len(text) > longest else text
    return cut.translate({ord(each): f"⟨U+{ord(each):04X}⟩" for each in invisible_in(cut)})


def on_one_line(text: str, longest: int = 0) -> str:
    """As shown, line breaks too: one fault is one line of a window, and a window obeys nothing in it."""
    return shown(text, longest).replace("\r", "⟨U+000D⟩").replace("\n", "⟨U+000A⟩")
