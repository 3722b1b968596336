"""The questions of a draft, step by step: adding, order, removing, and taking one over from another case."""

from copy import deepcopy
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.domain.questions import KINDS
from cases.domain.teaching.drafting import part_at
from cases.forms.draft_question import free_key, new_question
from cases.permissions import can_teach
from cases.presenting.draft_questions import kind_choices, kind_label, questions_by_step
from cases.presenting.draft_words import question_title
from cases.queries.question_search import question_known_to, questions_known_to
from cases.views.draft_work import DraftWork, draft_or_404, withdrawn_is_told
from guidance.domain.characters import check_characters
from guidance.domain.limits import ONE_LINE, STEP_QUESTIONS, OverLimit
from guidance.permissions import allowed
from guidance.views.loading import searched
from kidmet_site.accounts.requests import PersonRequest

DOMAIN_OF_KIND = {"staging": "staging", "planning": "treatment"}
"""What a question at a step of this kind is usually about; at others it is about the diagnosis."""


@require_safe
@allowed(can_teach)
def teach_questions(request: PersonRequest, pk: int) -> HttpResponse:
    work = DraftWork(request, draft_or_404(request.user, pk), "questions")
    return work.show(
        "cases/teach_questions.html",
        asked_by_step=questions_by_step(work.draft.document),
        kinds=kind_choices(),
        most=STEP_QUESTIONS.most,
    )


def _work(request: PersonRequest, pk: int, step: str) -> tuple[DraftWork, dict[str, Any]]:
    work = DraftWork(request, draft_or_404(request.user, pk), f"steps/{step}/questions")
    found = part_at(work.draft.document, f"steps/{step}")
    if found is None:
        raise Http404
    return work, found


@require_POST
@withdrawn_is_told
@allowed(can_teach)
def teach_question_new(request: PersonRequest, pk: int, step: str) -> HttpResponse:
    """A question of a kind, with what it asks where that was typed: its key is made of that."""
    work, found = _work(request, pk, step)
    kind, stem = request.POST.get("kind", ""), request.POST.get("stem", "").strip()
    check_characters(stem, "What is asked")
    if kind not in KINDS:
        raise Http404
    try:
        ONE_LINE.check(len(stem))
    except OverLimit as over:
        messages.error(request, f"{over} Nothing was added.")
        return work.go("teach_questions", at=f"questions-{step}")
    objectives = work.draft.document.get("objectives") or []
    domain = DOMAIN_OF_KIND.get(found.get("kind", ""), "diagnosis")
    key = free_key(stem, _keys(work), kind.replace("_", "-"))
    new = new_question(kind, key, stem, domain, objectives[0] if len(objectives) == 1 else "")
    return _added(work, step, found, new, f"Added a question to “{found.get('title') or step}”")


def _keys(work: DraftWork) -> set[str]:
    steps = work.draft.document.get("steps", ())
    return {question["key"] for step in steps for question in step.get("questions", ())}


def _added(
    work: DraftWork, step: str, found: dict[str, Any], new: dict[str, Any], said: str, **more: Any
) -> HttpResponse:
    try:
        STEP_QUESTIONS.check(len(found.get("questions", ())) + 1)
    except OverLimit as over:
        messages.error(work.request, f"{over} Nothing was added.")
        return work.go("teach_questions", at=f"questions-{step}")
    work.change({**more, f"steps/{step}/questions/{new['key']}": new}, said)
    return work.go("teach_question", step=step, question=new["key"])


@require_POST
@withdrawn_is_told
@allowed(can_teach)
def teach_question_move(request: PersonRequest, pk: int, step: str) -> HttpResponse:
    """`move` is "key:up" or "key:down"."""
    work, found = _work(request, pk, step)
    key, _, to = request.POST.get("move", "").partition(":")
    held = found.get("questions", [])
    keys = [question["key"] for question in held]
    if key not in keys or to not in ("up", "down"):
        raise Http404
    place = keys.index(key)
    others = [question for question in held if question["key"] != key]
    new = max(0, min(len(others), place + (1 if to == "down" else -1)))
    ordered = [*others[:new], held[place], *others[new:]]
    said = f"Moved the question “{question_title(held[place])}” to place {new + 1}"
    work.change({f"steps/{step}/questions": ordered}, said)
    return work.go("teach_questions", at=f"question-{step}-{key}")


@require_POST
@withdrawn_is_told
@allowed(can_teach)
def teach_question_remove(request: PersonRequest, pk: int, step: str, question: str) -> HttpResponse:
    work, _ = _work(request, pk, step)
    at = f"steps/{step}/questions/{question}"
    held = part_at(work.draft.document, at)
    if held is None:
        raise Http404
    said = f"Removed the question “{question_title(held)}”"
    work.change({at: None}, said)
    messages.success(request, f"{said}. “Undo” brings it back.")
    return work.go("teach_questions", at=f"questions-{step}")


# From another case


@require_http_methods(["GET", "HEAD", "POST"])
@withdrawn_is_told
@allowed(can_teach)
def teach_question_reuse(request: PersonRequest, pk: int, step: str) -> HttpResponse:
    work, found = _work(request, pk, step)
    if request.method == "POST":
        return _take_over(work, step, found)
    query, refusal = searched(request)
    rows, count = ([], 0) if refusal else questions_known_to(request.user, query, work.draft)
    return work.show(
        "cases/teach_question_reuse.html",
        step=found,
        query=query,
        refusal=refusal,
        rows=[(row, question_title(row.question), kind_label(row.question)) for row in rows],
        count=count,
    )


def _take_over(work: DraftWork, step: str, found: dict[str, Any]) -> HttpResponse:
    known = question_known_to(work.request.user, work.request.POST.get("question", ""))
    if known is None:
        raise Http404
    theirs, objectives = known
    new = deepcopy(dict(theirs.question))
    new["key"] = free_key(new["key"], _keys(work), new["key"])
    more = _with_objective(work, new, objectives)
    return _added(work, step, found, new, f"Took over a question of “{theirs.case}”", **more)


def _with_objective(work: DraftWork, new: dict[str, Any], theirs: Any) -> dict[str, Any]:
    """It keeps its objective where this library knows the same one, which then is the case's as well."""
    key = new.get("objective", "")
    held = work.draft.document.get("objectives") or []
    if not key or theirs.get(key) != work.draft.library.objectives.get(key):
        new.pop("objective", None)
        return {}
    return {} if key in held else {"objectives": [*held, key]}
