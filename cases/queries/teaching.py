"""Libraries and their teaching cases, each version read from its document once and then kept."""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery

from cases.domain.teaching import TeachingContent as Content
from cases.domain.teaching import read_teaching_case
from cases.models import (
    AssignedCase,
    Attempt,
    Library,
    TeachingCase,
    TeachingCaseVersion,
    Visibility,
)
from cases.permissions import can_teach
from cases.queries.case_search import CaseSearch, SearchField, search_fields
from cases.queries.drafting import libraries_of
from kidmet_site.accounts.models import User


@dataclass(frozen=True)
class _Stored:
    """A version: the same as any other with its hash under the same objectives. Its document is large, and
    is only loaded where this worker has not read it yet."""

    hash: str
    objectives: tuple[tuple[str, str], ...]
    version: TeachingCaseVersion = field(compare=False)


def teaching_case_in(version: TeachingCaseVersion) -> Content:
    """The teaching case of a version; its library has to be loaded with it."""
    objectives = version.teaching_case.library.objectives
    return _read(_Stored(version.hash, tuple(objectives.items()), version))


@lru_cache(maxsize=128)
def _read(stored: _Stored) -> Content:
    return read_teaching_case(stored.version.document, dict(stored.objectives))


@dataclass(frozen=True)
class LibraryCase:
    """A case in a list, with how far the person who asks is with it."""

    case: TeachingCase
    version: TeachingCaseVersion
    open_attempt: Attempt | None
    newest_done: Attempt | None


@dataclass(frozen=True)
class CaseShelf:
    """The libraries that a person sees, the cases found in each, and what can be looked for."""

    libraries: list[tuple[Library, list[LibraryCase]]]
    fields: list[SearchField]
    search: CaseSearch
    count: int


def library_shelf(user: User, search: CaseSearch) -> CaseShelf:
    """Every library with its open cases in order, as far as they are looked for; three queries in all."""
    held = _library_list(user)
    versions = [each.version for _, cases in held for each in cases]
    objectives = {key: text for library, _ in held for key, text in library.objectives.items()}
    found = [(library, [each for each in cases if search.finds(each.version)]) for library, cases in held]
    return CaseShelf(
        libraries=[(library, cases) for library, cases in found if cases or search.is_empty],
        fields=search_fields(search, versions, objectives),
        search=search,
        count=sum(len(cases) for _, cases in found),
    )


def _library_list(user: User) -> list[tuple[Library, list[LibraryCase]]]:
    own = Attempt.objects.filter(teaching_case=OuterRef("pk"), resident=user, is_trial=False).order_by(
        "-started_at", "-pk"
    )
    cases = _open_cases(user).annotate(
        going=Subquery(own.filter(submitted_at__isnull=True).values("pk")[:1]),
        done=Subquery(own.filter(submitted_at__isnull=False).values("pk")[:1]),
    )
    prefetch = Prefetch("teaching_cases", cases.defer("latest__document"), to_attr="open_cases")
    every = Library.objects.prefetch_related(prefetch)
    libraries = [library for library in every if library.open_cases or library.visibility == Visibility.OPEN]
    shown = [case for library in libraries for case in library.open_cases]
    numbers = {number for case in shown for number in (case.going, case.done) if number}
    attempts = Attempt.objects.defer("difference").in_bulk(numbers)
    return [
        (library, [_library_case(case, attempts) for case in library.open_cases]) for library in libraries
    ]


def _open_cases(user: User) -> QuerySet[TeachingCase]:
    return (
        cases_shown_to(user)
        .filter(is_open=True, latest__isnull=False)
        .select_related("latest")
        .order_by("position", "slug")
    )


def cases_shown_to(user: User) -> QuerySet[TeachingCase]:
    """Of the libraries that are open here, what is assigned to the person, and what they have worked.

    Who teaches also sees the libraries that are theirs or shared with them. What never was published has no
    latest version, and nothing to see.
    """
    assigned = AssignedCase.objects.filter(
        teaching_case=OuterRef("pk"),
        assignment__assignees__person=user,
        assignment__assignees__removed_at=None,
    )
    worked = Attempt.objects.filter(teaching_case=OuterRef("pk"), resident=user, is_trial=False)
    shown: Any = Q(library__visibility=Visibility.OPEN) | Exists(assigned) | Exists(worked)
    if can_teach(user):
        shown |= Q(library__in=libraries_of(user).values("pk"))
    return TeachingCase.objects.filter(shown)


def _library_case(case: Any, attempts: dict[int, Attempt]) -> LibraryCase:
    return LibraryCase(
        case=case,
        version=case.latest,
        open_attempt=attempts.get(case.going),
        newest_done=attempts.get(case.done),
    )


def teaching_case_for(user: User, library: str, slug: str) -> TeachingCase:
    """One case that the person may see. Raises TeachingCase.DoesNotExist, for one of others as for none."""
    return _published(cases_shown_to(user)).get(library__slug=library, slug=slug)


def teaching_case_at(library: str, slug: str) -> TeachingCase:
    """One case with its latest version and its library. Raises TeachingCase.DoesNotExist."""
    return _published(TeachingCase.objects.all()).get(library__slug=library, slug=slug)


def _published(cases: QuerySet[TeachingCase]) -> QuerySet[TeachingCase]:
    found = cases.filter(latest__isnull=False).select_related("library", "latest__teaching_case__library")
    return found.defer("latest__document")
