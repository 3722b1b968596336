"""The places below a page of a draft, for the column at the left: chapters of the key, marks, questions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from cases.domain.teaching import fact_at
from cases.domain.teaching.addresses import chapters_of
from cases.models import CaseDraft
from cases.presenting.draft_words import question_title
from cases.presenting.teach import fact_label
from guidance.domain.vocabulary import CHAPTERS, VOCABULARY


@dataclass(frozen=True)
class PlaceLink:
    label: str
    told: str
    at: str
    is_current: bool


def inner_places(draft: CaseDraft, page: str, here: str) -> tuple[PlaceLink, ...]:
    found = {"key": _chapters, "marks": _marks}.get(page)
    return tuple(found(draft, here)) if found else ()


def used_addresses(document: Mapping[str, Any]) -> list[str]:
    """What the steps give and ask, in their order."""
    steps = document.get("steps", ())
    return [each for step in steps for each in (*step.get("given", ()), *step.get("asked", ()))]


def _chapters(draft: CaseDraft, here: str) -> Iterator[PlaceLink]:
    """All of them: those that the case gives or asks something of say so."""
    used = set(map(fact_at, used_addresses(draft.document)))
    record = draft.document.get("key", {}).get("record", {})
    for chapter in CHAPTERS:
        facts = [fact.key for fact in VOCABULARY.asked_in(chapter.key)]
        held, wanted = sum(key in record for key in facts), sum(key in used for key in facts)
        told = f"{wanted} used" if wanted else "not used"
        told += f", {held} answered" if held else ""
        told += ", something typed is no answer" if chapter.key in draft.kept_text else ""
        at = reverse("teach_key", args=(draft.pk, chapter.key))
        yield PlaceLink(chapter.label, told, at, here == f"key/{chapter.key}")


def first_chapter(document: Mapping[str, Any]) -> str:
    """Where the key begins: the first chapter of which the case uses something."""
    return next(iter(chapters_of(used_addresses(document))), CHAPTERS[0].key)


def _marks(draft: CaseDraft, here: str) -> Iterator[PlaceLink]:
    asked = (each for step in draft.document.get("steps", ()) for each in step.get("asked", ()))
    marks = {mark["fact"] for mark in draft.document.get("key", {}).get("marks", ())}
    for fact in dict.fromkeys((*map(fact_at, asked), *marks)):
        if fact in VOCABULARY:
            at = reverse("teach_mark", args=(draft.pk, fact))
            told = "marked" if fact in marks else "not marked"
            yield PlaceLink(fact_label(fact), told, at, here == f"marks/{fact}")


def question_places(draft: CaseDraft, step: Mapping[str, Any], here: str) -> tuple[PlaceLink, ...]:
    return tuple(
        PlaceLink(
            question_title(question, 50),
            "",
            reverse("teach_question", args=(draft.pk, step["key"], question["key"])),
            here == f"steps/{step['key']}/questions/{question['key']}",
        )
        for question in step.get("questions", ())
    )
