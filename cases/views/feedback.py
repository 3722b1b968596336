"""Feedback is sent at a place of an attempt: by its resident, or by who teaches them."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from cases.actions.feedback import FeedbackRefused, NotToWrite
from cases.forms.feedback import FeedbackForm
from cases.models import Attempt
from cases.permissions import NotYourCohort
from cases.presenting.feedback import is_place, number_of
from guidance.domain.characters import ForbiddenCharacter
from guidance.domain.limits import OverLimit
from guidance.views.loading import number_in
from kidmet_site.accounts.requests import PersonRequest


def send_feedback(
    request: PersonRequest,
    attempt: Attempt,
    *,
    write: Callable[..., None],
    show: Callable[[FeedbackForm], HttpResponse],
    page: str,
    sent: str,
) -> HttpResponse:
    """What was refused is shown where it was typed; where there is no place for it, the page says why."""
    form, step = FeedbackForm(request.POST), request.POST.get("step", "")
    if not is_place(attempt, step):
        raise Http404
    if not form.is_valid():
        return show(form)
    try:
        write(
            attempt=attempt,
            step=step,
            text=form.cleaned_data["text"],
            seen_last=number_in(request.POST.get("last", "")),
            by=request.user,
            now=timezone.now(),
        )
    except (NotToWrite, NotYourCohort) as refusal:
        messages.error(request, str(refusal))
        return redirect(page, pk=attempt.pk)
    except (FeedbackRefused, OverLimit, ForbiddenCharacter) as refusal:
        form.add_error("text", str(refusal))
        return show(form)
    messages.success(request, sent)
    return redirect(f"{reverse(page, args=[attempt.pk])}#feedback-{number_of(attempt, step)}")
