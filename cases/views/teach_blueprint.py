from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cases.permissions import can_teach
from cases.presenting.blueprint import shown_blueprint
from cases.queries.libraries import blueprint_of
from cases.views.loading import library_or_404
from guidance.permissions import allowed
from guidance.views.loading import heavy
from kidmet_site.accounts.requests import PersonRequest


@heavy("the blueprint of a library")
@require_safe
@allowed(can_teach)
def teach_blueprint(request: PersonRequest, library: str) -> HttpResponse:
    """What the cases of a library mark, by objective, chapter and case, and what they leave out."""
    held = library_or_404(request.user, library)
    context = {"library": held, "shown": shown_blueprint(blueprint_of(held))}
    return render(request, "cases/teach_blueprint.html", context)
