"""The pictures of a draft, for whoever may write it."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from cases.domain.teaching.pictures import pictures_in
from cases.permissions import can_teach
from cases.queries.pictures import has_uploaded
from cases.views.draft_work import draft_or_404
from cases.views.pictures import picture_response
from guidance.permissions import allowed
from kidmet_site.accounts.requests import PersonRequest


@require_safe
@allowed(can_teach)
def draft_picture(request: PersonRequest, pk: int, picture: str) -> HttpResponse:
    """What the draft names, and what the person uploaded: that may not be saved yet."""
    draft = draft_or_404(request.user, pk)
    if picture not in set(pictures_in(draft.document)) and not has_uploaded(request.user, picture):
        raise Http404
    return picture_response(request, picture)
