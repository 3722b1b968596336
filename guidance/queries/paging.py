"""Pages of a list: which rows stand on one is found first, by their numbers alone; then those are loaded."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

Rows = QuerySet[Any]


class Pages(Paginator):
    """As Django's paginator. What is joined and counted is so for the rows of a page only, not for those
    that were passed over; `full` is what each of them is loaded with besides."""

    object_list: Any
    full: Callable[[Rows], Rows] | None = None

    @cached_property
    def count(self) -> int:
        return int(self.object_list.order_by().count())

    def page(self, number: Any) -> Page:
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        if not self.count:  # nothing is looked for a second time
            return Page(self.object_list.none(), number, self)
        found = self._numbers(first, min(first + self.per_page, self.count))
        rows = self.object_list.filter(pk__in=found)
        return Page(self.full(rows) if self.full else rows, number, self)

    def _numbers(self, first: int, end: int) -> list[Any]:
        """Of the rows from `first` to before `end`: a page of the far half is counted from the far end, since
        a database passes over every row that comes before."""
        numbers = self.object_list.values_list("pk", flat=True)
        if first <= self.count // 2:
            return list(numbers[first:end])
        return list(numbers.reverse()[self.count - end : self.count - first])


def page_of(rows: Rows, asked: str | None, size: int, *, full: Callable[[Rows], Rows] | None = None) -> Page:
    """The page that was asked for: the first for what is no number, the last for one beyond it."""
    pages = Pages(rows, size)
    pages.full = full
    return pages.get_page(asked)
