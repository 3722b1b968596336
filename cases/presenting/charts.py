"""Lines in a drawing, made on the server. Each chart goes with a table that says the same."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

LABEL_GAP = 14


@dataclass(frozen=True)
class Frame:
    """The size of a drawing, and the room around what is drawn. `most` labels have room at its foot."""

    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    most: int


WIDE = Frame(560, 220, left=44, right=96, top=14, bottom=34, most=6)
"""The names of its lines stand at their ends."""
NARROW = Frame(330, 210, left=34, right=18, top=18, bottom=30, most=4)
"""For a phone: its names stand below it."""


@dataclass(frozen=True)
class Dot:
    x: float
    y: float
    words: str


@dataclass(frozen=True)
class ChartLine:
    label: str
    css: str
    path: str
    dots: tuple[Dot, ...]
    label_y: float

    @property
    def points(self) -> str:
        """All its dots as one path, of lines without a length that have round ends."""
        return " ".join(f"M{dot.x:g} {dot.y:g}h0" for dot in self.dots)


@dataclass(frozen=True)
class Tick:
    at: float
    label: str


@dataclass(frozen=True)
class LineChart:
    """Everything that the drawing needs, in its own units."""

    lines: tuple[ChartLine, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    limit_y: float | None
    limit_label: str
    limit_label_y: float | None
    frame: Frame = WIDE
    narrow: "LineChart | None" = None
    """The same on a phone."""

    @property
    def width(self) -> int:
        return self.frame.width

    @property
    def height(self) -> int:
        return self.frame.height

    @property
    def left(self) -> int:
        return self.frame.left

    @property
    def right(self) -> int:
        return self.frame.width - self.frame.right

    @property
    def bottom(self) -> int:
        return self.frame.height - self.frame.bottom


@dataclass(frozen=True)
class Series:
    """Values in the order of the chart's labels; None where there is none."""

    label: str
    css: str
    values: tuple[float | None, ...]


def line_chart(
    labels: Sequence[str],
    series: Sequence[Series],
    *,
    maximum: float | None = None,
    unit: str = "",
    limit: float | None = None,
) -> LineChart:
    top = maximum or _round_up(max([limit or 0.0, *(v for s in series for v in s.values if v is not None)]))
    narrow, wide = (_drawn(frame, labels, series, top, unit, limit) for frame in (NARROW, WIDE))
    return replace(wide, narrow=narrow)


def _drawn(
    frame: Frame, labels: Sequence[str], series: Sequence[Series], top: float, unit: str, limit: float | None
) -> LineChart:
    xs = _places(frame, len(labels))
    drawn = [each for each in series if any(v is not None for v in each.values)]
    lines = [_line(frame, each, labels, xs, top, unit) for each in drawn]
    limit_y = None if limit is None else _y(frame, limit, top)
    places = _apart(frame, [line.label_y for line in lines] + ([] if limit_y is None else [limit_y]))
    return LineChart(
        lines=tuple(replace(line, label_y=place) for line, place in zip(lines, places, strict=False)),
        x_ticks=tuple(Tick(xs[place], labels[place]) for place in _shown(len(labels), frame.most)),
        y_ticks=tuple(Tick(_y(frame, part * top / 4, top), f"{part * top / 4:g}") for part in range(5)),
        limit_y=limit_y,
        limit_label="" if limit is None else f"upper limit {limit:g}",
        limit_label_y=None if limit is None else places[-1],
        frame=frame,
    )


def _line(
    frame: Frame, series: Series, labels: Sequence[str], xs: Sequence[float], top: float, unit: str
) -> ChartLine:
    dots = tuple(
        Dot(xs[place], _y(frame, value, top), f"{series.label}, {labels[place]}: {value:g}{unit}")
        for place, value in enumerate(series.values)
        if value is not None
    )
    path = "M" + " L".join(f"{dot.x:g} {dot.y:g}" for dot in dots)
    return ChartLine(series.label, series.css, path, dots, dots[-1].y)


def _apart(frame: Frame, wanted: Sequence[float]) -> list[float]:
    """Where the words at the end of lines stand: near their line, apart, and above the words of the axis."""
    foot = frame.height - frame.bottom
    gap = min(LABEL_GAP, (foot - frame.top) / max(len(wanted) - 1, 1))
    places = list(wanted)
    least = float(frame.top)
    for turn, which in enumerate(sorted(range(len(wanted)), key=wanted.__getitem__), start=1):
        most = foot - gap * (len(wanted) - turn)
        places[which] = min(max(wanted[which], least), most)
        least = places[which] + gap
    return [round(place, 1) for place in places]


def _places(frame: Frame, count: int) -> list[float]:
    span = frame.width - frame.right - frame.left
    if count == 1:
        return [frame.left + span / 2]
    return [round(frame.left + span * place / (count - 1), 1) for place in range(count)]


def _shown(count: int, most: int) -> list[int]:
    """So many labels at most, the first and the last among them, and none nearer to another than most are."""
    step = -(-(count - 1) // (most - 1)) or 1
    places = [place for place in range(0, count, step) if place <= count - 1 - step]
    return [*places, count - 1]


def _y(frame: Frame, value: float, top: float) -> float:
    foot = frame.height - frame.bottom
    return round(frame.top + (foot - frame.top) * (1 - value / top), 1) if top else foot


def _round_up(value: float) -> float:
    """The next number that divides well by four: 180 to 200, 3.4 to 4."""
    step = 4.0
    while step * 10 < value:
        step *= 10
    for factor in (1, 2, 2.5, 5, 10):
        if value <= step * factor:
            return step * factor
    return value


def spark(shares: Sequence[int]) -> str:
    """The points of a small line, 100 wide and 24 high, of per cents; one alone is a level line."""
    values = [*shares, *shares] if len(shares) == 1 else shares
    step = 92 / max(len(values) - 1, 1)
    return " ".join(f"{4 + place * step:.1f},{22 - value / 5:.1f}" for place, value in enumerate(values))
