"""What a builder does to a condition: each takes the root and gives a new one, and raises DraftError."""

from collections.abc import Callable
from dataclasses import replace

from .draft_nodes import (
    EMPTY,
    NOT,
    DraftComparison,
    DraftError,
    DraftGroup,
    DraftNode,
    Path,
    as_group,
    as_root,
    check_shape,
    node_at,
    part_of,
    within_limits,
)

Nodes = tuple[DraftNode, ...]


def add_comparison(root: DraftGroup, path: Path) -> DraftGroup:
    """With an empty comparison at the end of the group."""
    return _added(root, path, DraftComparison())


def add_group(root: DraftGroup, path: Path, shape: str) -> DraftGroup:
    """With a group at the end of the group, which holds an empty comparison."""
    check_shape(shape)
    return _added(root, path, DraftGroup(shape, (DraftComparison(),)))


def _added(root: DraftGroup, path: Path, node: DraftNode) -> DraftGroup:
    group = as_group(node_at(root, path))
    if group.is_full:
        raise DraftError('"not" takes one part. Put that into a group, and add to the group.')
    return _changed(root, path, lambda _: (replace(group, parts=(*group.parts, node)),))


def remove(root: DraftGroup, path: Path) -> DraftGroup:
    """Without the part; without the root nothing is left."""
    node_at(root, path)
    return _changed(root, path, lambda _: ()) if path else EMPTY


def move(root: DraftGroup, path: Path, by: int) -> DraftGroup:
    """The part one place up (-1) or down (+1) in its group; at the end of the group it stays."""
    if not path or by not in (-1, 1):
        raise DraftError("Only a part of a group can be moved, one place up or down.")
    part = node_at(root, path)
    group, place = as_group(node_at(root, path[:-1])), path[-1]
    if not 0 <= place + by < len(group.parts):
        return root
    parts = list(group.parts)
    parts[place], parts[place + by] = parts[place + by], part
    return _changed(root, path[:-1], lambda _: (replace(group, parts=tuple(parts)),))


def wrap(root: DraftGroup, path: Path, shape: str) -> DraftGroup:
    """The part in a group of its own. `unwrap` takes it out again."""
    check_shape(shape)
    return _changed(root, path, lambda node: (DraftGroup(shape, _without_bare(node)),))


def unwrap(root: DraftGroup, path: Path) -> DraftGroup:
    """The parts of the group in its place; a "not" that is unwrapped no longer turns its part around."""
    group = as_group(node_at(root, path))
    alone = not path or as_group(node_at(root, path[:-1])).shape == NOT
    if alone and len(group.parts) != 1:
        raise DraftError("This group can only be taken away while it holds one part.")
    return _changed(root, path, lambda _: group.parts)


def set_shape(root: DraftGroup, path: Path, shape: str) -> DraftGroup:
    """The group as "all", "any" or "not". Several parts are kept together inside a "not"."""
    check_shape(shape)
    group = as_group(node_at(root, path))
    if group.shape == shape:
        return root
    return _changed(root, path, lambda _: (_shaped(group, shape, is_root=not path),))


def _shaped(group: DraftGroup, shape: str, *, is_root: bool) -> DraftGroup:
    if shape == NOT:
        several = len(group.parts) > 1
        return DraftGroup(NOT, (replace(group, bare=False),) if several else group.parts)
    if group.shape != NOT:
        return replace(group, shape=shape)
    inner = group.parts[0] if len(group.parts) == 1 else None
    if isinstance(inner, DraftGroup) and inner.shape == shape:
        return inner
    return DraftGroup(shape, group.parts, bare=is_root and isinstance(inner, DraftComparison))


def negate(root: DraftGroup, path: Path) -> DraftGroup:
    """The part inside a "not", or taken out of the "not" that it is."""
    node = node_at(root, path)
    if isinstance(node, DraftGroup) and node.shape == NOT and len(node.parts) == 1:
        return unwrap(root, path)
    return wrap(root, path, NOT)


def _without_bare(node: DraftNode) -> Nodes:
    """What a new group around this node holds: of a bare root only its part."""
    if not isinstance(node, DraftGroup) or not node.bare:
        return (node,)
    return node.parts if len(node.parts) < 2 else (replace(node, bare=False),)


def _changed(root: DraftGroup, path: Path, change: Callable[[DraftNode], Nodes]) -> DraftGroup:
    """The root with what `change` makes of the node at the path, which may be no node or several."""
    (changed,) = _changed_at(root, path, change)
    return within_limits(as_root(changed))


def _changed_at(node: DraftNode, path: Path, change: Callable[[DraftNode], Nodes]) -> Nodes:
    if not path:
        return change(node)
    place = path[0]
    inner = _changed_at(part_of(node, place), path[1:], change)
    group = as_group(node)
    return (replace(group, parts=(*group.parts[:place], *inner, *group.parts[place + 1 :])),)
