"""One resident of a cohort, as those read them who teach there; as a page and as files."""

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_safe

from cases.models import CohortMember
from cases.permissions import assigns_there, can_teach
from cases.presenting.person_results import ShownPerson, shown_person
from cases.presenting.person_tables import person_table, person_tables_with_rows
from cases.queries.person_results import result_for_teacher, seat_for_teacher
from cases.queries.results import assignments_with_cases, newest_within_limit
from cases.views.loading import cohort_or_404
from cases.views.table_files import table_file
from guidance.domain.limits import RESULTS_WORK
from guidance.permissions import allowed
from guidance.queries.editions import current_edition
from guidance.views.loading import heavy
from kidmet_site.accounts.requests import PersonRequest


@heavy("the results of a resident")
@require_safe
@allowed(can_teach)
def teach_person(request: PersonRequest, pk: int, member: int) -> HttpResponse:
    cohort, shown, left_out = _shown(request, pk, member)
    context = {
        "cohort": cohort,
        "shown": shown,
        "may_assign": assigns_there(cohort),
        "left_out": left_out,
        "limit": RESULTS_WORK.allowed,
        "files": person_tables_with_rows(shown),
    }
    return render(request, "cases/teach_person.html", context)


@heavy("the results of a resident as a file")
@require_GET
@allowed(can_teach)
def teach_person_file(
    request: PersonRequest, pk: int, member: int, table: str, kind: str
) -> HttpResponseBase:
    _, shown, _ = _shown(request, pk, member)
    return table_file(person_table(table, shown), kind)


def _shown(request: PersonRequest, pk: int, member: int) -> tuple[Any, ShownPerson, int]:
    """The cohort, the person's results, and how many earlier assignments are not among them."""
    cohort, now = cohort_or_404(request.user, pk), timezone.now()
    try:
        seat = seat_for_teacher(cohort, member)
    except CohortMember.DoesNotExist as error:
        raise Http404 from error
    every = assignments_with_cases(cohort)
    asked = newest_within_limit(every)
    may_assign = assigns_there(cohort)
    one = result_for_teacher(seat, asked, now)
    shown = shown_person(one, current_edition(), now, is_own=False, may_assign=may_assign)
    return cohort, shown, len(every) - len(asked)
