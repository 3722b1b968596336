"""Why a step of a change set is refused: how its changes stand on the draft of now."""

from guidance.domain.changing import Entries, EntryChange, Fit, fit_of
from guidance.domain.entries import Entry
from guidance.domain.naming import Names
from guidance.pack import Fault
from guidance.pack.mending import in_words
from guidance.permissions import StepRefused
from guidance.queries.draft import payload_in

Stale = list[tuple[EntryChange, Fit, Entry | None]]


def stale_among(changes: list[EntryChange], now: Entries) -> Stale:
    """The changes that no longer meet what they were made on, each with what stands there."""
    met = [(change, now.get(change.kind, change.id)) for change in changes]
    found = [(change, fit_of(change, entry), entry) for change, entry in met]
    return [(change, fit, entry) for change, fit, entry in found if fit.is_in_the_way]


class NothingChanged(StepRefused):
    def __init__(self) -> None:
        super().__init__("There is nothing in this change set yet. Change something first.")


class ChangesHaveFaults(StepRefused):
    """What the guidance would be with these changes cannot be published."""

    def __init__(self, faults: tuple[Fault, ...], entries: Entries) -> None:
        count = f"{len(faults)} thing{'s have' if len(faults) != 1 else ' has'}"
        first = in_words(faults[0], payload_in(entries), Names(entries))
        super().__init__(f"{count} to be mended first: {first}{' …' if len(faults) > 1 else ''}")
        self.faults, self.entries = faults, entries


class ChangesAreStale(StepRefused):
    """What the changes were made on has changed since; `stale` are those, each with what stands now."""

    def __init__(self, stale: Stale, names: Names, what: str = "accepted") -> None:
        super().__init__(
            f"The draft has changed since this was written: {names.listed(each for each, *_ in stale)}. "
            f"Nothing was {what}. Its author can make it anew on the draft of today."
        )
        self.stale = stale


class LaterChanges(StepRefused):
    """What was accepted cannot be taken back out from under them."""

    def __init__(self, stale: Stale, names: Names) -> None:
        named = names.listed(each for each, *_ in stale)
        super().__init__(f"Later changes stand on this one ({named}). Take those back out first.")


class NothingNew(StepRefused):
    def __init__(self) -> None:
        super().__init__("The draft says all of this already. Its author can withdraw it.")


class ChangedSinceSeen(StepRefused):
    """The set says something else than what was looked at: its author took it back and proposed it anew."""

    def __init__(self) -> None:
        super().__init__(
            "Its author has changed it since you opened this page. Nothing was decided. "
            "Look through it again."
        )
