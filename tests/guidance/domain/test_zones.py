"""Time zones by name, and times of a clock that is put forward or back."""

from datetime import datetime
from zoneinfo import ZoneInfo

from guidance.domain.zones import links, places, said_of_clock, zone_named
from tests.tables import for_each


@for_each(
    ("name", "may"),
    [
        ("Europe/Berlin", True),
        ("America/Argentina/Ushuaia", True),
        ("", False),
        ("Etc/GMT+5", False),
        ("Africa/Asmara", True),
        ("Africa/Asmera", False),
        ("Asia/Kolkata", True),
        ("Asia/Calcutta", False),
        ("Asia/Ho_Chi_Minh", True),
        ("Asia/Saigon", False),
        ("Atlantic/Faeroe", False),
        ("America/Argentina/Buenos_Aires", True),
        ("America/Buenos_Aires", False),
        ("America/Knox_IN", False),
        ("posixrules", False),
        ("../../etc/passwd", False),
        ("europe/berlin", False),
    ],
)
def test_places_are_listed_and_nothing_else(name: str, may: bool) -> None:
    assert any(name == each for names in places().values() for each, _ in names) is may


def test_every_place_is_a_zone() -> None:
    assert all(zone_named(name) for names in places().values() for name, _ in names)
    assert [zone_named(name) for name in ("", "Mars/Phobos", "../passwd", "/etc/passwd")] == [None] * 4


def test_no_city_is_offered_twice() -> None:
    cities = [name.rpartition("/")[2] for names in places().values() for name, _ in names]
    offered = {name for names in places().values() for name, _ in names}

    assert sorted(cities) == sorted(set(cities)) and len(cities) > 300
    # What is left out can be told by a name that is offered, and goes by the same clock.
    older = ["Asia/Calcutta", "Asia/Saigon", "Africa/Asmera", "Atlantic/Faeroe", "America/Buenos_Aires"]
    assert [links()[name] in offered for name in older] == [True] * 5
    assert links()["Asia/Calcutta"] == "Asia/Kolkata" and links()["UTC"] == "Etc/UTC"


@for_each(
    ("at", "zone", "said"),
    [
        ("2027-03-28T01:59", "Europe/Berlin", ""),
        (
            "2027-03-28T02:30",
            "Europe/Berlin",
            "There is no 02:30 on 28 March 2027 in Europe/Berlin: the clocks are put forward then. "
            "Give another time, such as 01:30 or 03:30.",
        ),
        ("2027-03-28T03:00", "Europe/Berlin", ""),
        (
            "2027-11-07T01:00",
            "America/New_York",
            "01:00 comes twice on 7 November 2027 in America/New_York: the clocks are put back then. "
            "Give a time that comes once, such as 00:00 or 02:00.",
        ),
        # Half an hour, on Lord Howe Island.
        (
            "2027-10-03T02:15",
            "Australia/Lord_Howe",
            "There is no 02:15 on 3 October 2027 in Australia/Lord_Howe: the clocks are put forward then. "
            "Give another time, such as 01:45 or 02:45.",
        ),
        ("2027-03-28T02:30", "UTC", ""),
    ],
)
def test_a_time_that_no_clock_shows_or_one_shows_twice_is_explained(at: str, zone: str, said: str) -> None:
    assert said_of_clock(datetime.fromisoformat(at), ZoneInfo(zone)) == said
