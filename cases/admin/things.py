"""To which case, attempt, draft or library a row belongs, as one asks to look inside."""

from typing import Any, ClassVar

from django.contrib import admin
from django.utils.html import format_html
from django.utils.safestring import SafeString

from cases.models import Attempt, CaseDraft, Library, PatientCase
from cases.permissions import is_open_to_teachers
from guidance.admin import SealedAdmin, Thing
from kidmet_site.accounts.models import Insight

PAGE = {
    Insight.Kind.CASE: "patientcase",
    Insight.Kind.ATTEMPT: "attempt",
    Insight.Kind.DRAFT: "casedraft",
    Insight.Kind.LIBRARY: "library",
}
"""Each kind's own rows in the admin."""


def thing_of_case(case: PatientCase) -> Thing:
    """The record of an attempt belongs to the attempt."""
    if case.is_record and hasattr(case, "attempt"):
        return thing_of_attempt(case.attempt)
    return Thing(Insight.Kind.CASE, case.pk)


def thing_of_attempt(attempt: Attempt) -> Thing:
    return Thing(Insight.Kind.ATTEMPT, attempt.pk)


def thing_of_draft(draft: CaseDraft) -> Thing | None:
    """In a library without an owner administrators write themselves."""
    return None if draft.library.owner_id is None else Thing(Insight.Kind.DRAFT, draft.pk)


def thing_of_library(library: Library) -> Thing | None:
    """What everybody who teaches may read is nobody's secret."""
    return None if is_open_to_teachers(library) else Thing(Insight.Kind.LIBRARY, library.pk)


class PartAdmin(SealedAdmin):
    """Rows that are a part of such a thing, which they name by its number."""

    ordering = ["-pk"]

    @admin.display(description="belongs to")
    def belongs_to(self, row: Any) -> SafeString | str:
        thing = self.thing_of(row)
        if thing is None:
            return "what administrators may read"
        return format_html(
            '<a href="/admin/cases/{}/{}/change/">{}</a>', PAGE[thing.kind], thing.number, thing
        )


class OfCaseAdmin(PartAdmin):
    list_display = ["pk", "belongs_to", "owner_of"]
    list_select_related = ["case__attempt", "case__owner"]
    search_fields = ["case__owner__email"]
    plain: tuple[str, ...] = ("belongs_to", "owner_of")

    def thing_of(self, row: Any) -> Thing:
        return thing_of_case(row.case)

    @admin.display(description="owner")
    def owner_of(self, row: Any) -> str:
        return str(row.case.owner)


class OfAttemptAdmin(PartAdmin):
    list_display: Any = ["pk", "belongs_to", "resident_of"]
    list_select_related: ClassVar[Any] = ["attempt__resident"]
    search_fields = ["attempt__resident__email"]
    plain: tuple[str, ...] = ("belongs_to", "resident_of")

    def thing_of(self, row: Any) -> Thing:
        return thing_of_attempt(row.attempt)

    @admin.display(description="resident")
    def resident_of(self, row: Any) -> str:
        return str(row.attempt.resident)


class OfDraftAdmin(PartAdmin):
    list_select_related: ClassVar[Any] = ["draft__library"]

    def thing_of(self, row: Any) -> Thing | None:
        return thing_of_draft(row.draft)
