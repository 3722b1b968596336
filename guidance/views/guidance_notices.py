from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from guidance.actions.notices import mark_notices_read, subscribe, unsubscribe
from guidance.permissions import allowed, signed_in
from guidance.queries.notices import is_subscribed, notices_of
from guidance.queries.paging import page_of
from guidance.views.loading import number_in, safe_next
from kidmet_site.accounts.requests import PersonRequest

ON_A_PAGE = 20


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(signed_in)
def guidance_notices(request: PersonRequest) -> HttpResponse:
    """Looking at the notices changes nothing: they are marked as read by the button."""
    if request.method == "POST":
        until = number_in(request.POST.get("until"))
        mark_notices_read(until=until, by=request.user, now=timezone.now())
        return redirect("guidance_notices")
    notices = notices_of(request.user)
    context = {
        "page": page_of(notices, request.GET.get("page"), ON_A_PAGE),
        "newest": notices.first(),
        "subscribed": is_subscribed(request.user),
    }
    return render(request, "guidance/guidance_notices.html", context)


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
