"""What takes long to make and never changes, kept by each worker."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Made = TypeVar("Made")


class Shelf(Generic[Key, Made]):
    """The things that were asked for last, by a key that tells all of their content."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held: OrderedDict[Key, Made] = OrderedDict()
        self._lock = Lock()

    def held(self, key: Key) -> Made | None:
        with self._lock:
            return self._held.get(key)

    def get(self, key: Key, make: Callable[[], Made]) -> Made:
        """Of several who ask at once one makes it, and the others wait."""
        with self._lock:
            if key not in self._held:
                self._held[key] = make()
                while len(self._held) > self._most:
                    self._held.popitem(last=False)
            self._held.move_to_end(key)
            return self._held[key]
