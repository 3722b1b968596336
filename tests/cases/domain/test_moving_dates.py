"""Dates of a course that is copied: whole days, the same hour, also where the clocks change."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from cases.domain.moving_dates import a_year_on, first_moment, moved
from tests.tables import for_each

LONDON = ZoneInfo("Europe/London")


def at(text: str, zone: ZoneInfo = LONDON) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


@for_each(
    "was, days, becomes",
    [
        ("2026-03-27T17:00", 364, "2027-03-26T17:00"),
        ("2026-03-27T17:00", 3, "2026-03-30T17:00"),  # over the beginning of summer time
        ("2026-10-23T09:30", 7, "2026-10-30T09:30"),  # and over its end
        ("2026-03-01T01:30", 28, "2026-03-29T02:30"),  # an hour that this day does not have
        ("2026-09-04T00:00", -364, "2025-09-05T00:00"),
    ],
)
def test_a_date_moves_by_days_and_keeps_its_hour(was: str, days: int, becomes: str) -> None:
    found = moved(at(was), days, LONDON)

    assert found is not None and found == at(becomes) and found.utcoffset() == at(becomes).utcoffset()


def test_a_moment_of_another_zone_keeps_the_hour_of_the_site_and_none_stays_none() -> None:
    assert moved(datetime(2026, 7, 1, 16, tzinfo=UTC), 182, LONDON) == at("2026-12-30T17:00")
    assert moved(None, 364, LONDON) is None


def test_days_are_reckoned_from_the_first_opening_or_else_the_first_due_time() -> None:
    early, late = at("2026-09-01T09:00"), at("2026-10-01T09:00")

    assert first_moment([late, None], [early, None]) == late
    assert first_moment([None], [late, early]) == early
    assert first_moment([None], [None]) is None


def test_a_year_on_is_the_same_weekday_to_come() -> None:
    assert a_year_on(date(2026, 9, 4), date(2026, 11, 28)) == date(2027, 9, 3)
    assert a_year_on(date(2022, 9, 2), date(2026, 11, 28)) == date(2027, 8, 27)
