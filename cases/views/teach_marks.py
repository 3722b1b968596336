"""What of a draft is marked: all of it, and each fact of the key on a page of its own."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe
from django.views.decorators.vary import vary_on_headers

from cases.actions.drafting import document_at
from cases.domain.teaching import fact_at
from cases.domain.teaching.drafting import part_at
from cases.domain.teaching.so_far import record_so_far
from cases.forms.draft_mark import DraftMarkForm
from cases.permissions import can_teach
from cases.presenting.citations import citations
from cases.presenting.draft_beside import key_piece
from cases.presenting.draft_marks import marks_overview, why_not_markable
from cases.presenting.teach import fact_label
from cases.views.draft_marked import objectives_of, query_in, with_new_objective
from cases.views.draft_work import DraftWork, SaveOutcome, draft_or_404, withdrawn_is_told
from guidance.domain.vocabulary import VOCABULARY
from guidance.permissions import allowed
from kidmet_site.accounts.requests import PersonRequest

PAGE, OVERVIEW = "cases/teach_mark.html", "cases/teach_marks.html"


@require_safe
@allowed(can_teach)
def teach_marks(request: PersonRequest, pk: int) -> HttpResponse:
    work = DraftWork(request, draft_or_404(request.user, pk), "marks")
    overview = marks_overview(work.draft.document, work.draft.library.objectives)
    return work.show(OVERVIEW, overview=overview)


@require_http_methods(["GET", "HEAD", "POST"])
@withdrawn_is_told
@vary_on_headers("HX-Request")
@allowed(can_teach)
def teach_mark(request: PersonRequest, pk: int, fact: str) -> HttpResponse:
    if fact not in VOCABULARY or VOCABULARY[fact].is_derived:
        raise Http404
    work = DraftWork(request, draft_or_404(request.user, pk), f"marks/{fact}")
    if request.method == "POST":
        return _save(work, fact)
    return _show(work, fact, _form(work, work.draft.document, fact))


def _form(work: DraftWork, document: Mapping[str, Any], fact: str, data: Any = None) -> DraftMarkForm:
    used = [fact_at(each) for step in document.get("steps", ()) for each in _used(step)]
    return DraftMarkForm(
        VOCABULARY[fact],
        part_at(document, f"key/marks/{fact}"),
        objectives_of(work.draft),
        [each for each in used if each in VOCABULARY],
        [each for step in document.get("steps", ()) for each in step.get("asked", ())],
        data,
    )


def _used(step: Mapping[str, Any]) -> list[str]:
    return [*step.get("given", ()), *step.get("asked", ())]


def _save(work: DraftWork, fact: str) -> HttpResponse:
    form = _form(work, document_at(work.draft, work.opened), fact, work.request.POST)
    value = form.value()
    objective, parts = with_new_objective(work, form)
    if objective:
        value = {"fact": fact, **(value or {}), "objective": objective}
    outcome = work.save({**parts, f"key/marks/{fact}": value})
    if objective and not outcome.is_refused:
        return work.go("teach_mark", fact=fact, at="field-objective")
    is_whole = outcome.was_saved and not form.has_faults and not outcome.stale
    if not work.is_htmx and is_whole and "find" not in work.request.POST:
        return work.go("teach_mark", fact=fact)
    return _show(work, fact, form, outcome)


def _show(
    work: DraftWork, fact: str, form: DraftMarkForm, outcome: SaveOutcome | None = None
) -> HttpResponse:
    document = work.draft.document
    recorded, query = record_so_far(document), query_in(work.request)
    return work.show(
        PAGE,
        outcome,
        form=form,
        fact=VOCABULARY[fact],
        label=fact_label(fact),
        answer=VOCABULARY[fact].words(recorded[fact]) if fact in recorded else "",
        why_not=why_not_markable(document, fact),
        cited=citations(form["statements"].value() or (), form["notes"].value() or (), query),
        query=query,
        pieces=[key_piece(work.draft, VOCABULARY[fact].chapter)],
    )


@require_safe
@allowed(can_teach)
def teach_citations(request: PersonRequest, pk: int) -> HttpResponse:
    """What is linked and what is found besides, as one types."""
    draft = draft_or_404(request.user, pk)
    given = request.GET
    cited = citations(given.getlist("statements"), given.getlist("notes"), query_in(request))
    return render(request, "cases/_teach_citations.html", {"draft": draft, "cited": cited})
