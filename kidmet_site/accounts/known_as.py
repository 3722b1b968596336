"""What somebody is known to have been called here, and since when.

Nobody takes from others by saying that they are called so: not with an address that they never showed to be
theirs, nor with a name that somebody else here bears, nor of what was written before they took the name.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.db import models
from django.utils.timezone import get_default_timezone, localdate

from kidmet_site.accounts.models import User

WRITTEN = (
    "action_time",
    "answered_at",
    "applied_at",
    "asked_at",
    "at",
    "created_at",
    "decided_at",
    "proposed_at",
    "published_at",
    "pulled_at",
    "resolved_at",
    "started_at",
    "undone_at",
    "updated_at",
)
"""The columns that tell when a row was written; the last of them counts."""
Since = dict[str, datetime | None]


def said_of(person: User) -> tuple[str, ...]:
    """Every address and name that the account ever had, the longest first: for rows of the person's own."""
    more = EmailAddress.objects.filter(user=person).values_list("email", flat=True)
    words = {*more, *(word for _, *words, _ in _history_of(person) for word in words)}
    return _longest_first({each.strip() for each in words} - {""})


def known_since(person: User) -> Since:
    """By what others may mean the person, the longest first: addresses without a time, names with theirs."""
    was = [row for row in _history_of(person) if row[-1]]
    if not was:
        return {}
    verified = EmailAddress.objects.filter(user=person, verified=True).values_list("email", flat=True)
    addresses = {each.strip() for each in (*verified, *(email for _, email, _, _ in was))} - {""}
    names: dict[str, datetime] = {}
    for at, _, name, _ in was:
        names.setdefault(name.strip(), at)
    others = User.objects.exclude(pk=person.pk).filter(is_confirmed=True)
    taken = set(others.filter(email__in=addresses).values_list("email", flat=True))
    since: Since = dict.fromkeys(addresses - taken)
    theirs = _of_nobody_else([each for each in names if each and "@" not in each], person)
    since |= {name: names[name] for name in theirs}
    return {each: since[each] for each in _longest_first(since)}


def known_as(person: User) -> tuple[str, ...]:
    return tuple(known_since(person))


def names_of(person: User) -> tuple[str, ...]:
    """The names among them."""
    return tuple(name for name, since in known_since(person).items() if since)


def is_one_of(names: Iterable[str], text: str) -> bool:
    """Whether a text is one of these names, with or without a title."""
    return plain_name(text) in map(plain_name, names)


def plain_name(text: str) -> str:
    return re.sub(r"^((dr|prof|professor|med|mr|mrs|ms)\b\.? *)+", "", text.strip().casefold())


def written_at(row: models.Model) -> datetime | None:
    """When a row was last written; None where it does not tell."""
    return max((at for name in written_in(type(row)) if (at := getattr(row, name))), default=None)


def written_in(model: type[models.Model]) -> list[str]:
    return [column.name for column in model._meta.concrete_fields if column.name in WRITTEN]


def is_since(at: date | None, since: datetime | None) -> bool:
    """Whether what was written then, or at a time unknown, may mean whoever is so called since."""
    if at is None or since is None:
        return True
    return at >= since if isinstance(at, datetime) else at >= localdate(since, get_default_timezone())


def _history_of(person: User) -> list[tuple[datetime, str, str, bool]]:
    """When the account had which address and name, and whether it was confirmed then; the first comes first.

    An account that is older than its history was called so when it was made.
    """
    columns = ("history_date", "email", "display_name", "is_confirmed")
    was = list(User.history.filter(id=person.pk).order_by("history_date", "pk").values_list(*columns))
    if was:
        at, *first = was[0]
        was[0] = (min(at, person.date_joined), *first)
    last = was[-1][0] if was else person.date_joined
    return [*was, (last, person.email, person.display_name, person.is_confirmed)]


def _of_nobody_else(names: list[str], person: User) -> Iterator[str]:
    """Those that no other account bears or bore, as the whole of its name or, of several words, within it.

    Titles alone are no name.
    """
    if not names:
        return
    accounts = User.objects.exclude(pk=person.pk), User.history.exclude(id=person.pk)
    borne = {name for rows in accounts for name in _names_in(rows)}
    for name in names:
        plain = plain_name(name)
        whole = re.compile(rf"(?<!\w){re.escape(plain)}(?!\w)")
        if plain and plain not in borne and not (" " in plain and any(map(whole.search, borne))):
            yield name


def _names_in(accounts: Any) -> Iterator[str]:
    found = accounts.filter(is_confirmed=True).order_by().values_list("display_name", flat=True).distinct()
    return map(plain_name, found)


def _longest_first(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(words, key=len, reverse=True))
