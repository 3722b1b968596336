"""One step of a draft, beside what a resident will see or what the key brings up; adding and removing."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST
from django.views.decorators.vary import vary_on_headers

from cases.actions.drafting import DraftChangedElsewhere, save_draft
from cases.domain.teaching.beginning import step_document
from cases.domain.teaching.case import STEP_KINDS
from cases.domain.teaching.drafting import part_at
from cases.forms.draft_step import DraftStepForm
from cases.permissions import can_teach
from cases.presenting.draft_beside import beside
from cases.presenting.draft_removal import hangs_on
from cases.presenting.draft_stacks import stack_cards
from cases.views.draft_work import DraftWork, draft_or_404, withdrawn_is_told
from guidance.domain.characters import check_characters
from guidance.domain.limits import STEP_TITLE, STEPS, OverLimit
from guidance.permissions import allowed
from kidmet_site.accounts.requests import PersonRequest

PAGE = "cases/teach_step.html"


@require_http_methods(["GET", "HEAD", "POST"])
@withdrawn_is_told
@vary_on_headers("HX-Request", "HX-Target")
@allowed(can_teach)
def teach_step(request: PersonRequest, pk: int, step: str) -> HttpResponse:
    work = _work(request, pk, step)
    if request.method == "POST":
        return _save(work, step)
    if work.is_htmx and request.htmx.target == "beside":
        return work.show("cases/_teach_beside.html", **_beside(work, step))
    return work.show(PAGE, form=DraftStepForm(work.draft.document, step), **_beside(work, step))


def _work(request: PersonRequest, pk: int, step: str) -> DraftWork:
    work = DraftWork(request, draft_or_404(request.user, pk), f"steps/{step}")
    if part_at(work.draft.document, work.here) is None:
        raise Http404
    return work


def _beside(work: DraftWork, step: str) -> dict[str, Any]:
    given = work.request.POST if work.request.method == "POST" else work.request.GET
    shown = beside(work.draft, step, given.get("beside", ""))
    return shown | {"stack_cards": stack_cards(part_at(work.draft.document, work.here))}


def _save(work: DraftWork, step: str) -> HttpResponse:
    form = DraftStepForm(work.draft.document, step, work.request.POST)
    form.is_valid()  # what is not valid keeps what the draft has
    outcome = work.save(form.parts())
    if "from_key" in work.request.POST and not outcome.is_refused and not form.has_faults:
        return work.go("teach_step", step=step, at="drawings")
    if not work.is_htmx and outcome.was_saved and not form.has_faults and not outcome.stale:
        return work.go("teach_step", step=step)
    if part_at(work.draft.document, work.here) is None:
        raise Http404  # removed meanwhile
    return work.show(PAGE, outcome, form=form, **_beside(work, step))


@require_POST
@withdrawn_is_told
@allowed(can_teach)
def teach_step_add(request: PersonRequest, pk: int) -> HttpResponse:
    work = DraftWork(request, draft_or_404(request.user, pk), "case")
    check_characters(request.POST.get("title", ""), "The title")
    kind = request.POST.get("kind", "")
    if kind not in STEP_KINDS:
        raise Http404
    title = request.POST.get("title", "").strip() or STEP_KINDS[kind]
    try:
        STEP_TITLE.check(len(title))
        STEPS.check(len(work.draft.document.get("steps", ())) + 1)
    except OverLimit as over:
        messages.error(request, f"{over} Nothing was added.")
        return work.go("teach_case")
    key = _free_key(work, slugify(title)[:50].strip("-") or kind)
    work.change({f"steps/{key}": step_document(key, kind, title)}, f"Added the step “{title}”")
    return work.go("teach_step", step=key)


def _free_key(work: DraftWork, wanted: str) -> str:
    held = {step["key"] for step in work.draft.document.get("steps", ())}
    return next(key for key in (wanted, *(f"{wanted}-{n}" for n in range(2, 99))) if key not in held)


@require_POST
@withdrawn_is_told
@allowed(can_teach)
def teach_step_move(request: PersonRequest, pk: int) -> HttpResponse:
    """`move` is "key:up", "key:down", or "key:3" for the third place; `here` the step whose page is open."""
    work = DraftWork(request, draft_or_404(request.user, pk), "case")
    key, _, to = request.POST.get("move", "").partition(":")
    order = part_at(work.draft.document, "order")
    if key not in order:
        raise Http404
    place = _place(to, order.index(key), len(order))
    others = [each for each in order if each != key]
    title = part_at(work.draft.document, f"steps/{key}").get("title") or key
    work.change(
        {"order": [*others[:place], key, *others[place:]]}, f"Moved the step “{title}” to place {place + 1}"
    )
    here = request.POST.get("here", "")
    return work.go("teach_step", step=here, at=f"step-{key}") if here in order else work.go("teach_case")


def _place(to: str, now: int, count: int) -> int:
    if to in ("up", "down"):
        return max(0, min(count - 1, now + (1 if to == "down" else -1)))
    if to.isascii() and to.isdigit() and len(to) < 4 and 0 < int(to) <= count:
        return int(to) - 1
    raise Http404


@require_http_methods(["GET", "HEAD", "POST"])
@withdrawn_is_told
@allowed(can_teach)
def teach_step_remove(request: PersonRequest, pk: int, step: str) -> HttpResponse:
    """Says first what hangs on the step. What is removed can be brought back by undo."""
    work = _work(request, pk, step)
    title = part_at(work.draft.document, work.here).get("title") or step
    if request.method == "POST":
        try:
            save_draft(
                draft=work.draft,
                changes={work.here: None},
                opened=work.opened,
                by=request.user,
                now=work.now,
                said=f"Removed the step “{title}”",
            )
        except DraftChangedElsewhere as refused:
            messages.error(request, str(refused).partition(";")[0] + ". The step was not removed.")
            return work.go("teach_step", step=step)
        messages.success(request, f"Removed the step “{title}”. “Undo” brings it back.")
        return work.go("teach_case")
    told = {"title": title, "hangs": hangs_on(work.draft.document, step)}
    return render(request, "cases/teach_step_remove.html", {"draft": work.draft, "step": step} | told)
