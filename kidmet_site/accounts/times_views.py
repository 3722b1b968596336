"""By whose clock times are shown, and of what one is reminded."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cases.queries.reminding import wish_of
from guidance.domain.zones import links
from guidance.permissions import allowed
from kidmet_site.accounts.models import User
from kidmet_site.accounts.requests import PersonRequest
from kidmet_site.accounts.times import keep_times
from kidmet_site.accounts.times_forms import TimesForm
from kidmet_site.work.permissions import signed_in


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(signed_in)
def account_times(request: PersonRequest) -> HttpResponse:
    person = User.objects.get(pk=request.user.pk)
    form = TimesForm(request.POST if request.method == "POST" else None, initial=_held(person))
    if request.method == "POST" and not request.POST:
        # Without a tick is a wish, too; but not where nothing of what was sent could be read.
        messages.error(request, "Nothing was received, so nothing was changed. Send the form again.")
    elif request.method == "POST" and form.is_valid():
        keep_times(person=person, **form.cleaned_data, now=timezone.now())
        now = timezone.localtime(timezone.now(), person.zone)
        messages.success(request, f"Saved. By your clock, {person.zone.key}, it is {now:%H:%M} now.")
        return redirect("account_times")
    page = {"form": form, "now": timezone.now(), "site_zone": settings.TIME_ZONE, "links": links()}
    return render(request, "account/account_times.html", page)


def _held(person: User) -> dict[str, object]:
    wish = wish_of(person)
    return {"time_zone": person.time_zone, "in_app": wish.in_app, "by_mail": wish.by_mail}
