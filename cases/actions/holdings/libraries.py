"""Libraries and what was published in them: they go, or pass to whoever teaches with them."""

import time
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.utils.text import slugify

from cases.actions.drafting import free_library_slug
from cases.domain.record import TITLE_LENGTH
from cases.models import (
    WRITING,
    AssignedCase,
    Attempt,
    CaseDraft,
    DraftSave,
    Library,
    LibraryShare,
    LibraryTransfer,
    Remarking,
    TeachingCase,
    TeachingCaseVersion,
    Visibility,
)
from guidance.domain.edition import content_hash
from kidmet_site.accounts.holdings import Holding, Leaver, as_json, every, goes, hold, naming, stays
from kidmet_site.accounts.known_as import written_at
from kidmet_site.accounts.models import User


def register() -> None:
    _libraries()
    _versions()
    _closed()


def _libraries() -> None:
    hold(
        model=Library,
        title="Libraries",
        what="The libraries of teaching cases that you own.",
        why="You and those with whom you share them teach with them.",
        after="A private library that nobody else has used is deleted with its cases. Any other passes to "
        "the colleague who may write in it, or to this installation.",
        people={"owner": {}},
        mentions=("title", "summary"),
        erase=libraries_go,
        export=as_json,
        place=40,
    )
    hold(
        model=LibraryShare,
        title="Shared libraries",
        what="Which libraries colleagues share with you, and what you may do in them.",
        why="It decides what you may read and write.",
        after="This is deleted.",
        people={"person": {}},
        erase=goes,
        export=as_json,
    )


def _versions() -> None:
    hold(
        model=TeachingCaseVersion,
        title="Published teaching cases",
        what="The versions of teaching cases that you published, pulled or put back in use, with what "
        "you said of them.",
        why="Attempts were marked against them.",
        after="They stay, under a random name, where the library stays.",
        people={"published_by": {}, "pulled_by": {}, "returned_by": {}},
        mentions=("change_summary", "pulled_reason"),
        erase=stays,
        export=lambda version, person: as_json(version, person, but=("facets",)),
        per_file=1,
    )


def _closed() -> None:
    hold(
        model=TeachingCase,
        title="Closed teaching cases",
        what="Which teaching cases you retired, and when.",
        why="Colleagues see why a case is no longer there.",
        after="This stays, under a random name, where the library stays.",
        people={"closed_by": {}},
        erase=stays,
        export=as_json,
    )


def libraries_go(held: Holding, leaver: Leaver, until: float) -> bool:
    _take_out_credits(leaver)
    for library in held.rows_of(leaver.person).order_by("pk"):
        if is_used_by_others(library, leaver.person):
            _pass_on(library, leaver)
        else:
            _delete_library(library)
        if time.monotonic() >= until:
            return not held.rows_of(leaver.person).exists()
    return True


def is_used_by_others(library: Library, person: User) -> bool:
    """Open or shared, or worked, assigned or written in by somebody else."""
    published = TeachingCaseVersion.objects.filter(teaching_case__library=library, number__gt=0)
    return (
        library.shares.exists()
        or (library.visibility != Visibility.PRIVATE and published.exists())
        or Attempt.objects.filter(teaching_case__library=library).exists()
        or AssignedCase.objects.filter(teaching_case__library=library).exists()
        or published.exclude(published_by=person).exists()
        or DraftSave.objects.filter(draft__library=library).exclude(by=person).exists()
    )


def _pass_on(library: Library, leaver: Leaver) -> None:
    """To the colleague who may write in it and was named first, else to the installation."""
    heir = library.shares.filter(right__in=WRITING, person__is_active=True).order_by("pk").first()
    title, summary = (leaver.without(text, leaver.said) for text in (library.title, library.summary))
    if (title, summary) != (library.title, library.summary):
        _forget_files([library.pk])
    slug = library.slug if title == library.title else free_library_slug(slugify(title))
    Library.objects.filter(pk=library.pk).update(
        owner=heir and heir.person_id, title=title, slug=slug, summary=summary
    )
    if heir is not None:
        heir.delete()


def _take_out_credits(leaver: Leaver) -> None:
    """What they are credited with is kept, under the pseudonym; also where a case was taken from another.

    With their consent the name stays, never an address.
    """
    words = leaver.addresses if leaver.keeps_name else leaver.known_as
    changed = set[int]()
    for model, column in _CREDITING.items():
        rows = every(model).filter(naming(model, (column,), words))
        for row in rows.iterator(chunk_size=20):
            was = getattr(row, column)
            if (said := _credited(was, leaver, _credited_at(row))) != was:
                beside = _beside(row, said) if column == "document" else {}
                every(model).filter(pk=row.pk).update(**{column: said}, **beside)
                changed |= _files_are_of(row)
    _forget_files(changed)


def _beside(row: Any, document: Any) -> dict[str, str]:
    """The columns that say the same as the document."""
    repeated = {"title": str(document.get("title", row.title))[:TITLE_LENGTH]}
    if isinstance(row, TeachingCaseVersion):
        repeated["summary"] = document.get("summary", row.summary)
    return {"hash": content_hash(document), **repeated}


def _files_are_of(row: Any) -> set[int]:
    """Of which library a file that somebody exported may hold the row."""
    if isinstance(row, Library):
        return {row.pk}
    return {row.teaching_case.library_id} if isinstance(row, TeachingCaseVersion) else set()


def _forget_files(libraries: Iterable[int]) -> None:
    """Whoever exported one of them before exports it again: the file names who left."""
    LibraryTransfer.objects.filter(library__in=libraries, way=LibraryTransfer.Way.OUT).delete()


_CREDITING: dict[type[Model], str] = {
    Library: "credits",
    CaseDraft: "document",
    TeachingCaseVersion: "document",
    DraftSave: "changes",
}


def _credited_at(row: Any) -> datetime | None:
    """A version stands as it was published, also where it was pulled later."""
    return row.published_at if isinstance(row, TeachingCaseVersion) else written_at(row)


def _credited(said: Any, leaver: Leaver, at: datetime | None) -> Any:
    """The same with the pseudonym where a value is one of the person's names or has their address."""
    if isinstance(said, list):
        return [_credited(each, leaver, at) for each in said]
    if isinstance(said, dict):
        return {name: _credited(value, leaver, at) for name, value in said.items()}
    if not isinstance(said, str):
        return said
    is_name = not leaver.keeps_name and leaver.is_name(said, at)
    return leaver.pseudonym if is_name else leaver.without_address(said)


def _delete_library(library: Library) -> None:
    cases = TeachingCase.objects.filter(library=library)
    CaseDraft.objects.filter(library=library).delete()
    cases.update(latest=None)
    Remarking.objects.filter(teaching_case__library=library).delete()
    TeachingCaseVersion.objects.filter(teaching_case__library=library).delete()
    cases.delete()
    library.delete()
