from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cases.permissions import can_learn
from cases.queries.case_search import CaseSearch
from cases.queries.teaching import library_shelf
from guidance.permissions import allowed
from kidmet_site.accounts.requests import PersonRequest


@require_safe
@allowed(can_learn)
def library_list(request: PersonRequest) -> HttpResponse:
    shelf = library_shelf(request.user, CaseSearch.read(request.GET.dict()))
    return render(request, "cases/library_list.html", {"shelf": shelf, "libraries": shelf.libraries})
