"""What would be published, against what readers see now."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator

from guidance.domain.changing import EntryChange, changes_from, entries_of
from guidance.domain.naming import Names
from guidance.models import Document, Edition
from guidance.permissions import may_accept_own
from guidance.presenting.change_set import counted
from guidance.presenting.differences import PresentedChange, presented_change
from guidance.presenting.faults import ShownFaults, faults_shown
from guidance.queries.draft import draft_entries, faults_of, guidance_document
from guidance.queries.editions import newest_row, offered_editions
from guidance.queries.paging import page_of
from guidance.queries.shelf import Shelf
from guidance.queries.work import accepted_sets, waiting_going_back, with_counts

ACCEPTED_SHOWN = 10
DIFFERENCES_SHOWN = 30


@dataclass(frozen=True)
class Publishing:
    """`seen` is the draft's hash: what is published has to be what was looked at.

    `differences` are those of a page.
    """

    seen: str
    latest: Edition | None
    differences: tuple[PresentedChange, ...]
    page: Page
    counts: str
    faults: ShownFaults

    @property
    def is_nothing(self) -> bool:
        return self.latest is not None and self.latest.hash == self.seen


Compared = tuple[tuple[EntryChange, ...], Names]
_kept: Shelf[tuple[str, str], Compared] = Shelf(2)
"""By the hashes of both."""


def _compared(document: Document, latest: Edition | None) -> Compared:
    after = draft_entries(document)

    def compare() -> Compared:
        before = entries_of(latest.payload if latest else {"document": {}})
        return changes_from(before, after), Names(after, before)

    return _kept.get((document.hash, latest.hash if latest else ""), compare)


def publishing(asked: str | None = None) -> dict[str, Any]:
    """`asked` is the page of the differences. Raises NoDraft."""
    document = guidance_document()
    latest = newest_row()
    changes, names = _compared(document, latest)
    page = Paginator(changes if latest else [], DIFFERENCES_SHOWN).get_page(asked)
    shown = Publishing(
        seen=document.hash,
        latest=latest,
        differences=tuple(presented_change(change, names) for change in page),
        page=page,
        counts=counted(change.how for change in changes),
        faults=faults_shown(faults_of(document), draft_entries(document)),
    )
    accepted = page_of(accepted_sets(), None, ACCEPTED_SHOWN, full=with_counts)
    return {
        "publishing": shown,
        "accepted": accepted,
        "older": offered_editions(unlike=latest),
        "going_back": waiting_going_back(),
        "alone": may_accept_own(),
    }


@dataclass(frozen=True)
class GoesOut:
    """What readers would get besides a set that is accepted and published in one go.

    `seen` is the draft's hash and `over` the edition that readers see; `counts` is what the draft differs in.
    """

    seen: str
    over: int
    sets: Page
    counts: str

    @property
    def number(self) -> int:
        return self.over + 1

    @property
    def is_more(self) -> bool:
        return bool(self.counts or self.sets.object_list)


def goes_out(document: Document) -> GoesOut:
    latest = newest_row()
    is_same = latest is not None and latest.hash == document.hash
    changes = () if is_same else _compared(document, latest)[0]
    sets = page_of(accepted_sets(), None, ACCEPTED_SHOWN, full=with_counts)
    over = latest.number if latest else 0
    return GoesOut(document.hash, over, sets, counted(change.how for change in changes))
