from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from guidance.permissions import allowed, can_curate
from guidance.presenting.draft import weight_rows
from guidance.views.draft_entry import draft_is_there
from guidance.views.writing_into import draft_shown, kept_by
from kidmet_site.accounts.requests import PersonRequest


@require_safe
@allowed(can_curate)
@draft_is_there
def draft_weight_list(request: PersonRequest) -> HttpResponse:
    writing, draft = draft_shown(request)
    context = {
        "draft": draft,
        "writing": writing,
        "kept_by": kept_by(request, draft, writing),
        "rest": lambda: {"rows": weight_rows(draft)},
    }
    return render(request, "guidance/draft_weight_list.html", context)
