"""The draft that curators work on, in rows with a history; and the editions published from it."""

from guidance.models.document import Document
from guidance.models.edition import Edition, EditionIsPublished
from guidance.models.note import CuratorNote
from guidance.models.reference import Reference
from guidance.models.rule import Rule
from guidance.models.section import Section
from guidance.models.statement import Statement

__all__ = [
    "CuratorNote",
    "Document",
    "Edition",
    "EditionIsPublished",
    "Reference",
    "Rule",
    "Section",
    "Statement",
]
