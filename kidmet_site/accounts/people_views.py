"""People, as administrators see them: who is here, who is invited, and with which roles."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guidance.permissions import allowed
from guidance.queries.paging import page_of
from guidance.views.loading import searched
from kidmet_site.accounts.invitation_mail import begin_sending
from kidmet_site.accounts.inviting import (
    HOLDS,
    InvitationClosed,
    give_roles,
    invite_again,
    set_open,
    withdraw_invitation,
)
from kidmet_site.accounts.models import ROLES, Invitation, PeopleAct, User
from kidmet_site.accounts.people_forms import RolesForm
from kidmet_site.accounts.people_queries import (
    STATES,
    acts_of,
    people_found,
    state_counts,
    ways_in,
)
from kidmet_site.accounts.requests import PersonRequest
from kidmet_site.work.permissions import runs_the_site

ON_A_PAGE = 50
ACTS_ON_A_PAGE = 25
ACTS_OF_A_PERSON = 20


@dataclass(frozen=True)
class PeopleRow:
    pk: int
    is_person: bool
    email: str
    name: str
    roles: tuple[str, ...]
    state: str
    at: datetime | None
    """When the person last signed in, or the invitation was mailed."""

    @property
    def shown(self) -> str:
        return self.name or self.email


def _row(found: tuple[Any, ...], now: datetime) -> PeopleRow:
    pk, kind, email, name, *held, is_superuser, is_active, is_confirmed, at, until = found
    roles = tuple(role for role, has in zip(ROLES, held, strict=True) if has)
    if kind == "person":
        state = "closed" if not is_active else "active" if is_confirmed else "address not confirmed"
        roles += ("administrator",) if is_superuser else ()
    else:
        state = "invited" if now < until else "invitation expired"
    return PeopleRow(pk, kind == "person", email, name, roles, state, at)


@require_safe
@allowed(runs_the_site)
def people(request: PersonRequest) -> HttpResponse:
    sought, refusal = searched(request)
    state = request.GET.get("state", "")
    state = state if state in STATES else ""
    found: Any = [] if refusal else people_found(state, sought)
    pages = Paginator(found, ON_A_PAGE)
    page, now = pages.get_page(request.GET.get("page")), timezone.now()
    counts = state_counts()
    context = {
        "page": page,
        "rows": [_row(each, now) for each in page],
        "state": state,
        "tabs": [
            (name, words, counts[name], urlencode({"q": sought, "state": name}))
            for name, words in STATES.items()
        ],
        "sought": sought,
        "refusal": refusal,
    }
    return render(request, "account/people.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(runs_the_site)
def people_person(request: PersonRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(User, pk=pk)
    form = RolesForm(request.POST or None, initial={"roles": person.roles})
    if request.method == "POST" and (form.is_valid() or not request.POST):
        try:
            return _changed(request, person, form)
        except User.DoesNotExist:
            messages.error(
                request, f"The account of {person} was deleted in the meantime. Nothing was changed."
            )
            return redirect("people")
    context = {
        "person": person,
        "form": form,
        "ways": ways_in(person),
        "acts": acts_of(person)[:ACTS_OF_A_PERSON],
        "claims_decide": bool(settings.OIDC and settings.OIDC.roles_claim),
    }
    return render(request, "account/people_person.html", context)


def _changed(request: PersonRequest, person: User, form: RolesForm) -> HttpResponse:
    """One form for roles, one each to close and open: the button says which."""
    now, wanted = timezone.now(), request.POST.get("do", "")
    if wanted in ("close", "open") and person != request.user:
        set_open(person, wanted == "open", by=request.user, now=now)
        said = "can sign in again." if wanted == "open" else "can no longer sign in, and is out from now on."
        messages.success(request, f"{person} {said}")
    elif wanted == "roles":
        roles = form.cleaned_data["roles"]
        after = give_roles(person, roles, by=request.user, now=now, way=PeopleAct.Way.PAGE)
        if after.roles == person.roles:
            messages.info(request, f"{person} has these roles already.")
        else:
            messages.success(request, f"{person} is {listed(after.roles) or 'without a role'} now.")
    else:
        messages.error(request, "Nothing was received that can be done here, so nothing was changed.")
    return redirect("people_person", pk=person.pk)


def listed(words: tuple[str, ...]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


@require_safe
@allowed(runs_the_site)
def people_acts(request: PersonRequest) -> HttpResponse:
    page = page_of(
        PeopleAct.objects.all(),
        request.GET.get("page"),
        ACTS_ON_A_PAGE,
        full=lambda rows: rows.select_related("by", "person", "invitation"),
    )
    return render(request, "account/people_acts.html", {"page": page})


@require_POST
@allowed(runs_the_site)
def invitation_again(request: PersonRequest, pk: int) -> HttpResponse:
    invitation, now = get_object_or_404(Invitation, pk=pk), timezone.now()
    try:
        invite_again(invitation, by=request.user, now=now)
    except InvitationClosed:
        messages.error(request, f"{invitation.email} came in or was no longer invited by then.")
    else:
        begin_sending(by=request.user, now=now)
        messages.success(
            request, f"{invitation.email} gets another message, with {HOLDS.days} days to follow it."
        )
    return redirect("people")


@require_POST
@allowed(runs_the_site)
def invitation_withdraw(request: PersonRequest, pk: int) -> HttpResponse:
    invitation = get_object_or_404(Invitation, pk=pk)
    try:
        withdraw_invitation(invitation, by=request.user, now=timezone.now())
        messages.success(request, f"{invitation.email} is no longer invited: the link opens nothing.")
    except InvitationClosed:
        messages.error(request, f"{invitation.email} came in or was no longer invited by then.")
    return redirect("people")
