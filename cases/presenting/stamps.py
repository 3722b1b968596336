"""Stamps: what a piece of a page shows, in a word short enough to be sent along with every save."""

from collections.abc import Hashable
from functools import lru_cache
from hashlib import blake2b


@lru_cache(maxsize=4096)
def stamp(*shown: Hashable) -> str:
    """The same wherever and whenever the same is shown, by whichever worker.

    An open page tells the stamps of its pieces when it saves, so that the answer leaves those out.
    """
    return blake2b(repr(shown).encode(), digest_size=6).hexdigest()
