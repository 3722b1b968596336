from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from cases.actions import CaseNotOpen, start_attempt
from cases.permissions import can_learn
from cases.views.loading import teaching_case_or_404
from guidance.permissions import allowed
from kidmet_site.accounts.requests import PersonRequest


@require_POST
@allowed(can_learn)
def attempt_start(request: PersonRequest, library: str, slug: str) -> HttpResponse:
    case = teaching_case_or_404(library, slug)
    try:
        attempt = start_attempt(
            teaching_case=case, by=request.user, now=timezone.now(), timed=request.POST.get("timed") == "yes"
        )
    except CaseNotOpen as refusal:
        messages.error(request, str(refusal))
        return redirect("teaching_case", library=library, slug=slug)
    return redirect("attempt", pk=attempt.pk)
