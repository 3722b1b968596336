from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from guidance.actions import NoSuchEntry, drop_change
from guidance.models import Change
from guidance.permissions import StepRefused, allowed, can_curate
from guidance.views.loading import change_set_or_404, safe_next
from kidmet_site.accounts.requests import PersonRequest


@require_POST
@allowed(can_curate)
def change_drop(request: PersonRequest, pk: int, change: int) -> HttpResponse:
    change_set = change_set_or_404(pk)
    row = Change.objects.filter(change_set=change_set, pk=change).select_related("change_set").first()
    if row is None:
        raise Http404
    try:
        drop_change(change=row, by=request.user, now=timezone.now())
    except (StepRefused, NoSuchEntry) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Taken back: {row}.")
    return redirect(safe_next(request, reverse("change_set", args=[pk])))
