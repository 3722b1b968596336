"""The plain way in for curators: every row of the draft with its history; editions to look at only."""

import json
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model, QuerySet, URLField
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from simple_history.admin import SimpleHistoryAdmin

from guidance.models import CuratorNote, Document, Edition, Reference, Rule, Section, Statement

RELATED = ("statements", "references", "notes")


class PartForm(forms.ModelForm):
    """What a note or rule names belongs to its own document."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        document = cleaned.get("document")
        for name in RELATED:
            strangers = [row for row in cleaned.get(name) or () if document and row.document != document]
            if strangers:
                named = ", ".join(str(row) for row in strangers)
                self.add_error(name, ValidationError(f"This belongs to another document: {named}."))
        return cleaned


class DraftAdmin(SimpleHistoryAdmin):
    """History is there to be read. Without its button, simple_history still takes what is posted."""

    def history_form_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST":
            raise PermissionDenied
        return super().history_form_view(request, *args, **kwargs)


class PartAdmin(DraftAdmin):
    form = PartForm
    list_per_page = 50
    list_select_related: Any = ["document", "section"]
    list_filter: Any = ["document"]
    autocomplete_fields: Any = ["document", "section"]


@admin.register(Document)
class DocumentAdmin(DraftAdmin):
    list_display = ["title", "slug", "is_guidance"]
    list_filter = ["is_guidance"]
    search_fields = ["title", "slug", "about"]
    readonly_fields = ["loaded_hash"]


@admin.register(Section)
class SectionAdmin(PartAdmin):
    list_display = ["title", "slug", "domain", "heading_line", "position", "document"]
    list_select_related = ["document"]
    list_filter = ["document", "domain"]
    search_fields = ["title", "slug", "heading"]
    autocomplete_fields = ["document", "parent"]


@admin.register(Statement)
class StatementAdmin(PartAdmin):
    list_display = ["key", "text", "kind", "form", "is_verbatim", "section"]
    list_filter = ["document", "kind", "form", "is_verbatim"]
    search_fields = ["key", "text", "section__slug", "section__title"]


@admin.register(CuratorNote)
class CuratorNoteAdmin(PartAdmin):
    list_display = ["code", "severity", "klass", "text", "certainty", "section"]
    list_filter = ["document", "severity", "certainty"]
    search_fields = ["code", "klass", "text", "section__slug"]
    autocomplete_fields = ["document", "section", "statements", "references"]


@admin.register(Reference)
class ReferenceAdmin(PartAdmin):
    list_display = ["code", "authors", "title", "year", "certainty", "document"]
    list_select_related = ["document"]
    list_filter = ["document", "certainty"]
    search_fields = ["code", "authors", "title", "journal", "doi", "detail"]
    formfield_overrides = {URLField: {"assume_scheme": "https"}}
    autocomplete_fields = ["document"]


@admin.register(Rule)
class RuleAdmin(PartAdmin):
    list_display = ["code", "effect", "section", "statement"]
    list_select_related = ["document", "section", "statement"]
    list_filter = ["document", "effect", "section__domain"]
    search_fields = ["code", "because", "message", "section__slug", "statement__key"]
    autocomplete_fields = ["document", "section", "statement", "notes"]


@admin.register(Edition)
class EditionAdmin(admin.ModelAdmin):
    """Read only: an edition is superseded, never edited."""

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
        text = json.dumps(edition.payload, indent=1, ensure_ascii=False)
        return format_html("<details><summary>As JSON</summary><pre>{}</pre></details>", text)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
