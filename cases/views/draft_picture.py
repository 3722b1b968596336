"""The pictures of a draft: one for whoever may read it, and several as its authors send them."""

from django.http import Http404, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cases.actions.pictures import keep_pictures
from cases.domain.teaching.pictures import pictures_in
from cases.permissions import can_teach
from cases.queries.pictures import uploaded_by
from cases.views.draft_work import draft_or_404, readable_draft_or_404
from cases.views.pictures import picture_response
from guidance.domain.limits import PICTURE_REQUEST_BYTES
from guidance.permissions import allowed
from guidance.views.loading import heavy, takes
from kidmet_site.accounts.requests import PersonRequest


@require_safe
@allowed(can_teach)
def draft_picture(request: PersonRequest, pk: int, picture: str) -> HttpResponse:
    """What the draft names, and what the person uploaded: that may not be saved yet."""
    draft = readable_draft_or_404(request.user, pk)
    if picture not in set(pictures_in(draft.document)) and not uploaded_by(request.user, [picture]):
        raise Http404
    return picture_response(request, picture)


@heavy("reading pictures")
@takes(PICTURE_REQUEST_BYTES)
@require_POST
@allowed(can_teach)
def draft_pictures(request: PersonRequest, pk: int) -> HttpResponse:
    """Keep pictures for a form that will name them by hash: so a stack of hundreds is sent one at a time."""
    draft_or_404(request.user, pk)
    uploads = request.FILES.getlist("pictures")
    kept, refusals = keep_pictures(uploads=uploads, by=request.user, now=timezone.now())
    return JsonResponse({"kept": [picture.pk for picture in kept], "refused": refusals})
