"""One step of an attempt: what it discloses, its chapters and questions; closed once it is committed."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe
from django.views.decorators.vary import vary_on_headers

from cases.actions.attempt_log import note_opened
from cases.actions.attempts import (
    AlreadySubmitted,
    AttemptRefused,
    NotAskedHere,
    SentStep,
    StepIsClosed,
    StepNotReached,
    save_step,
    submit_attempt,
)
from cases.domain.questions import QuestionAnswer
from cases.domain.teaching import TeachingContent, TeachingStep
from cases.forms import StepForm, step_form
from cases.models import Attempt, PatientCase
from cases.permissions import can_learn
from cases.presenting.closed_step import closed_step
from cases.presenting.expert import expert_before, told_when
from cases.presenting.player import player, rail
from cases.presenting.remarks import remarks_in_step
from cases.queries.attempts import given_answers, has_left, standing_of
from cases.queries.cases import record_of
from cases.queries.remarking import put_right_by
from cases.queries.sureness import sureness_given
from cases.queries.teaching import teaching_case_in
from cases.queries.withheld import is_withheld
from cases.views.loading import attempt_or_404, stamps_in, version_in
from guidance.permissions import allowed
from guidance.views.loading import page_of
from kidmet_site.accounts.requests import PersonRequest

PAGE, CLOSED = "cases/attempt_step.html", "cases/attempt_step_closed.html"


@dataclass
class StepWork:
    """What one request works with."""

    request: PersonRequest
    attempt: Attempt
    content: TeachingContent
    step: TeachingStep
    answers: dict[str, QuestionAnswer]
    now: datetime

    @property
    def is_htmx(self) -> bool:
        return bool(self.request.htmx)

    @cached_property
    def case(self) -> PatientCase:
        return record_of(self.attempt.case_id)

    def form(self, data: Any = None) -> StepForm:
        form = step_form(self.step, self.case, self.answers, self.attempt.kept_text, data)
        if self.attempt.asks_sureness:
            form.ask_sureness(sureness_given(self.attempt), data)
        return form

    def show(self, form: StepForm, **more: Any) -> HttpResponse:
        context = player(self.attempt, self.content, self.step, self.now) | {"form": form} | more
        context["remarks_at"] = remarks_in_step(self.case.recorded(), self.step, timezone.localdate(self.now))
        if self.is_htmx and self.request.method == "POST":
            context["on_page"] = stamps_in(self.request)
            return HttpResponse(render_to_string(f"{PAGE}#saved", context))
        context["expert"] = expert_before(
            self.attempt, self.content, self.content.place_of(self.step.key), self.answers
        )
        context["told_when"] = told_when(self.attempt, self.content, self.step)
        context["has_left"] = has_left(self.attempt)
        return render(self.request, PAGE, context)

    def go(self, response: HttpResponse) -> HttpResponse:
        """A redirect, which htmx has to be told in a header."""
        return HttpResponse(headers={"HX-Redirect": response["Location"]}) if self.is_htmx else response


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
@allowed(can_learn)
def attempt_step(request: PersonRequest, pk: int, step: str) -> HttpResponse:
    attempt = attempt_or_404(request.user, pk)
    content = teaching_case_in(attempt.version)
    try:
        place = content.place_of(step)
    except KeyError as error:
        raise Http404 from error
    work = StepWork(
        request, attempt, content, content.steps[place], given_answers(attempt, content), timezone.now()
    )
    if request.method == "POST":
        return _save(work)
    if attempt.is_submitted or place < attempt.step:
        return render(request, CLOSED, closed_step(attempt, content, work.step, work.answers, work.now))
    if place > attempt.step:
        messages.error(request, str(StepNotReached(content.steps[attempt.step].title)))
        return redirect("attempt", pk=pk)
    if request.method == "GET" and not work.is_htmx:  # an open page that asks for the time opens nothing
        note_opened(attempt=attempt, step=step, now=work.now)
    return work.show(work.form())


def _save(work: StepWork) -> HttpResponse:
    form = work.form(work.request.POST)
    stranger = form.stranger(work.request.POST)
    if stranger:
        return work.show(form, refusal=str(NotAskedHere(stranger, work.step.title)))
    if form.sureness and form.sureness.refusal:
        return work.show(form, refusal=form.sureness.refusal)
    is_whole, wants_commit = form.is_valid(), "commit" in work.request.POST
    unsure = is_whole and wants_commit and form.unanswered and work.request.POST["commit"] != "anyway"
    commits = bool(is_whole and wants_commit and not unsure)
    try:
        save_step(
            attempt=work.attempt,
            step_key=work.step.key,
            sent=_sent(work.request, form),
            by=work.request.user,
            now=work.now,
            commit=commits,
            case=work.case,
        )
    except (StepIsClosed, StepNotReached) as refusal:
        messages.error(work.request, str(refusal))
        return work.go(redirect("attempt", pk=work.attempt.pk))
    except AttemptRefused as refusal:
        return work.show(form, refusal=str(refusal))
    if commits:
        return work.go(redirect("attempt", pk=work.attempt.pk))
    if not work.is_htmx and is_whole and not unsure:
        if form.said:
            messages.info(work.request, form.said)
        return redirect("attempt_step", pk=work.attempt.pk, step=work.step.key)
    return _saved(work, form, unsure=unsure, refused=wants_commit and not is_whole)


def _sent(request: PersonRequest, form: StepForm) -> SentStep:
    return SentStep(
        saved=version_in(request, "saved"),
        chapters=form.recorded(),
        answers=form.answers(),
        kept=form.kept(),
        kept_answers=form.kept_answers(),
        sureness=form.sureness.said() if form.sureness else {},
        page=page_of(request),
    )


def _saved(work: StepWork, form: StepForm, **more: Any) -> HttpResponse:
    """The step as it is saved now, with what is marked."""
    answers = work.answers | form.answers()
    work.answers = {key: answer for key, answer in answers.items() if answer is not None}
    # The choices of staging depend on what was saved, so a form made anew is what its fields are drawn from;
    # but not where it would take away text that cannot be kept.
    fresh = form if form.is_too_long else work.form()
    if fresh is not form:
        fresh.tell(form.said)
    return work.show(form if work.is_htmx else fresh, fresh=fresh, was_saved=True, **more)


@require_safe
@allowed(can_learn)
def attempt(request: PersonRequest, pk: int) -> HttpResponse:
    """To where the attempt stands: its open step, its submission or its debrief."""
    found = attempt_or_404(request.user, pk)
    if found.is_submitted:
        return redirect("attempt_debrief", pk=pk)
    steps = teaching_case_in(found.version).steps
    if found.step >= len(steps):
        return redirect("attempt_submit", pk=pk)
    return redirect("attempt_step", pk=pk, step=steps[found.step].key)


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
    recorded = standing_of(attempt, content, record_of(attempt.case_id).recorded()).recorded
    return render(
        request,
        "cases/attempt_submit.html",
        {
            "attempt": attempt,
            "content": content,
            "rail": rail(attempt, content, ""),
            "late": late,
            "withheld": is_withheld(attempt, now),
            "has_left": has_left(attempt),
            "put_right": put_right_by(attempt.version),
            "expert": expert_before(attempt, content, attempt.step, answers),
            "answered": len(answers),
            "questions": len(content.questions),
            "recorded": sum(key in content.facts_asked for key in recorded),
        },
    )
