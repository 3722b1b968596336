"""What an entry said in which edition, found by what each edition keeps of its changes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from guidance.domain.changing import State, entries_of
from guidance.domain.changing.entries import Entries
from guidance.domain.entries import ENTRY_KINDS
from guidance.models import Change, ChangeSet, Edition

MOST_SETS = 100
NOT_READ = ("payload", "counts")
HOW = {"added": "added", "changed": "changed", "removed": "retired"}


@dataclass(frozen=True)
class EntryEditions:
    """Every edition, the oldest first, without its payload."""

    rows: tuple[Edition, ...]

    def touching(self, kind: str, id_: str) -> list[int]:
        """The places of those in which the entry is another than before; of the first it is not known."""
        return [place for place, row in enumerate(self.rows) if place == 0 or how_in(row, kind, id_)]


def how_in(edition: Edition, kind: str, id_: str) -> str:
    """ "added", "changed" or "retired" where the entry is so in an edition against the one before it."""
    by_how: Mapping[str, list[str]] = edition.changes.get(ENTRY_KINDS[kind].plural) or {}
    return next((HOW.get(how, how) for how, ids in by_how.items() if id_ in ids), "")


def entry_editions() -> EntryEditions:
    return EntryEditions(tuple(Edition.objects.defer(*NOT_READ).order_by("number")))


def entries_in(numbers: Iterable[int]) -> dict[int, Entries]:
    """What editions say, taken apart; one query."""
    rows = Edition.objects.filter(number__in=set(numbers)).values_list("number", "payload")
    return {number: entries_of(payload) for number, payload in rows}


def sets_with(kind: str, ids: Iterable[str]) -> list[ChangeSet]:
    """Every set that has a change of the entry, under any of its ids, the one changed last first."""
    held = Change.objects.filter(kind=kind, entry_id__in=ids, change_set__document__is_guidance=True)
    sets = ChangeSet.objects.filter(pk__in=held.values("change_set"))
    shown = sets.select_related("author", "reviewer", "edition").defer("undo", "edition__payload")
    return list(shown.order_by("-updated_at", "-pk")[:MOST_SETS])


# A section that moved


MOST_MOVES = 8
"""So many moves of a section are followed, each of them a query."""


@dataclass(frozen=True)
class Stretch:
    """What an entry was called from an edition on, by its place."""

    id: str
    since: int = 0


def stretches_of(editions: EntryEditions, kind: str, id_: str) -> tuple[Stretch, ...]:
    """The newest first. Only a section's id changes: its address, where it is put elsewhere."""
    found: list[Stretch] = []
    end = len(editions.rows)
    while kind == "section" and len(found) < MOST_MOVES:
        held = (place for place in editions.touching(kind, id_) if 0 < place < end)
        place = max((each for each in held if how_in(editions.rows[each], kind, id_) == "added"), default=0)
        before = _same_section(editions, place, id_, was=True) if place else ""
        if not before:
            break
        found.append(Stretch(id_, place))
        id_, end = before, place
    return (*found, Stretch(id_))


def moved_to(editions: EntryEditions, slug: str) -> str:
    """Where a section stands that was put elsewhere; "" for one that was not."""
    gone = (
        place
        for place in editions.touching("section", slug)
        if place and how_in(editions.rows[place], "section", slug) == "retired"
    )
    place = max(gone, default=0)
    return _same_section(editions, place, slug, was=False) if place else ""


def _same_section(editions: EntryEditions, place: int, slug: str, *, was: bool) -> str:
    """Its address in the edition before (`was`), where it is new there; else there, where it is gone."""
    listed = editions.rows[place].changes.get("sections") or {}
    others = listed.get("removed" if was else "added") or ()
    if not others:
        return ""
    numbers = [editions.rows[each].number for each in (place - 1, place)]
    states = entries_in(numbers)
    older, newer = (states[each] for each in numbers)
    here, there = (newer, older) if was else (older, newer)
    return next((each for each in others if _is_same(here, slug, there, each)), "")


def _is_same(here: Entries, slug: str, there: Entries, other: str) -> bool:
    """But for its address it says the same, or it holds some of the same statements."""
    sections = here.get("section", slug) or {}, there.get("section", other) or {}
    one, two = ({**each, "slug": ""} for each in sections)
    return one == two or bool(_statements(here, slug) & _statements(there, other))


def _statements(entries: Entries, slug: str) -> set[str]:
    return {key for key, said in entries.by_kind["statement"].items() if said.get("section") == slug}


UNDER_WAY = (State.WRITING, State.PROPOSED, State.UNDER_REVIEW, State.ACCEPTED)
