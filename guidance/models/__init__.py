"""The draft that curators work on, the changes they propose to it, and the editions published from it."""

from guidance.models.audit import AuditEntry, AuditIsKept
from guidance.models.change_set import Change, ChangeSeen, ChangeSet, Comment, EditingMark, InterestStatement
from guidance.models.document import Document
from guidance.models.edition import Edition, EditionIsPublished, GoingBack
from guidance.models.reader import Flag, Notice, Subscription
from guidance.models.source_text import SourceText
