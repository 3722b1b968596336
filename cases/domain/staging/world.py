"""One complete pattern of metastases: what the rules of a staging table are asked about."""

from typing import NamedTuple


class World(NamedTuple):
    """One complete pattern that fits what is recorded.

    `largest_deposit` is how large the largest metastasis is at least and at most, in mm; None is unknown.
    `mucin_alone` says that what the peritoneum holds has no cells.
    """

    kidney_lesions: int
    kidneys: int
    sites: frozenset[str]
    outside_chest: int
    organ_systems: int
    nodes_on_one_side: bool = True
    largest_deposit: tuple[float, float | None] = (0, None)
    mucin_alone: bool = False


NOTHING = World(0, 0, frozenset(), 0, 0)
"""No metastasis of this primary."""
