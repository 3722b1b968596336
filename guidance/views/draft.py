from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from guidance.permissions import allowed, can_curate
from guidance.presenting.draft import entry_gist, entry_title, tree_of
from guidance.queries import draft_of
from guidance.views.editing import draft_is_there


@require_safe
@allowed(can_curate)
@draft_is_there
def draft(request: HttpRequest) -> HttpResponse:
    shown = draft_of(request.user)
    retired = [
        (row, entry_title(row.kind, row.base), entry_gist(row.kind, row.base)) for row in shown.retired
    ]
    return render(
        request, "guidance/draft.html", {"draft": shown, "tree": tree_of(shown), "retired": retired}
    )
