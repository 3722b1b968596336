"""What is worked out of a group's results: wrong entries together, time at work, who needs a word."""

from datetime import UTC, datetime, timedelta

import pytest

from cases.domain.needing_a_word import (
    Matter,
    WorkState,
    below_the_group,
    middles_of,
    reasons_for_a_word,
    urgency,
)
from cases.domain.time_on_task import minutes_at_work, time_spread
from cases.domain.wrong_entries import EntryCount, WrongEntry, commonest_first, entries_together

NOW = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)


def wrong(key: str, entered: str = "x") -> WrongEntry:
    return WrongEntry("fact", key, "", key.upper(), entered, "right")


A, B, C = wrong("a"), wrong("b"), wrong("c")


def test_what_was_left_empty_stands_after_what_was_entered() -> None:
    counts = [EntryCount(wrong("a", ""), 9), EntryCount(B, 2), EntryCount(A, 2), EntryCount(C, 3)]

    assert [each.entry for each in commonest_first(counts)] == [C, A, B, wrong("a", "")]


def test_two_entries_go_together_when_more_made_both_than_chance_would_have_it() -> None:
    # a and b: 3 of 8 made both, of 3 and 4. c was made by everybody: it goes with nothing.
    made = {number: {C} for number in range(8)}
    for number in (0, 1, 2):
        made[number] |= {A, B}
    made[3] |= {B}
    counts = [EntryCount(A, 3), EntryCount(B, 4), EntryCount(C, 8)]

    (pair,) = entries_together({who: frozenset(each) for who, each in made.items()}, counts, 8)

    assert ({pair.first, pair.second}, pair.both) == ({A, B}, 3)
    assert {pair.with_first, pair.with_second} == {3, 4}


@pytest.mark.parametrize(
    ("first", "second", "people"),
    [
        (A, B, 1),  # one person alone
        (A, wrong("a", "y"), 2),  # at one fact
        (A, wrong("b", ""), 2),  # left empty
    ],
)
def test_what_says_nothing_of_a_group_is_no_pair(first: WrongEntry, second: WrongEntry, people: int) -> None:
    made = {number: frozenset({first, second}) for number in range(people)}
    counts = [EntryCount(first, people), EntryCount(second, people)]

    assert entries_together(made, counts, 10) == []


def at(*minutes: int) -> list[datetime]:
    return [NOW + timedelta(minutes=each) for each in minutes]


@pytest.mark.parametrize(
    ("moments", "minutes"),
    [
        (at(0), 0),
        (at(0, 10, 25), 25),
        (at(0, 10, 40, 45), 45),  # 30 minutes are no pause yet
        (at(0, 10, 41, 46), 15),
        (at(0, 24 * 60), 0),
        (at(0, 20, 10), 20),  # a clock that was set back
    ],
)
def test_pauses_are_no_time_at_work(moments: list[datetime], minutes: int) -> None:
    assert minutes_at_work(moments) == minutes


def test_the_spread_is_in_whole_minutes() -> None:
    spread = time_spread([10.5, 3.2, 20.0, 11.4])

    assert spread is not None
    assert (spread.people, spread.shortest, spread.middle, spread.longest) == (4, 3, 11, 20)
    assert time_spread([]) is None


def work(*, asked: int = 2, begun: int = 0, handed_in: int = 0, days: float | None, is_open: bool = True):
    due = None if days is None else NOW + timedelta(days=days)
    return WorkState("work", asked, begun, handed_in, due, is_open)


@pytest.mark.parametrize(
    ("state", "matter"),
    [
        (work(days=-1), Matter.OVERDUE),
        (work(days=-1, begun=2, handed_in=1), Matter.OVERDUE),
        (work(days=-1, begun=2, handed_in=2), None),
        (work(days=3), Matter.NOT_BEGUN),
        (work(days=3, begun=1), None),
        (work(days=3.1), None),
        (work(days=3, is_open=False), None),  # opens yet
        (work(days=None), None),
    ],
)
def test_work_is_a_reason_when_it_is_overdue_or_soon_due_and_not_begun(
    state: WorkState, matter: Matter | None
) -> None:
    found = [each.matter for each in reasons_for_a_word([state], None, 0, NOW)]

    assert found == ([] if matter is None else [matter])


def test_far_below_the_middle_of_enough_others_is_a_reason() -> None:
    middles = middles_of({1: [0.2, 0.7, 0.7, 0.8, 0.9], 2: [0.1, 0.9, 0.9, 0.9]})
    below = below_the_group({1: 0.2, 2: 0.1}, middles)

    assert middles == {1: 0.7}
    assert below == pytest.approx(0.5)
    assert [each.matter for each in reasons_for_a_word([], below, 1, NOW)] == [Matter.FAR_BELOW]
    assert reasons_for_a_word([], 0.19, 1, NOW) == ()
    assert below_the_group({2: 0.1}, middles) is None


def test_the_most_urgent_comes_first() -> None:
    overdue = reasons_for_a_word([work(days=-1), work(days=1)], 0.3, 1, NOW)
    begun = reasons_for_a_word([work(days=-1, begun=1)], None, 0, NOW)
    below = reasons_for_a_word([], 0.3, 1, NOW)

    assert [each.matter for each in overdue] == [Matter.OVERDUE, Matter.FAR_BELOW, Matter.NOT_BEGUN]
    assert sorted([(), below, begun, overdue], key=urgency) == [overdue, begun, below, ()]
