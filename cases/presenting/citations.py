"""Statements and notes of the guidance that a mark or a question links, and more of them found by words."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from guidance.domain.edition import Addition, CompiledEdition, Note, Statement
from guidance.domain.limits import SEARCH
from guidance.domain.searching import search, words_of
from guidance.queries.editions import NoEdition, current_edition

MOST_FOUND = 20


@dataclass(frozen=True)
class Citable:
    """`name` is the field of the form that links it: "statements", for additions as well, or "notes"."""

    name: str
    key: str
    text: str
    section: str
    is_linked: bool
    is_addition: bool = False

    @property
    def label(self) -> str:
        if self.is_addition:
            return f"Addition {self.key}"
        return f"Statement {self.key}" if self.name == "statements" else f"Note {self.key}"


@dataclass(frozen=True)
class Citations:
    """What is linked, and what was found besides; `said` tells of the search in a sentence."""

    linked: tuple[Citable, ...]
    found: tuple[Citable, ...]
    said: str


def citations(statements: Iterable[str], notes: Iterable[str], query: str) -> Citations:
    try:
        edition = current_edition()
    except NoEdition:
        unknown = (Citable(name, key, "", "", True) for name, key in _named(statements, notes))
        return Citations(tuple(unknown), (), "There is no guidance yet to find anything in.")
    linked = tuple(_linked(edition, name, key) for name, key in _named(statements, notes))
    held = {(each.name, each.key) for each in linked}
    all_found = [each for each in _found(edition, query) if (each.name, each.key) not in held]
    return Citations(linked, tuple(all_found[:MOST_FOUND]), _said(query, len(all_found)))


def _named(statements: Iterable[str], notes: Iterable[str]) -> list[tuple[str, str]]:
    return [*(("statements", key) for key in statements), *(("notes", key) for key in notes)]


def _linked(edition: CompiledEdition, name: str, key: str) -> Citable:
    by_key: Mapping[str, Statement | Addition | Note]
    by_key = edition.all_said if name == "statements" else edition.notes
    held = by_key.get(key)
    if held is None:
        return Citable(name, key, "This is not in the guidance as it stands.", "", True)
    section = edition.sections.get(held.section)
    title = section.title if section else ""
    return Citable(name, key, held.text, title, True, isinstance(held, Addition))


def _found(edition: CompiledEdition, query: str) -> Iterator[Citable]:
    """Where only the title of a section has the words, all that stands in it."""
    for hit in search(edition, query) if len(query) <= SEARCH.most else ():
        in_title = not (hit.statements or hit.additions or hit.notes)
        title = hit.section.title
        for statement in hit.section.statements if in_title else hit.statements:
            yield Citable("statements", statement.key, statement.text, title, False)
        for addition in hit.section.additions if in_title else hit.additions:
            yield Citable("statements", addition.key, addition.text, title, False, True)
        for note in hit.notes:
            yield Citable("notes", note.id, note.text, title, False)


def _said(query: str, count: int) -> str:
    if not query:
        return ""
    if len(query) > SEARCH.most:
        return f"{SEARCH.refusal(len(query))} Nothing was looked for."
    if not words_of(query):
        return f"“{query[:60]}” holds no word to search for. Use letters or digits."
    if not count:
        return f"Nothing else has all of “{query[:60]}”. Try fewer words."
    if count > MOST_FOUND:
        return f"The first {MOST_FOUND} of {count} that have all of “{query[:60]}”."
    return f"{count} found. Tick what is to be linked."
