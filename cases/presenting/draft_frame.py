"""The frame of an editor's page: the steps at the left with where one is, and what is said of saving."""

from collections.abc import Hashable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import NoReverseMatch, reverse

from cases.actions.drafting import DraftChangedElsewhere
from cases.domain.teaching.case import STEP_KINDS
from cases.domain.teaching.drafting import change_from, part_at, touches
from cases.models import CaseDraft
from cases.presenting.draft_places import PlaceLink, first_chapter, inner_places, question_places
from cases.presenting.draft_words import part_words
from cases.presenting.stamps import stamp
from cases.queries.undoing import Undoable
from guidance.domain.limits import STEPS
from kidmet_site.accounts.models import User


@dataclass(frozen=True)
class StepLink:
    slug: str
    title: str
    kind: str
    number: int
    questions: int
    asked: int
    is_current: bool
    is_first: bool
    is_last: bool
    inner: tuple[PlaceLink, ...] = ()
    """Its questions, while one is at the step."""

    @property
    def key(self) -> Hashable:
        """What it shows."""
        return self

    @property
    def told(self) -> str:
        """ "imaging, 2 asked, 1 question"."""
        asked = [f"{self.asked} asked"] if self.asked else []
        questions = (
            [f"{self.questions} question{'' if self.questions == 1 else 's'}"] if self.questions else []
        )
        return ", ".join([self.kind.lower(), *asked, *questions])


@dataclass(frozen=True)
class BothTexts:
    """A part that two people changed: where it is, and both texts."""

    label: str
    theirs: str
    mine: str


@dataclass(frozen=True)
class Conflict:
    said: str
    at: datetime
    by: str
    """A name; "" where it was the same person, in another tab or on another machine."""
    parts: tuple[BothTexts, ...]


def frame(draft: CaseDraft, here: str, undoing: Undoable) -> dict[str, Any]:
    """`here` is the page ("case", "steps/<key>", "history" …)."""
    steps = draft.document.get("steps", [])
    links = tuple(_link(draft, at, here) for at in range(len(steps)))
    pages = tuple(_pages(draft, here))
    return {
        "draft": draft,
        "here": here,
        "steps": links,
        "steps_stamp": stamp("steps", here, links, pages),
        "step_kinds": STEP_KINDS.items(),
        "can_add_step": len(steps) < STEPS.most,
        "undoing": undoing,
        "pages": pages,
    }


@dataclass(frozen=True)
class PageLink:
    key: str
    label: str
    at: str
    inner: tuple[PlaceLink, ...] = ()
    """The places of the page, while one is at it."""


PAGES: tuple[tuple[str, str], ...] = (
    ("key", "The key"),
    ("marks", "What is marked"),
    ("questions", "Questions"),
    ("review", "Review"),
    ("publish", "Check, try, publish"),
    ("history", "History"),
)
"""The pages of a draft below its steps, each the route "teach_<key>"."""


def _pages(draft: CaseDraft, here: str) -> Iterator[PageLink]:
    for key, label in PAGES:
        more = (first_chapter(draft.document),) if key == "key" else ()
        inner = inner_places(draft, key, here) if here.startswith(f"{key}/") else ()
        with suppress(NoReverseMatch):
            yield PageLink(key, label, reverse(f"teach_{key}", args=(draft.pk, *more)), inner)


def _link(draft: CaseDraft, at: int, here: str) -> StepLink:
    steps = draft.document["steps"]
    step = steps[at]
    place = f"steps/{step['key']}"
    is_here = f"{here}/".startswith(f"{place}/")
    return StepLink(
        slug=step["key"],
        title=step.get("title") or "Without a title",
        kind=STEP_KINDS.get(step.get("kind", ""), "Step"),
        number=at + 1,
        questions=len(step.get("questions", ())),
        asked=len(step.get("asked", ())),
        is_current=here == place,
        is_first=at == 0,
        is_last=at == len(steps) - 1,
        inner=question_places(draft, step, here) if is_here else (),
    )


def conflict_of(refused: DraftChangedElsewhere, user: User) -> Conflict:
    """Both texts of each part that was to be saved here and that somebody else had saved."""
    document, last = refused.draft.document, refused.theirs[-1]
    touched = [change_from(change).address for save in refused.theirs for change in save.changes]
    parts = tuple(
        BothTexts(part_words(document, address), *both_texts(part_at(document, address), value))
        for address, value in refused.changes.items()
        if any(touches(address, each) for each in touched)
    )
    by = "" if last.by_id == user.pk else str(last.by or "Somebody")
    return Conflict(str(refused), last.at, by, parts)


def both_texts(one: Any, other: Any) -> tuple[str, str]:
    """Of what has names, such as a question, what differs: the rest would have to be compared by eye."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        names = [name for name in dict.fromkeys((*one, *other)) if one.get(name) != other.get(name)]
        one, other = ({name: each.get(name) for name in names} for each in (one, other))
    return in_text(one), in_text(other)


def in_text(value: Any) -> str:
    """A part as plain text that people can read and copy."""
    if value is None or value == []:
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return "\n".join(f"{name}: {in_text(held)}" for name, held in value.items())
    if isinstance(value, list):
        is_plain = all(isinstance(each, str | int | float) for each in value)
        return (", " if is_plain else "\n").join(in_text(each) for each in value)
    return str(value)
