"""Drafts of teaching cases to test with."""

from typing import Any

from cases.actions.drafting import begin_draft, save_draft
from cases.domain.teaching.beginning import empty_document, step_document
from cases.models import CaseDraft, DraftSave, Library, LibraryShare, Visibility
from kidmet_site.accounts.models import User
from tests.cases.samples import LATER, NOW


def draft_of(user: User, title: str = "A case", steps: tuple[str, ...] = ("history", "imaging")) -> CaseDraft:
    """An empty case with steps, in the person's own library."""
    document = empty_document(title, "")
    document["steps"] = [step_document(kind, kind, kind.title()) for kind in steps]
    return begin_draft(document=document, by=user, now=NOW, said="Began an empty case")


def library_of(user: User | None, visibility: str = Visibility.PRIVATE, slug: str = "ward-nine") -> Library:
    return Library.objects.create(
        slug=slug, title="Ward nine", owner=user, visibility=visibility, created_at=NOW, updated_at=NOW
    )


def share(library: Library, person: User, right: str) -> LibraryShare:
    return LibraryShare.objects.create(library=library, person=person, right=right, shared_at=NOW)


def save(draft: CaseDraft, by: User, opened: int | None = None, **parts: Any) -> DraftSave | None:
    """Save parts; "__" stands for "/" in their addresses."""
    return save_draft(
        draft=draft,
        changes={address.replace("__", "/"): value for address, value in parts.items()},
        opened=draft.version if opened is None else opened,
        by=by,
        now=LATER,
        said="Changed something",
    )
