"""How the guidance changes: entries, changes to them, what a change meets, and the ways of a change set."""

from ..entries import Entry
from .applying import apply_changes, origins
from .change import EntryChange, How
from .differing import FieldDifference, Piece, field_differences, word_differences
from .diffing import changes_from
from .entries import (
    KINDS,
    SAID,
    Entries,
    container_of,
    entries_of,
    lost_statements,
    payload_from,
    same_entry,
)
from .merging import Fit, Rebased, fit_of, rebase
from .states import IN_REVIEW, LABELS, OPEN, STEPS, ChangeSetStep, State, diagram, step_named, steps_from
