from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from guidance.permissions import allowed, anyone
from guidance.presenting.flags import open_flags_in_sections
from guidance.presenting.guidance_pages import contents
from guidance.views.loading import edition_or_404, missing_is_told
from kidmet_site.accounts.requests import PageRequest


@require_safe
@allowed(anyone)
@missing_is_told
def guidance_contents(request: PageRequest) -> HttpResponse:
    edition, context = edition_or_404(request)
    context |= {"contents": contents(edition), **open_flags_in_sections(request.user, edition)}
    return render(request, "guidance/guidance_contents.html", context)
