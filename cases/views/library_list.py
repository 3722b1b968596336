from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cases.permissions import can_learn
from cases.queries.teaching import library_list as libraries_for
from guidance.permissions import allowed
from kidmet_site.accounts.requests import PersonRequest


@require_safe
@allowed(can_learn)
def library_list(request: PersonRequest) -> HttpResponse:
    return render(request, "cases/library_list.html", {"libraries": libraries_for(request.user)})
