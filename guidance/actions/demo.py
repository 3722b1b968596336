"""The demonstration's work on the guidance, made through the actions that the pages use."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from guidance.actions.change_sets import step_change_set
from guidance.actions.changing import describe_change_set, open_change_set, record_entry
from guidance.actions.flagging import raise_flag
from guidance.models import ChangeSet, Flag
from guidance.queries.editions import current_edition
from guidance.queries.work import draft_of
from kidmet_site.accounts.models import User

PLAINER = {
    "title": "Plainer words for T",
    "reason": "“Extends locally” is jargon to somebody new to staging. What the source says stays the same.",
    "kind": "statement",
    "id": "111-1",
    "text": "T tells how large the primary tumour is and how far it reaches into the tissue around it.",
}
DOUBTED = {
    "kind": "statement",
    "id": "064-3",
    "reason": "Is this 20% of everybody with a cancer, or of people who died of one?",
}


@transaction.atomic
def load_demo_work(*, people: Mapping[str, User], now: datetime) -> int:
    """A proposal that waits for a review and a reader's flag, where there is neither yet; `people` by name.

    What is not in the guidance any more is left alone. Returns how many of the two were made.
    """
    made = 0
    author, reader = people.get("curator.two"), people.get("resident.two")
    if author is not None and not ChangeSet.objects.exists():
        made += _propose(author, now - timedelta(days=2))
    if reader is not None and not Flag.objects.exists():
        made += _flag(reader, now - timedelta(days=1))
    return made


def _propose(author: User, now: datetime) -> int:
    draft = draft_of(author)
    entry = draft.entries.get(PLAINER["kind"], PLAINER["id"])
    if entry is None:
        return 0
    change_set = open_change_set(document=draft.document, by=author, now=now)
    record_entry(
        change_set=change_set,
        kind=PLAINER["kind"],
        id_=PLAINER["id"],
        proposed={**entry, "text": PLAINER["text"]},
        by=author,
        now=now,
    )
    describe_change_set(
        change_set=change_set, title=PLAINER["title"], reason=PLAINER["reason"], by=author, now=now
    )
    step_change_set(change_set=change_set, step="propose", by=author, now=now)
    return 1


def _flag(reader: User, now: datetime) -> int:
    edition = current_edition()
    if DOUBTED["id"] not in edition.statements:
        return 0
    raise_flag(
        kind=DOUBTED["kind"],
        entry_id=DOUBTED["id"],
        edition=edition.number,
        reason=DOUBTED["reason"],
        by=reader,
        now=now,
    )
    return 1
