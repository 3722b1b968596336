from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cases.actions.attempts import AttemptRefused, self_mark_answer, write_reflection
from cases.forms import ReflectionForm, SelfMarkForm
from cases.models import Attempt
from cases.permissions import can_learn
from cases.presenting.assigned import withheld
from cases.presenting.debrief import debrief
from cases.queries.assigned import is_withheld
from cases.queries.attempts import marks_of, standing_of
from cases.queries.cases import record_of
from cases.queries.teaching import teaching_case_in
from cases.views.loading import attempt_or_404
from guidance.permissions import allowed
from guidance.queries.editions import current_edition, edition
from kidmet_site.accounts.requests import PersonRequest


@require_safe
@allowed(can_learn)
def attempt_debrief(request: PersonRequest, pk: int) -> HttpResponse:
    attempt = attempt_or_404(request.user, pk)
    if not attempt.is_submitted:
        return redirect("attempt", pk=pk)
    if is_withheld(attempt, timezone.now()):
        return render(request, "cases/attempt_withheld.html", withheld(attempt))
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
        standing_of(attempt, content, record_of(attempt.case_id).recorded()).recorded,
        then=now if number in (None, now.number) else edition(number or 0),
        now=now,
    )
    context["reflection"] = reflection or ReflectionForm(initial={"reflection": attempt.reflection})
    return render(request, "cases/attempt_debrief.html", context)


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
