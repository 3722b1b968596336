"""What a draft changes for cases: a row for whatever shows, is highlighted or raised; and a picture."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from cases.domain.impact import Counts, Described
from cases.models import ImpactRun
from cases.queries.replaying import DEMO, TEACHING
from guidance.domain.edition import CompiledEdition
from guidance.domain.engine.replaying import OutcomeKind
from guidance.domain.naming import excerpt
from guidance.domain.vocabulary import joined

KINDS: Mapping[str, str] = {
    OutcomeKind.SECTION: "Section",
    OutcomeKind.STATEMENT: "Highlighted statement",
    OutcomeKind.ADDITION: "Highlighted addition",
    OutcomeKind.CAUTION: "Caution",
}
HIGHLIGHTED = (KINDS[OutcomeKind.STATEMENT], KINDS[OutcomeKind.ADDITION])
MOST_BARS = 20
LONGEST_LABEL, LONGEST_ON_A_PHONE = 100, 46
ROW, BAR, TOP = 46, 15, 30
HALF = 30.0
"""How much of the width, in per cent, the longest bar takes to its side; the rest is for its number."""


@dataclass(frozen=True)
class CaseLink:
    title: str
    href: str


@dataclass(frozen=True)
class Count:
    gained: int
    lost: int

    @property
    def total(self) -> int:
        return self.gained + self.lost


@dataclass(frozen=True)
class ImpactRow:
    """One thing that some case gains or loses: how many of each source, and the cases with a name."""

    kind: str
    title: str
    href: str
    section: str
    domain: str
    teaching: Count
    demo: Count
    stored: Count
    gained_by: tuple[CaseLink, ...]
    lost_by: tuple[CaseLink, ...]

    @property
    def label(self) -> str:
        """For the picture, where a long sentence is cut."""
        return excerpt(self._label, LONGEST_LABEL)

    @property
    def short_label(self) -> str:
        return excerpt(self._label, LONGEST_ON_A_PHONE)

    @property
    def _label(self) -> str:
        return f"Caution: {self.title}" if self.kind == KINDS[OutcomeKind.CAUTION] else self.title

    @property
    def all(self) -> Count:
        counts = (self.teaching, self.demo, self.stored)
        return Count(sum(each.gained for each in counts), sum(each.lost for each in counts))


@dataclass(frozen=True)
class Bar:
    """Lengths to the sides of the middle, in per cent of the width; heights in the units of the drawing."""

    row: ImpactRow
    text_y: int
    y: int
    lost_x: str
    lost_width: str
    gained_width: str
    lost_end: str
    gained_end: str


@dataclass(frozen=True)
class ImpactChart:
    bars: tuple[Bar, ...]
    left_out: int
    height: int
    bar: int = BAR


@dataclass(frozen=True)
class Impact:
    """A run as its page shows it. `unmoved` counts what has other rules now and changes for no case.

    Highlighted statements and additions stand apart: most of them only follow their section.
    """

    rows: tuple[ImpactRow, ...]
    statements: tuple[ImpactRow, ...]
    chart: ImpactChart | None
    unmoved: int
    named: int
    named_touched: int
    stored_touched: int

    @property
    def sentence(self) -> str:
        """ "2 sections and 1 caution change for at least one case." """
        kinds = [row.kind for row in (*self.rows, *self.statements)]
        if not kinds:
            return "No case gains or loses anything."
        counts = [(kinds.count(label), label.lower()) for label in KINDS.values() if label in kinds]
        listed = joined([f"{count} {what}{'' if count == 1 else 's'}" for count, what in counts])
        return f"{listed} change{'s' if len(kinds) == 1 else ''} for at least one case."


def impact_of(run: ImpactRun, current: CompiledEdition) -> Impact:
    """`current` is the edition that readers see, to which the rows link."""
    named: list[dict[str, Any]] = run.results["named"]
    stored: Counts = run.results["stored"]
    described: list[Described] = run.results["outcomes"]
    changed = [row for each in described if (row := _row(each, named, stored, current)).all.total]
    statements = tuple(row for row in changed if row.kind in HIGHLIGHTED)
    rows = tuple(row for row in changed if row not in statements)
    return Impact(
        rows=rows,
        statements=statements,
        chart=chart_of(rows or statements),
        unmoved=len(described) - len(changed),
        named=len(named),
        named_touched=sum(bool(case["gained"] or case["lost"]) for case in named),
        stored_touched=run.results["touched"],
    )


def _row(each: Described, named: list[dict[str, Any]], stored: Counts, current: CompiledEdition) -> ImpactRow:
    gained = [case for case in named if each["key"] in case["gained"]]
    lost = [case for case in named if each["key"] in case["lost"]]
    return ImpactRow(
        kind=KINDS[each["kind"]],
        title=each["title"],
        href=_address(each, current),
        section=_section_title(each, current),
        domain=each["domain"],
        teaching=_count(TEACHING, gained, lost),
        demo=_count(DEMO, gained, lost),
        stored=Count(*stored.get(each["key"], (0, 0))),
        gained_by=tuple(map(_case_link, gained)),
        lost_by=tuple(map(_case_link, lost)),
    )


def _count(source: str, gained: Iterable[dict[str, Any]], lost: Iterable[dict[str, Any]]) -> Count:
    return Count(
        sum(case["source"] == source for case in gained), sum(case["source"] == source for case in lost)
    )


def _case_link(case: Mapping[str, str]) -> CaseLink:
    if case["source"] == TEACHING:
        return CaseLink(case["title"], reverse("teaching_case", args=[case["library"], case["slug"]]))
    return CaseLink(case["title"], reverse("case_new") + "#demo-cases")


def _section_title(each: Described, current: CompiledEdition) -> str:
    """Where a statement or a caution stands; "" for a section, which says so itself."""
    if each["kind"] == OutcomeKind.SECTION or each["section"] not in current.sections:
        return ""
    return current.sections[each["section"]].title


def _address(each: Described, current: CompiledEdition) -> str:
    """Where readers find it now; "" for what only the draft has."""
    if each["kind"] == OutcomeKind.STATEMENT and each["id"] in current.statements:
        return reverse("guidance_statement", args=[each["id"]])
    if each["kind"] == OutcomeKind.ADDITION and each["id"] in current.additions:
        return reverse("guidance_addition", args=[each["id"]])
    if each["section"] in current.sections:
        return reverse("guidance_section", args=[each["section"]])
    return ""


# The picture


def chart_of(rows: Iterable[ImpactRow]) -> ImpactChart | None:
    """Bars of what changes for most cases, the most first; None where nothing does."""
    ordered = sorted(rows, key=lambda row: -row.all.total)
    if not ordered:
        return None
    longest = max(max(row.all.gained, row.all.lost) for row in ordered)
    shown = ordered[:MOST_BARS]
    return ImpactChart(
        bars=tuple(_bar(row, place, longest) for place, row in enumerate(shown)),
        left_out=len(ordered) - len(shown),
        height=TOP + ROW * len(shown),
    )


def _bar(row: ImpactRow, place: int, longest: int) -> Bar:
    top = TOP + ROW * place
    lost, gained = (HALF * count / longest for count in (row.all.lost, row.all.gained))
    return Bar(
        row=row,
        text_y=top + 12,
        y=top + 20,
        lost_x=_percent(50 - lost),
        lost_width=_percent(lost),
        gained_width=_percent(gained),
        lost_end=_percent(50 - lost),
        gained_end=_percent(50 + gained),
    )


def _percent(share: float) -> str:
    return f"{share:.2f}%"
