"""What a corrected key would change, and has changed: the page of a dry run, and its rows in a file."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from cases.domain.marks import MarkScore
from cases.domain.plain import plain_text
from cases.domain.teaching import TeachingContent
from cases.models import Remarking
from cases.queries.cohorts import seen_as
from cases.queries.teaching import teaching_case_in
from guidance.domain.sheets import Cell
from guidance.domain.vocabulary import VOCABULARY

LONGEST = 90


@dataclass(frozen=True)
class MatterRow:
    """A fact or a question that the key marks otherwise, and how many earn more or less at it."""

    label: str
    what: str
    more: int
    less: int


@dataclass(frozen=True)
class MovedMatter:
    label: str
    before: float
    after: float


@dataclass(frozen=True)
class MovedRow:
    attempt: int
    name: str
    cohort: str
    assignment: str
    before: MarkScore
    after: MarkScore
    matters: tuple[MovedMatter, ...]

    @property
    def direction(self) -> str:
        apart = (self.after.share or 0.0) - (self.before.share or 0.0)
        return "as much" if abs(apart) < 1e-9 else "more" if apart > 0 else "less"


def matter_labels(content: TeachingContent) -> dict[str, tuple[str, str]]:
    """By "fact:…" or "question:…", what it is called and what it is."""
    facts = {f"fact:{key}": (fact.label, "Fact") for key, fact in VOCABULARY.items()}
    asked = {
        f"question:{key}": (_in_a_line(each.stem), each.label)
        for key, each in content.question_by_key.items()
    }
    return facts | asked


def asked_in(content: TeachingContent) -> dict[str, str]:
    """Questions in a line, by key: of a mark their kind alone would be told."""
    return {key: _in_a_line(each.stem) for key, each in content.question_by_key.items()}


def _in_a_line(markdown: str) -> str:
    text = " ".join(plain_text(markdown).split())
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…"


def shown_numbers(remarking: Remarking) -> dict[str, Any]:
    """Of a dry run that is done: who moves, by how much, and at what."""
    counts = remarking.counts
    labels = matter_labels(teaching_case_in(remarking.version))
    moved = counts["up"] + counts["down"] + counts["even"]
    return {
        **{name: counts[name] for name in ("attempts", "up", "down", "even", "by_hand")},
        "moved": moved,
        "stay": counts["attempts"] - moved,
        "mean_up": _mean(counts["share_up"], counts["up"]),
        "mean_down": _mean(counts["share_down"], counts["down"]),
        "most_up": _percent(counts["most_up"]),
        "most_down": _percent(counts["most_down"]),
        "matters": [_matter(labels, key, tally) for key, tally in counts["matters"].items()],
    }


def _matter(labels: dict[str, tuple[str, str]], key: str, tally: list[int]) -> MatterRow:
    label, what = labels.get(key, (key, ""))
    _, more, less = tally
    return MatterRow(label, what, more, less)


def _mean(total: float, count: int) -> str:
    return _percent(total / count) if count else ""


def _percent(share: float) -> str:
    said = f"{100 * share:.1f}".removesuffix(".0")
    return f"{said} %"


def moved_rows(rows: Iterable[Any], content: TeachingContent) -> Iterator[MovedRow]:
    labels = matter_labels(content)
    for row in rows:
        assignment = row.attempt.assigned_case.assignment
        cohort = assignment.cohort
        yield MovedRow(
            attempt=row.attempt_id,
            name=seen_as(cohort, row.attempt.resident, row.seat),
            cohort=cohort.title,
            assignment=assignment.title,
            before=MarkScore(row.before_earned, row.before_possible),
            after=MarkScore(row.after_earned, row.after_possible),
            matters=tuple(
                MovedMatter(labels.get(f"{subject}:{key}", (key, ""))[0], before, after)
                for subject, key, before, after in row.matters
            ),
        )


HEADINGS = (
    "Resident",
    "Cohort",
    "Assignment",
    "Points before",
    "Of",
    "Points by the corrected key",
    "Of",
    "Has",
    "What moves",
)


def sheet_rows(rows: Iterable[MovedRow]) -> Iterator[tuple[Cell, ...]]:
    yield HEADINGS
    for row in rows:
        yield (
            row.name,
            row.cohort,
            row.assignment,
            _plain(row.before.earned),
            _plain(row.before.possible),
            _plain(row.after.earned),
            _plain(row.after.possible),
            row.direction,
            "; ".join(f"{each.label}: {_plain(each.before)} to {_plain(each.after)}" for each in row.matters),
        )


def _plain(points: float) -> float | int:
    """As the page has them: two places at most, and none where there is no fraction."""
    short = round(points, 2)
    return int(short) if short == int(short) else short
