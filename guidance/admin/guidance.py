"""The plain way in for curators. What is the guidance can only be looked at here.

Readers get what was reviewed and nothing else, so the guidance changes under /curate/ alone, also for
administrators. Other documents, such as imported articles, are worked on here, as JSON.
"""

import json
from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html

from guidance.actions.drafting import edit_document
from guidance.admin.lists import KeptAdmin, LongListAdmin, listed_filter
from guidance.admin.sealed import SealedAdmin
from guidance.forms.documents import ArticleForm
from guidance.models import (
    AuditEntry,
    Change,
    ChangeSeen,
    ChangeSet,
    Comment,
    Document,
    EditingMark,
    Edition,
    Flag,
    GoingBack,
    InterestStatement,
    Notice,
    SourceText,
    Subscription,
)
from guidance.queries.audit import acts_done
from guidance.queries.draft import payload_of
from kidmet_site.accounts.requests import person_of

ROLES = ("curator", "administrator", "reader", "site")


def as_json(payload: Any) -> str:
    text = json.dumps(payload, indent=1, ensure_ascii=False)
    return format_html("<details><summary>As JSON</summary><pre>{}</pre></details>", text)


@admin.register(Document)
class DocumentAdmin(LongListAdmin):
    form = ArticleForm
    list_display = ["title", "slug", "is_guidance"]
    list_filter = ["is_guidance"]
    search_fields = ["title", "slug"]
    readonly_fields = ["title", "slug", "is_guidance", "loaded_hash", "content"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Document]:
        return super().get_queryset(request).defer("payload")

    def get_fields(self, request: HttpRequest, obj: Document | None = None) -> Any:
        shown = ["title", "slug", "is_guidance", "loaded_hash"]
        is_shown_alone = obj is None or not self.has_change_permission(request, obj)
        return [*shown, "content"] if is_shown_alone else [*shown, "payload", "verbatim", "opened"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A document comes with a pack or an imported article."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Document | None = None) -> bool:
        return super().has_change_permission(request, obj) and not (obj and obj.is_guidance)

    def has_delete_permission(self, request: HttpRequest, obj: Document | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and obj.is_guidance)

    def save_model(self, request: HttpRequest, obj: Document, form: Any, change: bool) -> None:
        said = form.cleaned_data
        edit_document(
            document=Document.objects.get(pk=obj.pk),
            payload=said["payload"],
            verbatim=said["verbatim"],
            by=person_of(request),
            now=timezone.now(),
        )

    @admin.display(description="payload")
    def content(self, document: Document) -> str:
        return as_json(payload_of(document))

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        document = self.get_object(request, object_id)
        told = {"is_of_guidance": document is not None and document.is_guidance}
        return super().change_view(request, object_id, form_url, (extra_context or {}) | told)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return super().changelist_view(request, (extra_context or {}) | {"holds_guidance": True})


@admin.register(Edition)
class EditionAdmin(KeptAdmin):
    """An edition is superseded, never edited."""

    list_display = ["number", "short_hash", "published_at", "published_by", "repeats", "note"]
    list_filter = ["published_at"]
    search_fields = ["number", "hash", "note"]
    list_select_related = ["published_by"]
    fields = [
        "number",
        "hash",
        "published_at",
        "published_by",
        "note",
        "repeats",
        "counts",
        "changes",
        "content",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Edition]:
        return super().get_queryset(request).defer("payload")

    @admin.display(description="hash", ordering="hash")
    def short_hash(self, edition: Edition) -> str:
        return edition.hash[:12]

    @admin.display(description="payload")
    def content(self, edition: Edition) -> str:
        return as_json(edition.payload)


@admin.register(ChangeSet)
class ChangeSetAdmin(KeptAdmin):
    list_display = ["title", "state", "author", "reviewer", "updated_at", "document"]
    list_filter = ["state", "is_self_accepted"]
    search_fields = ["title", "reason", "decision"]
    list_select_related = ["author", "reviewer", "document"]


@admin.register(Change)
class ChangeAdmin(KeptAdmin):
    list_display = ["kind", "entry_id", "change_set", "updated_at"]
    list_filter = ["kind"]
    search_fields = ["entry_id", "change_set__title"]
    list_select_related = ["change_set"]


@admin.register(ChangeSeen)
class ChangeSeenAdmin(KeptAdmin):
    list_display = ["change", "by", "at"]
    list_select_related = ["change", "by"]
    ordering = ["-pk"]


@admin.register(SourceText)
class SourceTextAdmin(KeptAdmin):
    """That a document has its source's own words here, never the words: whom they are shown to is chosen."""

    list_display = ["document", "name", "rights", "shown_to", "attached_at"]
    list_select_related = ["document"]
    exclude = ["text"]
    ordering = ["-pk"]


@admin.register(Comment)
class CommentAdmin(KeptAdmin):
    list_display = ["text", "by", "at", "change_set"]
    search_fields = ["text", "about"]
    list_select_related = ["by", "change_set"]


@admin.register(EditingMark)
class EditingMarkAdmin(KeptAdmin):
    list_display = ["kind", "entry_id", "by", "at"]
    list_select_related = ["by"]


@admin.register(AuditEntry)
class AuditEntryAdmin(KeptAdmin):
    """By its own name of the person: the account may be gone."""

    list_display = ["at", "name", "role", "act", "subject", "why"]
    list_filter = [
        listed_filter("role", lambda: zip(ROLES, ROLES, strict=True)),
        listed_filter("act", lambda: [(act, act) for act in acts_done()]),
    ]
    search_fields = ["name", "act", "subject", "why"]
    exclude = ["by"]


@admin.register(GoingBack)
class GoingBackAdmin(KeptAdmin):
    list_display = ["target", "over", "reason", "proposed_by", "proposed_at", "outcome", "decided_by"]
    list_filter = ["outcome"]
    list_select_related = ["target", "proposed_by", "decided_by"]


@admin.register(InterestStatement)
class InterestStatementAdmin(KeptAdmin):
    list_display = ["by", "at", "has_interests", "text"]
    search_fields = ["text", "by__email"]
    list_select_related = ["by"]


@admin.register(Flag)
class FlagAdmin(KeptAdmin):
    list_display = ["kind", "entry_id", "edition", "reason", "by", "at", "resolved_at"]
    list_filter = ["kind", "resolved_at"]
    search_fields = ["entry_id", "reason", "reply"]
    list_select_related = ["by"]


class PrivateAdmin(SealedAdmin):
    """What somebody is told is theirs: administrators see that they were, and when."""

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return bool(getattr(request.user, "is_superuser", False))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)


@admin.register(Notice)
class NoticeAdmin(PrivateAdmin):
    list_display = ["user", "at", "read_at"]
    search_fields = ["user__email"]
    plain = ("user", "at", "read_at")
    list_select_related = ["user"]


@admin.register(Subscription)
class SubscriptionAdmin(PrivateAdmin):
    list_display = ["user", "since"]
    plain = ("user", "since")
    search_fields = ["user__email"]
    list_select_related = ["user"]
