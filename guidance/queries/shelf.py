"""What takes long to make and never changes, kept by each worker."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Made = TypeVar("Made")


class _Place(Generic[Made]):
    def __init__(self) -> None:
        self.lock = Lock()
        self.made: Made | None = None


class Shelf(Generic[Key, Made]):
    """The things that were asked for last, by a key that tells all of their content."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._places: OrderedDict[Key, _Place[Made]] = OrderedDict()
        self._lock = Lock()

    def held(self, key: Key) -> Made | None:
        with self._lock:
            place = self._places.get(key)
        return place.made if place else None

    def get(self, key: Key, make: Callable[[], Made]) -> Made:
        """Of several who ask for one at once, one makes it and they wait; who asks for another goes on."""
        with self._lock:
            place = self._places.setdefault(key, _Place())
            self._places.move_to_end(key)
            while len(self._places) > self._most:
                self._places.popitem(last=False)
        with place.lock:
            if place.made is None:
                place.made = make()
            return place.made
