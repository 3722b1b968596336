"""What can be done with a change set, by whoever looks at its page; and why not, where it cannot."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from guidance.actions.change_sets import undo_of
from guidance.actions.step_refusals import LaterChanges, stale_among
from guidance.domain.changing import (
    IN_REVIEW,
    ChangeSetStep,
    Entries,
    EntryChange,
    Fit,
    State,
    fit_of,
    step_named,
    steps_from,
)
from guidance.domain.naming import Names
from guidance.models import ChangeSet
from guidance.permissions import can_take, interests_of
from guidance.queries.work import reverting, reviewers
from kidmet_site.accounts.models import User

STANDARD = ("accept", "reject", "review", "rebase", "revise", "withdraw", "revert")
"""In the order in which they are offered."""


@dataclass(frozen=True)
class WayNot:
    """What somebody might look for and cannot do now: why, and where the way leads instead."""

    label: str
    why: str
    href: str = ""
    link: str = ""


@dataclass(frozen=True)
class Ways:
    """`can` are the steps that go through as things stand, `cannot` those that one would look for."""

    can: tuple[ChangeSetStep, ...]
    cannot: tuple[WayNot, ...]
    can_propose: bool = False
    can_reverse: bool = False
    can_move: bool = False

    @property
    def is_nothing(self) -> bool:
        return not (self.can or self.cannot or self.can_reverse or self.can_move)

    @property
    def can_accept(self) -> bool:
        return any(step.name == "accept" for step in self.can)


@dataclass(frozen=True)
class HowItMeets:
    """How a set stands on the draft of now. `stale` and `faults` are how many there are."""

    changes: Sequence[EntryChange]
    entries: Entries
    stale: int
    faults: int

    @property
    def is_done(self) -> bool:
        """Whether the draft says all of it already."""
        met = (fit_of(each, self.entries.get(each.kind, each.id)) for each in self.changes)
        return all(fit is Fit.DONE for fit in met)


def ways_of(change_set: ChangeSet, user: User, standing: HowItMeets, now: datetime) -> Ways:
    """At most two queries. Raises nothing."""
    is_mine = change_set.author_id == user.pk
    taken = {step.name: step for step in steps_from(change_set.state) if step.is_shown}
    open_to = [taken[name] for name in STANDARD if name in taken and can_take(user, taken[name], change_set)]
    refused: list[WayNot] = []
    can = []
    for step in open_to:
        why = _why_not(step, change_set, user, standing, now)
        if why is None:
            can.append(step)
        elif why.why:
            refused.append(why)
    is_writing = is_mine and change_set.state == State.WRITING
    not_proposed = _not_proposed(change_set, standing) if is_writing else []
    refused += not_proposed
    if change_set.state in IN_REVIEW and "accept" not in {step.name for step in open_to}:
        refused.append(_own(user))
    if not is_mine and change_set.state not in (*IN_REVIEW, State.ACCEPTED, State.PUBLISHED):
        refused.append(_not_yet(change_set))
    why = _not_reversed(change_set, standing) if change_set.state == State.PUBLISHED else None
    return Ways(
        can=tuple(can),
        cannot=(*refused, *([why] if why else [])),
        can_propose=is_writing and not not_proposed,
        can_reverse=change_set.state == State.PUBLISHED and why is None,
        can_move=is_writing and bool(standing.changes),
    )


def _why_not(
    step: ChangeSetStep, change_set: ChangeSet, user: User, standing: HowItMeets, now: datetime
) -> WayNot | None:
    """None where the step goes through; without a sentence where nobody would look for it."""
    if step.name == "rebase":
        return None if standing.stale else WayNot(step.label, "")
    if step.name == "accept":
        return _not_accepted(step, change_set, user, standing, now)
    if step.name == "revert":
        later = stale_among(undo_of(change_set), standing.entries)
        if later:
            return WayNot(step.label, str(LaterChanges(later, Names(standing.entries))))
    return None


def _not_accepted(
    step: ChangeSetStep, change_set: ChangeSet, user: User, standing: HowItMeets, now: datetime
) -> WayNot | None:
    whose = "You make" if change_set.author_id == user.pk else "Its author makes"
    if standing.stale:
        return WayNot(step.label, f"The draft has changed since it was written. {whose} it anew first.")
    if standing.faults:
        whose = "Its author mends" if change_set.author_id != user.pk else "You mend"
        return WayNot(
            step.label,
            f"It has something to be mended. {whose} it first: “Go on writing”.",
            "#faults-title",
            "See what",
        )
    if standing.is_done:
        return WayNot(step.label, "The draft says all of this already. Its author can withdraw it.")
    if step.needs_interests and interests_of(user, now) is None:
        back = reverse("change_set", args=[change_set.pk])
        return WayNot(
            step.label,
            "Say first which interests of yours could bear on it. That holds for a year.",
            f"{reverse('interests')}?next={back}",
            "Make a statement of your interests",
        )
    return None


def _not_proposed(change_set: ChangeSet, standing: HowItMeets) -> list[WayNot]:
    label = step_named("propose").label
    if not standing.changes:
        href = f"{reverse('draft')}?set={change_set.pk}"
        return [WayNot(label, "There is nothing in it yet.", href, "Open the draft and change something")]
    if standing.stale:
        return [WayNot(label, "The draft has changed since it was written. Make it anew first.")]
    if standing.faults:
        return [WayNot(label, "Something has to be mended first.", "#faults-title", "See what")]
    return []


def _own(user: User) -> WayNot:
    label = step_named("accept").label
    if reviewers(but=user):
        return WayNot(label, "You wrote it. Another curator reviews it; they have been told.")
    return WayNot(
        label,
        "You wrote it, and nobody else here can review it. "
        "An administrator can make another person a curator.",
    )


def _not_yet(change_set: ChangeSet) -> WayNot:
    author = change_set.author or "Its author, who has left,"
    if change_set.state == State.WRITING:
        return WayNot("Accept", f"{author} is still writing it. It can be accepted once it is proposed.")
    return WayNot("Accept", f"It is {change_set.get_state_display()}. {author} can go on writing it.")


def _not_reversed(change_set: ChangeSet, standing: HowItMeets) -> WayNot | None:
    label = "Revert it"
    other = reverting(change_set)
    if other:
        href = reverse("change_set", args=[other.pk])
        said = f"A set that leads back is {other.get_state_display()} already."
        return WayNot(label, said, href, str(other))
    undo = undo_of(change_set)
    if not undo:
        return WayNot(label, "It changed nothing that could be led back.")
    if HowItMeets(undo, standing.entries, 0, 0).is_done:
        return WayNot(label, "The draft does not say this any more: there is nothing to lead back.")
    return None
