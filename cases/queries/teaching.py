"""Libraries and their teaching cases, each version read from its document once and then kept."""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery

from cases.domain.teaching import TeachingContent as Content
from cases.domain.teaching import read_teaching_case
from cases.models import Attempt, Library, TeachingCase, TeachingCaseVersion
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


def library_list(user: User) -> list[tuple[Library, list[LibraryCase]]]:
    """Every library with its open cases in order; three queries however many there are."""
    own = Attempt.objects.filter(teaching_case=OuterRef("pk"), resident=user).order_by("-started_at", "-pk")
    cases = _open_cases().annotate(
        going=Subquery(own.filter(submitted_at__isnull=True).values("pk")[:1]),
        done=Subquery(own.filter(submitted_at__isnull=False).values("pk")[:1]),
    )
    prefetch = Prefetch("teaching_cases", cases.defer("latest__document"), to_attr="open_cases")
    libraries = list(Library.objects.prefetch_related(prefetch))
    shown = [case for library in libraries for case in library.open_cases]
    numbers = {number for case in shown for number in (case.going, case.done) if number}
    attempts = Attempt.objects.defer("difference").in_bulk(numbers)
    return [
        (library, [_library_case(case, attempts) for case in library.open_cases]) for library in libraries
    ]


def _open_cases() -> QuerySet[TeachingCase]:
    return (
        TeachingCase.objects.filter(is_open=True, latest__isnull=False)
        .select_related("latest")
        .order_by("position", "slug")
    )


def _library_case(case: Any, attempts: dict[int, Attempt]) -> LibraryCase:
    return LibraryCase(
        case=case,
        version=case.latest,
        open_attempt=attempts.get(case.going),
        newest_done=attempts.get(case.done),
    )


def teaching_case_at(library: str, slug: str) -> TeachingCase:
    """One case with its latest version and its library. Raises TeachingCase.DoesNotExist."""
    cases = TeachingCase.objects.select_related("library", "latest__teaching_case__library")
    return cases.defer("latest__document").get(library__slug=library, slug=slug, latest__isnull=False)
