from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from guidance.permissions import allowed, anyone
from guidance.presenting.changes import counted
from guidance.queries import edition_list_with_change_sets, is_subscribed
from guidance.views.loading import edition_or_404, missing_is_told


@require_safe
@allowed(anyone)
@missing_is_told
def guidance_edition_list(request: HttpRequest) -> HttpResponse:
    _, context = edition_or_404(request)
    rows = [(row, counted(row.changes)) for row in edition_list_with_change_sets()]
    context |= {"rows": rows, "subscribed": is_subscribed(request.user)}
    return render(request, "guidance/guidance_edition_list.html", context)
