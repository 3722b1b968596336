"""What a new edition of the guidance makes of a case that was last read with an older one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from cases.domain.wording import named
from cases.models import PatientCase
from cases.queries.cases import CaseReading, read
from guidance.domain.edition import CompiledEdition
from guidance.domain.explaining import Difference, difference
from guidance.queries.editions import NoEdition
from guidance.queries.editions import edition as edition_numbered


@dataclass(frozen=True)
class ChangedSince:
    """`differs` goes on a sentence: "1 section more (CT and MRI), 1 caution fewer (Nephrectomy)"."""

    old: int
    new: int
    published_on: date
    differs: str


def changed_since(case: PatientCase, reading: CaseReading, edition: CompiledEdition) -> ChangedSince | None:
    """None where the case was last read with this edition, or with none that is known.

    Only where the editions differ is the older one asked; its answers are kept like others.
    """
    old = case.last_read_with
    if old is None or old == edition.number:
        return None
    try:
        before = read(reading.recorded, edition_numbered(old)).answer
    except NoEdition:
        return None
    return ChangedSince(
        old=old,
        new=edition.number,
        published_on=date.fromisoformat(edition.published_at),
        differs=in_words(difference(before, reading.answer)),
    )


def in_words(found: Difference) -> str:
    return ", ".join(_parts(found)) or "the same sections and cautions"


def _parts(found: Difference) -> Iterator[str]:
    for entries, noun, how in (
        (found.new_sections, "section", "more"),
        (found.gone_sections, "section", "fewer"),
        (found.new_cautions, "caution", "more"),
        (found.gone_cautions, "caution", "fewer"),
    ):
        if entries:
            plural = "s" if len(entries) > 1 else ""
            titles = named(dict.fromkeys(entry.title for entry in entries))
            yield f"{len(entries)} {noun}{plural} {how} ({titles})"
