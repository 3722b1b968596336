"""Cases that are being written, and libraries on their way, in the admin: who and when.

What a draft says is shown to an administrator who said why. Files on their way are shown to nobody here.
"""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from cases.admin.things import OfDraftAdmin, PartAdmin, thing_of_draft, thing_of_library
from cases.models import (
    CaseDraft,
    DraftComment,
    DraftReview,
    DraftSave,
    ImportedCase,
    LibraryShare,
    LibraryTransfer,
    Picture,
    TransferChunk,
)
from guidance.admin import KeptAdmin, SealedAdmin, Thing
from guidance.admin.guidance import as_json


@admin.register(LibraryShare)
class LibraryShareAdmin(PartAdmin):
    list_display = ["pk", "belongs_to", "person", "right", "shared_at"]
    list_filter = ["right"]
    list_select_related = ["library__owner", "person"]
    search_fields = ["person__email"]
    findable = ("right",)
    plain = ("belongs_to", "person", "right", "shared_at")

    def thing_of(self, row: LibraryShare) -> Thing | None:
        return thing_of_library(row.library)


@admin.register(CaseDraft)
class CaseDraftAdmin(SealedAdmin):
    list_display = ["pk", "library_number", "version", "created_at", "updated_at", "updated_by"]
    list_select_related = ["library", "updated_by"]
    search_fields = ["created_by__email", "updated_by__email"]
    plain = ("library_number", "version", "created_at", "created_by", "updated_at", "updated_by")
    inside = ("title", "slug", "whole")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).defer("document", "kept_text")

    def thing_of(self, row: CaseDraft) -> Thing | None:
        return thing_of_draft(row)

    @admin.display(description="library")
    def library_number(self, row: CaseDraft) -> int:
        return row.library_id

    @admin.display(description="document")
    def whole(self, row: CaseDraft) -> str:
        return as_json(row.document)


@admin.register(DraftSave)
class DraftSaveAdmin(OfDraftAdmin):
    list_display = ["pk", "belongs_to", "number", "by", "at"]
    list_select_related = ["draft__library", "by"]
    search_fields = ["by__email"]
    plain = ("belongs_to", "number", "by", "at", "act")
    inside = ("said", "changes")


@admin.register(DraftComment)
class DraftCommentAdmin(OfDraftAdmin):
    list_display = ["pk", "belongs_to", "by", "at", "resolved_at"]
    list_select_related = ["draft__library", "by"]
    search_fields = ["by__email"]
    plain = ("belongs_to", "by", "at", "resolved_at", "resolved_by")
    inside = ("address", "text")


@admin.register(DraftReview)
class DraftReviewAdmin(OfDraftAdmin):
    list_display = ["pk", "belongs_to", "reviewer", "asked_by", "asked_at", "done_at"]
    list_select_related = ["draft__library", "reviewer", "asked_by"]
    search_fields = ["reviewer__email"]
    plain = ("belongs_to", "reviewer", "asked_by", "asked_at", "done_at", "version")


@admin.register(Picture)
class PictureAdmin(KeptAdmin):
    list_display = ["short_hash", "media_type", "width", "height", "byte_count", "created_at"]
    list_filter = ["media_type"]
    fields = ["short_hash", "media_type", "width", "height", "byte_count", "created_at", "created_by"]

    @admin.display(description="hash")
    def short_hash(self, picture: Picture) -> str:
        return picture.hash[:12]


class TransferAdmin(SealedAdmin):
    """Files go once they are taken in or out; whoever has a reason looks at the library."""


@admin.register(LibraryTransfer)
class LibraryTransferAdmin(TransferAdmin):
    list_display = ["pk", "started_at", "way", "by", "state", "size", "done", "total"]
    list_filter = ["way", "state"]
    list_select_related = ["by"]
    search_fields = ["by__email"]
    findable = ("way", "state")
    plain = ("started_at", "updated_at", "way", "by", "state", "size", "done", "total")


@admin.register(TransferChunk)
class TransferChunkAdmin(TransferAdmin):
    list_display = ["pk", "transfer_id", "place"]
    plain = ("transfer_id", "place")
    ordering = ["-pk"]


@admin.register(ImportedCase)
class ImportedCaseAdmin(TransferAdmin):
    list_display = ["pk", "transfer_id", "place"]
    plain = ("transfer_id", "place")
    ordering = ["-pk"]
