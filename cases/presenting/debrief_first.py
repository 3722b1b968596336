"""The first screen of a debrief: both ways to the stage, what mattered most, and what to do next."""

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
from cases.presenting.stage_path import Stop
from guidance.domain.vocabulary import VOCABULARY

MOST_MATTERED = 3


@dataclass(frozen=True)
class StageRow:
    """One stop of both ways to the stage; "" where a way does not come by it."""

    name: str
    mine: str
    right: str
    is_group: bool

    @property
    def differs(self) -> bool:
        return self.mine != self.right


@dataclass(frozen=True)
class Mattered:
    """A mark on which most was lost, what it was about, and what it cost, in a sentence or none."""

    mark: AttemptMark
    about: str
    cost: str

    @property
    def anchor(self) -> str:
        return f"mark-{self.mark.key}{'-prefix' if self.mark.part == 'prefix' else ''}"

    @property
    def lost(self) -> float:
        return self.mark.weight - self.mark.earned


@dataclass(frozen=True)
class NextThing:
    why: str
    label: str
    href: str


def stage_rows(mine: Sequence[Stop], right: Sequence[Stop]) -> list[StageRow]:
    """In the order of the expert's way, then what only the other comes by."""
    of_mine, of_right = {stop.name: stop for stop in mine}, {stop.name: stop for stop in right}
    return [
        StageRow(
            name,
            of_mine[name].value if name in of_mine else "",
            of_right[name].value if name in of_right else "",
            (of_right.get(name) or of_mine[name]).is_group,
        )
        for name in dict.fromkeys([*of_right, *of_mine])
    ]


def mattered(
    marks: Iterable[AttemptMark], content: TeachingContent, costs: Mapping[str, str]
) -> list[Mattered]:
    """The marks that cost most: first those that change the stage or the guidance, then by points lost."""
    missed = [
        Mattered(mark, _about(mark, content), costs.get(mark.key, "") if mark.subject == FACT else "")
        for mark in marks
        if mark.is_missed
    ]
    missed.sort(key=lambda each: (not each.cost, -each.lost))
    of_one: dict[tuple[str, str], Mattered] = {}
    for each in missed:
        of_one.setdefault(
            (each.mark.subject, each.mark.key), each
        )  # a category, and not its prefix beside it
    return list(of_one.values())[:MOST_MATTERED]


def _about(mark: AttemptMark, content: TeachingContent) -> str:
    """The fact, or what was asked. Of a category and its prefix it is not told here which of them it was."""
    if mark.subject == FACT:
        return VOCABULARY[mark.key].label
    return unescape(strip_tags(markdown(content.question_by_key[mark.key].stem))).strip()


def cost_in_words(stage: str, change: GuidanceDifference) -> str:
    """What would have come of the expert's entry, the weightiest first: one sentence, and how much more."""
    missed, raised = change.missed, change.raised
    said = [f"{stage[:1].upper()}{stage[1:]}."] if stage else []
    said += [f"“{each.caution.title}” would have raised a caution." for each in missed.cautions]
    said += [f"“{each.match.title}” would have been shown." for each in missed.sections]
    said += [f"A caution of “{each.caution.title}” would have been settled." for each in raised.cautions]
    said += [f"“{each.match.title}” would not have been shown." for each in raised.sections]
    said += [f"A statement of “{each.match.title}” would have stood out." for each in missed.statements]
    if len(said) < 2:
        return "".join(said)
    return f"{said[0]} {len(said) - 1} more below."


def next_things(attempt: Attempt, marks: Sequence[AttemptMark]) -> tuple[NextThing, ...]:
    """What is still to be done, the first thing first; never nothing."""
    if attempt.is_trial:
        draft = attempt.version.teaching_case.draft.pk
        back = reverse("teach_publish", args=(draft,))
        return (NextThing("Nothing of this trial is kept.", "Go back to the draft", back),)
    pending = [mark.key for mark in marks if mark.credit is None]
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
