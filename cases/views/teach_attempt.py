"""An attempt at assigned work, as those read it who teach there; and putting a mark right."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cases.actions.marking import MarkingRefused, answer_second_look, earned_by, override_mark
from cases.forms.feedback import FeedbackForm
from cases.forms.marking import OverrideForm
from cases.models import Attempt, Mark, SecondLook
from cases.permissions import NotYourCohort, can_teach
from cases.presenting.attempt_log import shown_log
from cases.presenting.feedback import threads_of_taught
from cases.presenting.marking import anchor_of, mark_page, taught_page
from cases.views.attempt_debrief import TODAY, debrief_of
from cases.views.loading import taught_attempt_or_404
from guidance.domain.characters import ForbiddenCharacter
from guidance.domain.limits import OverLimit
from guidance.permissions import allowed
from guidance.views.loading import number_in
from kidmet_site.accounts.requests import PersonRequest


@require_safe
@allowed(can_teach)
def teach_attempt(request: PersonRequest, pk: int) -> HttpResponse:
    return show_attempt(request, taught_attempt_or_404(request.user, pk))


def show_attempt(request: PersonRequest, attempt: Attempt, sent: FeedbackForm | None = None) -> HttpResponse:
    """With feedback that was refused where there is any."""
    beside_today = request.GET.get("guidance") == TODAY
    context = debrief_of(attempt, beside_today=beside_today)
    context |= taught_page(attempt, timezone.now()) | shown_log(attempt)
    context["feedback"] = threads_of_taught(
        attempt, context["name"], reader=request.user, may_write=context["may_mark"], sent=sent
    )
    return render(request, "cases/teach_attempt.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(can_teach)
def teach_attempt_mark(request: PersonRequest, pk: int, mark: int) -> HttpResponse:
    """The mark that stands there, with what was asked about it, and what is given in its place.

    Its address names the mark that somebody saw: one that stands no longer is not written over.
    """
    attempt = taught_attempt_or_404(request.user, pk)
    held = get_object_or_404(Mark.every, pk=mark, attempt=attempt)
    if request.method != "POST" and not held.stands:
        return redirect("teach_attempt_mark", pk=pk, mark=_standing(held).pk)
    context = mark_page(attempt, held)
    if context["mark"] is None:
        raise Http404
    look = context["given"].open_look
    sent = request.POST if request.method == "POST" else None
    form = OverrideForm(held, earned_by(attempt, held), look is not None, sent)
    if sent is not None and form.is_valid():
        try:
            _put_right(request, attempt, held, form)
        except (MarkingRefused, NotYourCohort, OverLimit, ForbiddenCharacter) as refusal:
            form.add_error(None, str(refusal))
            context = mark_page(attempt, held)
            look = context["given"].open_look
        else:
            messages.success(request, "Kept, beside what was there before.")
            return redirect(f"{reverse('teach_attempt', args=[pk])}#{anchor_of(held)}")
    context |= taught_page(attempt, timezone.now()) | {"form": form, "look": look}
    return render(request, "cases/teach_attempt_mark.html", context)


def _standing(mark: Mark) -> Mark:
    """A key that was corrected since may have dropped it."""
    return get_object_or_404(Mark, attempt=mark.attempt_id, position=mark.position)


def _put_right(request: PersonRequest, attempt: Attempt, mark: Mark, form: OverrideForm) -> None:
    """Raises what the actions raise."""
    now, said = timezone.now(), form.cleaned_data["reason"]
    if "look" not in request.POST:
        override_mark(mark=mark, credit=form.credit, reason=said, by=request.user, now=now)
        return
    look = SecondLook.objects.filter(
        pk=number_in(request.POST["look"]), attempt=attempt, position=mark.position
    ).first()
    if look is None:
        raise Http404
    credit = form.credit if form.is_other else None
    answer_second_look(look=look, mark=mark, answer=said, credit=credit, by=request.user, now=now)
