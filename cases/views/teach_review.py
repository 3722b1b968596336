"""Colleagues look at a draft: comments at its places, and who was asked."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cases.actions.reviewing import ReviewRefused, ask_for_review, comment_on, resolve_comment, say_ready
from cases.forms.publishing import AskForm, CommentForm
from cases.models import CaseDraft
from cases.permissions import NotYourLibrary, can_edit_library, can_teach
from cases.presenting.case_review import comment_groups, places_of, shown_steps
from cases.queries.reviewing import comments_of, reviews_of
from cases.views.draft_work import readable_draft_or_404
from guidance.domain.characters import ForbiddenCharacter
from guidance.domain.limits import OverLimit
from guidance.forms.plain import PlainForm
from guidance.permissions import allowed
from guidance.views.loading import number_in
from kidmet_site.accounts.requests import PersonRequest

Refusals = (ReviewRefused, NotYourLibrary, OverLimit, ForbiddenCharacter)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(can_teach)
def teach_review(request: PersonRequest, pk: int) -> HttpResponse:
    draft = readable_draft_or_404(request.user, pk)
    forms: dict[str, PlainForm] = {"ask_form": AskForm(), "comment_form": _comment_form(draft, request)}
    if request.method == "POST" and _acted(request, draft, forms):
        return redirect("teach_review", pk=pk)
    reviews = list(reviews_of(draft))
    can_edit = can_edit_library(request.user, draft.library)
    context = {
        "draft": draft,
        "can_edit": can_edit,
        "reviews": reviews,
        "is_asked": any(each.reviewer_id == request.user.pk and not each.done_at for each in reviews),
        "groups": comment_groups(draft, comments_of(draft)),
        "steps": () if can_edit else shown_steps(draft),
        **forms,
    }
    return render(request, "cases/teach_review.html", context)


def _comment_form(draft: CaseDraft, request: PersonRequest) -> CommentForm:
    form = CommentForm(request.POST if "comment" in request.POST else None, initial=request.GET.dict())
    form.can_choose("address", places_of(draft.document))
    return form


def _acted(request: PersonRequest, draft: CaseDraft, forms: dict[str, PlainForm]) -> bool:
    """What the pressed button does; False where its form is shown again."""
    by, now = request.user, timezone.now()
    if "resolve" in request.POST:
        comment = number_in(request.POST["resolve"]) or 0
        return _done(request, lambda: resolve_comment(draft=draft, comment=comment, by=by, now=now))
    if "ready" in request.POST:
        return _done(request, lambda: say_ready(draft=draft, by=by, now=now))
    if "ask" in request.POST:
        asked = forms["ask_form"] = AskForm(request.POST)
        return _sent(
            asked, "email", lambda: ask_for_review(draft=draft, by=by, now=now, **asked.cleaned_data)
        )
    form = forms["comment_form"]
    return _sent(form, "text", lambda: comment_on(draft=draft, by=by, now=now, **form.cleaned_data))


def _done(request: PersonRequest, act: Callable[[], object]) -> bool:
    try:
        act()
    except Refusals as refusal:
        messages.error(request, str(refusal))
    return True


def _sent(form: PlainForm, field: str, act: Callable[[], object]) -> bool:
    if not form.is_valid():
        return False
    try:
        act()
    except Refusals as refusal:
        form.add_error(field, str(refusal))
    return not form.errors
