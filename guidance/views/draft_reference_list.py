from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from guidance.forms.entries import likely_the_same
from guidance.permissions import allowed, can_curate
from guidance.presenting.draft import cited_counts, rows_of
from guidance.queries import draft_of
from guidance.views.editing import draft_is_there


@require_safe
@allowed(can_curate)
@draft_is_there
def draft_reference_list(request: HttpRequest) -> HttpResponse:
    draft = draft_of(request.user)
    words = request.GET.get("q", "").strip()[:100]
    counts = cited_counts(draft)
    rows = [
        (row, counts[row.id], likely_the_same(draft.entries, row.id, row.entry))
        for row in rows_of(draft, "reference", words)
    ]
    return render(
        request, "guidance/draft_reference_list.html", {"draft": draft, "words": words, "rows": rows}
    )
