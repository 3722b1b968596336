"""The entries of the guidance, each kind described once: schemas, the normal form, reading, comparing, labels
and forms are made of this.
"""

from .addition import Addition
from .entry_kind import EntryKind
from .entry_registry import ENTRY_KINDS, LISTS, NAMING, SETS
from .normal import normal_entry, normal_form
from .note import Note
from .reference import Reference
from .rule import Effect, Rule
from .schemas import CHANGE_SET, FORMAT, change_set_schema, pack_schema
from .section import Section
from .shapes import Entry, Field, Named, Object, One, Several
from .statement import Statement
from .weight import UNWEIGHED, SectionWeight, WeightsByPlace, weighed
