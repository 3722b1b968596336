"""People and who is invited, as administrators look for them."""

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db.models import (
    BooleanField,
    CharField,
    Count,
    DateTimeField,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    Value,
)
from django.db.models.functions import Cast

from kidmet_site.accounts.models import ROLES, Invitation, PeopleAct, User

STATES = {
    "": "All",
    "active": "Active",
    "unconfirmed": "Address not confirmed",
    "invited": "Invited",
    "closed": "Closed",
}
OF_PEOPLE = {
    "active": Q(is_active=True, is_confirmed=True),
    "unconfirmed": Q(is_active=True, is_confirmed=False),
    "closed": Q(is_active=False),
}
"""Nobody signs in before the link to their address was followed: that is told apart from who can."""
SHOWN = (
    *("pk", "kind", "email", "display_name", *(f"is_{role}" for role in ROLES)),
    *("is_superuser", "is_active", "is_confirmed", "at", "until"),
)
"""A column for each, in the same order, of people and of invitations."""


def people_found(state: str, sought: str) -> QuerySet:
    """Rows of both kinds by their address: plain values, `kind` says which."""
    people, invitations = _people(state, sought), _invitations(sought)
    if state == "invited":
        return invitations.order_by("email")
    if state:
        return people.order_by("email")
    return people.union(invitations, all=True).order_by("email")


def _people(state: str, sought: str) -> QuerySet:
    found = User.objects.order_by()
    found = found.filter(OF_PEOPLE.get(state, Q()))
    if sought:
        found = found.filter(Q(email__icontains=sought) | Q(display_name__icontains=sought))
    return found.values_list(
        *SHOWN[:1],
        Value("person", CharField()),
        *SHOWN[2:10],
        "last_login",
        Cast(Value(None), DateTimeField()),
    )


def _invitations(sought: str) -> QuerySet:
    found = invitations_shown().order_by()
    if sought:
        found = found.filter(Q(email__icontains=sought) | Q(display_name__icontains=sought))
    return found.values_list(
        *SHOWN[:1],
        Value("invitation", CharField()),
        *SHOWN[2:7],
        Value(False, BooleanField()),
        Value(True, BooleanField()),
        Value(True, BooleanField()),
        "mailed_at",
        "expires_at",
    )


def invitations_shown() -> QuerySet[Invitation]:
    """Those that are open, of whom has no account by now."""
    here = User.objects.filter(email=OuterRef("email"))
    return Invitation.objects.standing().filter(~Exists(here))


def state_counts() -> dict[str, int]:
    counts = User.objects.aggregate(**{state: Count("pk", filter=of) for state, of in OF_PEOPLE.items()})
    counts["invited"] = invitations_shown().count()
    return {"": sum(counts.values()), **counts}


def acts_of(person: User | None = None) -> QuerySet[PeopleAct]:
    acts = PeopleAct.objects.select_related("by", "person", "invitation")
    return acts.filter(Q(person=person) | Q(invitation__accepted_by=person)) if person else acts


def ways_in(person: User) -> dict[str, bool]:
    return {
        "password": person.has_usable_password(),
        "institution": SocialAccount.objects.filter(user=person).exists(),
        "second_step": Authenticator.objects.filter(user=person).exists(),
    }


def as_sheet() -> QuerySet:
    """People as a list that can be uploaded again."""
    return User.objects.filter(is_active=True).order_by("email")
