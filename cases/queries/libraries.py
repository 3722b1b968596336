"""One library as those see it who write in it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from cases.domain.teaching import TeachingContent
from cases.domain.teaching.blueprint import Blueprint, blueprint
from cases.models import CaseDraft, Library, LibraryShare, LibraryTransfer, TeachingCase, TeachingCaseVersion
from cases.queries.case_search import CaseSearch, SearchField, search_fields
from cases.queries.teaching import teaching_case_in
from kidmet_site.accounts.models import User


@dataclass(frozen=True)
class LibraryShelf:
    """The published cases of one library that were found, and what can be looked for."""

    cases: list[Any]
    fields: list[SearchField]
    search: CaseSearch

    @property
    def count(self) -> int:
        return len(self.cases)


def cases_of(library: Library, search: CaseSearch) -> LibraryShelf:
    """The published cases, retired ones too, each with its draft where there is one; one query."""
    rows = (
        TeachingCase.objects.filter(library=library, latest__isnull=False)
        .select_related("latest", "draft")
        .defer("latest__document", "draft__document")
        .order_by("position", "slug")
    )
    held = list(rows)
    versions = [case.latest for case in held if case.latest]
    found = [case for case in held if case.latest and search.finds(case.latest)]
    return LibraryShelf(found, search_fields(search, versions, library.objectives), search)


def unpublished_drafts(library: Library) -> QuerySet[CaseDraft]:
    drafts = CaseDraft.objects.filter(library=library, teaching_case__latest=None)
    return drafts.defer("document").select_related("updated_by")


def shares_of(library: Library) -> QuerySet[LibraryShare]:
    return library.shares.select_related("person").order_by("pk")


def blueprint_of(library: Library) -> Blueprint:
    """Of what is published and not retired."""
    versions = (
        TeachingCaseVersion.objects.filter(latest_of__library=library, latest_of__is_open=True)
        .select_related("teaching_case__library")
        .order_by("latest_of__position", "latest_of__slug")
    )
    contents: list[TeachingContent] = [teaching_case_in(version) for version in versions]
    return blueprint(library.objectives, contents)


def versions_of(case: TeachingCase) -> list[TeachingCaseVersion]:
    """Every published version, the newest first, without its document."""
    rows = case.versions.filter(number__gt=0).select_related("published_by", "pulled_by", "returned_by")
    return list(rows.defer("document"))


def version_documents(case: TeachingCase, *numbers: int) -> dict[int, TeachingCaseVersion]:
    return {version.number: version for version in case.versions.filter(number__in=numbers)}


def transfers_of(user: User) -> QuerySet[LibraryTransfer]:
    """The newest first."""
    return LibraryTransfer.objects.filter(by=user).select_related("library", "job")
