"""The normal form stands with the kinds of entries."""

from guidance.domain.entries import ENTRY_KINDS, normal_entry, normal_form

__all__ = ["REFERENCE_PARTS", "normal_entry", "normal_form"]

REFERENCE_PARTS = tuple(
    field.name for field in ENTRY_KINDS["reference"].fields if field.name not in ("id", "certainty")
)
