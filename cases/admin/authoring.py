"""Cases that are being written, and libraries on their way, in the admin: who and when, never what.

A draft is its authors': what it says is not shown here.
"""

from django.contrib import admin

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
from guidance.admin import KeptAdmin


@admin.register(LibraryShare)
class LibraryShareAdmin(KeptAdmin):
    list_display = ["library", "person", "right", "shared_at"]
    list_filter = ["right"]
    list_select_related = ["library", "person"]
    search_fields = ["library__title", "person__email"]


@admin.register(CaseDraft)
class CaseDraftAdmin(KeptAdmin):
    list_display = ["slug", "library", "version", "updated_at", "updated_by"]
    list_select_related = ["library", "updated_by"]
    search_fields = ["slug", "library__title"]
    exclude = ["title", "document", "kept_text"]


@admin.register(DraftSave)
class DraftSaveAdmin(KeptAdmin):
    list_display = ["draft_id", "number", "by", "at"]
    list_select_related = ["by"]
    search_fields = ["by__email"]
    exclude = ["draft", "said", "changes"]


@admin.register(DraftComment)
class DraftCommentAdmin(KeptAdmin):
    list_display = ["draft_id", "by", "at", "resolved_at"]
    list_select_related = ["by"]
    search_fields = ["by__email"]
    exclude = ["draft", "text"]


@admin.register(DraftReview)
class DraftReviewAdmin(KeptAdmin):
    list_display = ["draft_id", "reviewer", "asked_by", "asked_at", "done_at"]
    list_select_related = ["reviewer", "asked_by"]
    search_fields = ["reviewer__email"]
    exclude = ["draft"]


@admin.register(Picture)
class PictureAdmin(KeptAdmin):
    list_display = ["hash", "media_type", "width", "height", "byte_count", "created_at"]
    list_filter = ["media_type"]
    search_fields = ["hash"]
    exclude = ["content", "thumbnail"]


@admin.register(LibraryTransfer)
class LibraryTransferAdmin(KeptAdmin):
    list_display = ["started_at", "way", "name", "by", "state", "done", "total"]
    list_filter = ["way", "state"]
    list_select_related = ["by"]
    search_fields = ["name", "by__email"]


@admin.register(TransferChunk)
class TransferChunkAdmin(KeptAdmin):
    list_display = ["transfer", "place"]
    list_select_related = ["transfer"]
    exclude = ["data"]


@admin.register(ImportedCase)
class ImportedCaseAdmin(KeptAdmin):
    list_display = ["transfer", "place"]
    list_select_related = ["transfer"]
    exclude = ["document"]
