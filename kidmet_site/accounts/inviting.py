"""Inviting people: an address, its roles, and a link that works once and for a while."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.utils.crypto import constant_time_compare, get_random_string
from simple_history.utils import update_change_reason

from kidmet_site.accounts.models import ROLES, Invitation, PeopleAct, User

HOLDS = timedelta(days=14)
SALT = "kidmet.invitation"


class InvitationClosed(Exception):
    """The link was used, withdrawn or made long ago, or is none of ours: all the same to who follows it."""


@dataclass(frozen=True)
class Invited:
    email: str
    roles: tuple[str, ...]
    display_name: str = ""


def role_fields(roles: Iterable[str]) -> Mapping[str, bool]:
    """Roles as the columns of a person or an invitation."""
    held = set(roles)
    return {f"is_{role}": role in held for role in ROLES}


# The link


def key_of(invitation: Invitation) -> str:
    """It is made anew from the row whenever it is mailed, so that no copy of the database holds a link."""
    return Signer(salt=SALT).sign(f"{invitation.pk}.{invitation.stamp}")


def open_invitation(key: str, *, now: datetime) -> Invitation:
    """Raises InvitationClosed."""
    try:
        pk, _, stamp = Signer(salt=SALT).unsign(key).partition(".")
    except BadSignature as fault:
        raise InvitationClosed from fault
    invitation = Invitation.objects.open_at(now).filter(pk=pk).first()
    if invitation is None or not constant_time_compare(invitation.stamp, stamp):
        raise InvitationClosed
    return invitation


# What administrators do


@transaction.atomic
def invite_people(
    people: Sequence[Invited], *, by: User, now: datetime, way: str = PeopleAct.Way.PAGE
) -> list[Invitation]:
    """Those who are not here and not invited yet; the messages go out when this transaction is done."""
    invitations = Invitation.objects.bulk_create(
        Invitation(
            email=User.normalize_username(one.email),
            display_name=one.display_name,
            stamp=get_random_string(32),
            invited_by=by,
            invited_at=now,
            expires_at=now + HOLDS,
            **role_fields(one.roles),
        )
        for one in people
    )
    PeopleAct.objects.bulk_create(
        PeopleAct(
            at=now, by=by, kind=PeopleAct.Kind.INVITED, way=way, invitation=each, roles_after=list(each.roles)
        )
        for each in invitations
    )
    return invitations


@transaction.atomic
def invite_again(invitation: Invitation, *, by: User, now: datetime) -> None:
    """The same link, which works for another while. Raises InvitationClosed."""
    held = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if held.accepted_at or held.revoked_at:
        raise InvitationClosed
    held.expires_at, held.mailed_at = now + HOLDS, None
    held.save(update_fields=["expires_at", "mailed_at"])
    _record(PeopleAct.Kind.INVITED_AGAIN, by=by, now=now, invitation=held)


@transaction.atomic
def withdraw_invitation(invitation: Invitation, *, by: User, now: datetime) -> None:
    """Raises InvitationClosed where it was accepted or withdrawn meanwhile."""
    if not Invitation.objects.standing().filter(pk=invitation.pk).update(revoked_at=now):
        raise InvitationClosed
    _record(PeopleAct.Kind.WITHDRAWN, by=by, now=now, invitation=invitation)


def _record(kind: str, *, by: User | None, now: datetime, invitation: Invitation) -> None:
    PeopleAct.objects.create(at=now, by=by, kind=kind, way=PeopleAct.Way.PAGE, invitation=invitation)


# Coming in by it


@transaction.atomic
def accept_invitation(
    invitation: Invitation,
    *,
    now: datetime,
    display_name: str = "",
    password: str | None = None,
    person: User | None = None,
    keeps_roles: bool = False,
) -> User:
    """Whoever holds the link holds the mailbox. Somebody who has an account by now gets the roles in it,
    and it keeps its name and password. `person` is who is known already, whatever the address; `keeps_roles`
    where roles are the institution's to give.

    Raises InvitationClosed: of two who follow it at once one comes in.
    """
    if not Invitation.objects.open_at(now).filter(pk=invitation.pk).update(accepted_at=now):
        raise InvitationClosed
    person = _invited_person(invitation, person, display_name, password, keeps_roles, now)
    Invitation.objects.filter(pk=invitation.pk).update(accepted_by=person)
    PeopleAct.objects.create(
        at=now,
        by=person,
        kind=PeopleAct.Kind.ACCEPTED,
        way=PeopleAct.Way.INVITATION,
        person=person,
        invitation=invitation,
        roles_after=list(person.roles),
    )
    return person


def accept_waiting(person: User, *, now: datetime) -> None:
    """Somebody who came by another way has shown that an invited address is theirs."""
    waiting = Invitation.objects.open_at(now).filter(email=person.email).first()
    if waiting:
        accept_invitation(waiting, now=now, person=person)


def _invited_person(
    invitation: Invitation,
    person: User | None,
    display_name: str,
    password: str | None,
    keeps_roles: bool,
    now: datetime,
) -> User:
    roles = () if keeps_roles else invitation.roles
    person = person or User.objects.filter(email=invitation.email).first()
    if person is None:
        shown = display_name or invitation.display_name
        person = User.objects.create_user(
            invitation.email, password, display_name=shown, **role_fields(roles)
        )
    else:
        open_unconfirmed(person)
        person = give_roles(person, {*person.roles, *roles}, by=None, now=now, way=PeopleAct.Way.INVITATION)
    if person.email == invitation.email:
        confirm_address(person)
    return person


def open_unconfirmed(person: User) -> None:
    """Somebody signed up with this address and never showed that it is theirs: what they chose is void."""
    if person.is_confirmed:
        return
    person.is_confirmed = True
    person.set_unusable_password()
    person.display_name = ""
    person.save()


def confirm_address(person: User) -> None:
    EmailAddress.objects.filter(user=person, primary=True).exclude(email=person.email).update(primary=False)
    EmailAddress.objects.update_or_create(
        user=person, email=person.email, defaults={"verified": True, "primary": True}
    )


# Roles


@transaction.atomic
def give_roles(person: User, roles: Iterable[str], *, by: User | None, now: datetime, way: str) -> User:
    """These and no others; nothing is written where they hold them. Returns the person as they are now.

    Who administers the site stays as it is, in either way.
    """
    held = User.objects.select_for_update().get(pk=person.pk)
    before = held.roles
    for name, value in role_fields(roles).items():
        setattr(held, name, value)
    if held.roles == before:
        return held
    held.save(update_fields=[*role_fields(())])
    update_change_reason(held, f"roles {PeopleAct.Way(way).label}")
    PeopleAct.objects.create(
        at=now,
        by=by,
        kind=PeopleAct.Kind.ROLES,
        way=way,
        person=held,
        roles_before=list(before),
        roles_after=list(held.roles),
    )
    return held


@transaction.atomic
def set_open(person: User, is_open: bool, *, by: User, now: datetime) -> None:
    """Closes an account, or opens it again. Who is signed in is out with the next page."""
    held = User.objects.select_for_update().get(pk=person.pk)
    if held.is_active == is_open:
        return
    held.is_active = is_open
    held.save(update_fields=["is_active"])
    kind = PeopleAct.Kind.OPENED if is_open else PeopleAct.Kind.CLOSED
    PeopleAct.objects.create(at=now, by=by, kind=kind, way=PeopleAct.Way.PAGE, person=held)


def record_admin_changes(before: User | None, after: User, *, by: User, now: datetime) -> None:
    """Of what the admin saved, who administers the site among the roles. `before` is None of a new person."""
    had = _all_roles(before) if before else []
    kinds = [PeopleAct.Kind.ROLES] if had != _all_roles(after) else []
    if before and before.is_active != after.is_active:
        kinds.append(PeopleAct.Kind.OPENED if after.is_active else PeopleAct.Kind.CLOSED)
    for kind in kinds:
        is_roles = kind == PeopleAct.Kind.ROLES
        PeopleAct.objects.create(
            at=now,
            by=by,
            kind=kind,
            way=PeopleAct.Way.ADMIN,
            person=after,
            roles_before=had if is_roles else [],
            roles_after=_all_roles(after) if is_roles else [],
        )


def _all_roles(person: User) -> list[str]:
    return [*person.roles, *(["administrator"] if person.is_superuser else [])]
