"""What readers see: an edition, compiled once in each worker."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Prefetch, QuerySet, Subquery

from guidance import models
from guidance.domain.compiling import compile_edition
from guidance.domain.edition import CompiledEdition
from guidance.models.kept_sql import KeptSelect
from guidance.queries.shelf import Shelf

KEPT = 4
"""Compiled editions that a worker keeps: the current one, and the older ones that cases name."""


MOST_NAMED = 10
"""Where there are more editions, a sentence names the first and the last."""

MOST_OFFERED = 25
"""As many editions are offered to choose from; where there are more, their number is asked for."""


class NoEdition(LookupError):
    """Nothing is published yet, or no edition has the number that was asked for."""

    def __init__(self, number: int | None = None) -> None:
        numbers = models.Edition.objects.order_by("number").values_list("number", flat=True)
        held, newest = list(numbers[: MOST_NAMED + 1]), numbers.last()
        if not held:
            message = "No edition of the guidance is published. Run manage.py load_guidance."
        elif len(held) > MOST_NAMED:
            message = f"There is no edition {number}. There are those from {held[0]} to {newest}."
        else:
            message = f"There is no edition {number}. There are: {', '.join(map(str, held))}."
        super().__init__(message)
        self.number = number


_KEY = ("number", "hash", "published_at")
_shelf: Shelf[tuple[int, str, datetime], CompiledEdition] = Shelf(KEPT)
"""By number, hash and time: what another worker publishes has another key."""
_newest = KeptSelect(lambda: models.Edition.objects.order_by("-number").values_list(*_KEY)[:1], numbers=0)
_source = models.SourceText.objects.filter(document__is_guidance=True)
_newest_with_source = KeptSelect(
    lambda: models.Edition.objects.order_by("-number").values_list(
        *_KEY, Subquery(_source.values("hash")[:1]), Subquery(_source.values("shown_to")[:1])
    )[:1],
    numbers=0,
)


@dataclass(frozen=True)
class AttachedKey:
    """By what a text is known that is attached, and to whom it is shown."""

    hash: str
    shown_to: str


def _on_shelf(number: int, digest: str, published_at: datetime) -> CompiledEdition:
    return _shelf.get((number, digest, published_at), lambda: _compiled(number))


def _compiled(number: int) -> CompiledEdition:
    row = models.Edition.objects.get(number=number)
    return compile_edition(row.payload, number, published_at=row.published_at.date().isoformat())


def current_edition() -> CompiledEdition:
    """What readers see now. One small query tells whether another worker has published since.

    Raises NoEdition where nothing is published.
    """
    for key in _newest.rows():
        return _on_shelf(*key)
    raise NoEdition


def current_edition_and_source() -> tuple[CompiledEdition, AttachedKey | None]:
    """The same with the text of the source, for pages beside which its words may stand: in one query, so that
    what is attached on one machine is read on all."""
    for *key, digest, shown_to in _newest_with_source.rows():
        return _on_shelf(*key), AttachedKey(digest, shown_to) if digest else None
    raise NoEdition


def current_edition_if_any() -> CompiledEdition | None:
    """The same; None where nothing is published yet."""
    try:
        return current_edition()
    except NoEdition:
        return None


def current_number() -> int | None:
    """The number of what readers see now, without compiling it; None where nothing is published."""
    return models.Edition.objects.order_by("-number").values_list("number", flat=True).first()


def edition(number: int) -> CompiledEdition:
    """An edition by its number, as it was read then. Raises NoEdition with the numbers that there are."""
    key = models.Edition.objects.filter(number=number).values_list(*_KEY).first()
    if key is None:
        raise NoEdition(number)
    return _on_shelf(*key)


def edition_payloads(*numbers: int) -> list[dict[str, Any]]:
    """What was published under each number, in the order asked. Raises NoEdition."""
    rows = models.Edition.objects.filter(number__in=numbers).values_list("number", "payload")
    held = dict(rows)
    for number in numbers:
        if number not in held:
            raise NoEdition(number)
    return [held[number] for number in numbers]


def edition_list() -> QuerySet[models.Edition]:
    """Every edition, the newest first, without its payload."""
    return models.Edition.objects.defer("payload").select_related("published_by").order_by("-number")


MOST_REASONS = 10
"""As many change sets of an edition are told in the list; the rest has pages of its own."""


def change_sets_in(number: int) -> QuerySet[models.ChangeSet]:
    """All that went into an edition, in the order of their acceptance."""
    return _accepted().filter(edition__number=number)


def with_change_sets(editions: QuerySet[models.Edition]) -> QuerySet[models.Edition]:
    """Each with the first of the change sets that went into it; with one more where there are more."""
    first = Prefetch("change_sets", queryset=_accepted()[: MOST_REASONS + 1], to_attr="first_change_sets")
    return editions.prefetch_related(first)


def _accepted() -> QuerySet[models.ChangeSet]:
    return models.ChangeSet.objects.defer("undo").order_by("decided_at", "pk")


@dataclass(frozen=True)
class OfferedEditions:
    """What a choice of an edition offers, the newest first; all of them, or their number is asked for."""

    rows: tuple[models.Edition, ...]
    are_all: bool

    @property
    def newest(self) -> int:
        return self.rows[0].number if self.rows else 0


def offered_editions(unlike: models.Edition | None = None) -> OfferedEditions:
    """Without those that say what `unlike` says."""
    rows = edition_list().exclude(hash=unlike.hash) if unlike else edition_list()
    found = tuple(rows[: MOST_OFFERED + 1])
    return OfferedEditions(found[:MOST_OFFERED], len(found) <= MOST_OFFERED)


_COLUMNS = [field.attname for field in models.Edition._meta.concrete_fields if field.name != "payload"]
_newest_row = KeptSelect(
    lambda: models.Edition.objects.order_by("-number").values_list(*_COLUMNS)[:1], numbers=0
)


def newest_row() -> models.Edition | None:
    """The row of the edition that readers see; its payload is read where it is asked for."""
    rows = (models.Edition.from_db(connection.alias, _COLUMNS, row) for row in _newest_row.rows())
    return next(rows, None)
