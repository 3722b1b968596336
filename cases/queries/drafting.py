"""Libraries and drafts that somebody who teaches may see or write, and what became of a draft."""

from django.db.models import Case, CharField, F, OuterRef, Q, QuerySet, Subquery, Value, When

from cases.models import WRITING, CaseDraft, DraftSave, Library, LibraryShare, PatientCase, Right, Visibility
from cases.permissions import OWN, SHIPPED, can_teach
from cases.queries.undoing import MOST_UNDONE, Undoable, standing
from kidmet_site.accounts.models import User


def libraries_of(user: User) -> QuerySet[Library]:
    """Every library that the person may read, each with their `right` in it; one query."""
    if not can_teach(user):
        return Library.objects.none()
    mine = Q(owner=user) | Q(owner__isnull=True) if user.is_superuser else Q(owner=user)
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


def writable_libraries(user: User) -> QuerySet[Library]:
    shared = Library.objects.filter(shares__person=user, shares__right__in=WRITING).values("pk")
    mine = Q(owner=user) | Q(owner__isnull=True) if user.is_superuser else Q(owner=user)
    found = Library.objects.filter(mine | Q(pk__in=shared)).exclude(slug=SHIPPED)
    return found if can_teach(user) else found.none()


def drafts_of(user: User) -> QuerySet[CaseDraft]:
    """The drafts that the person may write, the newest first."""
    drafts = CaseDraft.objects.filter(library__in=writable_libraries(user))
    return drafts.select_related("library", "updated_by", "teaching_case__latest")


def draft_for(user: User, pk: int) -> CaseDraft:
    """One draft that the person may write. Raises CaseDraft.DoesNotExist, for another's as for none."""
    return drafts_of(user).get(pk=pk)


def saves_of(draft: CaseDraft) -> QuerySet[DraftSave]:
    """The newest first."""
    return draft.saves.select_related("by")


def saves_since(draft: CaseDraft, version: int) -> list[DraftSave]:
    return list(saves_of(draft).filter(number__gt=version).order_by("number"))


def undoable_saves(draft: CaseDraft) -> Undoable:
    """What "Undo" and "Redo" take back, as keys of saves; what it began as cannot be."""
    rows = (
        draft.saves.filter(number__gt=1)
        .order_by("-number")
        .values_list("pk", "act", "undoes")[: 2 * MOST_UNDONE]
    )
    return standing(reversed(list(rows)))


def case_to_teach(user: User, pk: int) -> PatientCase | None:
    """A case of the person's own workbench, never the record of an attempt."""
    return PatientCase.objects.filter(owner=user, is_record=False, pk=pk).first()
