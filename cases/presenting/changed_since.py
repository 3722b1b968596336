"""What a new edition of the guidance makes of a case that was last read with an older one."""

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from datetime import date

from cases.domain.wording import named
from cases.models import PatientCase
from cases.queries.cases import CaseReading, read
from guidance.domain.edition import CompiledEdition
from guidance.domain.explaining import Answer, Difference, SectionMatch, difference
from guidance.queries.editions import NoEdition
from guidance.queries.editions import edition as edition_numbered


@dataclass(frozen=True)
class ChangedSince:
    """`differs` goes on a sentence: "1 section more (CT and MRI), 1 caution fewer (Nephrectomy)"; after a
    semicolon what is highlighted in sections that stay: "… and cautions; 1 addition more (CT)".
    """

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
        differs=in_words(
            difference(before, reading.answer), ", ".join(highlights_changed(before, reading.answer))
        ),
    )


def in_words(found: Difference, highlighted: str = "") -> str:
    differs = ", ".join(_parts(found)) or "the same sections and cautions"
    return f"{differs}; {highlighted}" if highlighted else differs


def highlights_changed(before: Answer, after: Answer) -> Iterator[str]:
    """What is highlighted in one answer only, in sections that both show: "1 addition more (CT)"."""
    then, now = ({match.slug: match for match in answer.sections} for answer in (before, after))
    shared = [(then[slug], match) for slug, match in now.items() if slug in then and then[slug] != match]
    for noun, pick in (("addition", _additions), ("statement", _statements)):
        yield from _counted(noun, "more", ((new.title, pick(new) - pick(old)) for old, new in shared))
        yield from _counted(noun, "fewer", ((new.title, pick(old) - pick(new)) for old, new in shared))


def _additions(match: SectionMatch) -> Set[str]:
    return set(match.additions)


def _statements(match: SectionMatch) -> Set[str]:
    return set(match.statements)


def _counted(noun: str, how: str, found: Iterable[tuple[str, Set[str]]]) -> Iterator[str]:
    titles = [title for title, keys in found for _ in keys]
    if titles:
        plural = "s" if len(titles) > 1 else ""
        yield f"{len(titles)} {noun}{plural} {how} ({named(dict.fromkeys(titles))})"


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
