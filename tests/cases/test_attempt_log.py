"""What is opened and saved of assigned work is written down, and read alike by both sides."""

import csv
import io
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.actions import attempt_log
from cases.actions.attempt_log import note_opened
from cases.actions.attempts import SentStep, save_step
from cases.actions.cohorts import grant
from cases.models import Assignment, Attempt, AttemptEvent, Cohort
from cases.models.attempt_event import EventIsKept
from cases.queries.attempts import attempt_for
from guidance.domain.limits import Limit
from kidmet_site.accounts.models import User
from tests.cases.attempts import begun, commit, submitted
from tests.cases.cohorts import assigned, cohort_of, seat_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
ClientOf = Callable[[User], Client]


def at_work(educator: User, resident: User, **terms: Any) -> Attempt:
    now = timezone.now()
    assigned(cohort_of(educator, resident), educator, now=now, **terms)
    return begun(resident, now=now)


def save(attempt: Attempt, by: User, now: datetime) -> None:
    save_step(attempt=attempt, step_key="history", sent=SentStep(attempt.saved), by=by, now=now)


def kinds(attempt: Attempt) -> list[str]:
    return list(attempt.events.values_list("kind", flat=True))


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def file(client: Client, name: str, attempt: Attempt) -> list[dict[str, str]]:
    answer: Any = client.get(reverse(name, args=[attempt.pk]))
    held = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(held, newline="")))


def test_both_sides_read_the_same_log_when_assigned_work_is_handed_in(
    client_of: ClientOf, educator: User, resident: User
) -> None:
    attempt, mine = at_work(educator, resident), client_of(resident)
    page = reverse("attempt_step", args=[attempt.pk, "history"])

    mine.head(page)
    assert kinds(attempt) == []
    mine.get(page)
    mine.get(page)
    attempt = attempt_for(resident, attempt.pk)
    for _ in range(2):
        save(attempt, resident, timezone.now())
    assert kinds(attempt) == ["opened", "saved", "saved"]
    commit(attempt, resident, now=timezone.now())
    mine.post(reverse("attempt_submit", args=[attempt.pk]))
    own, theirs = file(mine, "attempt_log", attempt), file(client_of(educator), "teach_attempt_log", attempt)

    shown = text(client_of(educator).get(reverse("teach_attempt", args=[attempt.pk])))
    assert own == theirs
    assert [row["What"] for row in own[:5]] == [
        *("Begun", "Opened for the first time", "Saved", "Saved", "Committed, and closed")
    ]
    assert own[-1]["What"] == "Handed in" and own[1]["Step"] == "1"
    assert "Saved 2 times" in shown and "That log holds nothing else" in shown
    assert "some of that is missing" not in shown


def test_a_step_is_opened_again_once_when_nothing_was_done_for_a_while(
    educator: User, resident: User
) -> None:
    attempt = at_work(educator, resident)
    begun_at = attempt.started_at
    for minutes in (0, 1, 29, 75, 75, 80, 120):
        note_opened(attempt=attempt, step="history", now=begun_at + timedelta(minutes=minutes))

    assert kinds(attempt) == ["opened", "reopened", "reopened"]


def test_a_moved_end_stands_in_the_log_when_more_time_is_granted(
    client_of: ClientOf, educator: User, resident: User
) -> None:
    attempt = at_work(educator, resident, late="refused")
    grant(
        member=seat_of(Cohort.objects.get(), resident), time_factor=2, extra_days=2, by=educator,
        now=timezone.now(),
    )  # fmt: skip

    attempt.refresh_from_db()
    (event,) = attempt.events.all()
    row = file(client_of(resident), "attempt_log", attempt)[1]
    assert event.kind == "moved" and event.deadline_at == attempt.deadline_at
    assert row["What"] == "The end of the time was moved" and row["New end"]


def test_the_file_has_its_times_by_the_clock_of_whoever_asks(
    client_of: ClientOf, educator: User, resident: User
) -> None:
    attempt = at_work(educator, resident)
    resident.time_zone = "Asia/Tokyo"
    resident.save()

    assert [row["When"][-6:] for row in file(client_of(resident), "attempt_log", attempt)] == ["+09:00"]


def test_practice_is_written_down_nowhere(client_of: ClientOf, resident: User) -> None:
    attempt, mine = begun(resident, now=timezone.now()), client_of(resident)
    mine.get(reverse("attempt_step", args=[attempt.pk, "history"]))
    save(attempt, resident, timezone.now())

    assert not AttemptEvent.objects.exists()
    assert mine.get(reverse("attempt_log", args=[attempt.pk])).status_code == 404
    done = submitted(resident, "melanoma-ldh", now=timezone.now())
    assert "What was opened" not in text(mine.get(reverse("attempt_debrief", args=[done.pk])))


def test_the_log_is_read_while_the_debrief_waits_and_says_what_it_lacks(
    client_of: ClientOf, educator: User, resident: User
) -> None:
    now = timezone.now()
    assigned(cohort_of(educator, resident), educator, now=now, debrief="by_hand")
    attempt = submitted(resident, now=now)

    page = text(client_of(resident).get(reverse("attempt_debrief", args=[attempt.pk])))
    before = text(client_of(resident).get(reverse("assignment", args=[Assignment.objects.get().pk])))

    assert "What was opened and saved when" in page and "Committed, and closed" in page
    assert "some of that is missing" in page
    assert "when each step was first opened, saved and committed" in before


def test_an_event_is_never_changed_and_saves_are_written_down_up_to_the_limit(
    educator: User, resident: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attempt_log, "LOG_LINES", Limit(2, "saves", "the log of an attempt"))
    attempt = at_work(educator, resident)
    for _ in range(4):
        save(attempt, resident, timezone.now())

    assert kinds(attempt) == ["saved", "saved"]
    with pytest.raises(EventIsKept):
        attempt.events.first().save()
