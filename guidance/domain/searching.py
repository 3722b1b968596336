"""Finding words in an edition: every word has to occur, whatever its case and accents."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from .edition import Addition, CompiledEdition, Note, Section, Statement

MOST_WORDS = 8
LONGEST_EXCERPT = 300
Pieces = tuple[tuple[str, bool], ...]
"""A text cut up, each piece with whether it is one of the words that were searched for."""

_WORD = re.compile(r"[\w%]+(?:[-.'][\w%]+)*")


@dataclass(frozen=True)
class Hit:
    """A section in whose title, or in some statements, additions or notes of which, all was found.

    A note is found once, in the section that it is at home in, wherever else it speaks.
    """

    section: Section
    statements: tuple[Statement, ...]
    additions: tuple[Addition, ...]
    notes: tuple[Note, ...]


def words_of(query: str) -> tuple[str, ...]:
    """The words that are searched for, folded, each once, eight at most."""
    return tuple(dict.fromkeys(_WORD.findall(folded(query))))[:MOST_WORDS]


def search(edition: CompiledEdition, query: str) -> tuple[Hit, ...]:
    """The sections in document order in whose title, statements, additions or notes every word of the query
    occurs."""
    words = words_of(query)
    return tuple(_hits(edition, words)) if words else ()


def _hits(edition: CompiledEdition, words: tuple[str, ...]) -> Iterator[Hit]:
    notes: dict[str, list[Note]] = defaultdict(list)
    for note in edition.notes.values():
        if _has(f"{note.id} {note.klass} {note.text}", words):
            notes[note.section].append(note)
    for section in edition.sections.values():
        hit = Hit(
            section,
            tuple(each for each in section.statements if _has(each.text, words)),
            tuple(each for each in section.additions if _has(each.text, words)),
            tuple(notes[section.slug]),
        )
        in_title = _has(f"{section.title} {section.heading}", words)
        if in_title or hit.statements or hit.additions or hit.notes:
            yield hit


def _has(text: str, words: tuple[str, ...]) -> bool:
    """Hyphens or not: PAX-8 is found as PAX8 is."""
    joined = folded(text).replace("-", "")
    return all(word.replace("-", "") in joined for word in words)


def folded(text: str) -> str:
    """Lower case without accents, letter for letter where that is possible."""
    return "".join(_plain(letter) for letter in text)


def _plain(letter: str) -> str:
    base = unicodedata.normalize("NFD", letter)[0]
    low = base.casefold()
    return low if len(low) == 1 else letter.lower()[:1]


def marked(text: str, words: tuple[str, ...]) -> Pieces:
    """The text in pieces; joined they are the text again."""
    if not words:
        return ((text, False),)
    found = re.compile("|".join(map(_hyphens_or_not, sorted(words, key=len, reverse=True))))
    pieces: list[tuple[str, bool]] = []
    at = 0
    for match in found.finditer(folded(text)):
        pieces += [(text[at : match.start()], False), (text[match.start() : match.end()], True)]
        at = match.end()
    return tuple(piece for piece in (*pieces, (text[at:], False)) if piece[0])


def _hyphens_or_not(word: str) -> str:
    return "-*".join(map(re.escape, word.replace("-", "")))


def excerpted(pieces: Pieces, longest: int = LONGEST_EXCERPT) -> Pieces:
    """A long text cut to what stands around each of the words where it comes first."""
    text = "".join(piece for piece, _ in pieces)
    if len(text) <= longest:
        return pieces
    found: list[tuple[str, bool]] = []
    behind = 0
    for start, end in _windows(pieces, text, longest):
        found += [("… " if not behind else " … ", False)] if start else []
        found += _within(pieces, start, end)
        behind = end
    return (*found, *([(" …", False)] if behind < len(text) else []))


def _windows(pieces: Pieces, text: str, longest: int) -> list[tuple[int, int]]:
    """The stretches that are shown, in order, cut between two words."""
    firsts = _firsts(pieces) or [(0, 0)]
    room = longest // len(firsts)
    found: list[tuple[int, int]] = []
    for start, end in firsts:
        before = max(start - max(room - (end - start), 0) // 2, 0)
        after = min(before + max(room, end - start), len(text))
        spaces = text.find(" ", before, start), text.rfind(" ", end, after)
        before = spaces[0] + 1 if before and spaces[0] >= 0 else before
        after = spaces[1] if after < len(text) and spaces[1] >= 0 else after
        after = min(after, before + longest)
        if found and before <= found[-1][1] + 1:
            found[-1] = found[-1][0], max(after, found[-1][1])
        else:
            found.append((before, after))
    return found


def _firsts(pieces: Pieces) -> list[tuple[int, int]]:
    """Where each word that was found stands for the first time."""
    seen: set[str] = set()
    spans, at = [], 0
    for piece, is_word in pieces:
        word = folded(piece).replace("-", "") if is_word else ""
        if word and word not in seen:
            seen.add(word)
            spans.append((at, at + len(piece)))
        at += len(piece)
    return spans


def _within(pieces: Pieces, start: int, end: int) -> Iterator[tuple[str, bool]]:
    at = 0
    for piece, is_word in pieces:
        part = piece[max(start - at, 0) : max(end - at, 0)]
        if part:
            yield part, is_word
        at += len(piece)
