"""How an entry came to say what it says: edition by edition, with what changed beside it and by whom."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.urls import reverse

from guidance.domain.changing import SAID, Entries, Entry, EntryChange
from guidance.domain.naming import Names
from guidance.models import ChangeSet, Edition
from guidance.presenting.changes import address_of
from guidance.presenting.differences import PresentedChange, presented_change
from guidance.presenting.draft import entry_address
from guidance.queries.history import (
    UNDER_WAY,
    EntryEditions,
    Stretch,
    entries_in,
    entry_editions,
    how_in,
    moved_to,
    sets_with,
    stretches_of,
)

ON_A_PAGE = 10
KINDS = ("section", "statement", "addition", "note", "rule", "reference", "weight")


class NeverSaid(LookupError):
    """No edition has had such an entry, and no set proposes it."""


@dataclass(frozen=True)
class Along:
    """What changed in the same edition and belongs to the entry."""

    name: str
    how: str
    href: str


@dataclass(frozen=True)
class HistoryStep:
    """One edition: what is another in it (None where only what belongs to it is), and the sets of it."""

    edition: Edition
    difference: PresentedChange | None
    along: tuple[Along, ...]
    sets: tuple[ChangeSet, ...]
    before: int


@dataclass(frozen=True)
class EntryHistory:
    """The newest step first. `under_way` and `not_taken` are for curators; a section that was put elsewhere
    stands at `moved_to`."""

    kind: str
    id: str
    title: str
    href: str
    draft_href: str
    page: Page
    steps: tuple[HistoryStep, ...]
    under_way: tuple[ChangeSet, ...]
    not_taken: tuple[ChangeSet, ...]
    now: str
    moved_to: str = ""


def history_of(kind: str, id_: str, asked: str | None, *, curates: bool) -> EntryHistory:
    """At most four queries, however many editions there are, and one for each move of a section.

    Raises NeverSaid.
    """
    editions = entry_editions()
    called = Called(stretches_of(editions, kind, id_))
    sets = sets_with(kind, called.ids) if curates else []
    own = _own(editions, kind, called)
    newest = len(editions.rows) - 1
    # What belongs to the entry is known by what the editions say that are read for it anyway.
    wanted = _numbers(editions, [*own[-ON_A_PAGE - 1 :], *own[:1], newest] if editions.rows else [])
    states = entries_in(wanted)
    beside = {
        key for state in states.values() for each in called.ids for key in _belonging(kind, each, state)
    }
    first = states[editions.rows[0].number] if editions.rows else Entries()
    changed_beside = {place for each in beside for place in editions.touching(*each)[1:]}
    unsaid = set() if first.get(kind, called.at(0)) else {0}
    places = sorted({*own, *changed_beside} - unsaid, reverse=True)
    if not places and not sets:
        raise NeverSaid
    page = Paginator(places, ON_A_PAGE).get_page(asked)
    states |= entries_in(set(_numbers(editions, _needed(own, page))) - states.keys())
    told = _Telling(kind, id_, editions, states, own, beside, sets, called)
    return told.history(page, newest, curates=curates)


@dataclass(frozen=True)
class Called:
    """By which id an entry was called in which edition, the newest stretch first."""

    stretches: tuple[Stretch, ...]

    @property
    def ids(self) -> list[str]:
        return [each.id for each in self.stretches]

    def at(self, place: int) -> str:
        return next(each.id for each in self.stretches if each.since <= place)


def _own(editions: EntryEditions, kind: str, called: Called) -> list[int]:
    """The places of the editions in which it is another than before, under whatever id."""
    held = {
        place for each in called.ids for place in editions.touching(kind, each) if called.at(place) == each
    }
    return sorted(held)


def _numbers(editions: EntryEditions, places: Sequence[int]) -> list[int]:
    return [editions.rows[place].number for place in places]


def _needed(own: Sequence[int], page: Page) -> list[int]:
    """The editions of a page, and of each the one in which the entry was changed before."""
    shown = [place for place in page if place in own]
    before = [max((each for each in own if each < place), default=place) for place in shown]
    return [*page, *before]


def _belonging(kind: str, id_: str, state: Entries) -> Iterator[tuple[str, str]]:
    """Notes about it and rules that bring it up; of a rule the notes that come with it."""
    if kind in SAID:
        yield from (("note", key) for key, note in state.by_kind["note"].items() if id_ in _named(note))
    if kind in (*SAID, "section", "note"):
        yield from (("rule", key) for key, rule in state.by_kind["rule"].items() if _brings(rule, kind, id_))
    if kind == "rule":
        rule = state.get("rule", id_) or {}
        yield from (("note", str(key)) for key in rule.get("notes") or ())


def _named(note: Entry) -> Sequence[str]:
    return note.get("statements") or ()


def _brings(rule: Entry, kind: str, id_: str) -> bool:
    if kind == "section":
        return rule.get("section") == id_ and rule.get("effect") == "show"
    return id_ in (rule.get("notes") or ()) if kind == "note" else rule.get("statement") == id_


@dataclass(frozen=True)
class _Telling:
    kind: str
    id: str
    editions: EntryEditions
    states: dict[int, Entries]
    own: list[int]
    beside: set[tuple[str, str]]
    sets: list[ChangeSet]
    called: Called

    def history(self, page: Page, newest: int, *, curates: bool) -> EntryHistory:
        is_there = bool(self.editions.rows) and self._said(newest) is not None
        moved = moved_to(self.editions, self.id) if self.kind == "section" and not is_there else ""
        return EntryHistory(
            kind=self.kind,
            id=self.id,
            title=self.title(),
            href=self.reader_href(newest),
            draft_href=entry_address(self.kind, self.id) if curates and is_there else "",
            page=page,
            steps=tuple(self.steps(list(page))),
            under_way=tuple(each for each in self.sets if each.state in UNDER_WAY),
            not_taken=tuple(each for each in self.sets if each.state in ("rejected", "withdrawn")),
            now="" if is_there or not self.editions.rows else "No edition of today has it any more.",
            moved_to=moved,
        )

    def _said(self, place: int) -> Entry | None:
        """The entry as the edition at that place has it."""
        return self._state(place).get(self.kind, self.called.at(place))

    def steps(self, places: Sequence[int]) -> Iterator[HistoryStep]:
        for place in places:
            edition = self.editions.rows[place]
            difference = self._difference(place) if place in self.own else None
            along = tuple(self._along(edition)) if place else ()
            if difference or along:
                sets = tuple(each for each in self.sets if each.edition_id == edition.pk)
                before = self.editions.rows[place - 1].number if place else 0
                yield HistoryStep(edition, difference, along, sets, before)

    def _state(self, place: int) -> Entries:
        return self.states.get(self.editions.rows[place].number) or Entries()

    def _difference(self, place: int) -> PresentedChange | None:
        earlier = max((each for each in self.own if each < place), default=None)
        before = self._said(earlier) if earlier is not None else None
        change = EntryChange(self.kind, self.called.at(place), before, self._said(place))
        if change.base is None and change.proposed is None:
            return None
        states = [self._state(each) for each in (place, earlier) if each is not None]
        read = place if change.proposed else earlier or 0
        href = address_of(change, f"?edition={self.editions.rows[read].number}")
        return presented_change(change, Names(*states), href=href)

    def _along(self, edition: Edition) -> Iterator[Along]:
        names = Names(*self.states.values())
        for kind, id_ in sorted(self.beside):
            how = how_in(edition, kind, id_)
            if how:
                yield Along(names.of(kind, id_), how, reverse("guidance_history", args=[kind, id_]))

    def title(self) -> str:
        names = Names(*(self.states[number] for number in sorted(self.states, reverse=True)))
        return names.of(self.kind, self.id)

    def reader_href(self, newest: int) -> str:
        entry = self._said(newest) if self.editions.rows else None
        return address_of(EntryChange(self.kind, self.id, None, entry), "") if entry else ""
