"""A condition as the form of the builder sends it."""

from guidance.domain.conditions.tree import DraftGroup, DraftNode, field_name, walk


def to_fields(root: DraftGroup) -> dict[str, list[str]]:
    """Every field of the form with its values; `from_fields` reads the same tree from it."""
    return {
        field_name(path, field): values
        for path, node in walk(root)
        for field, values in _fields_of(node).items()
    }


def _fields_of(node: DraftNode) -> dict[str, list[str]]:
    if isinstance(node, DraftGroup):
        bare = {"bare": ["yes"]} if node.bare else {}
        return {"shape": [node.shape], "parts": [str(len(node.parts))], **bare}
    values = node.value if isinstance(node.value, tuple) else () if node.value is None else (node.value,)
    return {"fact": [node.fact], "op": [node.op], "value": [_as_text(value) for value in values]}


def _as_text(value: object) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)
