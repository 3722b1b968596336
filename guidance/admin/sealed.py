"""Rows of what people write: that they are there, whose and since when. What they hold asks for a reason."""

from dataclasses import dataclass
from typing import Any

from django.contrib.admin.options import ModelAdmin
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from guidance.admin.lists import KeptAdmin
from guidance.permissions import open_insight
from kidmet_site.accounts.models import Insight


@dataclass(frozen=True)
class Thing:
    """What is opened as one: a case with its lesions and changes, an attempt with its answers and marks."""

    kind: Insight.Kind
    number: int

    def __str__(self) -> str:
        return f"{self.kind.label} {self.number}"


@dataclass(frozen=True)
class Numbered:
    """A row as the admin's frame names it: never by its own words, which are what somebody wrote."""

    pk: Any
    kind: str

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class SealedAdmin(KeptAdmin):
    """`plain` is always shown; `inside` to an administrator who gave a reason within the hour.

    Nothing of `inside` can be listed, searched, filtered or sorted by: that would tell it by guessing.
    """

    plain: tuple[str, ...] = ()
    inside: tuple[str, ...] = ()
    findable: tuple[str, ...] = ()
    """The columns that an address may filter by."""
    change_form_template = "admin/sealed.html"

    def thing_of(self, row: Any) -> Thing | None:
        """What the row belongs to; None where everybody may read it anyway."""
        raise NotImplementedError

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Model | None:
        row: Any = super().get_object(request, object_id, from_field)
        if row is not None:
            row.thing = self.thing_of(row) if self.inside else None
            row.insight = (
                open_insight(request.user, row.thing.kind, row.thing.number, timezone.now())
                if row.thing
                else None
            )
            row.is_open_here = row.thing is None or row.insight is not None
        return row

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [*self.plain, *(self.inside if getattr(obj, "is_open_here", False) else ())]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [*self.plain, *self.inside]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        numbered = Numbered(object_id, str(self.opts.verbose_name))
        row: Any = self.get_object(request, object_id) if object_id.isdecimal() else None
        told = {"original": numbered, "subtitle": str(numbered), "row": row, "is_sealed": True}
        if row is not None and row.thing:
            told["look_at"] = reverse("admin:accounts_insight_look", args=[row.thing.kind, row.thing.number])
        return super().change_view(request, object_id, form_url, (extra_context or {}) | told)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Nothing is done here, so there is no history of it; its title would be the row's own words."""
        raise Http404

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Django lets an address filter by any column of the row."""
        is_findable = lookup.split("__")[0] in self.findable
        return is_findable and ModelAdmin.lookup_allowed(self, lookup, value, request)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """Not for choosing a row by its words, which Django offers for whatever another row refers to."""
        if request.resolver_match and request.resolver_match.url_name == "autocomplete":
            return queryset.none(), False
        return super().get_search_results(request, queryset, search_term)
