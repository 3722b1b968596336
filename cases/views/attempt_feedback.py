"""A resident answers feedback on an attempt of theirs."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from cases.actions.feedback import FeedbackRefused, NotToWrite, answer_feedback
from cases.forms.feedback import FeedbackForm
from cases.permissions import can_learn
from cases.presenting.feedback import is_place, number_of
from cases.views.attempt_debrief import show_debrief
from cases.views.loading import attempt_or_404
from guidance.domain.characters import ForbiddenCharacter
from guidance.domain.limits import OverLimit
from guidance.permissions import allowed
from guidance.views.loading import number_in
from kidmet_site.accounts.requests import PersonRequest


@require_POST
@allowed(can_learn)
def attempt_feedback(request: PersonRequest, pk: int) -> HttpResponse:
    attempt = attempt_or_404(request.user, pk)
    form, step = FeedbackForm(request.POST), request.POST.get("step", "")
    if not is_place(attempt, step):
        raise Http404
    if not attempt.is_submitted:
        return redirect("attempt", pk=pk)
    if not form.is_valid():
        return show_debrief(request, attempt, answer=form)
    try:
        answer_feedback(
            attempt=attempt,
            step=step,
            text=form.cleaned_data["text"],
            seen_last=number_in(request.POST.get("last", "")),
            by=request.user,
            now=timezone.now(),
        )
    except NotToWrite as refusal:
        messages.error(request, str(refusal))
        return redirect("attempt_debrief", pk=pk)
    except (FeedbackRefused, OverLimit, ForbiddenCharacter) as refusal:
        form.add_error("text", str(refusal))
        return show_debrief(request, attempt, answer=form)
    messages.success(request, "Sent. Whoever wrote to you is told.")
    return redirect(f"{reverse('attempt_debrief', args=[pk])}#feedback-{number_of(attempt, step)}")
