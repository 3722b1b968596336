from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from guidance.actions import begin_reversal
from guidance.domain.characters import ForbiddenCharacter, without_refused
from guidance.permissions import StepRefused, allowed, can_curate
from guidance.views.change_set import show
from guidance.views.loading import change_set_or_404
from kidmet_site.accounts.requests import PersonRequest


@require_POST
@allowed(can_curate)
def change_set_reverse(request: PersonRequest, pk: int) -> HttpResponse:
    """What was published is reverted by a set that leads back, reviewed as any other."""
    reason = request.POST.get("reason", "")
    try:
        made = begin_reversal(
            change_set=change_set_or_404(pk), by=request.user, now=timezone.now(), reason=reason
        )
    except (StepRefused, ForbiddenCharacter) as refusal:
        typed = without_refused(reason)
        return show(request, pk, refusal=str(refusal), refused_step="reverse", typed_reason=typed)
    messages.success(request, "This set leads back. Look through it, then propose it.")
    return redirect("change_set", pk=made.pk)
