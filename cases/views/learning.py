from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cases.permissions import can_learn
from cases.presenting.learning import learning as progress
from cases.queries.learning import due_cards, learning_record
from guidance.permissions import allowed
from guidance.queries.editions import current_edition
from kidmet_site.accounts.requests import PersonRequest


@require_safe
@allowed(can_learn)
def learning(request: PersonRequest) -> HttpResponse:
    now = timezone.now()
    record = learning_record(request.user, request.GET.get("page"), now=now)
    context = progress(record, current_edition(), now)
    context["some_wait"] = bool(record.withheld)
    context["due"] = due_cards(request.user, now, record.withheld)
    return render(request, "cases/learning.html", context)
