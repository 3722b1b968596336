from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from guidance.actions.changing import CannotMove, NoSuchEntry, move_entry, move_section
from guidance.domain.changing import container_of
from guidance.domain.naming import Names
from guidance.models import ChangeSet
from guidance.permissions import StepRefused, allowed, can_curate
from guidance.presenting.draft import entry_address, entry_gist, tree_of
from guidance.queries.work import Draft, draft_with
from guidance.views.draft_entry import draft_is_there
from guidance.views.writing_into import carried, draft_shown, kept_by
from kidmet_site.accounts.requests import PersonRequest


@require_safe
@allowed(can_curate)
@draft_is_there
def draft(request: PersonRequest) -> HttpResponse:
    writing, shown = draft_shown(request)
    context = {
        "draft": shown,
        "writing": writing,
        "kept_by": kept_by(request, shown, writing),
        "rest": lambda: _tree(shown),
    }
    return render(request, "guidance/draft.html", context)


def _tree(shown: Draft) -> dict[str, Any]:
    names = Names(shown.accepted)
    retired = [
        (row, names.headed(row.kind, row.entry_id, row.base), entry_gist(row.kind, row.base))
        for row in shown.retired
    ]
    return {"tree": tree_of(shown), "retired": retired}


MOVED = ("statement", "section", "addition", "note", "reference", "rule", "weight")


@require_POST
@allowed(can_curate)
@draft_is_there
def draft_move(request: PersonRequest) -> HttpResponse:
    """`to` is up, down, in or out; without it `parent` and `after` say where a section was dropped."""
    kind, id_ = request.POST.get("kind", ""), request.POST.get("id", "")
    writing, shown = draft_shown(request)
    if kind not in MOVED or shown.entries.get(kind, id_) is None:
        raise Http404(f"The draft has no {kind[:20]} {id_[:80]}.")
    refusal = ""
    try:
        change_set = writing.begin(document=shown.document, by=request.user, now=timezone.now())
        id_ = _moved(request, shown, kind, id_, change_set)
        writing = writing.begun(change_set)
    except (CannotMove, NoSuchEntry, StepRefused) as fault:
        refusal = str(fault)
    if kind == "section" and request.htmx:
        shown = draft_with(shown.document, writing.change_set)
        context = {"draft": shown, "tree": tree_of(shown), "moved": id_, "refusal": refusal}
        context |= {"writing": writing, "was_sent": True}
        return render(request, "guidance/draft.html#tree", context)
    if refusal:
        messages.error(request, refusal)
    back = request.POST.get("back", "")
    then = reverse("draft")
    if kind != "section":
        section = shown.entries.by_kind[kind][id_].get("section", "")
        then = entry_address("section", section) if back == "section" else entry_address(kind, id_)
    return redirect(carried(then, writing.in_links))


def _moved(request: PersonRequest, shown: Draft, kind: str, id_: str, change_set: ChangeSet) -> str:
    """Carry it out; returns the id that the entry has then."""
    now, by = timezone.now(), request.user
    to = request.POST.get("to", "")
    parent, after = _place(shown, kind, id_, to) if to else (None, request.POST.get("after", ""))
    if not to and kind == "section":
        parent = request.POST.get("parent", "")
    if kind == "section":
        return move_section(change_set=change_set, slug=id_, parent=parent or "", after=after, by=by, now=now)
    move_entry(change_set=change_set, kind=kind, id_=id_, after=after, by=by, now=now)
    return id_


def _place(shown: Draft, kind: str, id_: str, to: str) -> tuple[str, str]:
    """The parent and the neighbour behind which a step in one direction leads. Raises CannotMove."""
    container = container_of(kind, shown.entries.by_kind[kind][id_])
    row = list(shown.entries.neighbours(kind, container))
    if kind == "addition":
        row = shown.entries.within(kind, shown.entries.by_kind[kind][id_]["section"])
    at = row.index(id_)
    if to == "up" and at:
        return container, row[at - 2] if at > 1 else ""
    if to == "down" and at + 1 < len(row):
        return container, row[at + 1]
    if to == "in" and kind == "section" and at:
        below = shown.entries.neighbours("section", row[at - 1])
        return row[at - 1], below[-1] if below else ""
    if to == "out" and kind == "section" and container:
        return container.rpartition("/")[0], container
    raise CannotMove("It cannot be moved any further that way.")
