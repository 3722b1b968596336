from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cases.actions import AlreadySubmitted, AttemptRefused, submit_attempt
from cases.permissions import can_learn
from cases.presenting.player import rail
from cases.queries import given_answers, record_of, teaching_case_in
from cases.views.loading import attempt_or_404
from guidance.domain.vocabulary import VOCABULARY
from guidance.permissions import allowed
from kidmet_site.accounts.requests import PersonRequest


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(can_learn)
def attempt_submit(request: PersonRequest, pk: int) -> HttpResponse:
    attempt = attempt_or_404(request.user, pk)
    now = timezone.now()
    if request.method == "POST":
        try:
            submit_attempt(attempt=attempt, by=request.user, now=now)
        except AlreadySubmitted as refusal:
            messages.error(request, str(refusal))
        except AttemptRefused as refusal:
            messages.error(request, str(refusal))
            return redirect("attempt", pk=pk)
        return redirect("attempt_debrief", pk=pk)
    if attempt.is_submitted:
        return redirect("attempt_debrief", pk=pk)
    content = teaching_case_in(attempt.version)
    late = attempt.is_late(now)
    if attempt.step < len(content.steps) and not late:
        return redirect("attempt", pk=pk)
    answers = given_answers(attempt, content)
    recorded = record_of(attempt.case_id).recorded()
    return render(
        request,
        "cases/attempt_submit.html",
        {
            "attempt": attempt,
            "content": content,
            "rail": rail(attempt, content, ""),
            "late": late,
            "answered": len(answers),
            "questions": len(content.questions),
            "recorded": sum(VOCABULARY[key].chapter in content.step_of_chapter for key in recorded),
        },
    )
