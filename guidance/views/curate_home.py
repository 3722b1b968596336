from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from guidance.permissions import allowed, can_curate


@require_safe
@allowed(can_curate)
def curate_home(request: HttpRequest) -> HttpResponse:
    return render(request, "guidance/curate_home.html", {})
