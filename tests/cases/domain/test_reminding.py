"""When somebody is reminded, by their own clock."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from cases.domain.reminding import Reminded, Stage, stage_at, was_told
from tests.tables import for_each

OPENED = datetime(2027, 3, 1, 9, tzinfo=UTC)
DUE = datetime(2027, 3, 14, 17, tzinfo=UTC)  # in New York the day on which the clocks go forward
LAST, SOON, NEW = Stage.LAST, Stage.SOON, Stage.OPENED


@for_each(
    ("now", "zone", "found"),
    [
        ("2027-03-01T08:00", "UTC", None),  # not open yet
        ("2027-03-01T09:00", "UTC", (NEW, 13)),
        ("2027-03-01T12:59", "America/New_York", None),  # before eight there
        ("2027-03-01T13:00", "America/New_York", (NEW, 13)),
        ("2027-03-01T19:59", "UTC", (NEW, 13)),
        ("2027-03-01T20:00", "UTC", None),
        ("2027-03-03T12:00", "UTC", (NEW, 11)),
        ("2027-03-04T12:00", "UTC", None),  # no news any longer
        ("2027-03-10T12:00", "UTC", None),
        ("2027-03-11T08:00", "UTC", (SOON, 3)),
        ("2027-03-12T12:00", "UTC", (SOON, 2)),
        ("2027-03-13T08:00", "UTC", (LAST, 1)),
        ("2027-03-13T12:30", "America/New_York", None),  # 07:30 there
        ("2027-03-14T12:30", "America/New_York", (LAST, 0)),  # 08:30 there: the clocks went forward
        ("2027-03-14T17:00", "UTC", None),  # over
        # Tokyo is a day ahead: it is due there on the 15th.
        ("2027-03-13T08:00", "Asia/Tokyo", (SOON, 2)),
        ("2027-03-14T08:00", "Asia/Tokyo", (LAST, 1)),
    ],
)
def test_it_is_told_by_day_and_by_the_calendar_of_whom_it_is_for(
    now: str, zone: str, found: tuple[Stage, int] | None
) -> None:
    at = datetime.fromisoformat(f"{now}+00:00")

    assert stage_at(OPENED, DUE, at, ZoneInfo(zone)) == found


@for_each(
    ("stage", "told", "was"),
    [
        (NEW, [], False),
        (NEW, [Reminded(Stage.NEW, DUE)], False),  # the mail is to say so yet
        (Stage.NEW, [], False),
        (Stage.NEW, [Reminded(Stage.NEW, DUE)], True),
        (Stage.NEW, [Reminded(SOON, DUE)], True),
        (SOON, [Reminded(Stage.NEW, DUE)], False),
        (NEW, [Reminded(SOON, DUE)], True),
        (SOON, [Reminded(NEW, DUE)], False),
        (SOON, [Reminded(LAST, DUE)], True),
        (LAST, [Reminded(SOON, DUE)], False),
        (LAST, [Reminded(LAST, DUE)], True),
        (LAST, [Reminded(LAST, DUE.replace(hour=20))], True),  # the same day at another hour
        (LAST, [Reminded(LAST, DUE.replace(day=10))], False),  # extended since
    ],
)
def test_nothing_is_told_twice_unless_it_is_due_another_day(
    stage: Stage, told: list[Reminded], was: bool
) -> None:
    assert was_told(stage, DUE, told) is was
