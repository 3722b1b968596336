"""What readers doubt: the flags on a statement, an addition or a note, and all of them for curators."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from guidance.domain.edition import Addition, CompiledEdition, Note, Statement
from guidance.models import Flag
from guidance.models.reader import FLAGGED
from kidmet_site.accounts.models import User

MOST_SHOWN = 20
"""As many flags are shown beside one statement, addition or note; curators find all in the list."""


class NotInEdition(LookupError):
    def __init__(self, edition: CompiledEdition, kind: str, id_: str) -> None:
        super().__init__(f"Edition {edition.number} has no {FLAGGED.get(kind, kind).lower()} {id_[:80]}.")


def can_be_flagged(edition: CompiledEdition, kind: str) -> Mapping[str, Statement | Addition | Note]:
    """What of a kind a reader can flag, by id."""
    held: dict[str, Mapping[str, Any]] = {
        "statement": edition.statements,
        "addition": edition.additions,
        "note": edition.notes,
    }
    return held.get(kind, {})


def entry_in(edition: CompiledEdition, kind: str, id_: str) -> Statement | Addition | Note:
    """What a reader can flag. Raises NotInEdition."""
    found = can_be_flagged(edition, kind).get(id_)
    if found is None:
        raise NotInEdition(edition, kind, id_)
    return found


def flags_on(kind: str, entry_id: str, *, reader: User, all_open: bool) -> list[Flag]:
    """The reader's own, and with `all_open` those of everybody that wait for an answer; open ones first."""
    seen = Q(by=reader) | Q(resolved_at=None) if all_open else Q(by=reader)
    held = Flag.objects.filter(seen, kind=kind, entry_id=entry_id).select_related("by", "resolved_by")
    return list(_open_first(held)[:MOST_SHOWN])


def open_flags() -> dict[str, dict[str, int]]:
    """By kind and id: how many flags wait for an answer."""
    found: dict[str, dict[str, int]] = {kind: {} for kind in FLAGGED}
    counted = Flag.objects.filter(resolved_at=None).values_list("kind", "entry_id")
    for kind, entry_id, count in counted.annotate(count=Count("pk")).order_by():
        found[kind][entry_id] = count
    return found


def flag_list(state: str = "") -> QuerySet[Flag]:
    """All, those that wait for an answer first, the newest first; or only the "open" or "resolved" ones."""
    held = Flag.objects.select_related("by", "resolved_by")
    if state:
        held = held.filter(resolved_at__isnull=state == "open")
    return _open_first(held)


def _open_first(flags: QuerySet[Flag]) -> QuerySet[Flag]:
    return flags.order_by(F("resolved_at").desc(nulls_first=True), "-at", "-pk")
