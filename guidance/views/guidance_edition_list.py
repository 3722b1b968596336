from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from guidance.permissions import allowed, anyone
from guidance.presenting.changes import counted
from guidance.queries import edition_list, is_subscribed, with_change_sets
from guidance.queries.paging import page_of
from guidance.views.loading import edition_or_404, missing_is_told, number_in

ON_A_PAGE = 10


@require_safe
@allowed(anyone)
@missing_is_told
def guidance_edition_list(request: HttpRequest) -> HttpResponse:
    """`number` in the address asks for the page that an edition stands on."""
    _, context = edition_or_404(request)
    page = page_of(edition_list(), _page_asked(request), ON_A_PAGE, full=with_change_sets)
    rows = [(row, counted(row.changes)) for row in page]
    context |= {"page": page, "rows": rows, "subscribed": is_subscribed(request.user)}
    return render(request, "guidance/guidance_edition_list.html", context)


def _page_asked(request: HttpRequest) -> str | None:
    number = number_in(request.GET.get("number"))
    if not number or "page" in request.GET:
        return request.GET.get("page")
    newer = edition_list().filter(number__gt=number).count()
    return str(newer // ON_A_PAGE + 1)
