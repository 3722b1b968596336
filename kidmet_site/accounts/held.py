"""What accounts hold of a person, and what libraries keep for them: addresses, keys, sign-ins, histories."""

from collections.abc import Iterator
from typing import Any

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db.models import Q

from guidance.domain.limits import INSIGHT_REASON
from kidmet_site.accounts import people_held
from kidmet_site.accounts.holdings import (
    ERASING,
    REMOVED,
    Holding,
    Leaver,
    as_json,
    every,
    forget_mentions,
    goes,
    hold,
    hold_nothing,
    hold_parts,
    naming,
    stays,
)
from kidmet_site.accounts.models import AccountExport, Erasure, ExportPiece, Insight, User

ACCOUNT = "You sign in with it."
PORTION = 500


def register() -> None:
    """Once all apps are there. What an app that may be left out holds is said where it is there."""
    _account()
    _permissions()
    _administration()
    _exports()
    _signing_in()
    people_held.register()
    if apps.is_installed("allauth.socialaccount"):
        _institutions()
    if apps.is_installed("kidmet_site.work"):
        _work()
        _queue()
    hold_nothing("what kinds of things there are", ContentType, Permission)
    hold_nothing("nobody is in a group: roles are the grant", Group, Group.permissions.through)


def _account() -> None:
    hold(
        model=User,
        title="Account",
        what="Your e-mail address, the name that others see, your roles, when you joined and last signed in, "
        "and your time zone.",
        why="You sign in with it, others see who said or changed something, and times go by your clock.",
        after="It is deleted. Where something of yours stays, it is under an account with a random name and "
        "no address, which nobody can open.",
        people={"email": {}},
        owned=lambda person: User.objects.filter(pk=person.pk),
        erase=account_goes,
        export=lambda row, person: as_json(row, person, but=("password",)),
        place=100,
    )
    hold(
        model=User.history.model,
        title="Account as it was",
        what="What your address, name and roles were before, since when, and who changed them.",
        why="An administrator can tell who gave which role, and when.",
        after="It is deleted with the account, or keeps roles and dates without name and address.",
        people={"id": {}, "email": {}, "history_user": {"history_change_reason": None}},
        owned=lambda person: User.history.filter(Q(id=person.pk) | Q(history_user=person)),
        erase=history_stays,
        export=lambda row, person: as_json(row, person) if row.id == person.pk else _changed_by(row),
        # Last: it tells what others may have called them.
        place=110,
    )


def _permissions() -> None:
    hold(
        model=User.groups.through,
        title="Groups",
        what="Groups of the administration that you are in; there are none.",
        why="Django keeps a place for it.",
        after="It is deleted.",
        people={"user": {}},
        erase=goes,
        export=as_json,
    )
    hold(
        model=User.user_permissions.through,
        title="Permissions",
        what="Single permissions that an administrator gave you.",
        why="They decide what you may do.",
        after="They are deleted.",
        people={"user": {}},
        erase=goes,
        export=as_json,
    )


def _administration() -> None:
    hold(
        model=Insight,
        title="Who looked",
        what="When an administrator looked at something of yours, at which, and their reason. As an "
        "administrator also what you looked at.",
        why="You can read who looked and why, and they answer for it.",
        after="That somebody looked, and when, stays under a random name; reasons told to you are removed.",
        people={"owner": {"reason": REMOVED}, "by": {}},
        erase=insights_stay,
        export=as_json,
        place=85,
    )
    hold(
        model=LogEntry,
        title="Administration",
        what="What you did in the administration, and to which row.",
        why="Other administrators can tell who changed what.",
        after="It stays, under a random name; your address and name are removed wherever they stand in it.",
        people={"user": {}},
        erase=log_stays,
        export=as_json,
        place=85,
    )


def _exports() -> None:
    hold(
        model=AccountExport,
        title="Export of everything",
        what="A file with everything that is held of you, while it waits to be fetched.",
        why="You asked for it, or an administrator did in your place.",
        after="It is deleted.",
        people={"person": {}, "asked_by": {"reason": REMOVED}},
        owned=lambda person: AccountExport.objects.filter(person=person),
        erase=exports_go,
        not_exported="It would hold itself.",
        is_told=False,
        place=5,
    )
    hold_parts(AccountExport, ExportPiece)
    hold(
        model=Erasure,
        title="Deleted accounts",
        what="That an account was deleted, when, and by which administrator with which reason.",
        why="It can be shown that it was done, and that nobody did it without a reason.",
        after="It stays, with a random name in place of yours.",
        people={"person": {}, "asked_by": {"reason": REMOVED}},
        owned=lambda person: Erasure.objects.filter(asked_by=person),
        erase=stays,
        export=lambda row, person: as_json(row, person, but=("code", "person")),
        is_told=False,
    )


def _signing_in() -> None:
    hold(
        model=EmailAddress,
        title="E-mail addresses",
        what="Your e-mail addresses, also one that waits to be confirmed.",
        why=ACCOUNT,
        after="They are deleted.",
        people={"user": {}, "email": {}},
        owned=lambda person: EmailAddress.objects.filter(user=person),
        erase=goes,
        export=as_json,
        place=105,
    )
    hold_parts(EmailAddress, EmailConfirmation)
    hold(
        model=Authenticator,
        title="Second step and passkeys",
        what="Your authenticator app, recovery codes and security keys.",
        why="They protect your sign-in.",
        after="They are deleted.",
        people={"user": {}},
        erase=goes,
        # Never the secret itself: a copy is kept in places of all kinds.
        export=lambda row, person: as_json(row, person, but=("data",)),
        place=80,
    )
    hold(
        model=Session,
        title="Where you are signed in",
        what="That a browser of yours is signed in, and until when.",
        why="Otherwise each page would ask for your password.",
        after="You are signed out everywhere, and it is deleted.",
        people={},
        owned=sessions_of,
        erase=sessions_go,
        export=lambda session, person: {"until": session.expire_date},
        is_told=False,
        place=5,
    )


def _institutions() -> None:
    from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken

    hold(
        model=SocialAccount,
        title="Sign-in by your institution",
        what="The number by which your institution knows you; nothing else that it says of you.",
        why=ACCOUNT,
        after="It is deleted here; your account at the institution is not touched.",
        people={"user": {}},
        erase=goes,
        export=as_json,
        place=80,
    )
    hold_parts(SocialAccount, SocialToken)
    hold_nothing("the institution itself", SocialApp, *_sites_of(SocialApp))


def _work() -> None:
    hold(
        model=_model("work.Job"),
        title="Jobs",
        what="What you asked this site to do outside of a page, how far it is and what came of it.",
        why="You can watch it, and it goes on where it was when it is interrupted.",
        after="They are stopped and deleted.",
        people={"owner": {}},
        erase=jobs_go,
        export=lambda row, person: as_json(row, person, but=("payload",)),
        place=5,
    )
    hold(
        model=_model("work.Letter"),
        title="Mail that waits",
        what="An e-mail to you that waits to be sent, sealed so that nobody reads it in the database.",
        why="The site goes on while the mail server does not; once it is sent it is gone from here.",
        after="It is deleted and not sent.",
        people={"owner": {}, "to": {}},
        owned=lambda person: _model("work.Letter").objects.filter(
            Q(owner=person) | Q(to__iexact=person.email)
        ),
        erase=letters_go,
        export=lambda row, person: as_json(row, person, but=("sealed",)),
        place=6,
    )


def _queue() -> None:
    row_of_queue = _model("django_tasks_database.DBTaskResult")
    hold(
        model=row_of_queue,
        title="Queue",
        what="Which step of which job is to be done next, by the number of the job.",
        why="A worker takes up the steps in turn.",
        after="A fault that names you is deleted.",
        people={},
        owned=lambda person: row_of_queue.objects.none(),
        erase=queue_goes,
        not_exported="It holds numbers of jobs alone.",
        is_told=False,
        place=95,
    )
    hold_nothing(
        "which worker is there, and what was done on which day",
        _model("work.WorkerSign"),
        _model("work.DailyRound"),
    )


def _model(label: str) -> Any:
    return apps.get_model(label)


def _sites_of(model: Any) -> list[Any]:
    return [field.remote_field.through for field in model._meta.many_to_many]


# What becomes of them


def sessions_of(person: User) -> Any:
    return Session.objects.filter(pk__in=list(_session_keys(Session.objects.all(), person)))


def _session_keys(sessions: Any, person: User) -> Iterator[str]:
    """A session says whose it is inside of what is signed: each is opened."""
    for session in sessions.iterator(chunk_size=PORTION):
        held = session.get_decoded()
        if str(held.get("_auth_user_id", "")) == str(person.pk) or person.email in str(held).lower():
            yield session.pk


def sessions_go(held: Holding, leaver: Leaver, until: float) -> bool:
    sessions_of(leaver.person).delete()
    return True


def exports_go(held: Holding, leaver: Leaver, until: float) -> bool:
    stays(held, leaver, until)
    return goes(held, leaver, until)


def jobs_go(held: Holding, leaver: Leaver, until: float) -> bool:
    """Also what waits to be sent to them, or was begun by others and names them; but for this very work."""
    named = naming(held.model, ("title", "payload", "result", "fault"), leaver.addresses)
    every(held.model).filter(Q(owner=leaver.person) | named).exclude(kind=ERASING).delete()
    return True


def letters_go(held: Holding, leaver: Leaver, until: float) -> bool:
    """Also those to an address of theirs that nobody had an account for when they were written."""
    theirs = Q(owner=leaver.person)
    for address in leaver.addresses:
        theirs |= Q(to__iexact=address)
    for waits in EmailAddress.objects.filter(user=leaver.person, verified=False):
        theirs |= Q(to__iexact=waits.email, kind__startswith="email_confirmation")
    every(held.model).filter(theirs).delete()
    return True


def queue_goes(held: Holding, leaver: Leaver, until: float) -> bool:
    """What is done, where what went wrong tells of the person."""
    rows = every(held.model).filter(finished_at__isnull=False)
    rows.filter(naming(held.model, ("args_kwargs", "return_value", "traceback"), leaver.known_as)).delete()
    return True


def history_stays(held: Holding, leaver: Leaver, until: float) -> bool:
    was = User.history.filter(id=leaver.person.pk)
    was.update(email=leaver.address, display_name=leaver.pseudonym, history_change_reason=None)
    return stays(held, leaver, until)


def log_stays(held: Holding, leaver: Leaver, until: float) -> bool:
    """Rows of the administration are called by the names of what they tell of, people among them."""
    for said in leaver.said:
        named = Q(object_repr__icontains=said) | Q(change_message__icontains=said)
        for row in LogEntry.objects.filter(named).select_related("content_type"):
            words = leaver.said if _is_of(row, leaver.person) else leaver.known_at(row.action_time)
            row.object_repr = leaver.without(row.object_repr, words)[:200]
            row.change_message = leaver.without(row.change_message, words)
            row.save(update_fields=["object_repr", "change_message"])
    return True


def _is_of(row: LogEntry, person: User) -> bool:
    model = row.content_type and row.content_type.model_class()
    return row.user_id == person.pk or (model is User and row.object_id == str(person.pk))


def insights_stay(held: Holding, leaver: Leaver, until: float) -> bool:
    """Whose something was reads no more of it; whose another's was still reads why, without the name."""
    for row in every(Insight).filter(by=leaver.person.pk):
        said = leaver.without(row.reason, leaver.said)[: INSIGHT_REASON.most]
        every(Insight).filter(pk=row.pk).update(name=leaver.pseudonym, reason=said)
    return stays(held, leaver, until)


def account_goes(held: Holding, leaver: Leaver, until: float) -> bool:
    """Before the row itself goes: nothing that others wrote leads to it."""
    forget_mentions(leaver)
    for row in Erasure.objects.filter(person=leaver.person):
        Erasure.objects.filter(pk=row.pk).update(reason=leaver.without(row.reason, leaver.said))
    return True


def _changed_by(row: Any) -> dict[str, Any]:
    """Somebody else's account as the person changed it: that, not how it was."""
    return {"changed": "somebody else's account", "history_date": row.history_date}
