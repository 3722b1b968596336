"""An entry of the audit as people read it, on its page and in a spreadsheet."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from guidance.domain.changing import EntryChange, field_differences
from guidance.domain.naming import Names
from guidance.models import AuditEntry
from guidance.presenting.differences import HOWS, PresentedChange, presented_change
from guidance.presenting.entry_fields import field_of, plain_words
from guidance.queries.draft import NoDraft, draft_entries, guidance_document

SHOWN_CHANGES = 12
"""Changes of one entry that its page shows; the rest is on the page of the change set."""
LONGEST_CELL = 5_000

DETAILS = {
    "hash": "Hash",
    "name": "Came from",
    "count": "How many changes",
    "format": "Format",
    "own": "Accepted by its own author",
    "asked": "Asked for",
}
COLUMNS = ("when", "who", "role", "act", "subject", "why", "change set", "edition", "detail")


@dataclass(frozen=True)
class ShownEntry:
    """`subject` is what it was done to, in words; `change_set` its number where it can still be looked at;
    `facts` are what else is known of it."""

    entry: AuditEntry
    subject: str
    change_set: int | None
    changes: tuple[PresentedChange, ...]
    more_changes: int
    facts: tuple[tuple[str, str], ...]

    @property
    def within(self) -> str:
        """What tells its changes from others of the same page that are about the same things."""
        return f"{self.entry.pk}-"

    @property
    def has_more(self) -> bool:
        return bool(self.changes or self.facts)


def shown_entries(entries: Iterable[AuditEntry], held: set[int]) -> list[ShownEntry]:
    """`held` are the change sets that there still are. What is named is called as in the draft of today."""
    names = names_of_today()
    return [_shown(entry, held, names) for entry in entries]


def names_of_today() -> Names:
    try:
        return Names(draft_entries(guidance_document()))
    except NoDraft:
        return Names()


def _shown(entry: AuditEntry, held: set[int], names: Names) -> ShownEntry:
    changes = _changes(entry)
    return ShownEntry(
        entry=entry,
        subject=names.of_key(entry.subject),
        change_set=entry.change_set if entry.change_set in held else None,
        changes=tuple(presented_change(change, names) for change in changes[:SHOWN_CHANGES]),
        more_changes=max(len(changes) - SHOWN_CHANGES, 0),
        facts=tuple(_facts(entry.detail)),
    )


def _changes(entry: AuditEntry) -> list[EntryChange]:
    return [EntryChange(**stored) for stored in entry.detail.get("changes") or ()]


def _facts(detail: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [
        (DETAILS.get(name, name.replace("_", " ").capitalize()), plain_words(value))
        for name, value in detail.items()
        if name != "changes" and value not in (None, "", [], {})
    ]


# In a spreadsheet


def row_of(entry: AuditEntry, names: Names) -> list[str]:
    """One line of the file, in the order of `COLUMNS`."""
    facts = [f"{label}: {said}" for label, said in _facts(entry.detail)]
    cells = (
        entry.at.isoformat(timespec="seconds"),
        entry.name,
        entry.role,
        entry.act,
        _with_key(names.of_key(entry.subject), entry.subject),
        entry.why,
        str(entry.change_set or ""),
        str(entry.edition or ""),
        "; ".join([*facts, *(_line(change, names) for change in _changes(entry))]),
    )
    return [_cut(cell) for cell in cells]


def _with_key(words: str, key: str) -> str:
    """A spreadsheet is searched by what things are called and by their ids."""
    return words if key.casefold() in words.casefold() else f"{words} ({key})"


def _line(change: EntryChange, names: Names) -> str:
    """A change in a few words: "Statement 111-1 changed (Text)"."""
    name = names.of_entry(change.kind, change.id, change.proposed or change.base)
    named = name if change.kind == "document" else _with_key(name, change.id)
    fields = ""
    if change.base is not None and change.proposed is not None:
        found = field_differences(change.base, change.proposed)
        labels = dict.fromkeys(field_of(change.kind, each.name).label for each in found)
        fields = f" ({', '.join(labels)})" if labels else ""
    return f"{named} {HOWS[change.how].lower()}{fields}"


def _cut(cell: str) -> str:
    return cell if len(cell) <= LONGEST_CELL else f"{cell[: LONGEST_CELL - 1]}…"
