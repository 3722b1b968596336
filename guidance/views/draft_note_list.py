from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from guidance.domain.words import CERTAINTIES, SEVERITIES
from guidance.permissions import allowed, can_curate
from guidance.presenting.draft import rows_of
from guidance.views.draft_entry import draft_is_there
from guidance.views.loading import searched
from guidance.views.writing_into import draft_shown, kept_by
from kidmet_site.accounts.requests import PersonRequest


@require_safe
@allowed(can_curate)
@draft_is_there
def draft_note_list(request: PersonRequest) -> HttpResponse:
    writing, draft = draft_shown(request)
    words, refusal = searched(request)
    context = {
        "draft": draft,
        "writing": writing,
        "kept_by": kept_by(request, draft, writing),
        "words": words,
        "refusal": refusal,
        "rest": lambda: {"rows": [] if refusal else rows_of(draft, "note", words)},
        "severities": SEVERITIES,
        "certainties": CERTAINTIES,
    }
    return render(request, "guidance/draft_note_list.html", context)
