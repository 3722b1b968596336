"""The plain way in for curators: every row with its history. What is the guidance can only be looked at here.

Readers get what was reviewed and nothing else, so the rows of the guidance change under /curate/ alone, also
for administrators. Other documents, such as imported articles, are worked on here.
"""

import json
from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import ForeignKey, Model, QuerySet, URLField
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.html import format_html
from simple_history.admin import SimpleHistoryAdmin

from guidance.models import (
    AuditEntry,
    Change,
    ChangeSet,
    Comment,
    CuratorNote,
    Document,
    EditingMark,
    Edition,
    Flag,
    InterestStatement,
    Notice,
    Reference,
    Rule,
    Section,
    Statement,
    Subscription,
)
from guidance.queries.audit import acts_done
from guidance.queries.paging import Pages

RELATED = ("statements", "references", "notes")
ROLES = ("curator", "administrator", "reader", "site")


def listed_filter(
    name: str, offered: Callable[[], Iterable[tuple[Any, str]]], title: str = ""
) -> type[admin.SimpleListFilter]:
    """A filter by values that are known beforehand. Django's own reads every row for those that occur."""

    class Listed(admin.SimpleListFilter):
        parameter_name = name

        def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
            return [(str(value), label) for value, label in offered()]

        def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
            asked = {str(value): value for value, _ in offered()}.get(self.value() or "")
            return queryset if asked is None else queryset.filter(**{name: asked})

    Listed.title = title or name.replace("_", " ")
    return Listed


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


def is_of_guidance(row: Model | None) -> bool:
    """Whether a row is the guidance, or a part of it."""
    document = row if isinstance(row, Document) else getattr(row, "document", None)
    return document is not None and document.is_guidance


class HistoryAdmin(SimpleHistoryAdmin):
    """History is there to be read. Without its button, simple_history still takes what is posted."""

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        _check_number(self.opts, unquote(object_id))
        return super().history_view(request, object_id, extra_context)

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        if request.method == "POST":
            raise PermissionDenied
        _check_number(self.opts, object_id)
        _check_number(self.model.history.model._meta, version_id)
        return super().history_form_view(request, object_id, version_id, *args, **kwargs)


def _check_number(opts: Any, given: str) -> None:
    """Raises Http404: simple_history looks up whatever stands in the address."""
    try:
        opts.pk.to_python(given)
    except ValidationError as fault:
        raise Http404 from fault


class DraftAdmin(HistoryAdmin):
    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_change_permission(request, obj) and not is_of_guidance(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not is_of_guidance(obj)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        told = {"is_of_guidance": is_of_guidance(self.get_object(request, object_id))}
        return super().change_view(request, object_id, form_url, (extra_context or {}) | told)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return super().changelist_view(request, (extra_context or {}) | {"holds_guidance": True})


class PartAdmin(DraftAdmin):
    form = PartForm
    list_per_page = 50
    list_select_related: Any = ["document", "section"]
    list_filter: Any = ["document"]
    autocomplete_fields: Any = ["document", "section"]

    def formfield_for_foreignkey(self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any) -> Any:
        """Nothing is added to the guidance here, nor moved into it."""
        if db_field.name == "document":
            kwargs["queryset"] = Document.objects.filter(is_guidance=False)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(Document)
class DocumentAdmin(DraftAdmin):
    list_display = ["title", "slug", "is_guidance"]
    list_filter = ["is_guidance"]
    search_fields = ["title", "slug", "about"]
    # Which document is the guidance is not decided here: readers would see one that nobody has reviewed.
    readonly_fields = ["is_guidance", "loaded_hash"]

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """What a part of another document can be put into, where that is what is looked for."""
        if request.GET.get("field_name") == "document":
            queryset = queryset.filter(is_guidance=False)
        return super().get_search_results(request, queryset, search_term)


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


class LongListAdmin(admin.ModelAdmin):
    """Any page of a list costs the same, however long it has grown."""

    list_per_page = 25
    paginator = Pages
    show_full_result_count = False


class KeptAdmin(LongListAdmin):
    """To look at only."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


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
        text = json.dumps(edition.payload, indent=1, ensure_ascii=False)
        return format_html("<details><summary>As JSON</summary><pre>{}</pre></details>", text)


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


class PrivateAdmin(KeptAdmin):
    """What somebody is told is theirs: curators need not read it, administrators may have to."""

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return bool(getattr(request.user, "is_superuser", False))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)


@admin.register(Notice)
class NoticeAdmin(PrivateAdmin):
    list_display = ["user", "text", "at", "read_at", "by_mail", "mailed_at"]
    list_filter = ["by_mail"]
    search_fields = ["text", "user__email"]
    list_select_related = ["user"]


@admin.register(Subscription)
class SubscriptionAdmin(PrivateAdmin):
    list_display = ["user", "since"]
    search_fields = ["user__email"]
    list_select_related = ["user"]
