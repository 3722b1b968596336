"""An edition as pages show it: contents, a section with its notes in place, a statement, the references."""

from collections.abc import Callable, Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TypeVar

from django.core.paginator import Page, Paginator

from guidance.domain.conditions import in_words
from guidance.domain.edition import Addition, CompiledEdition, Note, Reference, Section, Statement
from guidance.domain.entries import Effect
from guidance.domain.searching import Hit, Pieces, excerpted, marked, search, words_of
from guidance.domain.vocabulary import upper_first
from guidance.domain.words import CERTAINTIES, DOMAINS, FORMS, KINDS, SEVERITIES

SaidEntry = TypeVar("SaidEntry", Statement, Addition)
FoundEntry = Statement | Addition | Note
EntryShown = TypeVar("EntryShown")

FOUND_ON_A_PAGE = 30
"""Statements and notes; a title that fits counts as one where nothing else of its section does."""

MOST_ROWS = 12
"""As many statements may a note reach past in the margin; the style sheet has a rule for each number."""


@dataclass(frozen=True)
class ContentsLine:
    """One line of the contents."""

    section: Section
    domain: str
    additions: int
    notes: int
    children: tuple["ContentsLine", ...] = ()


@dataclass(frozen=True)
class NotePlace:
    """Something that a note speaks about, and the section in which it stands."""

    said: Statement | Addition
    section: Section

    @property
    def is_addition(self) -> bool:
        return isinstance(self.said, Addition)

    @property
    def anchor(self) -> str:
        return f"{'a' if self.is_addition else 's'}-{self.said.key}"


@dataclass(frozen=True)
class ShownNote:
    """`beside` is where else it speaks than at the place where it is shown."""

    note: Note
    severity: str
    certainty: str
    references: tuple[Reference, ...]
    places: tuple[NotePlace, ...]
    beside: tuple[NotePlace, ...]

    @property
    def is_open(self) -> bool:
        return self.note.severity == "high"


@dataclass(frozen=True)
class Shown:
    """A statement as it stands in its section, with the notes beside it.

    `elsewhere` are notes that speak about it too and stand beside an earlier statement; `rows` is how many
    statements, itself included, come before the next one with notes.
    """

    statement: Statement
    kind: str
    form: str
    notes: tuple[ShownNote, ...]
    elsewhere: tuple[str, ...] = ()
    rows: int = 1


@dataclass(frozen=True)
class ShownAddition:
    """What curators add to a section, with what it rests on and the notes beside it, as `Shown` has them."""

    addition: Addition
    references: tuple[Reference, ...]
    notes: tuple[ShownNote, ...]
    elsewhere: tuple[str, ...] = ()


@dataclass(frozen=True)
class Passage:
    """What one paragraph, bullet or quotation of the source says."""

    form: str
    statements: tuple[Shown, ...]


@dataclass(frozen=True)
class Block:
    """Passages of one form in a row: the bullets of a list, or paragraphs."""

    form: str
    passages: tuple[Passage, ...]


@dataclass(frozen=True)
class FoundSection:
    """One section of a search, with the words that were found told apart."""

    section: Section
    domain: str
    title: Pieces
    statements: tuple[tuple[Statement, Pieces], ...]
    additions: tuple[tuple[Addition, Pieces], ...]
    notes: tuple[tuple[Note, Pieces], ...]


@dataclass(frozen=True)
class FoundPage:
    """A page of a search: its sections, and how much was found in all, said in a sentence."""

    sections: tuple[FoundSection, ...]
    page: Page
    said: str


def contents(edition: CompiledEdition, parent: str | None = None) -> tuple[ContentsLine, ...]:
    """The tree of sections below a section, or of the whole document."""
    return tuple(
        ContentsLine(
            section,
            DOMAINS[section.domain],
            len(section.additions),
            len(edition.notes_for(slug)),
            contents(edition, slug),
        )
        for slug, section in edition.sections.items()
        if section.parent == parent
    )


def note_shown(edition: CompiledEdition, note: Note, at: str = "") -> ShownNote:
    """`at` is the key of the statement or addition beside which it is shown."""
    said = (edition.said(key) for key in note.statements)
    places = tuple(NotePlace(each, edition.sections[each.section]) for each in said)
    return ShownNote(
        note,
        SEVERITIES[note.severity],
        note.unreferenced or CERTAINTIES[note.certainty],
        _references(edition, note),
        places,
        tuple(place for place in places if place.said.key != at),
    )


def _references(edition: CompiledEdition, said: Note | Addition) -> tuple[Reference, ...]:
    return tuple(edition.references[id_] for id_ in said.references)


def statement_shown(
    edition: CompiledEdition, statement: Statement, told: AbstractSet[str] = frozenset()
) -> Shown:
    """`told` are the notes that the page has shown already."""
    fresh, elsewhere = _notes_beside(edition, statement, told)
    return Shown(statement, KINDS[statement.kind], FORMS[statement.form], fresh, elsewhere)


def addition_shown(
    edition: CompiledEdition, addition: Addition, told: AbstractSet[str] = frozenset()
) -> ShownAddition:
    fresh, elsewhere = _notes_beside(edition, addition, told)
    return ShownAddition(addition, _references(edition, addition), fresh, elsewhere)


def _notes_beside(
    edition: CompiledEdition, said: Statement | Addition, told: AbstractSet[str]
) -> tuple[tuple[ShownNote, ...], tuple[str, ...]]:
    """The notes that are shown here, and those that the page has shown already."""
    fresh = (edition.notes[id_] for id_ in said.notes if id_ not in told)
    elsewhere = tuple(id_ for id_ in said.notes if id_ in told)
    return tuple(note_shown(edition, note, said.key) for note in fresh), elsewhere


def section_context(edition: CompiledEdition, section: Section) -> dict[str, object]:
    """What the page of a section shows. A note about several things in it stands beside the first of them."""
    told: set[str] = set()
    statements = tuple(_each_note_once(edition, section.statements, statement_shown, told))
    return {
        "section": section,
        "domain": DOMAINS[section.domain],
        "has_other_heading": section.heading.casefold() != section.title.casefold(),
        "crumbs": ancestors(edition, section),
        "notes": tuple(note_shown(edition, edition.notes[id_]) for id_ in section.notes),
        "blocks": _blocks(_with_room(statements)),
        "additions": tuple(_each_note_once(edition, section.additions, addition_shown, told)),
        "below": contents(edition, section.slug),
        "previous": _neighbour(edition, section, -1),
        "next": _neighbour(edition, section, 1),
    }


def _each_note_once(
    edition: CompiledEdition,
    each_said: Iterable[SaidEntry],
    shown: Callable[[CompiledEdition, SaidEntry, AbstractSet[str]], EntryShown],
    told: set[str],
) -> Iterator[EntryShown]:
    for said in each_said:
        yield shown(edition, said, told)
        told.update(said.notes)


def _with_room(statements: tuple[Shown, ...]) -> tuple[Shown, ...]:
    noted = [place for place, each in enumerate(statements) if each.notes]
    ends = [*noted[1:], len(statements)]
    rows = {place: min(end - place, MOST_ROWS) for place, end in zip(noted, ends, strict=False)}
    return tuple(replace(each, rows=rows.get(place, 1)) for place, each in enumerate(statements))


def _blocks(statements: tuple[Shown, ...]) -> tuple[Block, ...]:
    passages = (
        Passage(form, tuple(together)) for (form, *_), together in groupby(statements, key=_passage_of)
    )
    return tuple(Block(form, tuple(row)) for form, row in groupby(passages, key=lambda each: each.form))


def _passage_of(shown: Shown) -> tuple[str, int, int]:
    """By the line, too: a statement that was moved here may have the number of its neighbour."""
    return shown.statement.form, shown.statement.paragraph, shown.statement.line


def ancestors(edition: CompiledEdition, section: Section) -> tuple[Section, ...]:
    parent = edition.sections.get(section.parent or "")
    return (*ancestors(edition, parent), parent) if parent else ()


def _neighbour(edition: CompiledEdition, section: Section, step: int) -> Section | None:
    slugs = list(edition.sections)
    place = slugs.index(section.slug) + step
    return edition.sections[slugs[place]] if 0 <= place < len(slugs) else None


def highlights(edition: CompiledEdition, said: Statement | Addition) -> tuple[tuple[str, str], ...]:
    """When a case brings the statement or the addition up: each rule, and what it says in words."""
    rules = (rule for rule in edition.rules_for(said.section) if rule.effect is Effect.HIGHLIGHT)
    return tuple((rule.id, upper_first(in_words(rule.when))) for rule in rules if rule.statement == said.key)


def cited(
    edition: CompiledEdition,
) -> tuple[tuple[Reference, str, tuple[Note, ...], tuple[Addition, ...]], ...]:
    """Each reference with its certainty in words, and the notes and additions that rest on it."""
    return tuple(
        (
            reference,
            CERTAINTIES[reference.certainty],
            tuple(note for note in edition.notes.values() if reference.id in note.references),
            tuple(each for each in edition.additions.values() if reference.id in each.references),
        )
        for reference in edition.references.values()
    )


def found(edition: CompiledEdition, query: str, asked: str | None = None) -> FoundPage:
    """What a search has found, of which the page that was asked for is made ready to be shown."""
    hits, words = search(edition, query), words_of(query)
    places = [place for hit in hits for place in _places(hit)]
    page = Paginator(places, FOUND_ON_A_PAGE).get_page(asked)
    sections = [list(group) for _, group in groupby(page, key=lambda place: place[0].section.slug)]
    return FoundPage(
        tuple(_found(group[0][0].section, [each for _, each in group], words) for group in sections),
        page,
        _how_many(hits),
    )


def _places(hit: Hit) -> list[tuple[Hit, FoundEntry | None]]:
    """One for each thing that was found in a section; one for its title where that is all."""
    held: list[FoundEntry | None] = [*hit.statements, *hit.additions, *hit.notes]
    return [(hit, each) for each in held or [None]]


def _how_many(hits: tuple[Hit, ...]) -> str:
    """What a search has found, in a sentence: titles are sections that hold nothing else that fits."""
    statements = sum(len(each.statements) for each in hits)
    additions = sum(len(each.additions) for each in hits)
    notes = sum(len(each.notes) for each in hits)
    titles = sum(not (each.statements or each.additions or each.notes) for each in hits)
    counted = ((statements, "statement"), (additions, "addition"), (notes, "note"), (titles, "title"))
    found = [f"{count} {noun}{'s' * (count != 1)}" for count, noun in counted if count]
    return f"Found: {', '.join(found)}, in {len(hits)} section{'s' * (len(hits) != 1)}."


def _found(section: Section, shown: list[FoundEntry | None], words: tuple[str, ...]) -> FoundSection:
    return FoundSection(
        section,
        DOMAINS[section.domain],
        marked(section.title, words),
        tuple((each, excerpted(marked(each.text, words))) for each in shown if isinstance(each, Statement)),
        tuple((each, excerpted(marked(each.text, words))) for each in shown if isinstance(each, Addition)),
        tuple((each, excerpted(marked(each.text, words))) for each in shown if isinstance(each, Note)),
    )
