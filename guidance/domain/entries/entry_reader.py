"""Reading entries that may be of any shape: what can be read is, and every fault is told with its place."""

from collections.abc import Mapping, Sequence
from itertools import chain

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

    def nearest(self, word: object, *rows: Sequence[str] | Mapping[str, object]) -> str | None:
        """The word that was meant, of one row or another, while looking for it is cheap."""
        self.looked_through += sum(map(len, rows))
        if self.looked_through > LOOKED_THROUGH:
            return None
        return nearest_word(word, rows[0] if len(rows) == 1 else list(chain(*rows)))


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

    def one_of(self, field: str, allowed: Sequence[str], *, required: bool = True) -> str:
        value = self.text(field, required=required)
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

    def known(self, field: str, *of: str) -> tuple[str, ...]:
        """A list of ids that exist, of one of these kinds; absent means none."""
        value = self.data.get(field) or ()
        if not isinstance(value, list | tuple):
            self.fault(field, "needs a list.")
            return ()
        for place, word in enumerate(value):
            if not isinstance(word, str):
                self.fault(f"{field}[{place}]", "needs text.")
            else:
                self._known(f"{field}[{place}]", word, of)
        return tuple(str(word) for word in value)

    def one_known(self, field: str, *of: str, required: bool = True) -> str:
        value = self.text(field, required=required)
        if value:
            self._known(field, value, of)
        return value

    def _known(self, field: str, word: str, of: Sequence[str]) -> None:
        rows = [self.ids[kind] for kind in of]
        if not any(word in row for row in rows):
            message = f'"{word}" is {" and ".join(f"no {kind}" for kind in of)}.'
            self.fault(field, message, self.faults.nearest(word, *rows))

    def several_of(self, field: str, allowed: Sequence[str]) -> tuple[str, ...]:
        """A list of codes; absent means none."""
        value = self.data.get(field) or ()
        if not isinstance(value, list | tuple):
            self.fault(field, "needs a list.")
            return ()
        for place, word in enumerate(value):
            if word not in allowed:
                message = f'"{word}" is not allowed. Allowed: {", ".join(allowed)}.'
                self.fault(f"{field}[{place}]", message, self.faults.nearest(word, allowed))
        return tuple(each for each in allowed if each in value)
