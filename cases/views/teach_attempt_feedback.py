"""An educator writes feedback on an attempt of their cohort, or on a step of it."""

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from cases.actions.feedback import give_feedback
from cases.permissions import can_teach
from cases.views.feedback import send_feedback
from cases.views.loading import taught_attempt_or_404
from cases.views.teach_attempt import show_attempt
from guidance.permissions import allowed
from kidmet_site.accounts.requests import PersonRequest


@require_POST
@allowed(can_teach)
def teach_attempt_feedback(request: PersonRequest, pk: int) -> HttpResponse:
    attempt = taught_attempt_or_404(request.user, pk)
    return send_feedback(
        request,
        attempt,
        write=give_feedback,
        show=lambda form: show_attempt(request, attempt, form),
        page="teach_attempt",
        sent="Sent. The resident is told that you wrote.",
    )
