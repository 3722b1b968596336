from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from cases.actions import AttemptRefused, self_mark_answer
from cases.forms import SelfMarkForm
from cases.permissions import can_learn
from cases.queries import teaching_case_in
from cases.views.loading import attempt_or_404
from guidance.permissions import allowed
from kidmet_site.accounts.requests import PersonRequest


@require_POST
@allowed(can_learn)
def attempt_self_mark(request: PersonRequest, pk: int, question: str) -> HttpResponse:
    attempt = attempt_or_404(request.user, pk)
    asked = teaching_case_in(attempt.version).question_by_key.get(question)
    if asked is None or not asked.points_to_tick:
        raise Http404
    form = SelfMarkForm(asked, request.POST)
    if not form.is_valid():
        messages.error(request, "Nothing was marked: choose among the points that are listed.")
        return redirect("attempt_debrief", pk=pk)
    try:
        self_mark_answer(
            attempt=attempt,
            question=question,
            points=form.cleaned_data["points"],
            by=request.user,
            now=timezone.now(),
        )
    except AttemptRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("attempt", pk=pk)
    return redirect(f"{reverse('attempt_debrief', args=[pk])}#mark-{question}")
