"""The source's own words, where they are attached: read once by each worker, and found by place."""

from dataclasses import dataclass
from datetime import datetime

from guidance.domain.source_fitting import FitReport, report_on
from guidance.domain.source_paragraphs import SourceParagraphs, read_paragraphs
from guidance.models import SourceText
from guidance.models.kept_sql import KeptSelect
from guidance.permissions import may_read_source
from guidance.queries.draft import draft_entries, guidance_document
from guidance.queries.editions import AttachedKey
from guidance.queries.shelf import Shelf
from kidmet_site.accounts.models import Visitor

KEPT = 2
"""Texts that a worker keeps taken apart: the one that is attached, and the one before."""
_COLUMNS = ("hash", "shown_to", "name", "rights", "attached_at")


@dataclass(frozen=True)
class AttachedSource(AttachedKey):
    """What is known of the text that is attached, without reading it."""

    name: str
    rights: str
    attached_at: datetime


_attached = KeptSelect(
    lambda: SourceText.objects.filter(document__is_guidance=True).values_list(*_COLUMNS)[:1], numbers=0
)
_shelf: Shelf[str, SourceParagraphs] = Shelf(KEPT)


def attached_source() -> AttachedSource | None:
    """One small query; None where no text is attached to the guidance."""
    for row in _attached.rows():
        return AttachedSource(*row)
    return None


def source_for(user: Visitor) -> AttachedSource | None:
    """The same; None also for somebody to whom it is not shown."""
    attached = attached_source()
    return attached if attached and may_read_source(user, attached.shown_to) else None


def paragraphs_of(attached: AttachedKey) -> SourceParagraphs:
    """All of its paragraphs; none where it was taken out a moment ago."""
    held = _shelf.held(attached.hash)
    if held is not None:
        return held
    # With its hash: another text may have taken its place since it was asked for.
    found = SourceText.objects.filter(document__is_guidance=True).values_list("hash", "text").first()
    if found is None:
        return SourceParagraphs(())
    digest, text = found
    return _shelf.get(digest, lambda: read_paragraphs(text))


def source_report(attached: AttachedSource) -> FitReport:
    """How the text that is attached fits the accepted draft of today. Raises NoDraft."""
    return report_on(paragraphs_of(attached), draft_entries(guidance_document()))
