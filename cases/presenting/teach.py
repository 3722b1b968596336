"""The page of somebody who teaches: drafts with what is left to do, and the libraries that they may read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cases.domain.teaching import LESIONS, OF_LESIONS
from cases.models import CaseDraft, Library, Right, Visibility
from cases.permissions import OWN
from guidance.domain.vocabulary import VOCABULARY

MOST_SHOWN = 3
RIGHTS = {OWN: "yours", Right.VIEW: "to read", Right.EDIT: "to write", Right.ASSIGN: "to write and assign"}


@dataclass(frozen=True)
class DraftRow:
    draft: CaseDraft
    steps: int
    primary: str
    left: tuple[str, ...]

    @property
    def shown(self) -> tuple[str, ...]:
        return self.left[:MOST_SHOWN]

    @property
    def more(self) -> int:
        return max(0, len(self.left) - MOST_SHOWN)


def draft_row(draft: CaseDraft) -> DraftRow:
    document = draft.document
    return DraftRow(
        draft=draft,
        steps=len(document.get("steps", ())),
        primary=primary_label(document.get("topic")),
        left=tuple(left_to_do(document)),
    )


def primary_label(topic: object) -> str:
    labels = {choice.value: choice.label for choice in VOCABULARY["primary_site"].choices}
    return labels.get(str(topic), "")


def left_to_do(document: Mapping[str, Any]) -> Iterable[str]:
    """What an author sees is not there yet, in words; the checks before publishing say more."""
    steps, key = document.get("steps", ()), document.get("key", {})
    if not document.get("summary"):
        yield "No summary yet"
    if not steps:
        yield "No steps yet"
    for step in steps:
        if not step.get("narrative"):
            yield f"“{step['title']}” tells nothing yet"
    answered = {fact.partition(".")[0] for fact in (*key.get("record", {}), *_marked(key))}
    open_facts = [fact for fact in _addressed(steps) if fact.partition(".")[0] not in answered]
    if open_facts:
        named = fact_label(open_facts[0])
        more = f" and {len(open_facts) - 1} more" if len(open_facts) > 1 else ""
        yield f"The key has no answer to {named}{more}"
    if steps and not key.get("marks") and not any(step.get("questions") for step in steps):
        yield "Nothing is marked yet"


def _addressed(steps: Iterable[Mapping[str, Any]]) -> list[str]:
    return [fact for step in steps for fact in (*step.get("given", ()), *step.get("asked", ()))]


def _marked(key: Mapping[str, Any]) -> list[str]:
    return [mark["fact"] for mark in key.get("marks", ())]


def fact_label(address: str) -> str:
    if address == OF_LESIONS:
        return "Diagnosis of each lesion"
    fact = VOCABULARY.get(address)
    return ("Lesions" if address == LESIONS else fact.label) if fact else address


@dataclass(frozen=True)
class LibraryRow:
    library: Any

    @property
    def right(self) -> str:
        return RIGHTS[self.library.right]

    @property
    def visibility(self) -> str:
        return Visibility(self.library.visibility).label

    @property
    def owner(self) -> str:
        return str(self.library.owner) if self.library.owner else "this site"


def by_right(libraries: Iterable[Library]) -> dict[str, list[LibraryRow]]:
    """Own ones, those shared with the person, and those that everybody here reads."""
    groups: dict[str, list[LibraryRow]] = {"own": [], "shared": [], "open": []}
    for library in libraries:
        right = library.right  # type: ignore[attr-defined]  # annotated
        shared = getattr(library, "shared_as", None)
        group = "own" if right == OWN else "shared" if shared else "open"
        groups[group].append(LibraryRow(library))
    return groups
