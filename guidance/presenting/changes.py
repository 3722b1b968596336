"""What differs between two editions, as a page for readers: by kind of entry, and by what was done to it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.urls import reverse

from guidance.domain.changing import EntryChange, How, entries_of
from guidance.domain.changing.comparing import differences_between
from guidance.domain.entries import ENTRY_KINDS
from guidance.domain.naming import Names
from guidance.presenting.differences import HOWS, PresentedChange, presented_change

MANY = 30
"""As many changes of a group stand together; the rest has pages of its own."""

ORDER = (How.CHANGED, How.ADDED, How.RETIRED, How.MOVED)


@dataclass(frozen=True)
class ChangeGroup:
    """What was done in the same way to entries of one kind: the first, or the page asked for."""

    id: str
    label: str
    changes: tuple[PresentedChange, ...]
    page: Page

    @property
    def total(self) -> int:
        return self.page.paginator.count


@dataclass(frozen=True)
class KindOfChange:
    id: str
    title: str
    groups: tuple[ChangeGroup, ...]


@dataclass(frozen=True)
class ComparedEditions:
    """Two editions, by their payloads and numbers. Links lead into them."""

    before: Mapping[str, Any]
    after: Mapping[str, Any]
    numbers: tuple[int, int]
    current: int

    def kinds(self, only: str = "", page: str | None = None) -> tuple[KindOfChange, ...]:
        """The beginning of each group; of the group `only`, where it is named, the page."""
        old, new = entries_of(self.before), entries_of(self.after)
        names = Names(new, old)
        found: dict[tuple[str, How], list[EntryChange]] = defaultdict(list)
        for change in differences_between(old.copy(), new):
            if only in ("", f"{change.kind}-{change.how}"):
                found[change.kind, change.how].append(change)
        kinds = (
            KindOfChange(name, kind.title, tuple(self._groups(name, found, names, page)))
            for name, kind in ENTRY_KINDS.items()
        )
        return tuple(kind for kind in kinds if kind.groups)

    def _groups(
        self, kind: str, found: Mapping[tuple[str, How], list[EntryChange]], names: Names, page: str | None
    ) -> Iterator[ChangeGroup]:
        for how in ORDER:
            if (kind, how) in found:
                shown = Paginator(found[kind, how], MANY).get_page(page)
                presented = tuple(self._presented(change, names) for change in shown)
                yield ChangeGroup(f"{kind}-{how}", HOWS[how], presented, shown)

    def _presented(self, change: EntryChange, names: Names) -> PresentedChange:
        number = self.numbers[0] if change.how is How.RETIRED else self.numbers[1]
        href = address_of(change, "" if number == self.current else f"?edition={number}")
        return presented_change(change, names, href=href)


def address_of(change: EntryChange, at: str) -> str:
    """Where readers find the entry; `at` names the edition, where it is not the current one."""
    entry = change.proposed or change.base or {}
    if change.kind == "document":
        return reverse("guidance_contents") + at
    if change.kind == "statement":
        return reverse("guidance_statement", args=[change.id]) + at
    if change.kind == "addition":
        return reverse("guidance_addition", args=[change.id]) + at
    if change.kind == "note":
        return reverse("guidance_note", args=[change.id]) + at
    if change.kind == "reference":
        return f"{reverse('guidance_references')}{at}#ref-{change.id}"
    if change.kind == "weight" and not entry.get("section"):
        return reverse("guidance_contents") + at
    return reverse("guidance_section", args=[entry.get("slug") or entry["section"]]) + at


def how_many(kinds: tuple[KindOfChange, ...]) -> int:
    return sum(group.total for kind in kinds for group in kind.groups)


def counted(changes: Mapping[str, Mapping[str, list[str]]]) -> str:
    """What an edition keeps of its changes, in numbers: "2 statements changed, 1 note retired"."""
    return ", ".join(
        f"{len(ids)} {kind if len(ids) != 1 else kind[:-1]} {'retired' if how == 'removed' else how}"
        for kind, by_how in changes.items()
        for how, ids in by_how.items()
    )
