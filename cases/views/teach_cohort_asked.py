"""A colleague asks whether one would teach a cohort whose names are hidden."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cases.actions.cohort_asking import HOLDS, OfferUnknown, accept_to_teach, offer_of
from cases.actions.cohorts import CohortRefused
from cases.permissions import can_teach
from guidance.domain.limits import OverLimit
from guidance.permissions import allowed
from kidmet_site.accounts.requests import PersonRequest


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(can_teach)
def teach_cohort_asked(request: PersonRequest, key: str) -> HttpResponse:
    try:
        offer = offer_of(key, request.user)
        if request.method == "POST":
            cohort = accept_to_teach(key=key, by=request.user, now=timezone.now())
            messages.success(request, f"You teach “{cohort.title}” now.")
            return redirect("teach_cohort", pk=cohort.pk)
    except OfferUnknown:
        return render(request, "cases/teach_cohort_asked.html", {"days": HOLDS.days}, status=404)
    except (CohortRefused, OverLimit) as refusal:
        messages.error(request, str(refusal))
        return redirect("teach_cohort_asked", key=key)
    return render(request, "cases/teach_cohort_asked.html", {"offer": offer, "key": key})
