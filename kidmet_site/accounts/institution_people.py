"""Whom somebody is who comes by the institution's sign-in, and what their claims make of their roles."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from allauth.account.internal.emailkit import valid_email_or_none
from allauth.socialaccount.models import SocialAccount
from django.db import IntegrityError, transaction

from guidance.domain.limits import EMAIL, NAME
from kidmet_site.accounts.inviting import (
    accept_invitation,
    confirm_address,
    give_roles,
    open_unconfirmed,
    role_fields,
)
from kidmet_site.accounts.models import Invitation, PeopleAct, User
from kidmet_site.institution import Institution

SECOND_STEPS = {"mfa", "otp", "hwk", "swk", "fpt", "face", "iris", "retina", "sc"}
"""Values of `amr`, of which one says that the provider asked for more than a password (RFC 8176)."""


class NotAdmitted(Exception):
    """The provider knows them, and they do not come in; `why` is what the page tells."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def admit(
    account: SocialAccount,
    claims: Mapping[str, Any],
    *,
    institution: Institution,
    invitation: Invitation | None,
    now: datetime,
) -> tuple[User, bool]:
    """The person, with the roles that they have now, and whether the two were joined just now.

    Raises NotAdmitted, and InvitationClosed where somebody else followed the link meanwhile.
    """
    try:
        return _admit(account, claims, institution, invitation, now)
    except IntegrityError:
        # The same person in another tab, this very moment: by now they are here.
        return _admit(account, claims, institution, invitation, now)


@transaction.atomic
def _admit(
    account: SocialAccount,
    claims: Mapping[str, Any],
    institution: Institution,
    invitation: Invitation | None,
    now: datetime,
) -> tuple[User, bool]:
    granted = institution.roles_in(claims)
    person = _joined_before(account)
    is_new = person is None
    if person is None:
        person = _somebody(claims, institution, invitation, now)
        _join(account, person, now)
    elif invitation:
        accept_invitation(invitation, now=now, person=person, keeps_roles=granted is not None)
    if granted is not None:
        person = give_roles(person, granted, by=None, now=now, way=PeopleAct.Way.INSTITUTION)
    return person, is_new


def _joined_before(account: SocialAccount) -> User | None:
    held = (
        SocialAccount.objects.filter(provider=account.provider, uid=account.uid)
        .select_related("user")
        .first()
    )
    if held and not held.user.is_active:
        raise NotAdmitted("closed")
    return held.user if held else None


def _somebody(
    claims: Mapping[str, Any], institution: Institution, invitation: Invitation | None, now: datetime
) -> User:
    """By the address, which an invitation has shown to be theirs, or of which the provider says so."""
    granted = institution.roles_in(claims)
    address = invitation.email if invitation else verified_address(claims, institution)
    if not address:
        raise NotAdmitted("unverified")
    person = User.objects.select_for_update().filter(email=address).first()
    if person:
        _check_may_be_joined(person)
    invitation = invitation or Invitation.objects.open_at(now).filter(email=address).first()
    if invitation:
        name = _name_in(claims)
        return accept_invitation(invitation, now=now, display_name=name, keeps_roles=granted is not None)
    if person:
        open_unconfirmed(person)
        confirm_address(person)
        return person
    if not institution.new_people:
        raise NotAdmitted("unknown")
    if granted is not None and not granted:
        raise NotAdmitted("no_role")
    return _newcomer(address, claims, ("resident",) if granted is None else tuple(granted), now)


def _check_may_be_joined(person: User) -> None:
    if not person.is_active:
        raise NotAdmitted("closed")
    if person.is_superuser:
        # Whoever rules the provider's addresses would rule the site; they join the two from inside.
        raise NotAdmitted("administrator")


def _newcomer(address: str, claims: Mapping[str, Any], roles: tuple[str, ...], now: datetime) -> User:
    person = User.objects.create_user(address, None, display_name=_name_in(claims), **role_fields(roles))
    confirm_address(person)
    PeopleAct.objects.create(
        at=now,
        by=person,
        kind=PeopleAct.Kind.MADE,
        way=PeopleAct.Way.INSTITUTION,
        person=person,
        roles_after=list(person.roles),
    )
    return person


def _join(account: SocialAccount, person: User, now: datetime) -> None:
    account.pk, account.user = None, person
    account.save()
    record_joined(person, now)


def record_joined(person: User, now: datetime) -> None:
    PeopleAct.objects.create(
        at=now, by=person, kind=PeopleAct.Kind.JOINED, way=PeopleAct.Way.INSTITUTION, person=person
    )


# What the claims say


def verified_address(claims: Mapping[str, Any], institution: Institution) -> str:
    """Empty where the provider does not say that it is theirs."""
    given = claims.get("email")
    address = User.normalize_username(given) if isinstance(given, str) else ""
    if len(address) > EMAIL.most or not valid_email_or_none(address):
        return ""
    says = claims.get("email_verified")
    is_own = says is None and institution.gives_out(str(given))
    return address if is_own or says is True or says == "true" else ""


def did_second_step(claims: Mapping[str, Any]) -> bool:
    ways = claims.get("amr")
    return isinstance(ways, list) and any(way in SECOND_STEPS for way in ways if isinstance(way, str))


def _name_in(claims: Mapping[str, Any]) -> str:
    given = claims.get("name")
    shown = " ".join(given.split()) if isinstance(given, str) else ""
    return shown if len(shown) <= NAME.most and shown.isprintable() else ""
