from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from guidance.actions import subscribe, unsubscribe
from guidance.permissions import allowed, signed_in
from guidance.views.loading import safe_next
from kidmet_site.accounts.requests import PersonRequest


@require_POST
@allowed(signed_in)
def guidance_subscription(request: PersonRequest) -> HttpResponse:
    if request.POST.get("wanted") == "yes":
        subscribe(by=request.user, now=timezone.now())
        messages.success(request, "You will be told of new editions, here and by e-mail.")
    else:
        unsubscribe(by=request.user, now=timezone.now())
        messages.success(request, "You will not be told of new editions any more.")
    return redirect(safe_next(request, reverse("guidance_notices")))
