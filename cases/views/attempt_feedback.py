"""A resident answers feedback on an attempt of theirs."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from cases.actions.feedback import answer_feedback
from cases.permissions import can_learn
from cases.views.attempt_debrief import show_debrief
from cases.views.feedback import send_feedback
from cases.views.loading import attempt_or_404
from guidance.permissions import allowed
from kidmet_site.accounts.requests import PersonRequest


@require_POST
@allowed(can_learn)
def attempt_feedback(request: PersonRequest, pk: int) -> HttpResponse:
    attempt = attempt_or_404(request.user, pk)
    if not attempt.is_submitted:
        return redirect("attempt", pk=pk)
    return send_feedback(
        request,
        attempt,
        write=answer_feedback,
        show=lambda form: show_debrief(request, attempt, answer=form),
        page="attempt_debrief",
        sent="Sent. Whoever wrote to you is told.",
    )
