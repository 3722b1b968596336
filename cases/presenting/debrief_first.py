"""The first screen of a debrief: both ways to the stage, what mattered most, and what to do next."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import unescape

from django.urls import reverse
from django.utils.html import strip_tags

from cases.domain.marking import GuidanceDifference
from cases.domain.marks import FACT, AttemptMark
from cases.domain.teaching import TeachingContent
from cases.models import Attempt
from cases.presenting.markdown import markdown
from cases.presenting.stage_path import NOT_RECORDED, Stop
from guidance.domain.vocabulary import VOCABULARY, Fact, upper_first

MOST_MATTERED = 3
STAGES = frozenset({"m_category", "lugano_stage"})
"""What is entered of M or as the stage; KidMet works both out besides, so that no stage need hang on it."""


@dataclass(frozen=True)
class StageOfBoth:
    """One stop of both ways to the stage; "" where nothing is recorded, or a way does not come by it."""

    name: str
    mine: str
    right: str

    @property
    def differs(self) -> bool:
        return self.mine != self.right


@dataclass(frozen=True)
class Cost:
    """What changes in the guidance when this one entry is put right and all others are left."""

    fact: Fact
    entered: str
    expected: str
    change: GuidanceDifference
    stage: str = ""

    @property
    def in_words(self) -> str:
        """What would have come of the expert's entry: the weightiest in a sentence, and how much more."""
        missed, raised = self.change.missed, self.change.raised
        said = [f"{upper_first(self.stage)}."] if self.stage else []
        said += [f"“{each.caution.title}” would have raised a caution." for each in missed.cautions]
        said += [f"“{each.match.title}” would have been shown." for each in missed.sections]
        said += [f"A caution of “{each.caution.title}” would have been settled." for each in raised.cautions]
        said += [f"“{each.match.title}” would not have been shown." for each in raised.sections]
        said += [f"{each.called} of “{each.match.title}” would have stood out." for each in missed.statements]
        if len(said) < 2:
            return "".join(said)
        return f"{said[0]} {len(said) - 1} more below."

    @property
    def weight(self) -> int:
        """How many sections and cautions; a statement that stands out in one that shows anyway is none."""
        sides = (self.change.missed, self.change.raised)
        return sum(len(side.sections) + len(side.cautions) for side in sides)


@dataclass(frozen=True)
class Mattered:
    """A fact or question at which much was lost, what it was about, and what it cost in guidance.

    Of a category and its prefix `mark` is the one that cost more; `lost` of `possible` points are of both.
    """

    mark: AttemptMark
    about: str
    cost: Cost | None
    lost: float
    possible: float

    @property
    def rank(self) -> tuple[bool, float]:
        """The weightier comes first: what changes M or the stage, then by points lost and what they cost."""
        return not self.is_of_stage, -self.lost - (self.cost.weight if self.cost else 0)

    @property
    def is_of_stage(self) -> bool:
        return bool(self.cost and self.cost.stage) or (self.mark.subject == FACT and self.mark.key in STAGES)

    @property
    def anchor(self) -> str:
        return f"mark-{self.mark.key}{'-prefix' if self.mark.part == 'prefix' else ''}"


@dataclass(frozen=True)
class NextThing:
    why: str
    label: str
    href: str


def both_stages(mine: Sequence[Stop], right: Sequence[Stop]) -> list[StageOfBoth]:
    """In the order of the expert's way, then what only the other comes by."""
    of_mine, of_right = {stop.name: stop for stop in mine}, {stop.name: stop for stop in right}
    return [
        StageOfBoth(name, _value(of_mine.get(name)), _value(of_right.get(name)))
        for name in dict.fromkeys([*of_right, *of_mine])
    ]


def _value(stop: Stop | None) -> str:
    return "" if stop is None or stop.value == NOT_RECORDED else stop.value


def first_sentence(paragraph: str) -> tuple[str, str]:
    """What begins a paragraph in bold, else its first sentence; and the rest of it."""
    found = re.match(r"(\*\*.+?\*\*|.+?[.!?])\s+(?=\S)", paragraph, re.DOTALL)
    if found is None or found[1].count("*") % 2:
        return paragraph, ""
    return found[1], paragraph[found.end() :]


def mattered(marks: Iterable[AttemptMark], content: TeachingContent, costs: Iterable[Cost]) -> list[Mattered]:
    """What cost most: first what changes the stage, then by points and guidance lost."""
    of_fact = {cost.fact.key: cost for cost in costs}
    by_matter: dict[tuple[str, str], list[AttemptMark]] = {}
    for mark in marks:
        by_matter.setdefault((mark.subject, mark.key), []).append(mark)
    missed = (_mattered(held, content, of_fact) for held in by_matter.values())
    return sorted((each for each in missed if each), key=lambda each: each.rank)[:MOST_MATTERED]


def _mattered(
    marks: Sequence[AttemptMark], content: TeachingContent, costs: Mapping[str, Cost]
) -> Mattered | None:
    """Of the marks of one fact or question; None where nothing was lost."""
    missed = [mark for mark in marks if mark.is_missed]
    if not missed:
        return None
    mark = max(missed, key=lambda each: each.weight - each.earned)
    return Mattered(
        mark,
        _about(mark, content),
        costs.get(mark.key) if mark.subject == FACT else None,
        lost=sum(each.weight - each.earned for each in missed),
        possible=sum(each.weight for each in marks if each.credit is not None),
    )


def _about(mark: AttemptMark, content: TeachingContent) -> str:
    """The fact, or what was asked. Of a category and its prefix it is not told here which of them it was."""
    if mark.subject == FACT:
        return VOCABULARY[mark.key].label
    return unescape(strip_tags(markdown(content.question_by_key[mark.key].stem))).strip()


def next_things(
    attempt: Attempt, marks: Sequence[AttemptMark], *, teachers_mark: bool = False
) -> tuple[NextThing, ...]:
    """What is still to be done, the first thing first; never nothing."""
    if attempt.is_trial:
        draft = attempt.version.teaching_case.draft.pk
        back = reverse("teach_publish", args=(draft,))
        return (NextThing("Nothing of this trial is kept.", "Go back to the draft", back),)
    pending = [] if teachers_mark else [mark.key for mark in marks if mark.credit is None]
    found = []
    if pending:
        waiting = "1 answer waits" if len(pending) == 1 else f"{len(pending)} answers wait"
        found.append(NextThing(f"{waiting} for your own mark.", "Mark it yourself", f"#mark-{pending[0]}"))
    if any(mark.is_missed for mark in marks):
        why = "What was missed comes back as cards until it stays."
        found.append(NextThing(why, "Review what was missed", reverse("review")))
    done = "All of it is seen to."
    if attempt.reflected_at is None:
        found.append(NextThing(done, "Write what you take from it", "#reflection"))
    return tuple(found or [NextThing(done, "Choose another case", reverse("library_list"))])
