"""What has to be mended, as pages list it: each fault in words, leading to the field of its form."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import quote

from django.urls import reverse

from guidance.domain.changing import Entries, Entry
from guidance.domain.conditions.tree import DraftError, from_data, paths_by_place
from guidance.domain.faults import Fault
from guidance.domain.naming import Names
from guidance.forms.building import dom_id, editable
from guidance.models import ChangeSet
from guidance.pack.mending import FaultInWords, in_words
from guidance.presenting.draft import entry_address, fault_field
from guidance.queries.draft import changes_in, draft_entries, faults_of, guidance_document, payload_in

MOST_SHOWN = 20
ENTRY_WHEN = "when"
_LAST_STEP = re.compile(r"(?:\.\w+|\[\d+\])$")

MendingAddress = Callable[[str, str], str]
"""Where an entry is mended, by its kind and id; "" where the person cannot."""


@dataclass(frozen=True)
class ShownFault:
    """`at` is the entry and the place in it, `href` leads there; "" where there is nowhere to go."""

    at: str
    said: str
    href: str

    def __str__(self) -> str:
        return f"{self.at}: {self.said}"


@dataclass(frozen=True)
class ShownFaults:
    """The first of them, and how many more there are."""

    first: tuple[ShownFault, ...] = ()
    more: int = 0

    def __bool__(self) -> bool:
        return bool(self.first)


def faults_shown(
    found: Iterable[Fault], entries: Entries, address: MendingAddress = entry_address
) -> ShownFaults:
    """`entries` are those with the faults."""
    listed = tuple(found)
    if not listed:
        return ShownFaults()
    payload, names = payload_in(entries), Names(entries)
    told = (in_words(fault, payload, names) for fault in listed[:MOST_SHOWN])
    shown = tuple(ShownFault(each.at, each.said, _href(each, entries, address)) for each in told)
    return ShownFaults(shown, len(listed) - len(shown))


def faults_of_draft(change_set: ChangeSet | None) -> ShownFaults:
    """Those of the accepted draft, or of the draft with a set. Raises NoDraft."""
    document = guidance_document()
    changes = changes_in(change_set) if change_set else []
    address = entry_address
    if change_set:

        def address(kind: str, id_: str) -> str:
            return f"{reverse('change_set', args=[change_set.pk])}?kind={kind}&q={quote(id_)}#changes"

    return faults_shown(faults_of(document, changes), draft_entries(document, changes), address)


def _href(fault: FaultInWords, entries: Entries, address: MendingAddress) -> str:
    entry = entries.get(fault.kind, fault.id) if fault.kind else None
    href = address(fault.kind, fault.id) if entry else ""
    if not href or "#" in href or entry is None:
        return href
    field = fault_anchor(fault.kind, entry, fault.within)
    return f"{href}#field-{field}" if field else href


def fault_anchor(kind: str, entry: Entry, within: str) -> str:
    """The field of its form, in a condition the part of the builder."""
    if within.partition(".")[0] != ENTRY_WHEN:
        return fault_field(kind, within)
    try:
        paths = paths_by_place(editable(from_data(entry.get(ENTRY_WHEN))))
    except DraftError:
        return ""
    while within not in paths and within != ENTRY_WHEN:
        within = _LAST_STEP.sub("", within)
    return f"c-{dom_id(paths.get(within, ()))}"
