"""An attempt that was marked anew with a corrected key: by which key its marks stand, and what moved when."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from cases.domain.marks import QUESTION, MarkScore
from cases.models import Attempt, Mark, Marking, MarkingKind, TeachingCaseVersion
from cases.queries.marking import GONE
from cases.queries.remarking import key_for

ANEW = (MarkingKind.REMARKING, MarkingKind.UNDOING)


@dataclass(frozen=True)
class MovedMark:
    """One mark before and after, in points; None where it was not marked, or is not any longer."""

    label: str
    key: str
    before: float | None
    after: float | None

    @property
    def is_other(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True)
class MarkedAnew:
    """One marking beside those before: with which key, by whom, why, and what it changed."""

    number: int
    is_undone: bool
    """Whether it took a corrected key back."""
    key: int
    at: datetime
    by: str
    reason: str
    before: MarkScore
    after: MarkScore
    moved: tuple[MovedMark, ...]

    @property
    def is_other(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True)
class Markings:
    """All of an attempt, and the version whose key its marks stand by."""

    rows: tuple[Marking, ...]
    key: TeachingCaseVersion


def markings_of(attempt: Attempt) -> Markings:
    """One query. Of an attempt that is to be marked yet its own version."""
    related = attempt.markings.select_related("by", "key_version__teaching_case__library", "remarking")
    rows = tuple(related.defer("key_version__document").order_by("number"))
    is_own = not rows or rows[-1].key_version_id == attempt.version_id
    return Markings(rows, attempt.version if is_own else rows[-1].key_version)


def key_told(attempt: Attempt) -> TeachingCaseVersion | None:
    """The version of whose key its resident is told after a step: the one that marks it, or would now.

    None while its key is out of use and nothing corrects it: nothing wrong is taught on.
    """
    if attempt.is_submitted and (rows := markings_of(attempt)).rows:
        return rows.key
    if attempt.version.pulled_at is None and not attempt.may_be_corrected:
        return attempt.version
    return key_for(attempt.version)


def marked_anew(
    attempt: Attempt, markings: Sequence[Marking], asked: Mapping[str, str]
) -> tuple[MarkedAnew, ...]:
    """The newest first. No query where nothing was. `asked` are the questions by key, as they are called."""
    if not any(each.kind in ANEW for each in markings):
        return ()
    rows = Mark.every.filter(attempt=attempt).order_by("marking__number", "position")
    given: dict[int, list[Mark]] = {}
    for row in rows.only("marking", "position", "subject", "label", "key", "weight", "credit"):
        row.label = asked.get(row.key, row.label) if row.subject == QUESTION else row.label
        given.setdefault(row.marking_id, []).append(row)
    return tuple(reversed(tuple(_each(markings, given))))


def _each(markings: Sequence[Marking], given: dict[int, list[Mark]]) -> Iterator[MarkedAnew]:
    stood: dict[int, Mark] = {}
    score = MarkScore(0.0, 0.0)
    for marking in markings:
        rows = given.get(marking.pk, [])
        if marking.kind in ANEW:
            yield MarkedAnew(
                number=marking.number,
                is_undone=marking.kind == MarkingKind.UNDOING,
                key=marking.key_version.number,
                at=marking.made_at,
                by=str(marking.by or GONE),
                reason=marking.reason,
                before=score,
                after=MarkScore(marking.earned, marking.possible),
                moved=tuple(_moved(stood, rows, marking.dropped)),
            )
        for place in marking.dropped:
            stood.pop(place, None)
        stood |= {row.position: row for row in rows}
        score = MarkScore(marking.earned, marking.possible)


def _moved(stood: dict[int, Mark], rows: Sequence[Mark], dropped: Sequence[int]) -> Iterator[MovedMark]:
    for row in rows:
        before = stood.get(row.position)
        yield MovedMark(row.label, row.key, _points(before), _points(row))
    for place in dropped:
        if place in stood:
            yield MovedMark(stood[place].label, stood[place].key, _points(stood[place]), None)


def _points(row: Mark | None) -> float | None:
    return None if row is None or row.credit is None else round(row.weight * row.credit, 6)
