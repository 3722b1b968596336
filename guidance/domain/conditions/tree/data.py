"""Between the `when` of a rule as JSON and the tree."""

from collections.abc import Iterator, Mapping

from ..parsing import MAX_DEPTH
from .draft_nodes import (
    EMPTY,
    MAX_NODES,
    NOT,
    SHAPES,
    DraftComparison,
    DraftGroup,
    DraftNode,
    Path,
    as_root,
    too_deep,
    too_many,
)


def from_data(data: object) -> DraftGroup:
    """The tree of a condition, read leniently: what is missing is empty, what is no condition is dropped.

    `to_data` gives back the same data for every condition that `parse_condition` reads. Raises DraftError
    for more than MAX_NODES nodes and for what nests too deep.
    """
    return as_root(_Reading().node(data, 0)) if isinstance(data, Mapping) and data else EMPTY


class _Reading:
    def __init__(self) -> None:
        self.nodes = 0

    def node(self, data: object, depth: int) -> DraftNode:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise too_many()
        if depth > MAX_DEPTH:
            raise too_deep()
        if not isinstance(data, Mapping):
            return DraftComparison()
        shape = next((shape for shape in SHAPES if shape in data), None)
        if shape is None:
            value = data.get("value")
            held = tuple(value) if isinstance(value, list) else value
            return DraftComparison(_text(data, "fact"), _text(data, "op"), held)
        parts = data[shape]
        listed = parts if isinstance(parts, list | tuple) else [parts]
        return DraftGroup(shape, tuple(self.node(part, depth + 1) for part in listed))


def _text(data: Mapping[str, object], key: str) -> str:
    value = data.get(key)
    return value if isinstance(value, str) else ""


def to_data(node: DraftNode) -> dict[str, object]:
    """The JSON that `parse_condition` reads. What is incomplete stays so, and gets its faults there."""
    if isinstance(node, DraftComparison):
        return _comparison(node)
    if node.bare and len(node.parts) == 1:
        return to_data(node.parts[0])
    if node.shape == NOT and len(node.parts) == 1:
        return {NOT: to_data(node.parts[0])}
    return {node.shape: [to_data(part) for part in node.parts]}


def _comparison(node: DraftComparison) -> dict[str, object]:
    data: dict[str, object] = {"fact": node.fact}
    if node.op:
        data["op"] = node.op
    if node.value is not None:
        data["value"] = list(node.value) if isinstance(node.value, tuple) else node.value
    return data


def paths_by_place(root: DraftGroup, at: str = "when") -> dict[str, Path]:
    """For the places that faults and explanations name ("when.any[1]"), the paths of their nodes."""
    if root.bare and len(root.parts) == 1:
        return dict(_places(root.parts[0], at, (0,)))
    return dict(_places(root, at, ()))


def _places(node: DraftNode, place: str, path: Path) -> Iterator[tuple[str, Path]]:
    yield place, path
    if isinstance(node, DraftGroup):
        alone = node.shape == NOT and len(node.parts) == 1
        for i, part in enumerate(node.parts):
            inner = f"{place}.{NOT}" if alone else f"{place}.{node.shape}[{i}]"
            yield from _places(part, inner, (*path, i))
