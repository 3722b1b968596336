from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from guidance.actions.moving import ComesAlong, SaysSomethingElse, move_changes
from guidance.domain.changing import State
from guidance.domain.characters import ForbiddenCharacter, without_refused
from guidance.models import ChangeSet
from guidance.permissions import StepRefused, allowed, can_curate
from guidance.presenting.change_list import ON_A_PAGE
from guidance.presenting.moving import movable, moving_bonds, moving_clashes
from guidance.queries.work import writing_sets_of
from guidance.views.loading import change_set_of, change_set_or_404, number_in
from guidance.views.writing_into import ANEW
from kidmet_site.accounts.requests import PersonRequest


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(can_curate)
def change_set_move(request: PersonRequest, pk: int) -> HttpResponse:
    """What hangs together, or clashes with what is there, is shown before anything is moved."""
    source = change_set_or_404(pk)
    if source.author_id != request.user.pk or source.state != State.WRITING:
        messages.error(request, f"{_why_not(request, source)} Nothing was moved.")
        return redirect("change_set", pk=pk)
    shown: dict[str, Any] = {}
    if request.method == "POST":
        try:
            return _moved(request, source)
        except ComesAlong as more:
            shown = {"bonds": moving_bonds(source, more.bonds), "along": _along(source, more)}
        except SaysSomethingElse as clash:
            shown = {"clashes": moving_clashes(source, _target(request), clash.keys)}
            shown["along"] = _numbers(request, "along")
        except (StepRefused, ForbiddenCharacter) as refusal:
            shown = {"refusal": str(refusal)}
    return render(request, "guidance/change_set_move.html", _asked(request, source) | shown)


def _why_not(request: PersonRequest, source: ChangeSet) -> str:
    if source.author_id != request.user.pk:
        return "Only its author moves changes out of a set."
    return f"“{source}” is {source.get_state_display()}. Press “Go on writing” before you move its changes."


def _moved(request: PersonRequest, source: ChangeSet) -> HttpResponse:
    target, given = _target(request), request.POST
    if target is None and given.get("into") != ANEW:
        raise StepRefused("Choose into which set.")
    moved = move_changes(
        source=source,
        changes=_numbers(request, "change"),
        into=target,
        by=request.user,
        now=timezone.now(),
        title=given.get("title", ""),
        along=_numbers(request, "along"),
        where_both=given.get("where_both", ""),
    )
    count = f"{moved.count} change{'s' if moved.count != 1 else ''}"
    stayed = f" {moved.stayed} stayed in “{source}”." if moved.stayed else ""
    messages.success(request, f"Moved {count} from “{source}” into this set.{stayed}")
    return redirect("change_set", pk=moved.into.pk)


def _target(request: PersonRequest) -> ChangeSet | None:
    return change_set_of(number_in(request.POST.get("into")))


def _numbers(request: PersonRequest, name: str) -> set[int]:
    given = request.POST if request.method == "POST" else request.GET
    return {number_in(each) for each in given.getlist(name)}


def _along(source: ChangeSet, more: ComesAlong) -> set[int]:
    keys = {key for bond in more.bonds for key in (bond.key, bond.other)}
    return {row.pk for row in source.changes.all() if (row.kind, row.entry_id) in keys}


def _asked(request: PersonRequest, source: ChangeSet) -> dict[str, Any]:
    others = [each for each in writing_sets_of(request.user) if each.pk != source.pk]
    groups = movable(source, _numbers(request, "change"))
    given = request.POST.get("into", str(others[0].pk) if others else ANEW)
    return {
        "change_set": source,
        "groups": groups,
        "is_long": sum(len(each.rows) for each in groups) > ON_A_PAGE,
        "others": others,
        "into": given if given == ANEW or number_in(given) in {each.pk for each in others} else "",
        "title": without_refused(request.POST.get("title", "")),
    }
