"""The gaps of an edition as lists for a page, each entry with the place where it can be mended."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from cases.queries.coverage import Coverage
from cases.queries.replaying import TEACHING, NamedCase
from guidance.domain.edition import CompiledEdition, Reference
from guidance.domain.naming import excerpt
from guidance.domain.vocabulary import CHAPTERS, VOCABULARY
from guidance.presenting.draft import entry_address

CHAPTER_LABELS = {chapter.key: chapter.label for chapter in CHAPTERS}


@dataclass(frozen=True)
class Gap:
    """`name` is the link, `says` what stands behind it, `why` what is missing where that is not plain."""

    name: str
    href: str = ""
    says: str = ""
    why: str = ""
    domain: str = ""


@dataclass(frozen=True)
class GapList:
    id: str
    title: str
    about: str
    none: str
    gaps: tuple[Gap, ...]


SECTIONS = (
    "sections",
    "Sections that no case reaches",
    "Either no rule shows them, or no case meets their rules.",
    "Every section is reached by some case.",
)
CASES = (
    "cases",
    "Cases that nothing matches",
    "No section shows for them and no caution is raised.",
    "Something matches every teaching case and demo case.",
)
FACTS = (
    "facts",
    "Facts that no rule asks about",
    "Some are recorded for a reason that the document gives.",
    "Some rule asks about every fact.",
)
STATEMENTS = (
    "statements",
    "Statements without a place in the source",
    "Nobody can look up where the document says it.",
    "Every statement names its line and paragraph.",
)
ADDITIONS = (
    "additions",
    "Additions without a rule, a reference or sign-off",
    "What no rule brings up is only found by reading or searching; readers see what else is missing.",
    "Every addition has a rule, a reference, and was signed off.",
)
NOTES = (
    "notes",
    "Notes without a reference or sign-off",
    "Readers see each of them as unreferenced, or as awaiting clinical sign-off.",
    "Every note has a reference and was signed off.",
)
REFERENCES = (
    "references",
    "References that no note or addition uses",
    "Nothing in the guidance rests on them.",
    "Some note or addition rests on every reference.",
)


def coverage_page(found: Coverage, edition: CompiledEdition) -> dict[str, Any]:
    lists = (
        GapList(*SECTIONS, tuple(_section_gaps(found, edition))),
        GapList(*CASES, tuple(map(_case_gap, found.cases))),
        GapList(*FACTS, tuple(_fact_gaps(found))),
        GapList(*STATEMENTS, tuple(_statement_gaps(found, edition))),
        GapList(*ADDITIONS, tuple(_addition_gaps(found, edition))),
        GapList(*NOTES, tuple(_note_gaps(found, edition))),
        GapList(*REFERENCES, tuple(_reference_gaps(found))),
    )
    return {"coverage": found, "lists": lists}


def _section_gaps(found: Coverage, edition: CompiledEdition) -> Iterable[Gap]:
    for slug, has_rule in found.sections.items():
        why = "no case meets its rules" if has_rule else "no rule shows it"
        domain = edition.sections[slug].domain
        yield Gap(_path(slug, edition), entry_address("section", slug), why=why, domain=domain)


def _path(slug: str, edition: CompiledEdition) -> str:
    """The titles from the top down."""
    section = edition.sections[slug]
    return f"{_path(section.parent, edition)} › {section.title}" if section.parent else section.title


def _case_gap(case: NamedCase) -> Gap:
    if case.source == TEACHING:
        address = reverse("teaching_case", args=[case.library, case.slug])
        return Gap(case.title, address, why="teaching case")
    return Gap(case.title, reverse("case_new") + "#demo-cases", why="demo case")


def _fact_gaps(found: Coverage) -> Iterable[Gap]:
    for key, reason in found.facts.items():
        chapter = CHAPTER_LABELS[VOCABULARY[key].chapter]
        yield Gap(
            VOCABULARY[key].label, says=reason, why=chapter if reason else f"{chapter}, no reason given"
        )


def _statement_gaps(found: Coverage, edition: CompiledEdition) -> Iterable[Gap]:
    for each in found.statements:
        domain = edition.sections[each.section].domain
        yield Gap(each.key, entry_address("statement", each.key), excerpt(each.text), domain=domain)


def _addition_gaps(found: Coverage, edition: CompiledEdition) -> Iterable[Gap]:
    for key, lacks in found.additions.items():
        addition = edition.additions[key]
        domain = edition.sections[addition.section].domain
        yield Gap(key, entry_address("addition", key), excerpt(addition.text), ", ".join(lacks), domain)


def _note_gaps(found: Coverage, edition: CompiledEdition) -> Iterable[Gap]:
    for id_, lacks in found.notes.items():
        note = edition.notes[id_]
        domain = edition.sections[note.section].domain
        yield Gap(id_, entry_address("note", id_), excerpt(note.text), ", ".join(lacks), domain)


def _reference_gaps(found: Coverage) -> Iterable[Gap]:
    for each in found.references:
        yield Gap(each.id, entry_address("reference", each.id), _cited(each))


def _cited(reference: Reference) -> str:
    """As much of it as is known, in a line."""
    parts = (reference.authors, reference.title or reference.detail, reference.year)
    return excerpt(", ".join(part for part in parts if part))
