"""The source's own words beside what restates them: for readers, in the forms of the draft, in a review."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from guidance.domain.changing import Entries, Entry, EntryChange
from guidance.domain.changing.entries import DOCUMENT
from guidance.domain.edition import CompiledEdition, Statement
from guidance.domain.source_fitting import RestatedPlace, StatementFit, place_in, statement_fit
from guidance.domain.source_paragraphs import SourceParagraph, SourcePlace
from guidance.domain.words import FORMS, SHOWN_TO
from guidance.models import Change as ChangeRow
from guidance.models import Document
from guidance.permissions import may_read_source
from guidance.queries.draft import change_of, draft_entries
from guidance.queries.editions import AttachedKey
from guidance.queries.source_text import AttachedSource, paragraphs_of, source_for
from kidmet_site.accounts.models import Visitor

NOT_TOLD = ("title", "title_line", "file")
"""Of what a document says of its source: the title stands apart, the others tell readers nothing."""


@dataclass(frozen=True)
class SourceCredit:
    """Whose words they are: what the document says of its source, and of the rights who attached it."""

    title: str
    facts: tuple[tuple[str, str], ...]
    rights: str


@dataclass(frozen=True)
class ShownParagraph:
    """`doubt` is for curators: what of the place is otherwise, or why there is no paragraph."""

    paragraph: SourceParagraph | None
    form: str
    credit: SourceCredit
    doubt: str = ""


@dataclass(frozen=True)
class SourceBeside:
    """What stands beside the form of a statement, or a change of one. Without `is_attached` there is no text;
    `before` is the paragraph that the statement named until now, where it names another."""

    is_attached: bool
    shown: ShownParagraph | None = None
    before: ShownParagraph | None = None


def credit_of(document: Mapping[str, object], rights: str) -> SourceCredit:
    source = document.get("source") or {}
    held = source if isinstance(source, Mapping) else {}
    facts = (
        (name.replace("_", " ").capitalize(), str(value))
        for name, value in held.items()
        if name not in NOT_TOLD
    )
    return SourceCredit(str(held.get("title") or ""), tuple(facts), rights)


# For readers


def place_of(edition: CompiledEdition, statement: Statement) -> SourcePlace:
    section = edition.sections[statement.section]
    return SourcePlace(section.heading, statement.line, statement.paragraph, statement.form)


def _restated(edition: CompiledEdition, statement: Statement) -> RestatedPlace:
    return RestatedPlace(statement.key, place_of(edition, statement), statement.text)


def sources_beside(
    user: Visitor, edition: CompiledEdition, statements: Iterable[Statement], attached: AttachedKey | None
) -> dict[str, object]:
    """The keys of the statements whose paragraph this reader can open, or could, were they signed in."""
    if attached is None:
        return {}
    may_read = may_read_source(user, attached.shown_to)
    if not may_read and attached.shown_to != "signed-in":
        return {}
    paragraphs = paragraphs_of(attached)
    fits = (statement_fit(paragraphs, _restated(edition, each)) for each in statements)
    held = frozenset(each.key for each in fits if each.is_sure)
    return {"sources": held} if may_read else {"sources_signed_in": held}


def restating(attached: AttachedKey, edition: CompiledEdition, statement: Statement) -> tuple[Statement, ...]:
    """The statements of its section that come from the same paragraph, itself among them."""
    paragraphs = paragraphs_of(attached)
    found = paragraphs.at(place_of(edition, statement))
    own = found.paragraph if found else None
    alike = (
        (each, paragraphs.at(place_of(edition, each)))
        for each in edition.sections[statement.section].statements
    )
    return tuple(each for each, at in alike if each is statement or (at and at.paragraph is own))


def paragraph_read(
    attached: AttachedSource, edition: CompiledEdition, statement: Statement, *, is_curator: bool
) -> ShownParagraph:
    """A reader is not shown a paragraph that may be another one's; curators are, and are told."""
    credit = credit_of(edition.document, attached.rights)
    fit = statement_fit(paragraphs_of(attached), _restated(edition, statement))
    if is_curator:
        return _shown(fit, credit)
    return replace(_shown(fit, credit), doubt="") if fit.is_sure else ShownParagraph(None, "", credit)


def _shown(fit: StatementFit, credit: SourceCredit) -> ShownParagraph:
    found = fit.found.paragraph if fit.found else None
    return ShownParagraph(found, FORMS.get(found.form, found.form) if found else "", credit, fit.said)


# For curators


def source_beside(user: Visitor, entries: Entries, statement: Entry) -> SourceBeside:
    """Beside the form of a statement, as it is saved or as it is typed."""
    attached = source_for(user)
    if attached is None:
        return SourceBeside(False)
    return SourceBeside(True, _of_entry(attached, entries, statement))


def sources_of_rows(user: Visitor, document: Document, rows: Iterable[ChangeRow]) -> dict[int, SourceBeside]:
    """Beside changes of statements in a review, by their rows: one query for all."""
    attached = source_for(user)
    if attached is None:
        return {}
    entries = draft_entries(document)
    return {row.pk: _of_change(attached, entries, change_of(row)) for row in rows if row.kind == "statement"}


def _of_change(attached: AttachedSource, entries: Entries, change: EntryChange) -> SourceBeside:
    shown = _of_entry(attached, entries, change.proposed or change.base or {})
    if not change.proposed or not change.base or _says_the_same(change):
        return SourceBeside(True, shown)
    before = _of_entry(attached, entries, change.base)
    is_other = before.paragraph is not None and before.paragraph != shown.paragraph
    return SourceBeside(True, shown, before if is_other else None)


def _says_the_same(change: EntryChange) -> bool:
    """Whether its place is what it was."""
    base, proposed = change.base or {}, change.proposed or {}
    return all(base.get(name) == proposed.get(name) for name in ("section", "source"))


def _of_entry(attached: AttachedSource, entries: Entries, statement: Entry) -> ShownParagraph:
    key, text = str(statement.get("key") or ""), str(statement.get("text") or "")
    said = RestatedPlace(key, place_in(entries, statement), text)
    document = entries.get("document", DOCUMENT) or {}
    return _shown(statement_fit(paragraphs_of(attached), said), credit_of(document, attached.rights))


def shown_to_words(attached: AttachedSource) -> str:
    return SHOWN_TO[attached.shown_to]
