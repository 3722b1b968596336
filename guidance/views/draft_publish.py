from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from guidance.actions.publishing import (
    DraftMovedOn,
    EditionMovedOn,
    NothingToPublish,
    SummaryTooShort,
    go_back_to,
    publish_draft,
)
from guidance.domain.characters import ForbiddenCharacter, without_refused
from guidance.domain.limits import OverLimit
from guidance.pack import PackFaults
from guidance.permissions import allowed, can_curate
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
    context = publishing(request.GET.get("page")) | typed | {"may_change": True}
    return render(request, "guidance/draft_publish.html", context)


@heavy("publishing")
@require_POST
@allowed(can_curate)
@draft_is_there
def publish_again(request: PersonRequest) -> HttpResponse:
    """Go back to an older edition: it is published anew, under the next number."""
    reason = request.POST.get("reason", "")
    number = number_in(request.POST.get("number"))
    try:
        edition = go_back_to(number=number, by=request.user, now=timezone.now(), reason=reason)
    except (NoEdition, NothingToPublish, SummaryTooShort, ForbiddenCharacter, OverLimit) as fault:
        typed = {"back_reason": without_refused(reason), "back_number": number}
        context = publishing() | {"back_refusal": str(fault)} | typed
        status = 404 if isinstance(fault, NoEdition) else 200
        return render(request, "guidance/draft_publish.html", context, status=status)
    messages.success(request, f"{edition} is published: it repeats edition {number}.")
    return redirect("guidance_edition_list")
