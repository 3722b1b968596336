"""An edition as pages show it: contents, a section with its notes in place, a statement, the references."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from django.core.paginator import Page, Paginator

from guidance.domain.conditions import in_words
from guidance.domain.edition import CompiledEdition, Note, Reference, Section, Statement
from guidance.domain.entries import Effect
from guidance.domain.searching import Hit, marked, search, words_of
from guidance.domain.vocabulary import upper_first
from guidance.domain.words import CERTAINTIES, DOMAINS, FORMS, KINDS, SEVERITIES

MarkedPieces = tuple[tuple[str, bool], ...]

FOUND_ON_A_PAGE = 30
"""Statements and notes; a title that fits counts as one where nothing else of its section does."""

MOST_ROWS = 12
"""As many statements may a note reach past in the margin; the style sheet has a rule for each number."""


@dataclass(frozen=True)
class ContentsLine:
    """One line of the contents."""

    section: Section
    domain: str
    notes: int
    children: tuple["ContentsLine", ...] = ()


@dataclass(frozen=True)
class ShownNote:
    note: Note
    severity: str
    certainty: str
    references: tuple[Reference, ...]
    statements: tuple[Statement, ...]

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
    title: MarkedPieces
    statements: tuple[tuple[Statement, MarkedPieces], ...]
    notes: tuple[tuple[Note, MarkedPieces], ...]


@dataclass(frozen=True)
class FoundPage:
    """A page of a search: its sections, and how much was found in all, said in a sentence."""

    sections: tuple[FoundSection, ...]
    page: Page
    said: str


def contents(edition: CompiledEdition, parent: str | None = None) -> tuple[ContentsLine, ...]:
    """The tree of sections below a section, or of the whole document."""
    return tuple(
        ContentsLine(section, DOMAINS[section.domain], len(edition.notes_for(slug)), contents(edition, slug))
        for slug, section in edition.sections.items()
        if section.parent == parent
    )


def note_shown(edition: CompiledEdition, note: Note) -> ShownNote:
    certainty = note.unreferenced or CERTAINTIES[note.certainty]
    return ShownNote(
        note,
        SEVERITIES[note.severity],
        certainty,
        tuple(edition.references[id_] for id_ in note.references),
        tuple(edition.statements[key] for key in note.statements if key in edition.statements),
    )


def statement_shown(edition: CompiledEdition, statement: Statement) -> Shown:
    notes = tuple(note_shown(edition, edition.notes[id_]) for id_ in statement.notes)
    return Shown(statement, KINDS[statement.kind], FORMS[statement.form], notes)


def section_context(edition: CompiledEdition, section: Section) -> dict[str, object]:
    """What the page of a section shows. A note about several statements stands beside the first of them."""
    return {
        "section": section,
        "domain": DOMAINS[section.domain],
        "has_other_heading": section.heading.casefold() != section.title.casefold(),
        "crumbs": ancestors(edition, section),
        "notes": tuple(note_shown(edition, edition.notes[id_]) for id_ in section.notes),
        "blocks": _blocks(_with_room(tuple(_each_note_once(edition, section)))),
        "below": contents(edition, section.slug),
        "previous": _neighbour(edition, section, -1),
        "next": _neighbour(edition, section, 1),
    }


def _each_note_once(edition: CompiledEdition, section: Section) -> Iterator[Shown]:
    told: set[str] = set()
    for statement in section.statements:
        shown = statement_shown(edition, statement)
        fresh = tuple(each for each in shown.notes if each.note.id not in told)
        elsewhere = tuple(each.note.id for each in shown.notes if each.note.id in told)
        told |= set(statement.notes)
        yield replace(shown, notes=fresh, elsewhere=elsewhere)


def _with_room(statements: tuple[Shown, ...]) -> tuple[Shown, ...]:
    noted = [place for place, each in enumerate(statements) if each.notes]
    ends = [*noted[1:], len(statements)]
    rows = {place: min(end - place, MOST_ROWS) for place, end in zip(noted, ends, strict=False)}
    return tuple(replace(each, rows=rows.get(place, 1)) for place, each in enumerate(statements))


def _blocks(statements: tuple[Shown, ...]) -> tuple[Block, ...]:
    passages = (
        Passage(form, tuple(together))
        for (form, _), together in groupby(
            statements, key=lambda each: (each.statement.form, each.statement.paragraph)
        )
    )
    return tuple(Block(form, tuple(row)) for form, row in groupby(passages, key=lambda each: each.form))


def ancestors(edition: CompiledEdition, section: Section) -> tuple[Section, ...]:
    parent = edition.sections.get(section.parent or "")
    return (*ancestors(edition, parent), parent) if parent else ()


def _neighbour(edition: CompiledEdition, section: Section, step: int) -> Section | None:
    slugs = list(edition.sections)
    place = slugs.index(section.slug) + step
    return edition.sections[slugs[place]] if 0 <= place < len(slugs) else None


def highlights(edition: CompiledEdition, statement: Statement) -> tuple[str, ...]:
    """When a case brings the statement up, in words."""
    rules = (rule for rule in edition.rules_for(statement.section) if rule.effect is Effect.HIGHLIGHT)
    return tuple(upper_first(in_words(rule.when)) for rule in rules if rule.statement == statement.key)


def cited(edition: CompiledEdition) -> tuple[tuple[Reference, str, tuple[Note, ...]], ...]:
    """Each reference with its certainty in words and the notes that rest on it."""
    return tuple(
        (
            reference,
            CERTAINTIES[reference.certainty],
            tuple(note for note in edition.notes.values() if reference.id in note.references),
        )
        for reference in edition.references.values()
    )


def found(edition: CompiledEdition, query: str, asked: str | None = None) -> FoundPage:
    """What a search has found, of which the page that was asked for is made ready to be shown."""
    hits, words = search(edition, query), words_of(query)
    places = [(hit, each) for hit in hits for each in (hit.statements + hit.notes or (None,))]
    page = Paginator(places, FOUND_ON_A_PAGE).get_page(asked)
    sections = [list(group) for _, group in groupby(page, key=lambda place: place[0].section.slug)]
    return FoundPage(
        tuple(_found(group[0][0].section, [each for _, each in group], words) for group in sections),
        page,
        _how_many(hits),
    )


def _how_many(hits: tuple[Hit, ...]) -> str:
    """What a search has found, in a sentence: titles are sections that hold nothing else that fits."""
    statements = sum(len(each.statements) for each in hits)
    notes = sum(len(each.notes) for each in hits)
    titles = sum(not (each.statements or each.notes) for each in hits)
    counted = ((statements, "statement"), (notes, "note"), (titles, "title"))
    found = [f"{count} {noun}{'s' * (count != 1)}" for count, noun in counted if count]
    return f"Found: {', '.join(found)}, in {len(hits)} section{'s' * (len(hits) != 1)}."


def _found(section: Section, shown: list[Statement | Note | None], words: tuple[str, ...]) -> FoundSection:
    return FoundSection(
        section,
        DOMAINS[section.domain],
        marked(section.title, words),
        tuple((each, marked(each.text, words)) for each in shown if isinstance(each, Statement)),
        tuple((each, marked(each.text, words)) for each in shown if isinstance(each, Note)),
    )
