"""Marking again with a corrected key: what an answer earns by it, and what moves.

An answer is marked once however many gave it, as marking is the same each time.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from cases.domain.known import Recorded
from cases.domain.marks import AttemptMark, MarkScore
from cases.domain.questions import QuestionAnswer
from cases.domain.teaching import TeachingContent, standing
from cases.domain.teaching.correcting import facts_read_for

from .attempt_marking import mark_question
from .fact_marking import mark_fact

Marks = tuple[AttemptMark, ...]
MarkMatter = tuple[str, str]
"""What marks are of: "fact" or "question", and its key."""
HAIR = 1e-9
MOST_KEPT = 50_000
"""So many marked answers are held at most: of words of one's own hardly two are alike."""


class MarkedOnce:
    """Marks by what they were made of."""

    def __init__(self) -> None:
        self._held: dict[Hashable, Marks] = {}

    def of(self, made_of: Hashable, mark: Callable[[], Marks]) -> Marks:
        found = self._held.get(made_of)
        if found is None:
            if len(self._held) >= MOST_KEPT:
                self._held.clear()
            found = self._held[made_of] = mark()
        return found


def fact_anew(
    case: TeachingContent, fact: str, recorded: Recorded, committed: Mapping[str, Recorded]
) -> Marks:
    """The marks of one fact, of the facts that they are made from alone. None: it is marked no longer."""
    key = case.key.mark_of.get(fact)
    if key is None:
        return ()
    counts = standing(case, recorded, committed)
    return tuple(mark_fact(case, key, counts.recorded, counts.then.get(case.step_of_mark(key))))


def question_anew(case: TeachingContent, key: str, answer: QuestionAnswer | None) -> Marks:
    return (mark_question(case.question_by_key[key], answer, case.step_of_question[key]),)


def facts_behind(case: TeachingContent, facts: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """By fact, those that its marks are made from."""
    marked = case.key.mark_of
    return {fact: facts_read_for(marked[fact]) for fact in facts if fact in marked}


@dataclass(frozen=True)
class StandingMark:
    """A mark that stands, as far as it is asked what moves. `by_hand`: an educator gave it."""

    number: int
    position: int
    part: str
    weight: float
    credit: float | None
    by_hand: bool


@dataclass(frozen=True)
class MovedPoints:
    """One matter of an attempt, before and after, in points and points possible."""

    before: MarkScore
    after: MarkScore

    @property
    def earned(self) -> float:
        return self.after.earned - self.before.earned

    @property
    def possible(self) -> float:
        return self.after.possible - self.before.possible

    @property
    def is_other(self) -> bool:
        return abs(self.earned) > HAIR or abs(self.possible) > HAIR


def moved(before: Iterable[StandingMark], after: Iterable[AttemptMark]) -> MovedPoints:
    return moved_points(
        [(mark.weight, mark.credit) for mark in before], [(mark.weight, mark.credit) for mark in after]
    )


WeightsAndCredits = Sequence[tuple[float, float | None]]


def moved_points(before: WeightsAndCredits, after: WeightsAndCredits) -> MovedPoints:
    """Of weights and credits."""
    return MovedPoints(_points(before), _points(after))


def _points(marks: WeightsAndCredits) -> MarkScore:
    counted = [(weight, credit) for weight, credit in marks if credit is not None]
    return MarkScore(sum(weight * credit for weight, credit in counted), sum(weight for weight, _ in counted))


def as_marked_by_hand(before: Sequence[StandingMark], after: Marks) -> Marks:
    """A text that no key marks keeps what it was given: by its writer, by an educator, or nothing yet."""
    credits = {mark.part: mark.credit for mark in before}
    return tuple(
        replace(mark, credit=credits[mark.part]) if mark.credit is None and mark.part in credits else mark
        for mark in after
    )


def direction(before: MarkScore, after: MarkScore) -> int:
    """1 where the share of the points is higher by it, -1 where it is lower, else 0."""
    apart = (after.share or 0.0) - (before.share or 0.0)
    return 0 if abs(apart) < HAIR else 1 if apart > 0 else -1


def with_moves(score: MarkScore, moves: Iterable[MovedPoints]) -> MarkScore:
    moves = tuple(moves)
    return MarkScore(
        earned=round(score.earned + sum(each.earned for each in moves), 6),
        possible=round(score.possible + sum(each.possible for each in moves), 6),
    )
