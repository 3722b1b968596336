"""Libraries and drafts that somebody who teaches may see or write, and what became of a draft."""

from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from cases.models import (
    WRITING,
    CaseDraft,
    DraftSave,
    Library,
    LibraryShare,
    PatientCase,
    Right,
    TeachingCase,
    Visibility,
)
from cases.permissions import OWN, SHIPPED, can_edit_library, can_teach
from cases.queries.undoing import MOST_UNDONE, Undoable, standing
from guidance.models.kept_sql import KeptSelect, made_of
from guidance.permissions import numbers_open_to
from kidmet_site.accounts.models import Insight, User, Visitor

OF_DRAFT = tuple(field.attname for field in CaseDraft._meta.concrete_fields)
OF_LIBRARY = tuple(field.attname for field in Library._meta.concrete_fields)
_draft = KeptSelect(
    lambda pk: (
        CaseDraft.objects.filter(pk=pk)
        .order_by()
        .values_list(*OF_DRAFT, *(f"library__{name}" for name in OF_LIBRARY))
    )
)
_version_to_write = KeptSelect(
    lambda pk: CaseDraft.objects.select_for_update().filter(pk=pk).order_by().values_list("version")
)
_saves_to_undo = KeptSelect(
    lambda pk: (
        DraftSave.objects.filter(draft=pk, number__gt=1)
        .order_by("-number")
        .values_list("pk", "act", "undoes")[: 2 * MOST_UNDONE]
    )
)
_who_saved = KeptSelect(
    lambda draft, pk: DraftSave.objects.filter(draft=draft, pk=pk).order_by().values_list("by"), numbers=2
)


def version_to_write(draft: CaseDraft) -> int:
    """The version that is stored; whoever asks for it in another transaction waits. Raises DoesNotExist."""
    rows = _version_to_write.rows(draft.pk)
    if not rows:
        raise CaseDraft.DoesNotExist
    return int(rows[0][0])


def libraries_of(user: User) -> QuerySet[Library]:
    """Every library that the person may read, each with their `right` in it; one query."""
    if not can_teach(user):
        return Library.objects.none()
    mine = _owned(user)
    share = LibraryShare.objects.filter(library=OuterRef("pk"), person=user).values("right")[:1]
    right = Case(
        When(Q(slug=SHIPPED), then=Value(Right.VIEW)),
        When(mine, then=Value(OWN)),
        When(Q(shared_as__isnull=False), then=F("shared_as")),
        default=Value(Right.VIEW),
        output_field=CharField(),
    )
    seen = mine | Q(shared_as__isnull=False) | Q(visibility=Visibility.OPEN)
    rows = Library.objects.annotate(shared_as=Subquery(share)).filter(seen)
    return rows.annotate(right=right).select_related("owner")


def _owned(user: User) -> Q:
    """As `permissions.right_in`: administrators keep the libraries of which no owner is there.

    Of one that is not open they say first why they look into it.
    """
    if not user.is_superuser:
        return Q(owner=user)
    may_not_teach = Q(owner__is_educator=False, owner__is_superuser=False)
    said_why = numbers_open_to(user, Insight.Kind.LIBRARY, timezone.now())
    is_readable = Q(visibility=Visibility.OPEN) | Q(pk__in=said_why)
    return Q(owner=user) | Q(owner=None) | (Q(owner__is_active=False) | may_not_teach) & is_readable


def writable_libraries(user: User) -> QuerySet[Library]:
    shared = Library.objects.filter(shares__person=user, shares__right__in=WRITING).values("pk")
    mine = _owned(user)
    found = Library.objects.filter(mine | Q(pk__in=shared)).exclude(slug=SHIPPED)
    return found if can_teach(user) else found.none()


def drafts_of(user: User) -> QuerySet[CaseDraft]:
    """The drafts that the person may write, the newest first."""
    drafts = CaseDraft.objects.filter(library__in=writable_libraries(user))
    return drafts.select_related("library", "updated_by", "teaching_case__latest")


def draft_for(user: User, pk: int) -> CaseDraft:
    """One draft that the person may write. Raises CaseDraft.DoesNotExist, for another's as for none."""
    rows = _draft.rows(pk)
    if not rows:
        raise CaseDraft.DoesNotExist
    draft = made_of(CaseDraft, OF_DRAFT, rows[0][: len(OF_DRAFT)])
    draft.library = made_of(Library, OF_LIBRARY, rows[0][len(OF_DRAFT) :])
    if not can_edit_library(user, draft.library):
        raise CaseDraft.DoesNotExist
    return draft


def was_author_of(user: Visitor, pk: int) -> str:
    """The title of a draft in which the person has saved something and may not any longer; else ""."""
    if not user.is_authenticated:
        return ""
    mine = CaseDraft.objects.filter(pk=pk, saves__by=user).exclude(library__in=writable_libraries(user))
    return mine.values_list("title", flat=True).first() or ""


def readable_draft(user: User, pk: int) -> CaseDraft:
    """One draft that the person may write, or was asked to review in a library that they may read.

    Raises CaseDraft.DoesNotExist, for another's as for none.
    """
    asked = Q(reviews__reviewer=user, library__in=libraries_of(user).values("pk"))
    written = Q(library__in=writable_libraries(user).values("pk"))
    drafts = CaseDraft.objects.filter(asked | written).select_related("library", "teaching_case")
    return drafts.distinct().get(pk=pk)


def saves_of(draft: CaseDraft) -> QuerySet[DraftSave]:
    """The newest first."""
    return draft.saves.select_related("by")


def saves_since(draft: CaseDraft, version: int) -> list[DraftSave]:
    return list(saves_of(draft).filter(number__gt=version).order_by("number"))


def undoable_saves(draft: CaseDraft) -> Undoable:
    """What "Undo" and "Redo" take back, as keys of saves; what it began as cannot be."""
    return standing((pk, act, undoes) for pk, act, undoes in reversed(_saves_to_undo.rows(draft.pk)))


def copyable_cases(user: User) -> QuerySet[TeachingCase]:
    """Published cases that the person may read, library by library, without their documents."""
    cases = TeachingCase.objects.filter(library__in=libraries_of(user), latest__isnull=False)
    return cases.select_related("library", "latest").defer("latest__document").order_by("library", "position")


def libraries_with_counts(user: User) -> list[Any]:
    """Every library that the person may read with its `right`, how many `cases` and how many `drafts`; one
    query."""
    cases = TeachingCase.objects.filter(library=OuterRef("pk"), latest__isnull=False).order_by()
    drafts = CaseDraft.objects.filter(library=OuterRef("pk")).order_by()
    return list(libraries_of(user).annotate(cases=_count(cases), drafts_in=_count(drafts)))


def last_by_another(draft: CaseDraft, user: User, save: int | None) -> str:
    """Who made a save, where it was not this person; else ""."""
    rows = _who_saved.rows(draft.pk, save) if save else []
    if not rows or rows[0][0] == user.pk:
        return ""
    return str(User.objects.filter(pk=rows[0][0]).first() or "Somebody")


def objectives_known_to(user: User) -> dict[str, str]:
    """The texts of objectives by key, of the libraries that the person may read; their own count."""
    libraries = sorted(libraries_of(user), key=lambda library: library.owner_id == user.pk)
    return {key: text for library in libraries for key, text in library.objectives.items()}


def _count(rows: QuerySet[Any]) -> Coalesce:
    counted = rows.values("library").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


MOST_OFFERED = 200


def cases_to_teach(user: User) -> list[tuple[int, str]]:
    """The person's own cases to begin with, the one changed last first."""
    own = PatientCase.objects.filter(owner=user, is_record=False).order_by("-updated_at", "-pk")
    return list(own.values_list("pk", "title")[:MOST_OFFERED])
