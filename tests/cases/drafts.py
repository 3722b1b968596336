"""Drafts of teaching cases to test with."""

from typing import Any

from cases.actions.drafting import begin_draft, save_draft
from cases.actions.teaching import publish_case
from cases.domain.teaching import read_teaching_case
from cases.domain.teaching.beginning import empty_document, step_document
from cases.models import CaseDraft, DraftSave, Library, LibraryShare, TeachingCase, Visibility
from kidmet_site.accounts.models import User
from tests.cases.samples import LATER, NOW
from tests.cases.small_case import OBJECTIVES, case


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


def published_case(user: User) -> TeachingCase:
    """A small case, published once in a library of the person's own."""
    found = TeachingCase.objects.filter(library__slug="published").first()
    if found is not None:
        return found
    library = library_of(user, slug="published")
    library.objectives = OBJECTIVES
    library.save()
    content = read_teaching_case(case(), OBJECTIVES)
    version = publish_case(library, 0, content, now=NOW, by=user)
    assert version is not None
    return version.teaching_case


SINGLE: dict[str, Any] = {
    "key": "why",
    "kind": "single_best_answer",
    "stem": "Why **now**?",
    "domain": "diagnosis",
    "objective": "suspect",
    "options": [
        {"key": "best", "text": "The best", "credit": 1, "why": "It fits."},
        {"key": "other", "text": "Another", "why": "It does not."},
    ],
}
"""A small question that is whole."""
