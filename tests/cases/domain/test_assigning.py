"""Terms of an assignment: due times, late work, which attempt counts, and the total."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from cases.domain.assigning import (
    DebriefOpens,
    Late,
    Submitted,
    WhichCounts,
    Window,
    counted,
    days_late,
    due_for,
    is_debrief_open,
    kept_when_late,
    minutes_for,
    total_share,
)

BERLIN = ZoneInfo("Europe/Berlin")
DUE = datetime(2026, 3, 28, 17, tzinfo=BERLIN)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("days", "extended", "due"),
    [
        (0, None, DUE),
        (1, None, datetime(2026, 3, 29, 17, tzinfo=BERLIN)),
        (0, DUE + timedelta(hours=5), DUE + timedelta(hours=5)),
        (2, DUE + timedelta(hours=5), datetime(2026, 3, 30, 17, tzinfo=BERLIN)),
    ],
    ids=["as for everybody", "over the change to summer time", "extended", "days beyond the extension"],
)
def test_more_days_keep_the_hour_of_the_clock(days: int, extended: datetime | None, due: datetime) -> None:
    given = due_for(DUE.astimezone(UTC), days, extended, BERLIN)

    assert given is not None
    assert (given, given.astimezone(BERLIN).hour) == (due, due.astimezone(BERLIN).hour)


def test_without_a_due_time_nothing_is_due() -> None:
    assert due_for(None, 3, DUE, BERLIN) is None


@pytest.mark.parametrize(
    ("minutes", "factor", "more", "given"),
    [(40, "1", 0, 40), (40, "1.5", 0, 60), (45, "1.25", 0, 57), (40, "1.5", 10, 70)],
)
def test_a_limit_is_never_rounded_down(minutes: int, factor: str, more: int, given: int) -> None:
    assert minutes_for(minutes, Decimal(factor), more) == given


@pytest.mark.parametrize(
    ("after", "days"),
    [
        (timedelta(0), 0), (SECOND, 1), (timedelta(days=1), 1), (timedelta(days=1) + SECOND, 2),
    ],
)  # fmt: skip
def test_each_day_that_began_is_late(after: timedelta, days: int) -> None:
    assert days_late(DUE + after, DUE) == days


@pytest.mark.parametrize(
    ("late", "days", "kept"),
    [
        (Late.MINUS, 0, 1.0), (Late.MINUS, 2, 0.8), (Late.MINUS, 11, 0.0),
        (Late.MARKED, 9, 1.0), (Late.REFUSED, 1, 0.0), (Late.REFUSED, 0, 1.0),
    ],
)  # fmt: skip
def test_late_work_keeps_what_the_terms_say(late: Late, days: int, kept: float) -> None:
    assert kept_when_late(late, 0.1, days) == pytest.approx(kept)


@pytest.mark.parametrize(
    ("counts", "number"), [(WhichCounts.FIRST, 1), (WhichCounts.BEST, 2), (WhichCounts.LAST, 4)], ids=str
)
def test_one_of_several_attempts_counts(counts: WhichCounts, number: int) -> None:
    shares = {1: 0.4, 2: 0.9, 3: 0.9, 4: 0.5}
    attempts = [Submitted(key, DUE + key * SECOND, share) for key, share in shares.items()]

    found = counted(reversed(attempts), counts)

    assert found is not None and found.number == number
    assert counted([], counts) is None


def test_an_attempt_that_was_late_counts_less_against_a_better_one() -> None:
    late, before = Submitted(1, DUE + SECOND, 0.9, kept=0.5), Submitted(2, DUE, 0.6)

    found = counted([late, before], WhichCounts.BEST)

    assert found == before


def test_the_total_counts_what_was_not_submitted_as_nothing() -> None:
    done = Submitted(1, DUE, 0.8)

    assert total_share([(1.0, done), (3.0, None)]) == pytest.approx(0.2)
    assert total_share([(0.0, done)]) is None


@pytest.mark.parametrize(
    ("opens", "by_hand", "is_done", "before", "after"),
    [
        (DebriefOpens.AT_ONCE, None, False, False, False),
        (DebriefOpens.AT_ONCE, None, True, True, True),
        (DebriefOpens.AFTER_DUE, None, True, False, True),
        (DebriefOpens.BY_HAND, None, True, False, False),
        (DebriefOpens.BY_HAND, DUE, False, True, True),
        (DebriefOpens.AFTER_DUE, DUE, False, True, True),
    ],
)
def test_a_debrief_opens_as_the_terms_say(
    opens: DebriefOpens, by_hand: datetime | None, is_done: bool, before: bool, after: bool
) -> None:
    window = Window(None, DUE, Late.MARKED)
    moments = (DUE, DUE + SECOND)

    assert [is_debrief_open(opens, window, by_hand, is_done, now) for now in moments] == [before, after]


@pytest.mark.parametrize(
    ("late", "taken"), [(Late.REFUSED, [False, True, True, False]), (Late.MARKED, [False, True, True, True])]
)
def test_work_is_taken_from_the_opening_to_the_due_time_or_beyond(late: Late, taken: list[bool]) -> None:
    window = Window(DUE - SECOND, DUE, late)

    moments = [DUE - 2 * SECOND, DUE - SECOND, DUE, DUE + SECOND]
    assert [window.takes_work(now) for now in moments] == taken
