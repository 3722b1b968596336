"""A draft as a whole: its title, what it is for, its sources, licence and credits; and deleting it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods
from django.views.decorators.vary import vary_on_headers

from cases.actions.drafting import add_objective, delete_draft
from cases.forms.draft_case import DraftCaseForm
from cases.permissions import can_teach
from cases.presenting.draft_beside import beside_case
from cases.views.draft_work import DraftWork, SaveOutcome, draft_or_404, withdrawn_is_told
from guidance.permissions import allowed
from kidmet_site.accounts.requests import PersonRequest

PAGE = "cases/teach_case.html"


@require_http_methods(["GET", "HEAD", "POST"])
@withdrawn_is_told
@vary_on_headers("HX-Request")
@allowed(can_teach)
def teach_case(request: PersonRequest, pk: int) -> HttpResponse:
    work = DraftWork(request, draft_or_404(request.user, pk), "case")
    if request.method == "POST":
        return _save(work)
    return work.show(PAGE, form=_form(work), pieces=beside_case(work.draft))


def _form(work: DraftWork, data: Any = None) -> DraftCaseForm:
    return DraftCaseForm(work.draft.document, work.draft.library.objectives, data)


def _save(work: DraftWork) -> HttpResponse:
    form = _form(work, work.request.POST)
    form.is_valid()  # what is not valid keeps what the draft has
    parts = form.parts()
    added = form.cleaned_data.get("new_objective", "") if "add_objective" in work.request.POST else ""
    if added:
        key = add_objective(draft=work.draft, text=added, by=work.request.user, now=work.now)
        parts["objectives"] = list(dict.fromkeys([*(parts.get("objectives") or []), key]))
    outcome = work.save(parts)
    if added and not outcome.is_refused:
        return work.go("teach_case", at="objectives")
    return _answer(work, form, outcome)


def _answer(work: DraftWork, form: DraftCaseForm, outcome: SaveOutcome) -> HttpResponse:
    if not work.is_htmx and outcome.was_saved and form.is_valid() and not outcome.stale:
        return work.go("teach_case")
    return work.show(PAGE, outcome, form=form, pieces=beside_case(work.draft))


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(can_teach)
def teach_delete(request: PersonRequest, pk: int) -> HttpResponse:
    draft = draft_or_404(request.user, pk)
    if request.method == "POST":
        delete_draft(draft=draft, by=request.user, now=timezone.now())
        messages.success(request, f"Deleted the draft “{draft.title}”.")
        return redirect("teach")
    return render(request, "cases/teach_delete.html", {"draft": draft, "saves": draft.version})
