from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from guidance.domain.searching import words_of
from guidance.permissions import allowed, anyone
from guidance.presenting.guidance_pages import found
from guidance.views.loading import edition_or_404, missing_is_told, searched
from kidmet_site.accounts.requests import PageRequest


@require_safe
@allowed(anyone)
@missing_is_told
def guidance_search(request: PageRequest) -> HttpResponse:
    edition, context = edition_or_404(request)
    query, refusal = searched(request)
    results = found(edition, "" if refusal else query, request.GET.get("page"))
    context |= {
        "query": query,
        "refusal": refusal,
        "has_words": bool(words_of(query)),
        "results": results,
    }
    return render(request, "guidance/guidance_search.html", context)
