from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from guidance.actions import DraftMovedOn, NothingToPublish, SummaryTooShort, mail_notices, publish_draft
from guidance.domain.characters import ForbiddenCharacter, without_refused
from guidance.domain.limits import OverLimit
from guidance.pack import PackFaults
from guidance.permissions import allowed, can_curate
from guidance.presenting.publishing import publishing
from guidance.views.editing import draft_is_there
from kidmet_site.accounts.requests import PersonRequest

REFUSED = (DraftMovedOn, NothingToPublish, PackFaults, SummaryTooShort, ForbiddenCharacter, OverLimit)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(can_curate)
@draft_is_there
def draft_publish(request: PersonRequest) -> HttpResponse:
    summary = request.POST.get("summary", "")
    refusal = ""
    if request.method == "POST":
        try:
            edition = publish_draft(
                by=request.user, now=timezone.now(), summary=summary, seen=request.POST.get("seen", "")
            )
        except REFUSED as fault:
            refusal = str(fault)
        else:
            mail_notices(home=request.build_absolute_uri("/"))
            messages.success(request, f"{edition} is published. Readers see it from now on.")
            return redirect("guidance_edition_list")
    typed = {"summary": without_refused(summary), "refusal": refusal}
    context = publishing(request.GET.get("page")) | typed
    return render(request, "guidance/draft_publish.html", context)
