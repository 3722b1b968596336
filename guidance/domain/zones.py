"""Time zones by their names, as people choose them, and times of a clock that is put forward or back."""

import zoneinfo
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

OCEANS_AND_CONTINENTS = (
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
)
EVERYWHERE = "UTC"


@cache
def places() -> dict[str, tuple[tuple[str, str], ...]]:
    """By ocean or continent: names of zones, and each as one reads it ("America/New_York", "New York").

    Without the names that are no places ("Etc/GMT+5", "posixrules").
    """
    found: dict[str, list[tuple[str, str]]] = {each: [] for each in OCEANS_AND_CONTINENTS}
    for name in sorted(zoneinfo.available_timezones()):
        region, _, place = name.partition("/")
        if place and region in found:
            found[region].append((name, place.replace("_", " ").replace("/", ", ")))
    return {region: tuple(names) for region, names in found.items()}


@cache
def zone_named(name: str) -> ZoneInfo | None:
    """None for "", and for what this machine knows no zone of."""
    try:
        return ZoneInfo(name) if name else None
    except (ValueError, KeyError, OSError):
        return None


def said_of_clock(at: datetime, zone: ZoneInfo) -> str:
    """Why a time without a zone names no moment there, or two, in a sentence; "" where it names one.

    It comes twice where the clocks are put back, and never where they are put forward.
    """
    before, after = (at.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1))
    if before is None or after is None or before == after:
        return ""
    moved = abs(after - before)
    hour, day = f"{at:%H:%M}", f"{at:%-d %B %Y}"
    others = f"{at - moved:%H:%M} or {at + moved:%H:%M}"
    if before < after:
        return (
            f"There is no {hour} on {day} in {zone.key}: the clocks are put forward then. "
            f"Give another time, such as {others}."
        )
    return (
        f"{hour} comes twice on {day} in {zone.key}: the clocks are put back then. "
        f"Give a time that comes once, such as {others}."
    )
