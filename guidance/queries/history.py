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


def sets_with(kind: str, id_: str) -> list[ChangeSet]:
    """Every set that has a change of the entry, the one changed last first."""
    held = Change.objects.filter(kind=kind, entry_id=id_, change_set__document__is_guidance=True)
    sets = ChangeSet.objects.filter(pk__in=held.values("change_set"))
    shown = sets.select_related("author", "reviewer", "edition").defer("undo", "edition__payload")
    return list(shown.order_by("-updated_at", "-pk")[:MOST_SETS])


UNDER_WAY = (State.WRITING, State.PROPOSED, State.UNDER_REVIEW, State.ACCEPTED)
