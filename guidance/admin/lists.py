"""Lists of the admin that stay quick however long they grow, and rows that are only looked at."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from guidance.queries.paging import Pages


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


class LongListAdmin(admin.ModelAdmin):
    """Any page of a list costs the same, however long it has grown."""

    list_per_page = 25
    paginator = Pages
    show_full_result_count = False

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Django lets an address filter by any column: what is left out could be guessed letter by letter."""
        is_left_out = lookup.split("__")[0].removesuffix("_id") in (self.exclude or ())
        return not is_left_out and super().lookup_allowed(lookup, value, request)


class KeptAdmin(LongListAdmin):
    """To look at only."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
