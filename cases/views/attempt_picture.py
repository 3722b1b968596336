"""The pictures of an attempt, as far as its steps disclosed them."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from cases.domain.teaching.stacks import pictures_shown
from cases.models import Attempt
from cases.permissions import can_learn
from cases.queries.teaching import teaching_case_in
from cases.views.loading import attempt_or_404, taught_attempt_or_404
from cases.views.pictures import picture_response
from guidance.permissions import allowed
from kidmet_site.accounts.models import User
from kidmet_site.accounts.requests import PersonRequest


@require_safe
@allowed(can_learn)
def attempt_picture(request: PersonRequest, pk: int, picture: str) -> HttpResponse:
    """What no step has disclosed yet does not exist."""
    attempt = _seen_by(request.user, pk)
    steps = teaching_case_in(attempt.version).steps
    disclosed = steps if attempt.is_submitted else steps[: attempt.step + 1]
    stacks = [stack for step in disclosed for stack in step.images]
    if picture not in pictures_shown(stacks, debriefing=attempt.is_submitted):
        raise Http404
    return picture_response(request, picture)


def _seen_by(user: User, pk: int) -> Attempt:
    """One's own, or one that is read by whoever teaches its resident."""
    try:
        return attempt_or_404(user, pk)
    except Http404:
        return taught_attempt_or_404(user, pk)
