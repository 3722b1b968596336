"""Marks of an attempt added up by what its writer's progress is told by."""

from collections.abc import Iterable
from dataclasses import dataclass

from cases.domain.marks import FACT, AttemptMark, MarkScore

DOMAIN, OBJECTIVE, LOST_FACT, LOST_SECTION = "domain", "objective", "fact", "section"


@dataclass
class PointsTally:
    """Points earned of those possible in a domain or towards an objective; of a fact, where points were lost.

    `times` is how many marks that were; a section that was not brought up counts once, without points.
    """

    kind: str
    key: str
    earned: float = 0.0
    possible: float = 0.0
    times: int = 0

    @property
    def percent(self) -> int:
        return MarkScore(self.earned, self.possible).percent or 0


def tallies_of(marks: Iterable[AttemptMark], missed_sections: Iterable[str]) -> list[PointsTally]:
    """What the writer of a short text has not marked yet counts nowhere."""
    found: dict[tuple[str, str], PointsTally] = {}

    def add(kind: str, key: str, mark: AttemptMark, times: int = 1) -> None:
        tally = found.setdefault((kind, key), PointsTally(kind, key))
        tally.earned += mark.earned
        tally.possible += mark.weight
        tally.times += times

    for mark in marks:
        if mark.credit is None:
            continue
        add(DOMAIN, mark.domain, mark)
        add(OBJECTIVE, mark.objective, mark)
        if mark.subject == FACT and mark.is_missed:
            add(LOST_FACT, mark.key, mark, times=int(mark.part != "prefix"))
    return [
        *found.values(),
        *(PointsTally(LOST_SECTION, slug, times=1) for slug in dict.fromkeys(missed_sections)),
    ]
