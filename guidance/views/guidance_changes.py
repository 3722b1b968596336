from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from guidance.permissions import allowed, anyone
from guidance.presenting.changes import how_many, kinds_of_change
from guidance.queries import NoEdition, edition_list, edition_payloads
from guidance.views.loading import edition_number, missing_is_told


@require_safe
@allowed(anyone)
@missing_is_told
def guidance_changes(request: HttpRequest) -> HttpResponse:
    """What differs between two editions: the newest and the one before it, unless others are named."""
    editions = {row.number: row for row in edition_list()}
    current = max(editions, default=0)
    new = _asked(request, "to", default=current)
    old = _asked(request, "from", default=max(new - 1, 1))
    try:
        before, after = edition_payloads(old, new)
    except NoEdition as error:
        raise Http404(str(error)) from error
    kinds = kinds_of_change(before, after, numbers=(old, new), current=current)
    context = {
        "editions": editions.values(),
        "current_number": current,
        "old": editions[old],
        "new": editions[new],
        "said": [row for number, row in editions.items() if min(old, new) < number <= max(old, new)],
        "kinds": kinds,
        "how_many": how_many(kinds),
    }
    return render(request, "guidance/guidance_changes.html", context)


def _asked(request: HttpRequest, name: str, *, default: int) -> int:
    asked = request.GET.get(name, "")
    return edition_number(asked) if asked else default
