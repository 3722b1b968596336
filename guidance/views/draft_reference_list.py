from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from guidance.forms.entries import likely_the_same
from guidance.permissions import allowed, can_curate
from guidance.presenting.draft import EntryRow, cited_counts, rows_of
from guidance.queries.work import Draft
from guidance.views.draft_entry import draft_is_there
from guidance.views.loading import searched
from guidance.views.writing_into import draft_shown, kept_by
from kidmet_site.accounts.requests import PersonRequest


@require_safe
@allowed(can_curate)
@draft_is_there
def draft_reference_list(request: PersonRequest) -> HttpResponse:
    writing, draft = draft_shown(request)
    words, refusal = searched(request)
    context = {
        "draft": draft,
        "writing": writing,
        "kept_by": kept_by(request, draft, writing),
        "rest": lambda: {"rows": [] if refusal else _rows(draft, words)},
        "words": words,
        "refusal": refusal,
    }
    return render(request, "guidance/draft_reference_list.html", context)


def _rows(draft: Draft, words: str) -> list[tuple[EntryRow, int, int, list[str]]]:
    notes, additions = cited_counts(draft, "note"), cited_counts(draft, "addition")
    return [
        (row, notes[row.id], additions[row.id], likely_the_same(draft.entries, row.id, row.entry))
        for row in rows_of(draft, "reference", words)
    ]
