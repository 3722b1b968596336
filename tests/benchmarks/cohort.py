"""Residents who are ready to submit, made over the database that DATABASE_URL names; prints them as JSON.

`python -m tests.benchmarks.cohort make 230` and, afterwards, `python -m tests.benchmarks.cohort count`.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from kidmet_site.accounts.models import User


def make(count: int) -> list[dict[str, object]]:
    from django.db import transaction
    from django.utils import timezone

    from kidmet_site.accounts.models import User
    from tests.cases.attempts import begun, commit

    made = []
    with transaction.atomic():
        for number in range(count):
            user = User.objects.create_user(f"cohort{number}@kidmet.example", is_resident=True)
            attempt = begun(user, now=timezone.now())
            commit(attempt, user, entered={"m_category": "cM0"}, now=timezone.now())
            made.append({"attempt": attempt.pk, "session": session_of(user)})
    return made


def session_of(user: User) -> str:
    """The key of a session of somebody who has signed in."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = _backend()
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def _backend() -> str:
    from django.conf import settings

    return settings.AUTHENTICATION_BACKENDS[0]


def count() -> dict[str, object]:
    from django.db.models import Count

    from cases.models import Attempt

    attempts = Attempt.objects.filter(resident__email__startswith="cohort")
    done = attempts.exclude(submitted_at=None)
    marks = done.annotate(count=Count("marks")).values_list("count", flat=True)
    cards = done.annotate(count=Count("review_cards")).values_list("count", flat=True)
    return {"submitted": done.count(), "marks": sorted(set(marks)), "cards": sorted(set(cards))}


if __name__ == "__main__":
    django.setup()
    print(json.dumps(make(int(sys.argv[2])) if sys.argv[1] == "make" else count()))
