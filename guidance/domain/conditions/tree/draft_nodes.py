"""The parts of a condition in the making, and the paths that lead to them."""

from collections.abc import Iterator
from dataclasses import dataclass

from guidance.domain.limits import CONDITION_PARTS

from ..parsing import MAX_DEPTH

MAX_NODES = CONDITION_PARTS.most
"""Groups and comparisons of one condition. No rule that a person can follow has more."""

ALL, ANY, NOT = SHAPES = ("all", "any", "not")

Path = tuple[int, ...]
"""The places of the parts that lead to a node, the outermost first; () is the root."""


class DraftError(ValueError):
    """What was asked of the tree cannot be done; the message is a sentence for people."""


@dataclass(frozen=True)
class DraftComparison:
    """A comparison as far as it goes: empty text for what was not chosen, None for no value, a tuple for
    several values. What it holds need not be allowed."""

    fact: str = ""
    op: str = ""
    value: object = None


@dataclass(frozen=True)
class DraftGroup:
    """Parts under "all", "any" or "not", which takes one part and may for a while have none.

    `bare` marks the root that only the builder needs, around a condition that is a single comparison: while
    it has one part, that part is the condition.
    """

    shape: str
    parts: "tuple[DraftNode, ...]" = ()
    bare: bool = False

    @property
    def is_full(self) -> bool:
        return self.shape == NOT and bool(self.parts)


DraftNode = DraftComparison | DraftGroup

EMPTY = DraftGroup(ALL, bare=True)
"""The root of a condition of which nothing is written yet."""


def walk(root: DraftNode, path: Path = ()) -> Iterator[tuple[Path, DraftNode]]:
    """Every node with its path, in the order in which they are read."""
    yield path, root
    if isinstance(root, DraftGroup):
        for place, part in enumerate(root.parts):
            yield from walk(part, (*path, place))


def node_at(root: DraftNode, path: Path) -> DraftNode:
    """Raises DraftError where there is none."""
    node = root
    for place in path:
        node = part_of(node, place)
    return node


def part_of(node: DraftNode, place: int) -> DraftNode:
    if not isinstance(node, DraftGroup) or not 0 <= place < len(node.parts):
        raise DraftError("This part of the condition is no longer there. Load the page again.")
    return node.parts[place]


def as_group(node: DraftNode) -> DraftGroup:
    if isinstance(node, DraftGroup):
        return node
    raise DraftError("A comparison has no parts. Put it into a group first.")


def as_root(node: DraftNode) -> DraftGroup:
    """The root is always a group; around a comparison it is bare."""
    return node if isinstance(node, DraftGroup) else DraftGroup(ALL, (node,), bare=True)


def check_shape(shape: str) -> None:
    if shape not in SHAPES:
        raise DraftError(f'A group cannot be "{shape[:60]}". Allowed: {", ".join(SHAPES)}.')


def within_limits(root: DraftGroup) -> DraftGroup:
    """The same root. Raises DraftError where it has become too large or too deep."""
    nodes = list(walk(root))
    if len(nodes) > MAX_NODES:
        raise too_many()
    if max(len(path) for path, _ in nodes) > MAX_DEPTH:
        raise too_deep()
    return root


def too_many() -> DraftError:
    return DraftError(
        f"A condition has at most {MAX_NODES} groups and comparisons. Make several rules of it."
    )


def too_deep() -> DraftError:
    return DraftError(f"Groups stand at most {MAX_DEPTH} deep inside each other.")
