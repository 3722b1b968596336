from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from guidance.permissions import allowed, anyone
from guidance.presenting.flags import flags_beside, open_flags_beside
from guidance.presenting.guidance_pages import ancestors, highlights, statement_shown
from guidance.presenting.source_text import sources_beside
from guidance.views.loading import edition_or_404, missing_is_told
from kidmet_site.accounts.requests import PageRequest


@require_safe
@allowed(anyone)
@missing_is_told
def guidance_statement(request: PageRequest, key: str) -> HttpResponse:
    edition, context = edition_or_404(request)
    statement = edition.statements.get(key)
    if statement is None:
        raise Http404(f"Edition {edition.number} has no statement {key[:80]}.")
    section = edition.sections[statement.section]
    context |= {
        "shown": statement_shown(edition, statement),
        "section": section,
        "crumbs": ancestors(edition, section),
        "highlights": highlights(edition, statement),
        **flags_beside(request.user, "statement", key),
        **open_flags_beside(request.user),
        **sources_beside(request.user, edition, [statement], context["attached"]),
    }
    return render(request, "guidance/guidance_statement.html", context)
