from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from guidance.actions.change_sets import declare_interests
from guidance.forms.change_set import InterestsForm
from guidance.permissions import INTERESTS_HOLD, allowed, can_curate, interests_of
from guidance.queries.paging import page_of
from guidance.queries.work import interest_statements
from guidance.views.loading import safe_next
from kidmet_site.accounts.requests import PersonRequest

ON_A_PAGE = 30


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(can_curate)
def interests(request: PersonRequest) -> HttpResponse:
    now = timezone.now()
    form = InterestsForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        declare_interests(
            has_interests=form.cleaned_data["has_interests"] == "yes",
            text=form.cleaned_data["text"],
            by=request.user,
            now=now,
        )
        messages.success(request, "Your statement of interests holds for a year from today.")
        return redirect(safe_next(request, reverse("curate_home")))
    held = interests_of(request.user, now)
    context = {
        "form": form,
        "held": held,
        "holds_until": held.at + INTERESTS_HOLD if held else None,
        "statements": page_of(interest_statements(), request.GET.get("page"), ON_A_PAGE),
        "next": request.GET.get("next", request.POST.get("next", "")),
    }
    return render(request, "guidance/interests.html", context)
