"""One question of a draft, beside how a resident meets it; a sample answer is marked there and not kept."""

from typing import Any

from django.http import Http404, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_http_methods, require_POST
from django.views.decorators.vary import vary_on_headers

from cases.actions.drafting import document_at
from cases.domain.questions import KINDS
from cases.domain.teaching.drafting import part_at
from cases.forms.draft_question import DraftQuestionForm
from cases.permissions import can_teach
from cases.presenting.citations import citations
from cases.presenting.draft_questions import kind_label, shown_question
from cases.presenting.draft_words import question_title
from cases.views.draft_marked import objectives_of, query_in, with_new_objective
from cases.views.draft_work import DraftWork, SaveOutcome, draft_or_404, withdrawn_is_told
from guidance.permissions import allowed
from kidmet_site.accounts.requests import PersonRequest

PAGE, BESIDE = "cases/teach_question.html", "cases/_teach_question_beside.html"


@require_http_methods(["GET", "HEAD", "POST"])
@withdrawn_is_told
@vary_on_headers("HX-Request")
@allowed(can_teach)
def teach_question(request: PersonRequest, pk: int, step: str, question: str) -> HttpResponse:
    work = _work(request, pk, step, question)
    return _save(work) if request.method == "POST" else _show(work, _form(work, work.draft.document))


def _work(request: PersonRequest, pk: int, step: str, question: str) -> DraftWork:
    work = DraftWork(request, draft_or_404(request.user, pk), f"steps/{step}/questions/{question}")
    held = part_at(work.draft.document, work.here)
    if held is None or held.get("kind") not in KINDS:
        raise Http404
    return work


def _form(work: DraftWork, document: Any, data: Any = None) -> DraftQuestionForm:
    held = part_at(document, work.here) or part_at(work.draft.document, work.here)
    return DraftQuestionForm(held, objectives_of(work.draft), data)


def _save(work: DraftWork) -> HttpResponse:
    form = _form(work, document_at(work.draft, work.opened), work.request.POST)
    value = form.value()
    objective, parts = with_new_objective(work, form)
    if objective:
        value = {**value, "objective": objective}
    outcome = work.save({**parts, work.here: value})
    _, step, _, question = work.here.split("/")
    if objective and not outcome.is_refused:
        return work.go("teach_question", step=step, question=question, at="field-objective")
    is_whole = outcome.was_saved and not form.has_faults and not outcome.stale
    if not work.is_htmx and is_whole and "find" not in work.request.POST:
        return work.go("teach_question", step=step, question=question)
    return _show(work, form, outcome)


def _show(work: DraftWork, form: DraftQuestionForm, outcome: SaveOutcome | None = None) -> HttpResponse:
    wrong = [
        field for field in form.all_fields() if field.errors or f"wrong-{field.html_name}" in work.on_page
    ]
    return work.show(PAGE, outcome, form=form, wrong=wrong, **_context(work, form))


def _context(work: DraftWork, form: DraftQuestionForm, sample: Any = None) -> dict[str, Any]:
    _, step, _, question = work.here.split("/")
    held = part_at(work.draft.document, work.here)
    if held is None:
        raise Http404  # removed meanwhile
    query = query_in(work.request)
    return {
        "step_key": step,
        "question_key": question,
        "title": question_title(held),
        "kind": kind_label(held),
        "cited": citations(form["statements"].value() or (), form["notes"].value() or (), query),
        "query": query,
        **shown_question(work.draft.document, work.here, sample),
    }


@require_POST
@vary_on_headers("HX-Request")
@allowed(can_teach)
def teach_question_sample(request: PersonRequest, pk: int, step: str, question: str) -> HttpResponse:
    """Marks an answer to the question as it is saved. Nothing of it is stored."""
    work = _work(request, pk, step, question)
    form = _form(work, work.draft.document)
    context = _context(work, form, sample=request.POST)
    if work.is_htmx:
        return HttpResponse(render_to_string(BESIDE, {"draft": work.draft, **context}, request))
    return work.show(PAGE, form=form, **context)
