"""The changes of a set as a list: what is in it, what is asked for, what somebody has looked at, in pages."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator

from guidance.domain.changing import Entries, EntryChange
from guidance.domain.changing.entries import KINDS
from guidance.domain.entries import ENTRY_KINDS
from guidance.domain.naming import Names
from guidance.forms.change_filter import NOWHERE, ChangeFilterForm
from guidance.models import Change as ChangeRow
from guidance.models import Comment

ON_A_PAGE = 20
UNSEEN, NEW, SEEN = "unseen", "new", "seen"
_ORDER = {UNSEEN: 0, NEW: 1, SEEN: 2}


@dataclass(frozen=True)
class ListedChange:
    """One line of the index. `seen` is "unseen", "new" (it was changed or talked about since) or "seen"."""

    row: ChangeRow
    change: EntryChange
    section: str
    seen: str
    comments: int

    @property
    def is_seen(self) -> bool:
        return self.seen == SEEN


@dataclass(frozen=True)
class IndexLine:
    """What a set holds of one kind, or in one section; `asked` is the address that shows it."""

    label: str
    asked: str
    total: int
    unseen: int
    is_here: bool


@dataclass(frozen=True)
class ChangeList:
    """`page` holds the changes that are shown; `whole` are all of the set. Whoever `marks` is told what they
    have not looked at yet."""

    form: ChangeFilterForm
    is_filtered: bool
    page: Page
    kinds: tuple[IndexLine, ...]
    sections: tuple[IndexLine, ...]
    total: int
    unseen: int
    marks: bool
    is_all: bool
    asked: str

    @property
    def shown(self) -> Sequence[ListedChange]:
        return list(self.page.object_list)

    @property
    def is_long(self) -> bool:
        return self.total > ON_A_PAGE

    @property
    def to_mark(self) -> tuple[ListedChange, ...]:
        return tuple(each for each in self.shown if not each.is_seen)

    @property
    def numbers_to_mark(self) -> str:
        return ",".join(str(each.row.pk) for each in self.to_mark)

    @property
    def seen(self) -> int:
        return self.total - self.unseen


def listed_changes(
    rows: Sequence[ChangeRow],
    changes: Sequence[EntryChange],
    seen: Mapping[int, datetime],
    comments: Iterable[Comment],
    reader: int,
) -> list[ListedChange]:
    """By kind, and within it as people count."""
    said: dict[int, list[Comment]] = {}
    for comment in comments:
        said.setdefault(comment.change_id or 0, []).append(comment)
    found = [
        ListedChange(
            row=row,
            change=change,
            section=section_of(change),
            seen=_state(row, seen.get(row.pk), said.get(row.pk, ()), reader),
            comments=len(said.get(row.pk, ())),
        )
        for row, change in zip(rows, changes, strict=True)
    ]
    return sorted(found, key=lambda each: (KINDS.index(each.row.kind), _counting(each.row.entry_id)))


def _state(row: ChangeRow, at: datetime | None, said: Iterable[Comment], reader: int) -> str:
    if at is None:
        return UNSEEN
    heard = (comment.at for comment in said if comment.by_id != reader)
    return NEW if max((row.updated_at, *heard)) > at else SEEN


def _counting(id_: str) -> list[tuple[int, str]]:
    """R9 before R10."""
    return [(int(part or 0), "") if part.isdigit() else (0, part) for part in re.split(r"(\d{1,9})", id_)]


def section_of(change: EntryChange) -> str:
    """The slug of the section in which it stands now; of a section its own."""
    entry = change.proposed or change.base or {}
    return str(entry.get("slug" if change.kind == "section" else "section") or "")


def change_list(
    listed: Sequence[ListedChange], names: Names, order: Entries, asked: Mapping[str, Any], *, marks: bool
) -> ChangeList:
    """`asked` is what the address asks for: the filter, a page, all of it, or the change to be found."""
    sections = section_labels(listed, names, order)
    form = ChangeFilterForm(asked, sections=sections, marks=marks)
    wanted = form.wanted
    at = str(asked.get("at", ""))
    if at:
        wanted = {}
    found = [each for each in listed if _is_wanted(each, wanted, names)]
    if marks and not at:
        found.sort(key=lambda each: _ORDER[each.seen])
    is_all = "all" in asked
    pages = Paginator(found, max(len(found), 1) if is_all else ON_A_PAGE)
    place = next((place for place, each in enumerate(found) if str(each.row.pk) == at), None)
    page = place // ON_A_PAGE + 1 if place is not None and not is_all else asked.get("page")
    kept = urlencode({name: str(value) for name, value in wanted.items()})
    return ChangeList(
        form=form,
        is_filtered=bool(wanted),
        page=pages.get_page(page),
        kinds=_lines(listed, "kind", _kind_labels(), wanted, lambda each: each.row.kind),
        sections=_lines(listed, "section", sections, wanted, lambda each: each.section or NOWHERE),
        total=len(listed),
        unseen=sum(not each.is_seen for each in listed),
        marks=marks,
        is_all=is_all,
        asked=kept,
    )


def _kind_labels() -> dict[str, str]:
    return {kind.name: kind.title.partition(":")[0] for kind in ENTRY_KINDS.values()}


def section_labels(listed: Iterable[ListedChange], names: Names, order: Entries) -> dict[str, str]:
    """Those that have changes, in the order of the document; then what stands in none."""
    held = {each.section for each in listed}
    slugs = [slug for slug in dict.fromkeys((*order.sections_in_order(), *sorted(held))) if slug in held]
    found = {slug: names.path(slug) for slug in slugs if slug}
    return found | ({NOWHERE: "In no section"} if "" in held else {})


def _lines(
    listed: Iterable[ListedChange],
    name: str,
    labels: Mapping[str, str],
    wanted: Mapping[str, Any],
    of: Callable[[ListedChange], str],
) -> tuple[IndexLine, ...]:
    totals: Counter[str] = Counter()
    unseen: Counter[str] = Counter()
    for each in listed:
        totals[of(each)] += 1
        unseen[of(each)] += not each.is_seen
    return tuple(
        IndexLine(label, urlencode({name: key}), totals[key], unseen[key], wanted.get(name) == key)
        for key, label in labels.items()
        if totals[key]
    )


def _is_wanted(each: ListedChange, wanted: Mapping[str, Any], names: Names) -> bool:
    return (
        wanted.get("kind") in (None, each.row.kind)
        and wanted.get("section") in (None, each.section or NOWHERE)
        and not ("unseen" in wanted and each.is_seen)
        and not ("commented" in wanted and not each.comments)
        and ("q" not in wanted or _has_words(each.change, wanted["q"], names))
    )


def _has_words(change: EntryChange, words: str, names: Names) -> bool:
    """In what it is called, and in all that it says or said."""
    entry = change.proposed or change.base or {}
    said = json.dumps([change.base, change.proposed], ensure_ascii=False)
    text = f"{names.of_entry(change.kind, change.id, entry)} {change.id} {said}".casefold()
    return all(word in text for word in words.casefold().split())
