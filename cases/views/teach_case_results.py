"""What the group entered at a case of an assignment, and how the case and each of its questions did."""

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_safe

from cases.domain.results.case_statistics import CaseStatistics
from cases.models import AssignedCase
from cases.permissions import can_teach
from cases.presenting.case_results import results_page, sheet_rows
from cases.presenting.taken_versions import version_news
from cases.presenting.version_keys import corrected_key
from cases.queries.case_results import submitted_count
from cases.views.loading import assigned_case_or_404
from cases.views.table_files import rows_file
from guidance.permissions import allowed
from kidmet_site.accounts.requests import PersonRequest


@require_safe
@allowed(can_teach)
def teach_case_results(request: PersonRequest, pk: int, case: int) -> HttpResponse:
    held = assigned_case_or_404(request.user, pk, case)
    context = {
        "assignment": held.assignment,
        "cohort": held.assignment.cohort,
        "corrected": corrected_key(held, request.user),
    }
    context |= version_news(held.assignment.cohort, [held])
    return render(
        request, "cases/teach_case_results.html", context | results_page(held, submitted_count(held))
    )


@require_GET
@allowed(can_teach)
def teach_case_results_file(request: PersonRequest, pk: int, case: int, kind: str) -> HttpResponseBase:
    """The tables of the page as a file, where it shows any."""
    held: AssignedCase = assigned_case_or_404(request.user, pk, case)
    kept = getattr(held, "results", None)
    if kept is None or not kept.document:
        raise Http404
    rows = sheet_rows(CaseStatistics.from_data(kept.document), kept.made_at)
    return rows_file(rows, f"kidmet-results-{pk}-{case}", kind)
