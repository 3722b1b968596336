"""What is said to teachers of the versions of what they assigned, and what changes with another one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from cases.models import AssignedCase, TeachingCaseVersion
from cases.permissions import assigns_there
from cases.presenting.case_changes import shown_changes
from cases.queries.libraries import version_documents
from cases.queries.taken_versions import begun_elsewhere, taken_of, version_to_take, with_news
from cases.queries.teaching import teaching_case_in


@dataclass(frozen=True)
class VersionNews:
    """Of one assigned case: its version was taken out of use, retired, or another is given out."""

    case: AssignedCase
    offered: TeachingCaseVersion | None

    @property
    def is_pulled(self) -> bool:
        return self.case.version.pulled_at is not None

    @property
    def is_retired(self) -> bool:
        return not self.case.teaching_case.is_open

    @property
    def is_any(self) -> bool:
        return bool(self.offered or self.is_pulled or self.is_retired)


def version_news(cohort: Any, cases: Sequence[AssignedCase]) -> dict[str, Any]:
    """Of cases that were loaded with their version and the latest one; one query."""
    news = [VersionNews(case, version_to_take(case)) for case in cases]
    teaches = assigns_there(cohort)
    return {
        "version_news": [each for each in news if each.is_any],
        "taken": taken_of(cases),
        "may_take": teaches and not cohort.archived_at,
    }


def tell_news(rows: Iterable[Any]) -> None:
    """To rows of a table of assignments: `version_said`, in a few words or none; one query."""
    held = list(rows)
    said = with_news(row.assignment for row in held)
    for row in held:
        row.assignment.version_said = said.get(row.assignment.pk, "")


def newer_version_page(case: AssignedCase, *, may_take: bool) -> dict[str, Any]:
    """What differs, and what becomes of attempts and results."""
    version = version_to_take(case)
    context: dict[str, Any] = {"case": case, "version": version, "may_take": may_take}
    if version is None or not may_take:
        return context
    documents = version_documents(case.teaching_case, case.version.number, version.number)
    here, there = documents[case.version.number], documents[version.number]
    limits = [teaching_case_in(each).time_limit_minutes for each in (here, there)]
    return context | {
        "changes": shown_changes(here.document, there.document, case.teaching_case.library.objectives),
        "begun": begun_elsewhere(case, version),
        "limit": limits[1] if limits[0] != limits[1] else None,
    }
