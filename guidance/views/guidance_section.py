from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from guidance.permissions import allowed, anyone
from guidance.presenting.flags import open_flags_beside
from guidance.presenting.guidance_pages import section_context
from guidance.presenting.source_text import sources_beside
from guidance.views.loading import edition_or_404, missing_is_told
from kidmet_site.accounts.requests import PageRequest


@require_safe
@allowed(anyone)
@missing_is_told
def guidance_section(request: PageRequest, slug: str) -> HttpResponse:
    edition, context = edition_or_404(request)
    section = edition.sections.get(slug)
    if section is None:
        raise Http404(f"Edition {edition.number} has no section “{slug[:80]}”.")
    context |= section_context(edition, section) | open_flags_beside(request.user)
    context |= sources_beside(request.user, edition, section.statements, context["attached"])
    return render(request, "guidance/guidance_section.html", context)
