"""Conditions in the making: a tree that a form shows and edits, whose parts may still be incomplete."""

from .data import from_data, paths_by_place, to_data
from .editing import add_comparison, add_group, move, negate, remove, set_shape, unwrap, wrap
from .faults import DraftFault, faults_of
from .fields import field_name, from_fields, is_path, path_from_name, path_name, to_fields
from .nodes import (
    EMPTY,
    MAX_NODES,
    SHAPES,
    DraftComparison,
    DraftError,
    DraftGroup,
    DraftNode,
    Path,
    node_at,
    walk,
)

__all__ = [
    "EMPTY",
    "MAX_NODES",
    "SHAPES",
    "DraftComparison",
    "DraftError",
    "DraftFault",
    "DraftGroup",
    "DraftNode",
    "Path",
    "add_comparison",
    "add_group",
    "faults_of",
    "field_name",
    "from_data",
    "from_fields",
    "is_path",
    "move",
    "negate",
    "node_at",
    "path_from_name",
    "path_name",
    "paths_by_place",
    "remove",
    "set_shape",
    "to_data",
    "to_fields",
    "unwrap",
    "walk",
    "wrap",
]
