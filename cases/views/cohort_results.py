"""What a resident has made of the assigned work of a cohort of theirs, without what is withheld."""

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_safe

from cases.models import CohortMember
from cases.permissions import can_learn
from cases.presenting.person_results import ShownPerson, shown_person
from cases.presenting.person_tables import person_table, person_tables_with_rows
from cases.queries.person_results import own_seat, result_for_resident
from cases.queries.results import assignments_with_cases
from cases.views.table_files import table_file
from guidance.permissions import allowed
from guidance.queries.editions import current_edition
from kidmet_site.accounts.requests import PersonRequest


@require_safe
@allowed(can_learn)
def cohort_results(request: PersonRequest, pk: int) -> HttpResponse:
    shown = _shown(request, pk)
    context = {"cohort": shown.one.seat.cohort, "shown": shown, "files": person_tables_with_rows(shown)}
    return render(request, "cases/cohort_results.html", context)


@require_GET
@allowed(can_learn)
def cohort_results_file(request: PersonRequest, pk: int, table: str, kind: str) -> HttpResponseBase:
    return table_file(person_table(table, _shown(request, pk)), kind)


def _shown(request: PersonRequest, pk: int) -> ShownPerson:
    now = timezone.now()
    try:
        seat = own_seat(request.user.pk, pk)
    except CohortMember.DoesNotExist as error:
        raise Http404 from error
    one = result_for_resident(seat, assignments_with_cases(seat.cohort), now)
    return shown_person(one, current_edition(), now, is_own=True)
