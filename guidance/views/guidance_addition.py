from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from guidance.permissions import allowed, anyone
from guidance.presenting.flags import flags_beside, open_flags_beside
from guidance.presenting.guidance_pages import addition_shown, ancestors, highlights
from guidance.views.loading import edition_or_404, missing_is_told
from kidmet_site.accounts.requests import PageRequest


@require_safe
@allowed(anyone)
@missing_is_told
def guidance_addition(request: PageRequest, key: str) -> HttpResponse:
    edition, context = edition_or_404(request)
    addition = edition.additions.get(key)
    if addition is None:
        raise Http404(f"Edition {edition.number} has no curators' addition {key[:80]}.")
    section = edition.sections[addition.section]
    context |= {
        "shown": addition_shown(edition, addition),
        "section": section,
        "crumbs": ancestors(edition, section),
        "highlights": highlights(edition, addition),
        **flags_beside(request.user, "addition", key),
        **open_flags_beside(request.user),
    }
    return render(request, "guidance/guidance_addition.html", context)
