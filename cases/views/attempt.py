from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from cases.permissions import can_learn
from cases.queries import teaching_case_in
from cases.views.loading import attempt_or_404
from guidance.permissions import allowed
from kidmet_site.accounts.requests import PersonRequest


@require_safe
@allowed(can_learn)
def attempt(request: PersonRequest, pk: int) -> HttpResponse:
    """To where the attempt stands: its open step, its submission or its debrief."""
    found = attempt_or_404(request.user, pk)
    if found.is_submitted:
        return redirect("attempt_debrief", pk=pk)
    steps = teaching_case_in(found.version).steps
    if found.step >= len(steps):
        return redirect("attempt_submit", pk=pk)
    return redirect("attempt_step", pk=pk, step=steps[found.step].key)
