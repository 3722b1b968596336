"""The cases that somebody may assign: found by words, a page at a time, beside those chosen so far."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page
from django.db.models import Q, QuerySet

from cases.models import TeachingCase
from cases.permissions import can_assign_from
from cases.queries.drafting import libraries_of
from guidance.queries.paging import page_of
from kidmet_site.accounts.models import User

A_PAGE = 30
MOST_CARRIED = 200
"""So many chosen cases are carried from page to page, more than an assignment takes: a form has an end."""
LONGEST_SEARCH = 100


@dataclass(frozen=True)
class OfferedCases:
    """One page of what was found, and what was chosen on others; in the order of libraries."""

    page: Page
    carried: list[TeachingCase]
    search: str

    @property
    def cases(self) -> list[Any]:
        """All of both, in order."""

        def place(case: TeachingCase) -> tuple[Any, ...]:
            return case.library.title, case.library_id, case.position, case.slug

        return sorted([*self.carried, *self.page], key=place)

    @property
    def is_long(self) -> bool:
        """Whether one has to look for a case: there are more than a page of them."""
        return bool(self.search or self.carried or self.page.has_other_pages())


def offered_cases(user: User, sent: Mapping[str, str]) -> OfferedCases:
    """By what a form sent: `search`, the page that it would `find` or stands at, each chosen `case-`."""
    held, search = _assignable(user), " ".join(sent.get("search", "")[:LONGEST_SEARCH].split())
    page = page_of(_found(held, search), sent.get("find") or sent.get("page"), A_PAGE)
    shown = {case.pk for case in page}
    chosen = [pk for pk in chosen_in(sent) if pk not in shown]
    return OfferedCases(page, list(held.filter(pk__in=chosen)) if chosen else [], search)


def chosen_in(sent: Mapping[str, str]) -> list[int]:
    names = (name.removeprefix("case-") for name in sent if name.startswith("case-"))
    numbers = (int(name) for name in names if name.isdecimal() and name.isascii() and len(name) < 19)
    return list(numbers)[:MOST_CARRIED]


def _assignable(user: User) -> QuerySet[TeachingCase]:
    """What the person may assign, library by library, in order."""
    libraries = [library for library in libraries_of(user) if can_assign_from(user, library)]
    cases = TeachingCase.objects.filter(library__in=libraries, is_open=True, latest__pulled_at=None)
    rows = cases.filter(latest__isnull=False).select_related("latest__teaching_case__library", "library")
    return rows.defer("latest__document").order_by("library__title", "library", "position", "slug")


def _found(cases: QuerySet[Any], search: str) -> QuerySet[Any]:
    """Those that have each word somewhere in their title, summary or topic, or their library's title."""
    for word in search.split():
        said = Q(latest__title__icontains=word) | Q(latest__summary__icontains=word)
        cases = cases.filter(said | Q(latest__topic__icontains=word) | Q(library__title__icontains=word))
    return cases
