"""What inviting people holds of a person."""

from django.db.models import Q, QuerySet

from kidmet_site.accounts.holdings import Holding, Leaver, as_json, every, goes, hold, naming, stays
from kidmet_site.accounts.models import Invitation, PeopleAct, PeopleList, User


def register() -> None:
    hold(
        model=Invitation,
        title="Invitations",
        what="That you were invited, with which address and roles, by whom and when, and when you came.",
        why="An administrator can tell whom to write to again.",
        after="They are deleted. Invitations that you sent stay, under a random name.",
        people={"email": {}, "invited_by": {}, "accepted_by": {}},
        owned=_invitations_of,
        erase=invitations_go,
        export=lambda row, person: as_json(row, person, but=("stamp",)),
        place=70,
    )
    hold(
        model=PeopleList,
        title="Lists of people",
        what="A list of people that an administrator has uploaded and not yet confirmed.",
        why="They see what it would change before it does.",
        after="It is deleted, and so is every list that names you.",
        people={"uploaded_by": {}},
        erase=lists_go,
        not_exported="It is gone within a day, and names others.",
        place=60,
    )
    hold(
        model=PeopleAct,
        title="Roles and invitations",
        what="What was done with your account, or by you with others: invited, roles changed, closed.",
        why="Administrators answer for who may do what here.",
        after="It stays, under a random name.",
        people={"by": {}, "person": {}},
        erase=stays,
        export=lambda row, person: as_json(row, person, but=("invitation",)),
        place=85,
    )


def _invitations_of(person: User) -> QuerySet:
    theirs = Q(accepted_by=person)
    if person.is_confirmed:  # else the address may be anybody's
        theirs |= Q(email=person.email)
    return Invitation.objects.filter(theirs)


def invitations_go(held: Holding, leaver: Leaver, until: float) -> bool:
    theirs = Q(email__in=leaver.addresses) | Q(accepted_by=leaver.person)
    every(held.model).filter(theirs).delete()
    return True


def lists_go(held: Holding, leaver: Leaver, until: float) -> bool:
    every(held.model).filter(naming(held.model, ("rows",), leaver)).delete()
    return goes(held, leaver, until)
