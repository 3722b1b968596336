"""Reading entries that may be of any shape: what can be read is, and every fault is told with its place."""

from collections.abc import Mapping, Sequence

from ..faults import Fault
from ..vocabulary import nearest_word

MOST_FAULTS = 500
"""Reading stops there: nobody mends more at once, and a payload can be made of nothing but faults."""

LOOKED_THROUGH = 20_000
"""Words that are compared with misspelt ones; after that, faults are told without the nearest word."""

Ids = Mapping[str, Mapping[str, object]]
"""By kind of entry, and "fact": the ids that there are."""


class EnoughFaults(Exception):
    """There are so many that reading on would help nobody."""


class FaultsFound(list[Fault]):
    """What was found so far."""

    looked_through = 0

    def add(self, fault: Fault) -> None:
        self.append(fault)
        if len(self) >= MOST_FAULTS:
            raise EnoughFaults

    def nearest(self, word: object, words: Sequence[str] | Mapping[str, object]) -> str | None:
        """The word that was meant, while looking for it is cheap."""
        self.looked_through += len(words)
        return nearest_word(word, words) if self.looked_through <= LOOKED_THROUGH else None


class EntryReader:
    """One object of a payload with its place; reads typed fields and tells what is wrong with them."""

    def __init__(self, data: object, place: str, id_: str, faults: FaultsFound, ids: Ids) -> None:
        self.data: Mapping[str, object] = data if isinstance(data, Mapping) else {}
        self.place, self.id, self.faults, self.ids = place, id_, faults, ids
        if not isinstance(data, Mapping):
            self.fault("", "is not an object.")

    def inside(self, name: str) -> "EntryReader":
        """What stands in an object of its own."""
        return EntryReader(self.data.get(name), self._at(name), self.id, self.faults, self.ids)

    def fault(self, field: str, message: str, nearest: str | None = None) -> None:
        self.faults.add(Fault(self._at(field), message, self.id, nearest))

    def _at(self, field: str) -> str:
        return f"{self.place}.{field}" if self.place and field else self.place or field

    def text(self, field: str, *, required: bool = True) -> str:
        value = self.data.get(field)
        if isinstance(value, str) and (value.strip() or not required):
            return value
        if value is not None or required:
            self.fault(field, "needs text.")
        return ""

    def one_of(self, field: str, allowed: Sequence[str]) -> str:
        value = self.text(field)
        if value and value not in allowed:
            near = self.faults.nearest(value, allowed)
            self.fault(field, f'"{value}" is not allowed. Allowed: {", ".join(allowed)}.', near)
        return value

    def number(self, field: str, *, required: bool = True) -> int | None:
        value = self.data.get(field)
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        if value is not None or required:
            self.fault(field, "needs a whole number.")
        return None

    def known(self, field: str, of: str) -> tuple[str, ...]:
        """A list of ids that exist; absent means none."""
        value, ids = self.data.get(field) or (), self.ids[of]
        if not isinstance(value, list | tuple):
            self.fault(field, "needs a list.")
            return ()
        for place, word in enumerate(value):
            if not isinstance(word, str):
                self.fault(f"{field}[{place}]", "needs text.")
            elif word not in ids:
                self.fault(f"{field}[{place}]", f'"{word}" is no {of}.', self.faults.nearest(word, ids))
        return tuple(str(word) for word in value)

    def one_known(self, field: str, of: str) -> str:
        value, ids = self.text(field), self.ids[of]
        if value and value not in ids:
            self.fault(field, f'"{value}" is no {of}.', self.faults.nearest(value, ids))
        return value
