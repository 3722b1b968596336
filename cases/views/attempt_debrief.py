from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from cases.forms import ReflectionForm
from cases.models import Attempt
from cases.permissions import can_learn
from cases.presenting.debrief import debrief
from cases.queries import marks_of, record_of, teaching_case_in
from cases.views.loading import attempt_or_404
from guidance.permissions import allowed
from guidance.queries import current_edition, edition
from kidmet_site.accounts.requests import PersonRequest


@require_safe
@allowed(can_learn)
def attempt_debrief(request: PersonRequest, pk: int) -> HttpResponse:
    attempt = attempt_or_404(request.user, pk)
    if not attempt.is_submitted:
        return redirect("attempt", pk=pk)
    return show_debrief(request, attempt)


def show_debrief(
    request: PersonRequest, attempt: Attempt, reflection: ReflectionForm | None = None
) -> HttpResponse:
    """The debrief, with a reflection that was refused where there is one."""
    content = teaching_case_in(attempt.version)
    now = current_edition()
    number = attempt.guidance_edition
    context = debrief(
        attempt,
        content,
        marks_of(attempt),
        record_of(attempt.case_id).recorded(),
        then=now if number in (None, now.number) else edition(number or 0),
        now=now,
    )
    context["reflection"] = reflection or ReflectionForm(initial={"reflection": attempt.reflection})
    return render(request, "cases/attempt_debrief.html", context)
