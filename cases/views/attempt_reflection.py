from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from cases.actions import AttemptRefused, write_reflection
from cases.forms import ReflectionForm
from cases.permissions import can_learn
from cases.views.attempt_debrief import show_debrief
from cases.views.loading import attempt_or_404
from guidance.permissions import allowed
from kidmet_site.accounts.requests import PersonRequest


@require_POST
@allowed(can_learn)
def attempt_reflection(request: PersonRequest, pk: int) -> HttpResponse:
    attempt = attempt_or_404(request.user, pk)
    form = ReflectionForm(request.POST)
    if attempt.is_submitted and not form.is_valid():
        return show_debrief(request, attempt, form)
    try:
        text = form.cleaned_data["reflection"] if form.is_valid() else ""
        write_reflection(attempt=attempt, text=text, by=request.user, now=timezone.now())
    except AttemptRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("attempt", pk=pk)
    messages.success(request, "Your reflection is kept with this attempt.")
    return redirect(f"{reverse('attempt_debrief', args=[pk])}#reflection")
