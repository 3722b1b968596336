"""What tests of curating begin with: a set with a change in it, proposed, under review, accepted."""

from datetime import UTC, datetime
from typing import Any

from guidance.actions.change_sets import declare_interests, step_change_set
from guidance.actions.changing import open_change_set, record_entry
from guidance.domain.changing import Entry
from guidance.models import ChangeSet
from guidance.queries.draft import guidance_document
from guidance.queries.work import draft_of
from kidmet_site.accounts.models import User

NOW = datetime(2026, 5, 6, 9, tzinfo=UTC)
KEY = "111-1"
REWORDED = "T tells how large the primary tumour is."


def entry_now(user: User, kind: str, id_: str) -> dict[str, Any]:
    """An entry as the curator sees it, with the set that they are writing."""
    found = draft_of(user).entries.get(kind, id_)
    assert found is not None
    return dict(found)


def begun(by: User) -> ChangeSet:
    return open_change_set(document=guidance_document(), by=by, now=NOW)


def change(by: User, kind: str, id_: str, /, **fields: Any) -> ChangeSet:
    """Save some fields of an entry, as its form does."""
    change_set = begun(by)
    proposed: Entry = {**entry_now(by, kind, id_), **fields}
    record_entry(change_set=change_set, kind=kind, id_=id_, proposed=proposed, by=by, now=NOW)
    return change_set


def reworded(by: User, text: str = REWORDED, key: str = KEY) -> ChangeSet:
    return change(by, "statement", key, text=text)


def step(change_set: ChangeSet, name: str, by: User, reason: str = "It reads better.") -> ChangeSet:
    return step_change_set(change_set=change_set, step=name, by=by, now=NOW, reason=reason)


def proposed(change_set: ChangeSet, title: str = "Reword T") -> ChangeSet:
    change_set.title = title
    change_set.save()
    assert change_set.author
    return step(change_set, "propose", change_set.author)


def under_review(change_set: ChangeSet, by: User) -> ChangeSet:
    return step(proposed(change_set), "review", by)


def accepted(change_set: ChangeSet, by: User) -> ChangeSet:
    declare_interests(has_interests=False, text="", by=by, now=NOW)
    return step(under_review(change_set, by), "accept", by)
