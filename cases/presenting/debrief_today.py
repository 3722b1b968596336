"""The guidance as readers see it today beside the edition that an attempt was marked against.

It is there to be read: an edition of the guidance never changes a mark.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cases.domain.known import Recorded
from cases.domain.marking import as_finely_told
from cases.domain.teaching import TeachingContent
from cases.queries.cases import read
from guidance.domain.edition import CompiledEdition
from guidance.domain.explaining import SectionMatch


@dataclass(frozen=True)
class SaidInBoth:
    """What one section says of a record: statements by key, then and today; None where it does not match."""

    slug: str
    title: str
    domain: str
    then: tuple[tuple[str, str], ...] | None
    now: tuple[tuple[str, str], ...] | None

    @property
    def what(self) -> str:
        if self.then is None:
            return "new today"
        if self.now is None:
            return "not today"
        return "the same" if self.then == self.now else "says otherwise today"


def today_beside(
    content: TeachingContent, recorded: Recorded, then: CompiledEdition, now: CompiledEdition
) -> dict[str, Any]:
    """For the record of the resident and for that of the key, section by section."""
    right = as_finely_told(content.key.record, recorded)
    return {"mine": tuple(_both(recorded, then, now)), "right": tuple(_both(right, then, now))}


def _both(recorded: Recorded, then: CompiledEdition, now: CompiledEdition) -> Iterator[SaidInBoth]:
    before = {match.slug: match for match in read(recorded, then).answer.sections}
    after = {match.slug: match for match in read(recorded, now).answer.sections}
    for slug in dict.fromkeys((*after, *before)):
        match = after.get(slug) or before[slug]
        yield SaidInBoth(
            slug, match.title, match.domain, _said(before.get(slug), then), _said(after.get(slug), now)
        )


def _said(match: SectionMatch | None, edition: CompiledEdition) -> tuple[tuple[str, str], ...] | None:
    if match is None:
        return None
    keys = (*match.statements, *match.additions)
    return tuple((key, edition.all_said[key].text) for key in keys if key in edition.all_said)
