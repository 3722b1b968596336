"""Coming in by an invitation: a name and a password, or the institution's sign-in."""

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.password_validation import password_changed
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from kidmet_site.accounts.inviting import HOLDS, InvitationClosed, accept_invitation, open_invitation
from kidmet_site.accounts.models import Invitation, User
from kidmet_site.accounts.people_forms import ComingInForm


@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, key: str) -> HttpResponse:
    """Only the holder of the mailbox gets here; to anybody else every link is one that does not work."""
    try:
        held = open_invitation(key, now=timezone.now())
    except InvitationClosed:
        return render(request, "account/invitation_closed.html", {"days": HOLDS.days}, status=404)
    person = User.objects.filter(email=held.email).first()
    if person and not person.is_active:
        return redirect("account_inactive")
    form = ComingInForm(request.POST or None, email=held.email, initial={"display_name": held.display_name})
    if request.method == "POST" and (person or (_may_choose_password() and form.is_valid())):
        return _came_in(request, held, person, form)
    context = {"held": held, "key": key, "form": form, "is_here": bool(person)}
    return render(request, "account/invitation.html", context)


def _may_choose_password() -> bool:
    return settings.OIDC is None or settings.OIDC.passwords


def _came_in(request: HttpRequest, held: Invitation, known: User | None, form: ComingInForm) -> HttpResponse:
    given = {} if known else form.cleaned_data
    try:
        person = accept_invitation(
            held,
            now=timezone.now(),
            display_name=given.get("display_name", ""),
            password=given.get("password1"),
        )
    except (InvitationClosed, IntegrityError):
        # A second click, or somebody who signed up this very moment: the page says how it is now.
        return redirect(request.path)
    if known:
        messages.success(request, f"Your account has the roles now. Sign in as {person.email} to use them.")
        return redirect("account_login")
    password_changed(given["password1"], person)
    record_authentication(request, person, method="password", email=person.email)
    return perform_login(request, Login(user=person, email=person.email))
