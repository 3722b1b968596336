"""One change to one entry of the guidance."""

from dataclasses import dataclass, field
from enum import StrEnum

from ..entries import Entry
from .entries import same_entry


class How(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    MOVED = "moved"
    RETIRED = "retired"


@dataclass(frozen=True)
class EntryChange:
    """An entry as it stood (`base`, None where it is new) and as it should stand (`proposed`, None: retired).

    `id` is what the entry is called in the draft that the change was made on, for a new one its new id.
    `after` is the neighbour that it is put behind ("" for the first place), None where it is not moved;
    `position` says in which order things are moved.
    """

    kind: str
    id: str
    base: Entry | None = field(repr=False)
    proposed: Entry | None = field(repr=False)
    after: str | None = None
    position: int = 0

    def as_data(self) -> dict[str, object]:
        """Its fields by name; base and proposed are its own entries, not copies."""
        return {name: getattr(self, name) for name in ("kind", "id", "base", "proposed", "after", "position")}

    @property
    def how(self) -> How:
        if self.base is None:
            return How.ADDED
        if self.proposed is None:
            return How.RETIRED
        return How.MOVED if same_entry(self.base, self.proposed) else How.CHANGED

    @property
    def is_nothing(self) -> bool:
        """Whether it would leave everything as it is."""
        return self.after is None and same_entry(self.base, self.proposed)
