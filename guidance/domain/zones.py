"""Time zones by their names, as people choose them, and times of a clock that is put forward or back."""

import zoneinfo
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from importlib import resources
from pathlib import Path
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

    The time zone database's own list of places (zone.tab): each once, by the name that it has today.
    Where a machine has the zones without that list it is all names that are places.
    """
    found: dict[str, list[tuple[str, str]]] = {each: [] for each in OCEANS_AND_CONTINENTS}
    known = zoneinfo.available_timezones()
    for name in sorted((_listed() & known) or known):
        region, _, place = name.partition("/")
        if place and region in found:
            found[region].append((name, place_in(name)))
    return {region: tuple(names) for region, names in found.items()}


def place_in(name: str) -> str:
    """As one reads it: "Argentina, Buenos Aires" of "America/Argentina/Buenos_Aires"."""
    return name.partition("/")[2].replace("_", " ").replace("/", ", ") or name


@cache
def is_place(name: str) -> bool:
    return any(name == each for names in places().values() for each, _ in names)


@cache
def links() -> dict[str, str]:
    """Names that go by the clock of another, with its name: older ones, and places beside it."""
    pairs = (line.split() for line in _lines_of("tzdata.zi") if line.startswith("L "))
    direct = {pair[2]: pair[1] for pair in pairs if len(pair) == 3}
    return {name: _end_of(name, direct) for name in direct}


def _end_of(name: str, direct: dict[str, str]) -> str:
    seen = {name}
    while (further := direct.get(name, name)) not in seen:
        seen.add(further)
        name = further
    return name


def _listed() -> set[str]:
    """A line of it: country, coordinates, name, and perhaps a comment, with tabs between."""
    lines = (line.split("\t") for line in _lines_of("zone.tab") if not line.startswith("#"))
    return {line[2] for line in lines if len(line) > 2}


def _lines_of(name: str) -> list[str]:
    """Of a file that comes with the zones, from where the standard library takes them."""
    for folder in _folders():
        try:
            return (folder / name).read_text(encoding="utf-8").splitlines()
        except (OSError, ValueError):
            continue
    return []


def _folders() -> Iterator[Path | resources.abc.Traversable]:
    yield from map(Path, zoneinfo.TZPATH)
    try:
        yield resources.files("tzdata") / "zoneinfo"
    except ImportError:  # where the machine has the zones the package is not installed
        return


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
