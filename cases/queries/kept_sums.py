"""What was added up over many attempts, kept by each process until any of them is another.

Results of thousands take a second to add up, and their page is opened again and again: by page, by order, as
a file. What is kept names nobody.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

Sums = TypeVar("Sums")
MOST_KEPT = 16

_kept: OrderedDict[Hashable, Any] = OrderedDict()
_lock = Lock()


def kept_sums(key: Hashable, add_up: Callable[[], Sums]) -> Sums:
    """Those of the key, which says of what they are made; what was not asked for longest makes room."""
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            found: Sums = _kept[key]
            return found
    found = add_up()
    with _lock:
        _kept[key] = found
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return found


def forget_sums() -> None:
    """For tests, where other rows come under the same numbers."""
    with _lock:
        _kept.clear()
