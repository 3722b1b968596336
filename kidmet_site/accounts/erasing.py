"""An account is closed in the request and erased by the worker, each holding as its app has said."""

import secrets
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Model, Q

from cases.models import Library, TeachingCaseVersion
from guidance.domain.characters import check_characters, seen
from guidance.domain.limits import REMARK
from guidance.models import Document, Edition
from kidmet_site.accounts.demo import is_demo_person
from kidmet_site.accounts.holdings import (
    ERASING,
    Holding,
    Leaver,
    all_holdings,
    every,
    naming,
    of_them,
)
from kidmet_site.accounts.known_as import names_of
from kidmet_site.accounts.models import AccountExport, Erasure, User
from kidmet_site.sqlite_file import empty_the_log
from kidmet_site.work.jobs import Progress, begin, kind
from kidmet_site.work.models import Job

log = structlog.get_logger(__name__)
PORTION_SECONDS = 0.3
"""How long others who write wait for a portion."""
AFTER_REQUESTS = timedelta(seconds=10)
"""A request that overran its time has ended by then."""
LETTERS = "23456789bcdfghjkmnpqrstvwxz"
"""Of a pseudonym: none is taken for another, and they make no word."""


GONE_ALREADY = "This account was deleted in the meantime."


class ErasingRefused(PermissionError):
    """Why this account is not deleted, in a sentence."""


# Who may be deleted, and what that means


def check_can_erase(person: User, by: User | None) -> None:
    """Raises ErasingRefused."""
    if by is not None and by != person and not by.is_superuser:
        raise ErasingRefused("Only administrators delete the account of somebody else.")
    if is_demo_person(person) and settings.DEMO_MODE:
        raise ErasingRefused(
            "This is one of the demonstration's people, as whom every visitor may enter. "
            "Sign up with an address of your own to try it."
        )
    if person.is_superuser and not _other_administrators(person):
        raise ErasingRefused(
            "This is the only administrator who can sign in. Make somebody else one first: without any, "
            "nobody could give roles or help people who are locked out."
        )
    if not person.is_active and Erasure.objects.filter(person=person, done_at=None).exists():
        raise ErasingRefused("This account is being deleted already.")


def refusal_to_erase(person: User, by: User) -> str:
    try:
        check_can_erase(person, by)
    except ErasingRefused as refusal:
        return str(refusal)
    return ""


def _other_administrators(person: User) -> bool:
    return User.objects.filter(is_superuser=True, is_active=True).exclude(pk=person.pk).exists()


@dataclass(frozen=True)
class HeldCount:
    """A holding with how many rows of it there are of one person."""

    holding: Holding
    count: int

    @property
    def title_of_them(self) -> str:
        return of_them(self.holding.title)

    @property
    def after_of_them(self) -> str:
        return of_them(self.holding.after)


def what_is_held(person: User) -> list[HeldCount]:
    """What there is of the person, as the registry tells it; a constant number of queries."""
    counted = [HeldCount(held, held.shown_rows_of(person).count()) for held in all_holdings() if held.is_told]
    return [each for each in counted if each.count]


def is_named_in_what_stays(person: User) -> bool:
    """Whether their name may stand as a sign-off or credit: then it is asked whether it is to stay."""
    names = names_of(person)
    return any(
        every(model).filter(naming(model, (column,), names)).exists() for model, column in _SIGNED.items()
    )


_SIGNED: dict[type[Model], str] = {
    Document: "payload",
    Edition: "payload",
    Library: "credits",
    TeachingCaseVersion: "document",
}


# Closing at once


@transaction.atomic
def erase_account(
    *, person: User, by: User | None, now: datetime, reason: str = "", keeps_name: bool = False
) -> Erasure:
    """Close the account for good, sign it out everywhere and have the worker erase it.

    `by` is the person, an administrator with a reason, or None where the time that is set is over.
    Raises ErasingRefused, OverLimit.
    """
    check_characters(reason, "The reason")
    REMARK.check(len(reason.strip()))
    # Both locked in one order: two administrators who delete each other at once leave one.
    administrators = User.objects.select_for_update().filter(Q(is_superuser=True) | Q(pk=person.pk))
    held = next((each for each in administrators.order_by("pk") if each.pk == person.pk), None)
    if held is None:
        raise ErasingRefused(GONE_ALREADY)
    check_can_erase(held, by)
    if by is not None and by != person and not seen(reason):
        raise ErasingRefused("Say why this account is deleted: it stays written down.")
    code = secrets.token_hex(16)
    made = Erasure.objects.create(
        person=held,
        code=code,
        pseudonym=pseudonym_of(held),
        asked_at=now,
        asked_by=None if by is None or by.pk == held.pk else by,
        reason=seen(reason),
        keeps_name=keeps_name,
    )
    _close(held)
    AccountExport.objects.filter(person=held).delete()
    _begin(made, now)
    log.info("account_closed_for_good", person=held.pk, by=by.pk if by else None)
    return made


def pseudonym_of(person: User) -> str:
    """ "Former curator 7k2qmx": what they were, and nothing that leads to them."""
    role = person.roles[-1] if person.roles else "member"
    return f"Former {role} {''.join(secrets.choice(LETTERS) for _ in range(6))}"


def _close(person: User) -> None:
    """Whoever is signed in as them is nobody from the next request on."""
    person.is_active = False
    person.set_unusable_password()
    person.save(update_fields=["is_active", "password"])


def _begin(erasure: Erasure, now: datetime) -> None:
    begin(
        ERASING,
        payload={"erasure": erasure.pk, "place": 0},
        by=None,
        now=now,
        title=f"Deleting the account of {erasure.pseudonym}",
        total=len(all_holdings()),
        once=f"erasure {erasure.pk}",
    )


# Erased, by a worker


@kind(ERASING, title="Deleting an account", priority=10)
def step_erasing(job: Job, *, now: datetime, until: float) -> Progress:
    """One holding after the other, in portions. Each bears being done again."""
    holdings, place = all_holdings(), int(job.payload.get("place", 0))
    erasure = Erasure.objects.select_related("person").get(pk=job.payload["erasure"])
    if erasure.person is None:
        return Progress(done=len(holdings))
    if erasure.done_at is not None and not job.payload.get("again"):
        return _look_again_later(job, len(holdings))
    leaver = Leaver(
        person=erasure.person,
        code=erasure.code,
        pseudonym=erasure.pseudonym,
        now=now,
        keeps_name=erasure.keeps_name,
    )
    is_over = False
    while place < len(holdings) and not is_over:
        held, portion_until = holdings[place], min(until, time.monotonic() + PORTION_SECONDS)
        with transaction.atomic():
            place += held.erase(held, leaver, portion_until)
        is_over = time.monotonic() >= until  # one portion at least, so that every step gets on
    if place < len(holdings):
        return Progress(done=place, is_done=False, keep=job.payload | {"place": place})
    _finish(erasure, leaver, now)
    if job.payload.get("again") or not Erasure.objects.filter(pk=erasure.pk, person__isnull=False).exists():
        return Progress(done=len(holdings))
    return _look_again_later(job, len(holdings))


def _look_again_later(job: Job, done: int) -> Progress:
    """A request that began before the account was closed may write once its turn here is over. Where the
    account's row is gone, the database refuses that; where it stays, all is gone through again."""
    return Progress(
        done=done,
        is_done=False,
        keep=job.payload | {"place": 0, "again": True},
        pause=timedelta(seconds=settings.REQUEST_SECONDS) + AFTER_REQUESTS,
    )


@transaction.atomic
def _finish(erasure: Erasure, leaver: Leaver, now: datetime) -> None:
    """The account is deleted where nothing points to it any more; else what stays points to nobody known."""
    person, number = leaver.person, leaver.person.pk
    if is_relied_on(person):
        User.objects.filter(pk=number).update(**_nobody(leaver))
    else:
        person.delete()
        # After it: simple_history writes down that a row was deleted, with what was in it.
        User.history.filter(id=number).delete()
    Erasure.objects.filter(pk=erasure.pk).update(done_at=now)
    transaction.on_commit(empty_the_log, robust=True)
    log.info("account_erased", erasure=erasure.pk)


def is_relied_on(person: User) -> bool:
    return any(
        every(held.model).filter(**{column: person.pk}).exists()
        for held in all_holdings()
        if held.model not in (User, User.history.model, Erasure)
        for column in held.keys
    )


def _nobody(leaver: Leaver) -> dict[str, object]:
    return {
        "email": leaver.address,
        "display_name": leaver.pseudonym,
        "password": f"!{leaver.code}",
        "is_active": False,
        "is_confirmed": False,
        "is_superuser": False,
        "is_resident": False,
        "is_educator": False,
        "is_curator": False,
        "last_login": None,
    }


def take_up_erasures(now: datetime) -> None:
    """What was asked for and has no work under way, as after a job was stopped, is begun again.

    So is emptying the log, which a reader may have held up.
    """
    under_way = set(Job.objects.filter(kind=ERASING, state__in=Job.OPEN).values_list("key", flat=True))
    for erasure in Erasure.objects.filter(done_at=None):
        if f"erasure {erasure.pk}" not in under_way:
            with transaction.atomic():
                _begin(erasure, now)
    transaction.on_commit(empty_the_log, robust=True)
