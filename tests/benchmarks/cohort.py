"""Residents who are ready to submit, made over the database that DATABASE_URL names; prints them as JSON.

`python -m tests.benchmarks.cohort make 230` assigns them a case that counts and takes no late work, `due 60`
has it due in so many seconds, and `count` tells afterwards what was handed in.
"""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from kidmet_site.accounts.models import User


def make(count: int) -> list[dict[str, object]]:
    from django.db import transaction
    from django.utils import timezone

    from kidmet_site.accounts.models import User
    from tests.cases.attempts import begun, commit, lung_case
    from tests.cases.cohorts import assigned, cohort_of

    made = []
    with transaction.atomic():
        educator = User.objects.create_user("teacher@kidmet.example", is_educator=True)
        people = [User.objects.create_user(email_of(n), is_resident=True) for n in range(count)]
        assigned(
            cohort_of(educator, *people, now=timezone.now()),
            educator,
            lung_case(),
            now=timezone.now(),
            purpose="counting",
            late="refused",
            debrief="after_due",
            due_at=timezone.now() + timedelta(days=1),
        )
        for user in people:
            attempt = begun(user, now=timezone.now())
            commit(attempt, user, entered={"m_category": "cM0"}, now=timezone.now())
            made.append({"attempt": attempt.pk, "session": session_of(user)})
    return made


def email_of(number: int) -> str:
    return f"cohort{number}@kidmet.example"


def due(seconds: float) -> float:
    """By the action that moves the terms, attempts under way included; returns the moment."""
    from django.utils import timezone

    from cases.actions.assigning import change_assignment
    from cases.models import Assignment

    held = Assignment.objects.select_related("cohort").get(cohort__isnull=False)
    now = timezone.now()
    terms = {"title": held.title, "late": held.late, "due_at": now + timedelta(seconds=seconds)}
    assert held.created_by
    change_assignment(assignment=held, terms=terms, by=held.created_by, now=now)
    return (now + timedelta(seconds=seconds)).timestamp()


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
    from django.db.models import Count, F

    from cases.models import AssignedCase, Attempt
    from cases.queries.case_results import counting_at

    attempts = Attempt.objects.filter(resident__email__startswith="cohort")
    done = attempts.exclude(submitted_at=None)
    found = {
        name: sorted(set(done.annotate(found=Count(name)).values_list("found", flat=True)))
        for name in ("markings", "marks", "review_cards")
    }
    late = done.filter(submitted_at__gt=F("deadline_at")).count()
    counted = sum(
        1 for case in AssignedCase.objects.filter(attempts__in=done).distinct() for _ in counting_at(case)
    )
    numbers = {"attempts": attempts.count(), "submitted": done.count(), "late": late, "counted": counted}
    return found | numbers


if __name__ == "__main__":
    django.setup()
    act = {"make": lambda: make(int(sys.argv[2])), "due": lambda: due(float(sys.argv[2])), "count": count}
    print(json.dumps(act[sys.argv[1]]()))
