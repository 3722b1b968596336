from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from guidance.permissions import allowed, anyone, keeps_guidance
from guidance.presenting.changes import ComparedEditions, how_many
from guidance.queries.editions import (
    NoEdition,
    current_number,
    edition_list,
    edition_payloads,
    offered_editions,
)
from guidance.views.loading import edition_number, missing_is_told
from kidmet_site.accounts.requests import PageRequest

MOST_SAID = 20
"""What was said of so many editions stands here; the list of editions has the rest."""


@require_safe
@allowed(anyone)
@missing_is_told
def guidance_changes(request: PageRequest) -> HttpResponse:
    """What differs between two editions: the newest and the one before it, unless others are named."""
    current = current_number() or 0
    new = _asked(request, "to", default=current)
    old = _asked(request, "from", default=max(new - 1, 1))
    try:
        before, after = edition_payloads(old, new)
    except NoEdition as error:
        raise Http404(str(error)) from error
    only = request.GET.get("group", "")
    page = request.GET.get("page") if only else None
    kinds = ComparedEditions(before, after, (old, new), current).kinds(only, page)
    rows = edition_list().in_bulk([old, new], field_name="number")
    context = {
        "offered": offered_editions(),
        "current_number": current,
        "old": rows[old],
        "new": rows[new],
        "kinds": kinds,
        "only": only,
        "how_many": how_many(kinds),
        "may_change": new == current and keeps_guidance(request.user),
        **_said(min(old, new), max(old, new)),
    }
    return render(request, "guidance/guidance_changes.html", context)


def _said(first: int, last: int) -> dict[str, object]:
    """What was said of the editions after the first, up to the last, the newest first."""
    shown = list(edition_list().filter(number__gt=first, number__lte=last)[:MOST_SAID])
    more = last - first - len(shown)
    return {"said": shown, "more_said": more, "more_said_from": last - len(shown)}


def _asked(request: PageRequest, name: str, *, default: int) -> int:
    asked = request.GET.get(name, "")
    return edition_number(asked) if asked else default
