"""Every kind of entry, in the order in which entries are told and written."""

from collections.abc import Mapping

from .addition import ADDITION
from .document import DOCUMENT
from .entry_kind import EntryKind
from .note import NOTE
from .reference import REFERENCE
from .rule import RULE
from .section import SECTION
from .shapes import One, Several
from .statement import STATEMENT
from .weight import WEIGHT

ENTRY_KINDS: Mapping[str, EntryKind] = {
    kind.name: kind for kind in (DOCUMENT, SECTION, STATEMENT, ADDITION, NOTE, REFERENCE, RULE, WEIGHT)
}

LISTS: Mapping[str, EntryKind] = {kind.plural: kind for kind in ENTRY_KINDS.values() if kind.listed}
"""By the name of each list of a pack; statements stand in their sections."""

NAMING: tuple[tuple[str, One], ...] = tuple(
    (kind.name, field)
    for kind in ENTRY_KINDS.values()
    for field in kind.fields
    if isinstance(field, One) and field.of in ENTRY_KINDS
)
"""By kind, the fields that name entries."""

SETS = frozenset(field.name for _, field in NAMING if isinstance(field, Several))
"""Fields that name several entries, in an order that means nothing."""
