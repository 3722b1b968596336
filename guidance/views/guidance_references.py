from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from guidance.permissions import allowed, anyone
from guidance.presenting.guidance_pages import cited
from guidance.views.loading import edition_or_404, missing_is_told
from kidmet_site.accounts.requests import PageRequest


@require_safe
@allowed(anyone)
@missing_is_told
def guidance_references(request: PageRequest) -> HttpResponse:
    edition, context = edition_or_404(request)
    return render(request, "guidance/guidance_references.html", context | {"cited": cited(edition)})
