"""Where teaching cases are written: drafts with what is left to do, and libraries."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cases.permissions import can_teach
from cases.presenting.teach import by_right, draft_row
from cases.queries.drafting import drafts_of, libraries_with_counts
from cases.queries.reviewing import asked_of, with_open_comments
from guidance.permissions import allowed
from guidance.queries.editions import current_edition_if_any
from guidance.queries.paging import page_of
from kidmet_site.accounts.requests import PersonRequest

A_PAGE = 20


@require_safe
@allowed(can_teach)
def teach(request: PersonRequest) -> HttpResponse:
    page = page_of(with_open_comments(drafts_of(request.user)), request.GET.get("page"), A_PAGE)
    libraries = by_right(libraries_with_counts(request.user))
    edition, today = current_edition_if_any(), timezone.localdate()
    rows = [draft_row(draft, edition, today, draft.comments_open) for draft in page]
    return render(
        request,
        "cases/teach.html",
        {"page": page, "rows": rows, "libraries": libraries, "to_review": asked_of(request.user)},
    )
