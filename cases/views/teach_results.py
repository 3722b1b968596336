"""What a cohort has made of its assigned work, as a page and as files."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_safe

from cases.forms.cohort_results import ResultsForm
from cases.permissions import can_teach
from cases.presenting.result_tables import result_table, tables_with_rows
from cases.presenting.results import ShownResults, shown_results
from cases.presenting.results_in_short import results_in_short
from cases.queries.results import assignments_with_cases, newest_within_limit, results_of
from cases.views.loading import cohort_or_404
from cases.views.table_files import table_file
from guidance.domain.limits import RESULTS_WORK
from guidance.permissions import allowed
from guidance.queries.editions import current_edition
from guidance.views.loading import heavy
from kidmet_site.accounts.requests import PersonRequest

A_PAGE = 50
MOST_SHOWN = 10
"""Rows of a list on the page; its file holds all of them."""


@heavy("the results of a cohort")
@require_safe
@allowed(can_teach)
def teach_results(request: PersonRequest, pk: int) -> HttpResponse:
    cohort, form, shown = _asked(request, pk)
    context = {
        "cohort": cohort,
        "form": form,
        "shown": shown,
        "short": results_in_short(shown),
        "files": tables_with_rows(shown),
        "results": shown.results,
        "only": shown.results.assignments[0] if len(shown.results.assignments) == 1 else None,
        "left_out": len(form.chosen) - len(shown.results.assignments),
        "limit": RESULTS_WORK.allowed,
        "page": Paginator(shown.people, A_PAGE).get_page(request.GET.get("page")),
        "filter": urlencode(form.asked),
        "most": MOST_SHOWN,
    }
    return render(request, "cases/teach_results.html", context)


@heavy("the results of a cohort as a file")
@require_GET
@allowed(can_teach)
def teach_results_file(request: PersonRequest, pk: int, table: str, kind: str) -> HttpResponseBase:
    """One table with the same filter, in full: its numbers are those of the page."""
    _, form, shown = _asked(request, pk)
    is_too_much = form.chosen and not shown.results.assignments
    if form.errors or is_too_much:
        raise Http404
    return table_file(result_table(table, shown), kind)


def _asked(request: PersonRequest, pk: int) -> tuple[Any, ResultsForm, ShownResults]:
    """The cohort, what is asked of its results, and these."""
    cohort, now = cohort_or_404(request.user, pk), timezone.now()
    form = ResultsForm(request.GET, assignments_with_cases(cohort), hides_names=cohort.hides_names)
    results = results_of(cohort, newest_within_limit(form.chosen), now)
    shown = shown_results(results, current_edition(), form.people_order, now)
    return cohort, form, shown
