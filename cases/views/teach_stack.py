"""Pictures of a step of a draft: adding them, and a stack with its slices and what is drawn on them."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from cases.actions.pictures import keep_pictures
from cases.domain.teaching.drafting import part_at
from cases.domain.teaching.stacks import is_hash, slices_in
from cases.forms.draft_stack import DraftStackForm
from cases.forms.libraries import LICENCES
from cases.permissions import can_teach
from cases.presenting.draft_stacks import stack_beside
from cases.queries.pictures import uploaded_by
from cases.views.draft_work import DraftWork, draft_or_404, withdrawn_is_told
from guidance.domain.limits import PICTURE_REQUEST_BYTES, SLICES, STACKS, OverLimit
from guidance.permissions import allowed
from guidance.views.loading import heavy, takes
from kidmet_site.accounts.requests import PersonRequest

PAGE = "cases/teach_stack.html"
GONE = "Those pictures are not at this step any longer."
NOTHING_CHOSEN = "Nothing was added: choose one picture at least."


@heavy("reading pictures", methods=("POST",))
@takes(PICTURE_REQUEST_BYTES)
@require_POST
@withdrawn_is_told
@allowed(can_teach)
def teach_stack_add(request: PersonRequest, pk: int, step: str) -> HttpResponse:
    """A new stack of the pictures that are sent. Those that are refused are told; the others are kept."""
    work = _work(request, pk, step)
    held = part_at(work.draft.document, f"{work.here}/images") or []
    kept, refusals = _kept(work, "pictures")
    kept = [*_sent_before(request), *kept]
    for refusal in refusals:
        messages.error(request, refusal)
    try:
        STACKS.check(len(held) + 1)
        SLICES.check(len(kept))
    except OverLimit as over:
        kept, refusals = [], [str(over)]
        messages.error(request, f"{over} Nothing was added.")
    if not kept:
        if not refusals:
            messages.error(request, NOTHING_CHOSEN)
        return work.go("teach_step", step=step, at="images")
    key = _free_key({stack["key"] for stack in held})
    count = f"{len(kept)} pictures" if len(kept) > 1 else "a picture"
    stack = {"key": key, "slices": [{"image": hash} for hash in kept]}
    work.change({f"{work.here}/images/{key}": stack}, f"Added {count}")
    return work.go("teach_stack", step=step, stack=key)


def _work(request: PersonRequest, pk: int, step: str) -> DraftWork:
    work = DraftWork(request, draft_or_404(request.user, pk), f"steps/{step}")
    if part_at(work.draft.document, work.here) is None:
        raise Http404
    return work


def _free_key(held: set[str]) -> str:
    return next(key for key in ("images", *(f"images-{n}" for n in range(2, 99))) if key not in held)


def _kept(work: DraftWork, name: str) -> tuple[list[str], list[str]]:
    """The hashes of the pictures in a field, and a sentence for each that was refused."""
    uploads = work.request.FILES.getlist(name)
    kept, refusals = keep_pictures(uploads=uploads, by=work.request.user, now=work.now)
    return [picture.pk for picture in kept], refusals


def _sent_before(request: PersonRequest) -> list[str]:
    """Pictures that the page sent one at a time before its form, by hash."""
    named = [hash for hash in request.POST.getlist("image") if is_hash(hash)]
    theirs = uploaded_by(request.user, named)
    return [hash for hash in named if hash in theirs]


@takes(PICTURE_REQUEST_BYTES)
@require_http_methods(["GET", "HEAD", "POST"])
@withdrawn_is_told
@allowed(can_teach)
def teach_stack(request: PersonRequest, pk: int, step: str, stack: str) -> HttpResponse:
    work = _work(request, pk, step)
    held = part_at(work.draft.document, f"{work.here}/images/{stack}")
    if held is None and request.method != "POST":
        messages.info(request, GONE)
        return work.go("teach_step", step=step, at="images")
    held = held or {"key": stack}  # removed meanwhile: what was typed is shown beside that
    if "remove" in request.POST:
        return _remove(work, step, stack)
    form = DraftStackForm(held, _picked(request, held), request.POST if request.method == "POST" else None)
    if request.method == "POST":
        return _save(work, form, step, stack)
    return _show(work, form, held, step)


def _picked(request: PersonRequest, held: dict[str, Any]) -> int:
    """The slice whose arrows are in the form: the first, unless another is asked for."""
    given = (request.POST if request.method == "POST" else request.GET).get("slice", "")
    count = len(slices_in(held))
    return int(given) - 1 if given.isdecimal() and len(given) < 4 and 0 < int(given) <= count else 0


def _remove(work: DraftWork, step: str, stack: str) -> HttpResponse:
    work.change({f"{work.here}/images/{stack}": None}, "Removed pictures")
    messages.success(work.request, "Removed the pictures. “Undo” brings them back.")
    return work.go("teach_step", step=step, at="images")


def _save(work: DraftWork, form: DraftStackForm, step: str, stack: str) -> HttpResponse:
    new, refusals = _kept(work, "pictures")
    layers, more = _kept(work, "layer")
    value = form.value(new, layers[0] if layers else "")
    outcome = work.save({f"{work.here}/images/{stack}": value})
    refusals += more
    if outcome.was_saved and not (form.has_faults or refusals or outcome.stale):
        messages.success(work.request, "Saved.")
        asked = work.request.POST.get("then", "")
        picked = int(asked) if asked.isdecimal() and len(asked) < 4 else form.picked + 1
        at = reverse("teach_stack", kwargs={"pk": work.draft.pk, "step": step, "stack": stack})
        return redirect(f"{at}?slice={picked}{'#slice' if asked else ''}")
    form.take_in(new)
    return _show(work, form, value, step, outcome=outcome, refusals=[*refusals, *form.faults])


def _show(
    work: DraftWork, form: DraftStackForm, stack: dict[str, Any], step: str, **more: Any
) -> HttpResponse:
    context = {
        "form": form,
        "step_key": step,
        "step_title": part_at(work.draft.document, work.here).get("title") or "this step",
        "stack_key": stack["key"],
        "licences": LICENCES[1:],
        "takes": PICTURE_REQUEST_BYTES.most,
        **stack_beside(work.draft, stack, form.picked),
        **more,
    }
    return work.show(PAGE, whole=True, **context)
