"""What goes by itself, and when: as the settings have it, and nothing else."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from cases.models import LibraryTransfer
from guidance.models import Notice
from kidmet_site.accounts.models import Erasure, User
from kidmet_site.accounts.retention import erase_what_is_over, forget_what_is_over
from kidmet_site.work.upkeep import clear_sessions
from tests.working import NOW

pytestmark = pytest.mark.django_db
DAYS = 30
LONG_AGO, LATELY = NOW - timedelta(days=DAYS, hours=1), NOW - timedelta(days=DAYS, hours=-1)


def person(name: str, since: datetime, closed: datetime | None = None, **columns: Any) -> User:
    """Who joined at a time, and perhaps was closed at another."""
    made = User.objects.create_user(f"{name}@kidmet.example", None, **columns)
    User.objects.filter(pk=made.pk).update(date_joined=since)
    made.history.update(history_date=since)
    if closed:
        made.is_active = False
        made.save(update_fields=["is_active"])
        made.history.filter(is_active=False).update(history_date=closed)
    return made


def erased_on(now: datetime) -> set[str]:
    erase_what_is_over(now)
    return {each.person.email.partition("@")[0] for each in Erasure.objects.filter(done_at=None)}


def test_a_sign_up_that_nobody_confirmed_goes_and_nobody_who_was_ever_here(settings: Any) -> None:
    settings.RETAIN_UNCONFIRMED_DAYS = DAYS
    person("old", LONG_AGO, is_confirmed=False)
    person("new", LATELY, is_confirmed=False)
    person("was-here", LONG_AGO, is_confirmed=False, last_login=LONG_AGO)
    person("confirmed", LONG_AGO)

    assert erased_on(NOW) == {"old"}
    assert not User.objects.get(email__startswith="old").is_active


def test_a_closed_account_goes_so_long_after_it_was_closed(settings: Any) -> None:
    settings.RETAIN_CLOSED_DAYS = DAYS
    person("old", LONG_AGO, closed=LONG_AGO)
    person("new", LONG_AGO, closed=LATELY)
    person("open", LONG_AGO)

    assert erased_on(NOW) == {"old"}
    assert erased_on(NOW) == {"old"}, "nor is it begun twice"
    assert Erasure.objects.count() == 1 and Erasure.objects.get().asked_by is None


def test_no_account_goes_by_itself_where_the_settings_say_so(settings: Any) -> None:
    settings.RETAIN_UNCONFIRMED_DAYS = settings.RETAIN_CLOSED_DAYS = 0
    person("unconfirmed", LONG_AGO, is_confirmed=False)
    person("closed", LONG_AGO, closed=LONG_AGO)

    assert erased_on(NOW + timedelta(days=10_000)) == set()


def test_notices_and_transfers_go_after_their_days_and_stay_where_there_are_none(
    settings: Any, resident: User
) -> None:
    for at in (LONG_AGO, LATELY):
        Notice.objects.create(user=resident, text="Told", path="/", at=at)
        LibraryTransfer.objects.create(way="in", by=resident, name="x", total=1, started_at=at, updated_at=at)

    def left() -> list[list[datetime]]:
        forget_what_is_over(NOW)
        return [
            list(Notice.objects.order_by("at").values_list("at", flat=True)),
            list(LibraryTransfer.objects.order_by("updated_at").values_list("updated_at", flat=True)),
        ]

    settings.RETAIN_NOTICES_DAYS = settings.RETAIN_TRANSFERS_DAYS = 0
    assert left() == [[LONG_AGO, LATELY]] * 2
    settings.RETAIN_NOTICES_DAYS = settings.RETAIN_TRANSFERS_DAYS = DAYS
    assert left() == [[LATELY]] * 2


def test_sessions_that_are_over_go(db: None) -> None:
    for key, days in (("over", -1), ("holds", 1)):
        Session.objects.create(session_key=key, expire_date=timezone.now() + timedelta(days=days))

    clear_sessions(NOW)

    assert [each.session_key for each in Session.objects.all()] == ["holds"]
