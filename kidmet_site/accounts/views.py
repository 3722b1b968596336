from typing import Any

from allauth.account.views import EmailView as ChangeEmailView
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.queries.insights import titles_of
from guidance.queries.insights import insights_into
from guidance.queries.notices import is_subscribed
from guidance.queries.paging import page_of
from guidance.views.loading import number_in
from kidmet_site.accounts.arriving import what_waits
from kidmet_site.accounts.demo import DOORS, demo_email
from kidmet_site.accounts.exporting import export_by_others
from kidmet_site.accounts.forms import DisplayNameForm
from kidmet_site.accounts.institution_views import is_joined
from kidmet_site.accounts.models import Insight, User
from kidmet_site.accounts.sign_in_limits import in_words, wait_for_mail

INSIGHTS_ON_A_PAGE = 20
NOTHING_SENT = (
    "Nothing was sent: {} has been written to as often as is allowed for now. Look for the messages before, "
    "also among the junk mail; another can be sent in {}."
)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def account_home(request: HttpRequest) -> HttpResponse:
    # A copy for the form: a name that is refused must not appear in the page's bar.
    person = get_object_or_404(User, email=request.user.get_username())
    form = DisplayNameForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, f"We call you {person} now.")
        return redirect("account_home")
    if request.method == "POST" and not request.POST:
        # An empty name is a wish, too; but not where nothing of what was sent could be read.
        messages.error(request, "Nothing was received, so nothing was changed. Send the form again.")
    context = {
        "form": form,
        "second_step": is_mfa_enabled(request.user),
        "is_joined": is_joined(person),
        "subscribed": is_subscribed(request.user),
        "export_of_others": export_by_others(person),
    }
    return render(request, "account/account_home.html", context)


@require_safe
@login_required
def account_insights(request: HttpRequest) -> HttpResponse:
    """Who has looked at what is the person's; perhaps of one case alone, which a page of it links to."""
    person = get_object_or_404(User, email=request.user.get_username())
    kind, number = request.GET.get("kind", ""), number_in(request.GET.get("number"))
    of_one = kind in Insight.Kind.values and number > 0
    held = insights_into(person, kind=kind, numbers=[number]) if of_one else insights_into(person)
    page = page_of(held, request.GET.get("page"), INSIGHTS_ON_A_PAGE)
    titles = titles_of(page)
    context = {
        "page": page,
        "rows": [(each, titles.get((each.kind, each.number), "")) for each in page],
        "of_one": Insight.Kind(kind).label if of_one else "",
        "asked": f"kind={kind}&amp;number={number}&amp;" if of_one else "",
    }
    return render(request, "account/account_insights.html", context)


class EmailView(ChangeEmailView):
    """Says so where an address has been written to so often that it gets nothing for a while."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        wait = 0 if "action_remove" in request.POST else wait_for_mail(request)
        response = super().post(request, *args, **kwargs)
        if wait and response.get("Location") == self.success_url:
            messages.warning(request, NOTHING_SENT.format(request.POST["email"].strip(), in_words(wait)))
        return response


@require_POST
def demo_enter(request: HttpRequest, role: str) -> HttpResponse:
    """One click instead of signing in, as one of the demonstration's people."""
    if not settings.DEMO_MODE or role not in DOORS:
        raise Http404
    person = get_object_or_404(User, email=demo_email(DOORS[role]), is_active=True)
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    if person.is_curator:
        return redirect("curate_home")
    return redirect(what_waits(person, timezone.now()) or ("teach" if person.is_educator else "case_list"))
