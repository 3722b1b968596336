"""The page of somebody who teaches: drafts with what is left to do, and the libraries that they may read."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from cases.content.case_checks import checks_of
from cases.domain.teaching import LESIONS, OF_LESIONS
from cases.domain.teaching.checking import CaseCheck
from cases.models import CaseDraft, Library, Right, Visibility
from cases.permissions import OWN
from guidance.domain.edition import CompiledEdition
from guidance.domain.vocabulary import VOCABULARY

MOST_SHOWN = 3
RIGHTS = {OWN: "yours", Right.VIEW: "to read", Right.EDIT: "to write", Right.ASSIGN: "to write and assign"}


@dataclass(frozen=True)
class DraftRow:
    """A draft with what stops it from being published, and how much is to be looked at besides."""

    draft: CaseDraft
    steps: int
    primary: str
    faults: tuple[str, ...]
    remarks: int
    comments: int

    @property
    def is_published_so(self) -> bool:
        """The version that is given out says the same."""
        case = self.draft.teaching_case
        return bool(case and case.is_open and case.latest and case.latest.hash == self.draft.hash)

    @property
    def shown(self) -> tuple[str, ...]:
        return self.faults[:MOST_SHOWN]

    @property
    def more(self) -> int:
        return max(0, len(self.faults) - MOST_SHOWN)


def draft_row(draft: CaseDraft, edition: CompiledEdition | None, today: date, comments: int) -> DraftRow:
    checks = _checks(_Checked(draft.pk, draft.hash, edition.hash if edition else "", today, draft, edition))
    faults = tuple(check.message for check in checks if check.is_fault)
    return DraftRow(
        draft=draft,
        steps=len(draft.document.get("steps", ())),
        primary=primary_label(draft.document.get("topic")),
        faults=faults,
        remarks=len(checks) - len(faults),
        comments=comments,
    )


@dataclass(frozen=True)
class _Checked:
    """The same as any other of this document under this edition on this day."""

    pk: int
    hash: str
    edition_hash: str
    today: date
    draft: CaseDraft = field(compare=False)
    edition: CompiledEdition | None = field(compare=False)


@lru_cache(maxsize=512)
def _checks(of: _Checked) -> tuple[CaseCheck, ...]:
    """Kept: most drafts of a list stand as they stood when it was looked at last."""
    return checks_of(of.draft.document, of.draft.library.objectives, of.edition, of.today)


def primary_label(topic: object) -> str:
    labels = {choice.value: choice.label for choice in VOCABULARY["primary_site"].choices}
    return labels.get(str(topic), "")


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
