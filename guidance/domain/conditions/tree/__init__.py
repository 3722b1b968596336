"""Conditions in the making: a tree that a form shows and edits, whose parts may still be incomplete."""

from .data import from_data, paths_by_place, to_data
from .draft_faults import DraftFault, faults_of
from .draft_nodes import (
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
from .draft_words import OPEN, clauses_in_words, draft_in_words, readable, rule_in_words
from .editing import add_comparison, add_group, move, negate, remove, set_shape, unwrap, wrap
from .form_fields import field_name, from_fields, is_path, path_from_name, path_name
