"""What the buttons of the rule builder do, and which control has the focus afterwards."""

from collections.abc import Callable
from dataclasses import dataclass

from guidance.domain.conditions.tree import (
    DraftComparison,
    DraftError,
    DraftGroup,
    DraftNode,
    Path,
    add_comparison,
    add_group,
    move,
    negate,
    node_at,
    path_name,
    remove,
    set_shape,
    unwrap,
    wrap,
)

ALL, ANY, NOT = "all", "any", "not"


@dataclass(frozen=True)
class Worked:
    """What a button made: the id of the control that comes next, a sentence to be read out, and the path of
    the comparison that was added."""

    root: DraftGroup
    focus: str = ""
    said: str = ""
    at: Path | None = None


def dom_id(path: Path) -> str:
    """ "0-1-0" for (1, 0): the end of the ids of a part's controls."""
    return path_name(path).replace(".", "-")


def editable(root: DraftGroup) -> DraftGroup:
    """A root that parts can be added to: a "not" takes only one, so it stands in a bare group."""
    return DraftGroup(ALL, (root,), bare=True) if root.shape == NOT else root


def inner_path(node: DraftNode, path: Path) -> Path:
    """Where a part's own controls are: inside the "not", if it stands in one."""
    return (*path, 0) if is_negated(node) else path


def is_negated(node: DraftNode) -> bool:
    """Whether it is a "not" that reads as a word before its part; a "not" inside another is a group."""
    if not isinstance(node, DraftGroup) or node.shape != NOT or len(node.parts) != 1:
        return False
    inner = node.parts[0]
    return not (isinstance(inner, DraftGroup) and inner.shape == NOT)


def other_shape(shape: str) -> str:
    """What a group inside such a group is for."""
    return ALL if shape == ANY else ANY


def _group_at(root: DraftGroup, path: Path) -> DraftGroup:
    node = node_at(root, path)
    if not isinstance(node, DraftGroup):
        raise DraftError("A comparison has no parts. Put it into a group first.")
    return node


def _add(root: DraftGroup, path: Path) -> Worked:
    at = (*path, len(_group_at(root, path).parts))
    return Worked(add_comparison(root, path), f"fact-{dom_id(at)}", "A comparison was added.", at)


def _group(root: DraftGroup, path: Path) -> Worked:
    group = _group_at(root, path)
    first = (*path, len(group.parts), 0)
    made = add_group(root, path, other_shape(group.shape))
    return Worked(made, f"fact-{dom_id(first)}", "A group was added.")


def _wrap(root: DraftGroup, path: Path) -> Worked:
    around = _group_at(root, path[:-1])
    made = wrap(root, path, other_shape(around.shape))
    return Worked(made, f"new-{dom_id(path)}", "It stands in a group of its own now.")


def _unwrap(root: DraftGroup, path: Path) -> Worked:
    made = unwrap(root, path)
    return Worked(made, _neighbour(made, path) if path else "new-0", "The group was taken apart.")


def _negate(root: DraftGroup, path: Path) -> Worked:
    made = negate(root, path)
    said = "Turned around." if is_negated(node_at(made, path)) else "The “not” was taken away."
    return Worked(made, f"more-{dom_id(path)}", said)


def _shape(shape: str) -> Callable[[DraftGroup, Path], Worked]:
    said = {ALL: "All of these have to hold.", ANY: "One of these is enough."}[shape]
    return lambda root, path: Worked(set_shape(root, path, shape), f"{shape}-{dom_id(path)}", said)


def _move(verb: str, by: int) -> Callable[[DraftGroup, Path], Worked]:
    def moved(root: DraftGroup, path: Path) -> Worked:
        made = move(root, path, by)
        if made == root:
            return Worked(root, f"{verb}-{dom_id(path)}", f"It cannot go further {verb}.")
        at = (*path[:-1], path[-1] + by)
        return Worked(made, f"{verb}-{dom_id(at)}", f"Moved {verb}.")

    return moved


def _remove(root: DraftGroup, path: Path) -> Worked:
    made = remove(root, path)
    return Worked(made, _neighbour(made, path) if path else "new-0", "Taken away.")


def _neighbour(root: DraftGroup, path: Path) -> str:
    """What is in a part's place, else what is in front of it, else where its group is added to."""
    group = _group_at(root, path[:-1])
    place = min(path[-1], len(group.parts) - 1)
    return _first_control(root, (*path[:-1], place)) if group.parts else f"new-{dom_id(path[:-1])}"


def _first_control(root: DraftGroup, path: Path) -> str:
    is_comparison = isinstance(node_at(root, path), DraftComparison)
    return f"{'fact' if is_comparison else 'more'}-{dom_id(path)}"


WORK: dict[str, Callable[[DraftGroup, Path], Worked]] = {
    "add": _add,
    "group": _group,
    "wrap": _wrap,
    "unwrap": _unwrap,
    "not": _negate,
    "all": _shape(ALL),
    "any": _shape(ANY),
    "up": _move("up", -1),
    "down": _move("down", 1),
    "remove": _remove,
    "again": lambda root, path: Worked(root),
}
"""By the verb of the button, which it sends with the path of its part: "remove:0.1"."""
