"""The work on the draft: change sets, the draft as one curator sees it, and who else is at it."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Lower

from guidance.domain.changing import IN_REVIEW, OPEN, Entries, State, apply_changes, origins
from guidance.models import Change as ChangeRow
from guidance.models import ChangeSet, Comment, Document, EditingMark, Flag, GoingBack, InterestStatement
from guidance.models.kept_sql import KeptSelect
from guidance.permissions import MARK_FADES
from guidance.queries.draft import change_of, draft_entries, guidance_document
from kidmet_site.accounts.models import User


@dataclass
class Draft:
    """The draft as a curator sees it: what is accepted, with the changes of the set that they are writing."""

    document: Document
    change_set: ChangeSet | None
    accepted: Entries
    entries: Entries
    rows: dict[tuple[str, str], ChangeRow] = field(default_factory=dict)
    renamed: dict[str, str] = field(default_factory=dict)

    @cached_property
    def key(self) -> tuple[str, str]:
        """All that it says: what is accepted, and what the set changes of it, when."""
        columns = ("pk", "kind", "entry_id", "base", "proposed", "after", "position", "updated_at")
        said = [[getattr(row, name) for name in columns] for row in self.rows.values()]
        written = json.dumps(said, default=str).encode()
        return self.document.hash, hashlib.sha256(written).hexdigest()

    def row_of(self, kind: str, id_: str) -> ChangeRow | None:
        """The change that the set has of an entry, by the id that the entry has with it."""
        return self.rows.get((kind, self.origin(kind, id_)))

    def origin(self, kind: str, id_: str) -> str:
        """What the entry is called in the accepted draft: a section may have another address in the set."""
        if kind == "section" and (kind, id_) not in self.rows:
            for new, old in self.renamed.items():
                if id_ == new or id_.startswith(f"{new}/"):
                    return old + id_.removeprefix(new)
        return id_

    @cached_property
    def changed_ids(self) -> dict[str, frozenset[str]]:
        """By kind: the ids, as they are with the set, of what it changes."""
        found: dict[str, set[str]] = {}
        for (kind, id_), row in self.rows.items():
            slug = row.proposed["slug"] if kind == "section" and row.proposed else id_
            found.setdefault(kind, set()).add(slug)
        return {kind: frozenset(ids) for kind, ids in found.items()}

    @cached_property
    def retired(self) -> list[ChangeRow]:
        return [row for row in self.rows.values() if row.proposed is None]


def draft_of(user: User) -> Draft:
    """With the set that was changed last, of those being written. Raises NoDraft."""
    return draft_with(guidance_document(), next(iter(writing_sets_of(user)), None))


def draft_with(document: Document, change_set: ChangeSet | None) -> Draft:
    accepted = draft_entries(document)
    rows = list(change_set.changes.order_by("pk")) if change_set else []
    changes = [change_of(row) for row in rows]
    return Draft(
        document=document,
        change_set=change_set,
        accepted=accepted,
        entries=apply_changes(accepted.copy(), changes),
        rows={(row.kind, row.entry_id): row for row in rows},
        renamed=origins(changes),
    )


_COLUMNS = [field.attname for field in ChangeSet._meta.concrete_fields]
_writing = KeptSelect(
    lambda user: (
        ChangeSet.objects.filter(author_id=user, state=State.WRITING, document__is_guidance=True)
        .order_by("-updated_at", "-pk")
        .values_list(*_COLUMNS)
    )
)


def writing_sets_of(user: User) -> tuple[ChangeSet, ...]:
    """All that the curator is writing, the one changed last first."""
    found = tuple(ChangeSet.from_db(connection.alias, _COLUMNS, row) for row in _writing.rows(user.pk))
    for each in found:
        each.author = user
    return found


WAITING = "waiting"
"""Stands for the two states in which a set waits for a review."""


def change_set_list(
    state: str = "", *, of: User | None = None, but: User | None = None
) -> QuerySet[ChangeSet]:
    """Those of the guidance, last changed first; only those `of` a curator, or all `but` theirs."""
    held = ChangeSet.objects.filter(document__is_guidance=True)
    held = held.filter(author=of) if of else held
    held = held.exclude(author=but) if but else held
    if state:
        held = held.filter(state__in=IN_REVIEW if state == WAITING else (state,))
    return held.order_by("-updated_at", "-pk")


def with_counts(sets: QuerySet[ChangeSet]) -> QuerySet[ChangeSet]:
    """All that a card tells of a set: who, in which edition, and how much it holds. For a page of them."""
    counted = sets.annotate(
        change_count=Count("changes", distinct=True), comment_count=Count("comments", distinct=True)
    )
    related = counted.select_related("author", "reviewer", "edition")
    return related.defer("edition__payload", "undo")


def change_set_for(pk: int) -> ChangeSet:
    """Raises ChangeSet.DoesNotExist."""
    held = ChangeSet.objects.select_related("author", "reviewer", "document", "edition", "reverts")
    return held.defer("edition__payload", "document__payload").get(pk=pk, document__is_guidance=True)


def accepted_sets() -> QuerySet[ChangeSet]:
    """What the next edition will hold, in the order in which it was accepted."""
    held = ChangeSet.objects.filter(document__is_guidance=True, state=State.ACCEPTED)
    return held.order_by("decided_at", "pk")


def waiting_sets(user: User) -> QuerySet[ChangeSet]:
    """What others have proposed, the oldest first."""
    held = ChangeSet.objects.filter(document__is_guidance=True, state__in=IN_REVIEW)
    return held.exclude(author=user).order_by("proposed_at", "pk")


def reviewers(but: User) -> list[User]:
    """Who can review what somebody proposes: the other curators; where there is none, the administrators."""
    held = User.objects.filter(is_active=True).exclude(pk=but.pk)
    return list(held.filter(is_curator=True)) or list(held.filter(is_superuser=True))


def own_sets(user: User) -> QuerySet[ChangeSet]:
    """One's own that are not decided on, or were rejected, last changed first."""
    held = ChangeSet.objects.filter(document__is_guidance=True, author=user)
    return held.filter(state__in=(*OPEN, State.REJECTED)).order_by("-updated_at", "-pk")


def waiting_going_back() -> GoingBack | None:
    """The proposal to go back that nobody has decided on."""
    held = GoingBack.objects.select_related("target", "proposed_by").defer("target__payload")
    return held.filter(outcome=GoingBack.WAITING).first()


def reverting(change_set: ChangeSet) -> ChangeSet | None:
    """The set that leads back from this one and is not decided on, or waits to be published."""
    held = ChangeSet.objects.filter(reverts=change_set, state__in=(*OPEN, State.ACCEPTED))
    return held.order_by("pk").first()


def own_sets_with(user: User, kind: str, id_: str) -> list[ChangeSet]:
    """One's own that are not decided on, or were rejected, and say something of an entry."""
    return list(own_sets(user).filter(changes__kind=kind, changes__entry_id=id_)[:10])


def interest_statements() -> QuerySet[InterestStatement]:
    """The last statement of each curator, by name."""
    of_the_same = InterestStatement.objects.filter(by=OuterRef("by")).order_by("-at", "-pk")
    newest = InterestStatement.objects.filter(pk=Subquery(of_the_same.values("pk")[:1]))
    return newest.select_related("by").order_by(Lower("by__display_name"), "by__email", "pk")


def comments_on(change_set: ChangeSet) -> QuerySet[Comment]:
    return Comment.objects.filter(change_set=change_set).select_related("by", "change").order_by("at", "pk")


_NAMED = ("display_name", "email")
_changing = KeptSelect(
    lambda kind, id_: (
        ChangeRow.objects.filter(kind=kind, entry_id=id_, change_set__state__in=OPEN)
        .order_by("change_set", "pk")
        .values_list(
            *(f"change_set__{name}" for name in ("id", "title", "state", "author_id")),
            *(f"change_set__author__{name}" for name in _NAMED),
        )
    ),
    numbers=0,
    texts=2,
)
_marks = KeptSelect(
    lambda kind, id_: (
        EditingMark.objects.filter(kind=kind, entry_id=id_)
        .order_by("by__email")
        .values_list("at", "by_id", *(f"by__{name}" for name in _NAMED))
    ),
    numbers=0,
    texts=2,
)


@dataclass(frozen=True)
class Others:
    """Who changes an entry, and who has it open, asked once: a page is kept by what it tells of them."""

    changing: tuple[tuple[Any, ...], ...]
    opened: tuple[tuple[Any, ...], ...]

    def rivals(self, but: ChangeSet | None) -> list[ChangeSet]:
        return [
            ChangeSet(pk=pk, title=title, state=state, author=_person(*author))
            for pk, title, state, *author in self.changing
            if but is None or pk != but.pk
        ]

    def editors(self, but: User) -> list[str]:
        return [str(_person(*by)) for by in self.opened if by[0] != but.pk]


def told_of_others(kind: str, id_: str, now: datetime) -> Others:
    changing = tuple(tuple(row) for row in _changing.rows(kind, id_))
    return Others(changing, tuple(tuple(by) for at, *by in _marks.rows(kind, id_) if at > now - MARK_FADES))


def _person(pk: int | None, display_name: str, email: str) -> User | None:
    return User(pk=pk, display_name=display_name, email=email) if pk else None


def rivals_of(keys: list[tuple[str, str]], but: ChangeSet | None) -> dict[tuple[str, str], list[ChangeSet]]:
    """Other open sets that change the same entries, by kind and id; one query."""
    rows = ChangeRow.objects.filter(
        entry_id__in=[id_ for _, id_ in keys],
        change_set__state__in=OPEN,
    ).select_related("change_set__author")
    found: dict[tuple[str, str], list[ChangeSet]] = {}
    wanted = set(keys)
    for row in rows:
        key = (row.kind, row.entry_id)
        if key in wanted and (but is None or row.change_set_id != but.pk):
            found.setdefault(key, []).append(row.change_set)
    return found


def open_flag_count() -> int:
    return Flag.objects.filter(resolved_at__isnull=True).count()
