"""An edition as pages show it: contents, a section with its notes in place, a statement, the references."""

from collections.abc import Iterator
from dataclasses import dataclass

from guidance.domain.conditions import in_words
from guidance.domain.edition import Edition, Note, Reference, Section, Statement
from guidance.domain.rules import Effect
from guidance.domain.searching import Hit, marked, search, words_of
from guidance.presenting.words import CERTAINTIES, DOMAINS, FORMS, KINDS, SEVERITIES, UNREFERENCED

Pieces = tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class Line:
    """One line of the contents."""

    section: Section
    domain: str
    notes: int
    children: tuple["Line", ...] = ()


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
    """A statement as it stands in its section, with the notes beside it."""

    statement: Statement
    kind: str
    form: str
    notes: tuple[ShownNote, ...]


@dataclass(frozen=True)
class Found:
    """One section of a search, with the words that were found told apart."""

    section: Section
    domain: str
    title: Pieces
    statements: tuple[tuple[Statement, Pieces], ...]
    notes: tuple[tuple[Note, Pieces], ...]


def contents(edition: Edition, parent: str | None = None) -> tuple[Line, ...]:
    """The tree of sections below a section, or of the whole document."""
    return tuple(
        Line(section, DOMAINS[section.domain], len(edition.notes_for(slug)), contents(edition, slug))
        for slug, section in edition.sections.items()
        if section.parent == parent
    )


def note_shown(edition: Edition, note: Note) -> ShownNote:
    certainty = CERTAINTIES[note.certainty] if note.references else UNREFERENCED
    return ShownNote(
        note,
        SEVERITIES[note.severity],
        certainty,
        tuple(edition.references[id_] for id_ in note.references),
        tuple(edition.statements[key] for key in note.statements),
    )


def statement_shown(edition: Edition, statement: Statement) -> Shown:
    notes = tuple(note_shown(edition, edition.notes[id_]) for id_ in statement.notes)
    return Shown(statement, KINDS[statement.kind], FORMS[statement.form], notes)


def section_context(edition: Edition, section: Section) -> dict[str, object]:
    """What the page of a section shows. A note about several statements stands beside the first of them."""
    return {
        "section": section,
        "domain": DOMAINS[section.domain],
        "crumbs": ancestors(edition, section),
        "notes": tuple(note_shown(edition, edition.notes[id_]) for id_ in section.notes),
        "statements": tuple(_each_note_once(edition, section)),
        "below": contents(edition, section.slug),
        "previous": _neighbour(edition, section, -1),
        "next": _neighbour(edition, section, 1),
    }


def _each_note_once(edition: Edition, section: Section) -> Iterator[Shown]:
    told: set[str] = set()
    for statement in section.statements:
        shown = statement_shown(edition, statement)
        fresh = tuple(each for each in shown.notes if each.note.id not in told)
        told |= {each.note.id for each in fresh}
        yield Shown(statement, shown.kind, shown.form, fresh)


def ancestors(edition: Edition, section: Section) -> tuple[Section, ...]:
    parent = edition.sections.get(section.parent or "")
    return (*ancestors(edition, parent), parent) if parent else ()


def _neighbour(edition: Edition, section: Section, step: int) -> Section | None:
    slugs = list(edition.sections)
    place = slugs.index(section.slug) + step
    return edition.sections[slugs[place]] if 0 <= place < len(slugs) else None


def highlights(edition: Edition, statement: Statement) -> tuple[str, ...]:
    """When a case brings the statement up, in words."""
    rules = (rule for rule in edition.rules_for(statement.section) if rule.effect is Effect.HIGHLIGHT)
    return tuple(in_words(rule.when) for rule in rules if rule.statement == statement.key)


def cited(edition: Edition) -> tuple[tuple[Reference, str, tuple[Note, ...]], ...]:
    """Each reference with its certainty in words and the notes that rest on it."""
    return tuple(
        (
            reference,
            CERTAINTIES[reference.certainty],
            tuple(note for note in edition.notes.values() if reference.id in note.references),
        )
        for reference in edition.references.values()
    )


def found(edition: Edition, query: str) -> tuple[Found, ...]:
    words = words_of(query)
    return tuple(_found(hit, words) for hit in search(edition, query))


def _found(hit: Hit, words: tuple[str, ...]) -> Found:
    return Found(
        hit.section,
        DOMAINS[hit.section.domain],
        marked(hit.section.title, words),
        tuple((each, marked(each.text, words)) for each in hit.statements),
        tuple((each, marked(each.text, words)) for each in hit.notes),
    )
