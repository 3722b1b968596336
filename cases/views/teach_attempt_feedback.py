"""An educator writes feedback on an attempt of their cohort, or on a step of it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from cases.actions.feedback import FeedbackRefused, give_feedback
from cases.forms.feedback import FeedbackForm
from cases.permissions import NotYourCohort, can_teach
from cases.presenting.feedback import is_place, number_of
from cases.views.loading import taught_attempt_or_404
from cases.views.teach_attempt import show_attempt
from guidance.domain.characters import ForbiddenCharacter
from guidance.domain.limits import OverLimit
from guidance.permissions import allowed
from guidance.views.loading import number_in
from kidmet_site.accounts.requests import PersonRequest


@require_POST
@allowed(can_teach)
def teach_attempt_feedback(request: PersonRequest, pk: int) -> HttpResponse:
    attempt = taught_attempt_or_404(request.user, pk)
    form, step = FeedbackForm(request.POST), request.POST.get("step", "")
    if not is_place(attempt, step):
        raise Http404
    if not form.is_valid():
        return show_attempt(request, attempt, form)
    try:
        give_feedback(
            attempt=attempt,
            step=step,
            text=form.cleaned_data["text"],
            seen_last=number_in(request.POST.get("last", "")),
            by=request.user,
            now=timezone.now(),
        )
    except NotYourCohort as refusal:
        messages.error(request, str(refusal))
        return redirect("teach_attempt", pk=pk)
    except (FeedbackRefused, OverLimit, ForbiddenCharacter) as refusal:
        form.add_error("text", str(refusal))
        return show_attempt(request, attempt, form)
    messages.success(request, "Sent. The resident is told that you wrote.")
    return redirect(f"{reverse('teach_attempt', args=[pk])}#feedback-{number_of(attempt, step)}")
