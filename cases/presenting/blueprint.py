"""The blueprint of a library as tables and as a picture: a square for each objective and chapter."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from cases.domain.teaching.blueprint import COLUMNS, Blueprint

STEPS = 4
"""Shades of a square: a quarter of the largest weight each."""
SIDE, GAP = 26, 3
LEFT = 34
TOP = 84
"""Room for the names of the columns, which are written upwards."""


@dataclass(frozen=True)
class BlueprintCell:
    weight: float
    shade: int
    column: str
    x: int
    y: int

    @property
    def words(self) -> str:
        return f"{self.weight:g}" if self.weight else "–"


@dataclass(frozen=True)
class BlueprintRow:
    number: int
    objective: str
    cells: tuple[BlueprintCell, ...]
    total: float
    y: int


@dataclass(frozen=True)
class BlueprintTable:
    """`heads` are the columns, in the picture by their number."""

    heads: tuple[str, ...]
    rows: tuple[BlueprintRow, ...]
    totals: tuple[float, ...]

    @property
    def named(self) -> tuple[tuple[str, int], ...]:
        """Each column with the place of its name."""
        return tuple((head, LEFT + at * (SIDE + GAP) + SIDE // 2 + 4) for at, head in enumerate(self.heads))

    @property
    def width(self) -> int:
        return LEFT + len(self.heads) * (SIDE + GAP)

    @property
    def height(self) -> int:
        return TOP + len(self.rows) * (SIDE + GAP)


@dataclass(frozen=True)
class ShownBlueprint:
    by_chapter: BlueprintTable
    by_case: BlueprintTable
    unmarked: tuple[str, ...]
    of_one_case: tuple[str, ...]
    empty_chapters: tuple[str, ...]
    is_empty: bool


def shown_blueprint(made: Blueprint) -> ShownBlueprint:
    return ShownBlueprint(
        by_chapter=_table(made, COLUMNS, lambda key, column: made.by_column.get((key, column), 0.0)),
        by_case=_table(made, made.cases, lambda key, case: made.by_case.get((key, case), 0.0)),
        unmarked=_texts(made, made.unmarked),
        of_one_case=_texts(made, made.of_one_case),
        empty_chapters=tuple(COLUMNS[key] for key in made.empty_columns),
        is_empty=not made.marks,
    )


def _texts(made: Blueprint, keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(made.objectives[key] for key in keys)


def _table(
    made: Blueprint, columns: Mapping[str, str], weight_of: Callable[[str, str], float]
) -> BlueprintTable:
    most = max((weight_of(key, column) for key in made.objectives for column in columns), default=0.0)
    rows = []
    for number, (key, text) in enumerate(made.objectives.items(), start=1):
        y = TOP + (number - 1) * (SIDE + GAP)
        cells = tuple(
            BlueprintCell(
                weight=(weight := weight_of(key, column)),
                shade=-(-int(weight * STEPS * 100 / most) // 100) if most else 0,
                column=head,
                x=LEFT + at * (SIDE + GAP),
                y=y,
            )
            for at, (column, head) in enumerate(columns.items())
        )
        rows.append(BlueprintRow(number, text, cells, sum(cell.weight for cell in cells), y))
    totals = tuple(sum(row.cells[at].weight for row in rows) for at in range(len(columns)))
    return BlueprintTable(tuple(columns.values()), tuple(rows), totals)
