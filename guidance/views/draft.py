from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from guidance.permissions import allowed, can_curate
from guidance.presenting.draft import entry_gist, entry_title, tree_of
from guidance.queries import draft_with, guidance_document
from guidance.views.editing import draft_is_there
from guidance.views.writing import writing_in
from kidmet_site.accounts.requests import PersonRequest


@require_safe
@allowed(can_curate)
@draft_is_there
def draft(request: PersonRequest) -> HttpResponse:
    writing = writing_in(request)
    shown = draft_with(guidance_document(), writing.change_set)
    retired = [
        (row, entry_title(row.kind, row.base), entry_gist(row.kind, row.base)) for row in shown.retired
    ]
    context = {"draft": shown, "writing": writing, "tree": tree_of(shown), "retired": retired}
    return render(request, "guidance/draft.html", context)
