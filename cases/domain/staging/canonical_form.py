"""One canonical form of a notation."""

from collections.abc import Sequence

from guidance.domain.vocabulary.tokens import DESCRIPTORS

from ..notation.category import ELEMENTS
from ..notation.scanning import read_category
from .tables import GENERIC


def write_tnm(
    t: str | None, n: str | None, m: str | None, edition: str | None = None, descriptors: Sequence[str] = ()
) -> str:
    """The canonical notation of the tokens that there are: "cT2b cN2b pM1c2 L1 R0 (V9)".

    The edition is printed in brackets, except for GENERIC, which is none. Raises NotationError for a token
    that cannot be read.
    """
    given = [(token, element) for token, element in zip((t, n, m), ELEMENTS, strict=True) if token]
    tokens = [read_category(token, element).token for token, element in given]
    suffix = [f"({edition.upper()})"] if edition and edition.upper() != GENERIC else []
    return " ".join([*tokens, *_ordered(descriptors), *suffix])


def _ordered(descriptors: Sequence[str]) -> list[str]:
    names = list(DESCRIPTORS)
    return sorted(descriptors, key=lambda each: names.index(each[:-1]))
