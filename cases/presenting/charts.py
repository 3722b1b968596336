"""Lines in a drawing, made on the server. Each chart goes with a table that says the same."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

WIDTH, HEIGHT = 560, 220
LEFT, RIGHT, TOP, BOTTOM = 44, 96, 14, 34
LABEL_GAP = 14


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
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    bottom: int = HEIGHT - BOTTOM


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
    xs = _places(len(labels))
    lines = [_line(each, labels, xs, top, unit) for each in series if any(v is not None for v in each.values)]
    limit_y = None if limit is None else _y(limit, top)
    places = _apart([line.label_y for line in lines] + ([] if limit_y is None else [limit_y]))
    return LineChart(
        lines=tuple(replace(line, label_y=place) for line, place in zip(lines, places, strict=False)),
        x_ticks=tuple(Tick(xs[place], labels[place]) for place in _shown(len(labels))),
        y_ticks=tuple(Tick(_y(part * top / 4, top), f"{part * top / 4:g}") for part in range(5)),
        limit_y=limit_y,
        limit_label="" if limit is None else f"upper limit {limit:g}",
        limit_label_y=None if limit is None else places[-1],
    )


def _line(series: Series, labels: Sequence[str], xs: Sequence[float], top: float, unit: str) -> ChartLine:
    dots = tuple(
        Dot(xs[place], _y(value, top), f"{series.label}, {labels[place]}: {value:g}{unit}")
        for place, value in enumerate(series.values)
        if value is not None
    )
    path = "M" + " L".join(f"{dot.x:g} {dot.y:g}" for dot in dots)
    return ChartLine(series.label, series.css, path, dots, dots[-1].y)


def _apart(wanted: Sequence[float]) -> list[float]:
    """Where the words at the end of lines stand: near their line, apart, and above the words of the axis."""
    gap = min(LABEL_GAP, (HEIGHT - BOTTOM - TOP) / max(len(wanted) - 1, 1))
    places = list(wanted)
    least = float(TOP)
    for turn, which in enumerate(sorted(range(len(wanted)), key=wanted.__getitem__), start=1):
        most = HEIGHT - BOTTOM - gap * (len(wanted) - turn)
        places[which] = min(max(wanted[which], least), most)
        least = places[which] + gap
    return [round(place, 1) for place in places]


def _places(count: int) -> list[float]:
    span = WIDTH - RIGHT - LEFT
    if count == 1:
        return [LEFT + span / 2]
    return [round(LEFT + span * place / (count - 1), 1) for place in range(count)]


def _shown(count: int) -> list[int]:
    """At most six labels, the first and the last among them."""
    if count <= 6:
        return list(range(count))
    return sorted({round(place * (count - 1) / 5) for place in range(6)})


def _y(value: float, top: float) -> float:
    return round(TOP + (HEIGHT - BOTTOM - TOP) * (1 - value / top), 1) if top else HEIGHT - BOTTOM


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
