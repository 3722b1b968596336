"""Libraries and their teaching cases, each version read from its document once and then kept."""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.db.models import Prefetch, QuerySet

from cases.domain.teaching import TeachingCase as Content
from cases.domain.teaching import read_teaching_case
from cases.models import Attempt, Library, TeachingCase, TeachingCaseVersion


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
    submitted: tuple[Attempt, ...]


def library_list(user: Any) -> list[tuple[Library, list[LibraryCase]]]:
    """Every library with its open cases in order; three queries however many there are."""
    cases = _open_cases().defer("latest__document")
    libraries = Library.objects.prefetch_related(Prefetch("teaching_cases", cases, to_attr="open_cases"))
    attempts: dict[int, list[Attempt]] = {}
    for attempt in Attempt.objects.filter(resident=user).order_by("-started_at").defer("difference"):
        attempts.setdefault(attempt.teaching_case_id, []).append(attempt)
    return [
        (library, [_library_case(case, attempts.get(case.pk, [])) for case in library.open_cases])
        for library in libraries
    ]


def _open_cases() -> QuerySet[TeachingCase]:
    return (
        TeachingCase.objects.filter(is_open=True, latest__isnull=False)
        .select_related("latest")
        .order_by("position", "slug")
    )


def _library_case(case: TeachingCase, attempts: list[Attempt]) -> LibraryCase:
    return LibraryCase(
        case=case,
        version=case.latest,  # type: ignore[arg-type]  # those without are left out
        open_attempt=next((each for each in attempts if not each.is_submitted), None),
        submitted=tuple(each for each in attempts if each.is_submitted),
    )


def teaching_case_at(library: str, slug: str) -> TeachingCase:
    """One case with its latest version and its library. Raises TeachingCase.DoesNotExist."""
    cases = TeachingCase.objects.select_related("library", "latest__teaching_case__library")
    return cases.defer("latest__document").get(library__slug=library, slug=slug, latest__isnull=False)
