from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from guidance.permissions import allowed, anyone
from guidance.presenting.changes import counted
from guidance.queries.editions import MOST_REASONS, NoEdition, change_sets_in, edition_list, with_change_sets
from guidance.queries.notices import is_subscribed
from guidance.queries.paging import page_of
from guidance.views.loading import edition_number, edition_or_404, missing_is_told, number_in
from kidmet_site.accounts.requests import PageRequest

ON_A_PAGE = 10
REASONS_ON_A_PAGE = 30


@require_safe
@allowed(anyone)
@missing_is_told
def guidance_edition_list(request: PageRequest) -> HttpResponse:
    """`number` in the address asks for the page that an edition stands on, `why` for all its reasons."""
    _, context = edition_or_404(request)
    if "why" in request.GET:
        return _reasons(request, context)
    page = page_of(edition_list(), _page_asked(request), ON_A_PAGE, full=with_change_sets)
    rows = [(row, counted(row.changes)) for row in page]
    context |= {"page": page, "rows": rows, "subscribed": is_subscribed(request.user)}
    context["most_reasons"] = MOST_REASONS
    return render(request, "guidance/guidance_edition_list.html", context)


def _reasons(request: PageRequest, context: dict[str, Any]) -> HttpResponse:
    number = edition_number(request.GET["why"])
    row = edition_list().filter(number=number).first()
    if row is None:
        raise Http404(str(NoEdition(number)))
    page = page_of(change_sets_in(number), request.GET.get("page"), REASONS_ON_A_PAGE)
    return render(request, "guidance/guidance_edition_reasons.html", context | {"row": row, "page": page})


def _page_asked(request: PageRequest) -> str | None:
    number = number_in(request.GET.get("number"))
    if not number or "page" in request.GET:
        return request.GET.get("page")
    newer = edition_list().filter(number__gt=number).count()
    return str(newer // ON_A_PAGE + 1)
