from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from guidance.actions.going_back import (
    DECISIONS,
    decide_going_back,
    go_back_to,
    path_to_decide,
    propose_going_back,
)
from guidance.actions.publishing import (
    DraftMovedOn,
    EditionMovedOn,
    NothingToPublish,
    SummaryTooShort,
    publish_draft,
)
from guidance.domain.characters import ForbiddenCharacter, without_refused
from guidance.domain.limits import OverLimit
from guidance.models import GoingBack
from guidance.pack import PackFaults
from guidance.permissions import StepRefused, allowed, can_curate, interests_of, may_accept_own
from guidance.presenting.publishing import publishing
from guidance.queries.editions import NoEdition
from guidance.views.draft_entry import draft_is_there
from guidance.views.loading import heavy, number_in
from kidmet_site.accounts.requests import PersonRequest

REFUSED = (
    DraftMovedOn,
    EditionMovedOn,
    NothingToPublish,
    PackFaults,
    SummaryTooShort,
    ForbiddenCharacter,
    OverLimit,
)


def _shown(request: PersonRequest, page: str | None = None) -> dict[str, Any]:
    """What the page shows to somebody who keeps the guidance."""
    return publishing(page) | {"may_change": True, "interests": interests_of(request.user, timezone.now())}


@heavy("publishing", methods=("POST",))
@require_http_methods(["GET", "HEAD", "POST"])
@allowed(can_curate)
@draft_is_there
def draft_publish(request: PersonRequest) -> HttpResponse:
    summary = request.POST.get("summary", "")
    refusal = ""
    if request.method == "POST":
        try:
            edition = publish_draft(
                by=request.user,
                now=timezone.now(),
                summary=summary,
                seen=request.POST.get("seen", ""),
                over=number_in(request.POST["over"]) if "over" in request.POST else None,
            )
        except REFUSED as fault:
            refusal = str(fault)
        else:
            messages.success(request, f"{edition} is published. Readers see it from now on.")
            return redirect("guidance_edition_list")
    typed = {"summary": without_refused(summary), "refusal": refusal}
    context = _shown(request, request.GET.get("page")) | typed
    return render(request, "guidance/draft_publish.html", context)


@heavy("publishing")
@require_POST
@allowed(can_curate)
@draft_is_there
def publish_again(request: PersonRequest) -> HttpResponse:
    """Propose to go back to an older edition; where the installation allows one person, go back at once."""
    reason = request.POST.get("reason", "")
    asked = {"number": number_in(request.POST.get("number")), "reason": reason}
    said: dict[str, Any] = {"by": request.user, "now": timezone.now(), **asked}
    try:
        done = go_back_to(**said) if may_accept_own() else propose_going_back(**said)
    except (NoEdition, StepRefused, *REFUSED) as fault:
        typed = {"back_reason": without_refused(reason), "back_number": asked["number"]}
        context = _shown(request) | {"back_refusal": str(fault)} | typed
        status = 404 if isinstance(fault, NoEdition) else 200
        return render(request, "guidance/draft_publish.html", context, status=status)
    if isinstance(done, GoingBack):
        messages.success(request, "Proposed. Another curator confirms or declines it; they have been told.")
        return redirect(path_to_decide())
    messages.success(request, f"{done} is published: it repeats edition {asked['number']}.")
    return redirect("guidance_edition_list")


@heavy("publishing")
@require_POST
@allowed(can_curate)
@draft_is_there
def going_back_decide(request: PersonRequest, pk: int, decision: str) -> HttpResponse:
    """Another curator confirms that readers go back, or declines; whoever proposed it withdraws it."""
    row = GoingBack.objects.filter(pk=pk).first()
    if row is None or decision not in DECISIONS:
        raise Http404
    try:
        edition = decide_going_back(going_back=row, decision=decision, by=request.user, now=timezone.now())
    except StepRefused as refusal:
        context = _shown(request) | {"back_refusal": str(refusal)}
        return render(request, "guidance/draft_publish.html", context)
    if edition is None:
        messages.success(request, "Readers stay where they are.")
        return redirect("draft_publish")
    messages.success(request, f"{edition} is published: it repeats edition {edition.repeats}.")
    return redirect("guidance_edition_list")
