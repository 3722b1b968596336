"""Who changed what in a draft and when, the way back to each state, undo and redo."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cases.actions.drafting import DraftChangedElsewhere, NothingToTakeBack, restore_draft, undo_save
from cases.domain.teaching.drafting import part_at
from cases.models import CaseDraft
from cases.permissions import can_teach
from cases.presenting.draft_frame import frame
from cases.presenting.draft_history import history_rows
from cases.queries.drafting import saves_of, undoable_saves
from cases.views.draft_work import draft_or_404
from cases.views.loading import version_in
from guidance.permissions import allowed
from guidance.queries.paging import page_of
from guidance.views.loading import number_in, safe_next
from kidmet_site.accounts.requests import PersonRequest

A_PAGE = 40


@require_safe
@allowed(can_teach)
def teach_history(request: PersonRequest, pk: int) -> HttpResponse:
    draft = draft_or_404(request.user, pk)
    page = page_of(saves_of(draft), request.GET.get("page"), A_PAGE)
    context = frame(draft, "history", undoable_saves(draft))
    context |= {"page": page, "rows": history_rows(draft, list(page))}
    return render(request, "cases/teach_history.html", context)


@require_POST
@allowed(can_teach)
def teach_restore(request: PersonRequest, pk: int) -> HttpResponse:
    """Back to a state: `number` is the save after which it stood so."""
    draft = draft_or_404(request.user, pk)
    try:
        saved = restore_draft(
            draft=draft,
            number=number_in(request.POST.get("number")),
            opened=version_in(request),
            by=request.user,
            now=timezone.now(),
        )
    except DraftChangedElsewhere as refused:
        messages.error(request, f"{str(refused).partition(';')[0]}. Look at it first; nothing was changed.")
    except NothingToTakeBack as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"{saved.said}." if saved else "It stands so already.")
    return redirect("teach_history", pk=pk)


@require_POST
@allowed(can_teach)
def teach_undo(request: PersonRequest, pk: int) -> HttpResponse:
    """`change` is the save that the page offered to take back: a second press cannot take back another."""
    draft = draft_or_404(request.user, pk)
    try:
        saved = undo_save(
            draft=draft, save=number_in(request.POST.get("change")), by=request.user, now=timezone.now()
        )
    except NothingToTakeBack as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"{saved.said}.")
    to = _still_there(draft, safe_next(request, reverse("teach_case", args=[pk])))
    return HttpResponse(headers={"HX-Redirect": to}) if request.htmx else redirect(to)


def _still_there(draft: CaseDraft, to: str) -> str:
    """The page that was open, or the one above it where the undo took away what it is about."""
    try:
        at = resolve(urlsplit(to).path).kwargs
    except Resolver404:
        return to
    step = f"steps/{at.get('step', '')}"
    if "step" in at and part_at(draft.document, step) is None:
        return reverse("teach_case", args=[draft.pk])
    if "question" in at and part_at(draft.document, f"{step}/questions/{at['question']}") is None:
        return reverse("teach_questions", args=[draft.pk])
    if "stack" in at and part_at(draft.document, f"{step}/images/{at['stack']}") is None:
        return reverse("teach_step", args=[draft.pk, at["step"]])
    return to
