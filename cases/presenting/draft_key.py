"""A chapter of the key: which of its facts the case gives, asks and marks, and what follows from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from cases.domain.kept import Kept
from cases.domain.teaching import OF_LESIONS, addresses_in, fact_at
from cases.domain.teaching.so_far import record_so_far
from cases.forms import ChapterForm, chapter_form
from cases.models import CaseDraft
from cases.presenting.draft_beside import KeyPiece, case_of, key_piece
from cases.presenting.remarks import remarks_at, remarks_on
from cases.presenting.teach import fact_label
from cases.presenting.workbench import cautions_at
from cases.queries.cases import askable_facts
from guidance.domain.vocabulary import CHAPTERS, Chapter, Fact


@dataclass(frozen=True)
class UsedFact:
    """A fact that the case gives or asks: at which step, and whether the key says something of it."""

    address: str
    label: str
    is_asked: bool
    step: str
    is_answered: bool
    is_marked: bool

    @property
    def is_unknowable(self) -> bool:
        """Whether it counts that nobody could know it: it is marked, and the key leaves it out."""
        return self.is_asked and self.is_marked and not self.is_answered

    @property
    def fact(self) -> str:
        return fact_at(self.address)


def key_form(
    document: Mapping[str, Any], chapter: str, kept_text: Mapping[str, Kept], data: Any = None
) -> ChapterForm:
    """The form of the workbench, over what the key records; of what is asked, with every choice in view."""
    form = chapter_form(chapter, case_of(record_so_far(document), kept_text), data)
    form.offer_all_of(used.fact for used in used_facts(document, chapter) if used.is_asked)
    return form


def used_facts(document: Mapping[str, Any], chapter: str) -> list[UsedFact]:
    """What of a chapter the case gives or asks, in the order of its form."""
    at = places_of(document)
    key = document.get("key", {})
    marked = {mark.get("fact") for mark in key.get("marks", ())}
    record = key.get("record", {})
    return [
        UsedFact(
            address=address,
            label=fact_label(address),
            is_asked=at[address][0],
            step=at[address][1],
            is_answered=_is_answered(record, address),
            is_marked=fact_at(address) in marked,
        )
        for address in addresses_in([chapter])
        if address in at
    ]


def _is_answered(record: Mapping[str, Any], address: str) -> bool:
    held = record.get(fact_at(address))
    return any("diagnosis" in each for each in held or ()) if address == OF_LESIONS else held is not None


def places_of(document: Mapping[str, Any]) -> dict[str, tuple[bool, str]]:
    """Of each address whether it is asked, and the title of the step: the last that asks, else gives it."""
    found: dict[str, tuple[bool, str]] = {}
    for step in document.get("steps", ()):
        title = step.get("title") or step["key"]
        for address in step.get("given", ()):
            found.setdefault(address, (False, title))
        for address in step.get("asked", ()):
            found[address] = (True, title)
    return found


def key_page(draft: CaseDraft, chapter: Chapter, today: date) -> dict[str, Any]:
    piece = key_piece(draft, chapter.key)
    return {
        "chapter": chapter,
        "used": used_facts(draft.document, chapter.key),
        "next_chapter": _after(chapter),
        "pieces": [piece],
        **_under_fields(piece, chapter.key, draft.pk, today),
    }


def _after(chapter: Chapter) -> Chapter | None:
    place = CHAPTERS.index(chapter) + 1
    return CHAPTERS[place] if place < len(CHAPTERS) else None


def _under_fields(piece: KeyPiece, chapter: str, pk: int, today: date) -> dict[str, Any]:
    """What is said beside the fields, as on the workbench."""
    reading, panel = piece.reading, piece.panel
    if reading is None or panel is None:
        return {}
    asked = [fact.key for fact in askable_facts(chapter, reading.recorded)]

    def leads(fact: Fact) -> str:
        return f"{reverse('teach_key', args=(pk, fact.chapter))}#field-{fact.key}"

    return {
        "cautions_at": cautions_at(panel),
        "remarks_at": remarks_at(remarks_on(reading, today), asked, leads),
    }
