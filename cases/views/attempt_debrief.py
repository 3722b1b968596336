from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.actions.attempts import AttemptRefused, self_mark_answer, write_reflection
from cases.actions.marking import MarkingRefused, ask_second_look
from cases.forms import ReflectionForm, SelfMarkForm
from cases.forms.feedback import FeedbackForm
from cases.forms.marking import SecondLookForm
from cases.models import Attempt, Mark
from cases.permissions import can_learn
from cases.presenting.assigned import to_be_marked, withheld
from cases.presenting.attempt_log import shown_log
from cases.presenting.debrief import debrief
from cases.presenting.debrief_today import today_beside
from cases.presenting.feedback import threads_of_own
from cases.presenting.marking import anchor_of, mark_page
from cases.presenting.remarking import asked_in
from cases.presenting.sureness import sureness_shown
from cases.queries.attempts import marks_of, standing_of, ticked_by_writer
from cases.queries.cases import record_of
from cases.queries.marked_anew import marked_anew, markings_of
from cases.queries.marking import marks_given
from cases.queries.sureness import sureness_given
from cases.queries.teaching import teaching_case_in
from cases.queries.withheld import is_withheld, withheld_by
from cases.views.loading import attempt_or_404
from guidance.domain.characters import ForbiddenCharacter
from guidance.domain.limits import OverLimit
from guidance.permissions import allowed
from guidance.queries.editions import current_edition, edition
from kidmet_site.accounts.requests import PersonRequest

TODAY = "today"


@require_safe
@allowed(can_learn)
def attempt_debrief(request: PersonRequest, pk: int) -> HttpResponse:
    attempt = attempt_or_404(request.user, pk)
    if not attempt.is_submitted:
        return redirect("attempt", pk=pk)
    return show_debrief(request, attempt)


def show_debrief(
    request: PersonRequest,
    attempt: Attempt,
    reflection: ReflectionForm | None = None,
    answer: FeedbackForm | None = None,
) -> HttpResponse:
    """The debrief, with what was sent and refused where there is any; until it opens, that it will."""
    by = withheld_by(attempt, timezone.now())
    if by is not None:
        waits = {"feedback_waits": attempt.feedback.exists()}
        return render(
            request, "cases/attempt_withheld.html", withheld(attempt, by) | shown_log(attempt) | waits
        )
    if attempt.waits_for_marking:
        return render(request, "cases/attempt_withheld.html", to_be_marked(attempt) | shown_log(attempt))
    beside_today = request.GET.get("guidance") == TODAY
    context = debrief_of(attempt, beside_today=beside_today) | shown_log(attempt)
    context["feedback"] = threads_of_own(attempt, reader=request.user, sent=answer)
    context["reflection"] = reflection or ReflectionForm(initial={"reflection": attempt.reflection})
    return render(request, "cases/attempt_debrief.html", context)


def debrief_of(attempt: Attempt, *, beside_today: bool = False) -> dict[str, Any]:
    """Also as an educator reads it. It is of the key by which the marks stand; `beside_today` adds what the
    guidance says today."""
    markings = markings_of(attempt)
    content = teaching_case_in(markings.key)
    now = current_edition()
    number = attempt.guidance_edition
    marks, then = marks_of(attempt), now if number in (None, now.number) else edition(number or 0)
    recorded = standing_of(attempt, content, record_of(attempt.case_id).recorded()).recorded
    given = marks_given(attempt, is_once=len(markings.rows) < 2)
    ticked = ticked_by_writer(attempt)
    context = debrief(attempt, content, marks, recorded, then=then, now=now, given=given, ticked=ticked)
    context |= {"key": markings.key, "anew": marked_anew(attempt, markings.rows, asked_in(content))}
    if attempt.asks_sureness:
        said = sureness_given(attempt)
        context["sureness"] = sureness_shown(content, marks, recorded, said, then, context["costs"])
    if beside_today and then.hash != now.hash:
        context["today"] = today_beside(content, recorded, then, now)
    return context


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(can_learn)
def attempt_second_look(request: PersonRequest, pk: int, mark: int) -> HttpResponse:
    """Ask to have a mark looked at again. What one reads there is in the debrief as well."""
    attempt = attempt_or_404(request.user, pk)
    held = get_object_or_404(Mark.every, pk=mark, attempt=attempt)
    now = timezone.now()
    if is_withheld(attempt, now):
        return redirect("attempt_debrief", pk=pk)
    form = SecondLookForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            ask_second_look(mark=held, reason=form.cleaned_data["reason"], by=request.user, now=now)
        except (MarkingRefused, OverLimit, ForbiddenCharacter) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Asked. You are told when it is answered.")
            return redirect(f"{reverse('attempt_debrief', args=[pk])}#{anchor_of(held)}")
    context = mark_page(attempt, held) | {"form": form}
    if context["given"] is None or not context["given"].can_ask or context["mark"] is None:
        raise Http404
    return render(request, "cases/attempt_second_look.html", context)


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
