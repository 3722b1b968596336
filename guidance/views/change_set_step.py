from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from guidance.actions import step_change_set
from guidance.domain.changing import step_named
from guidance.domain.characters import ForbiddenCharacter, without_refused
from guidance.permissions import StepRefused, allowed, can_curate
from guidance.views.change_set import show
from guidance.views.loading import change_set_or_404
from kidmet_site.accounts.requests import PersonRequest

DONE = {
    "propose": "Proposed. Another curator reviews it now.",
    "revise": "You can go on writing. It has to be proposed again.",
    "rebase": "Made anew on the draft of today. Look through it, then propose it again.",
    "withdraw": "Withdrawn.",
    "review": "You review it now.",
    "accept": "Accepted: the draft says this now. Readers see it once the draft is published.",
    "reject": "Rejected. Its author is told why.",
    "revert": "Taken back out of the draft.",
}


@require_POST
@allowed(can_curate)
def change_set_step(request: PersonRequest, pk: int, step: str) -> HttpResponse:
    change_set = change_set_or_404(pk)
    try:
        step_named(step)
    except KeyError as error:
        raise Http404 from error
    reason = request.POST.get("reason", "").strip()
    try:
        step_change_set(change_set=change_set, step=step, by=request.user, now=timezone.now(), reason=reason)
    except (StepRefused, ForbiddenCharacter) as refusal:
        typed = without_refused(reason)
        return show(request, pk, refusal=str(refusal), refused_step=step, typed_reason=typed)
    messages.success(request, DONE[step])
    return redirect("change_set", pk=pk)
