"""The results of a cohort, as its teachers read them. Its files are made of the same rows."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, partial
from typing import Any, overload

from django.urls import reverse

from cases.domain.marking.tallying import LOST_SECTION
from cases.domain.marks import QUESTION
from cases.domain.needing_a_word import LEAST_GROUP, Matter, WordReason, urgency
from cases.domain.plain import plain_text
from cases.domain.results.case_statistics import FEWEST
from cases.domain.time_on_task import TimeSpread
from cases.domain.wrong_entries import WrongEntry
from cases.forms.cohort_results import PeopleOrder
from cases.models import AssignedCase, Cohort
from cases.models.tally import MONTHS
from cases.presenting.assigned import percent
from cases.presenting.charts import spark
from cases.presenting.cohort_sureness import ShownSureness, shown_sureness
from cases.presenting.teaching_cohorts import CaseCell, case_cell, seat_name
from cases.queries.assigned import in_words
from cases.queries.cohort_sureness import CohortSureness
from cases.queries.result_rows import CaseResults, CohortResults, LostThing, ObjectiveResults, PersonResults
from cases.queries.results import LOST_CAUTION
from guidance.domain.edition import CompiledEdition
from guidance.domain.vocabulary import VOCABULARY
from guidance.presenting.entry_fields import template_in_words

NOTHING_ENTERED = "nothing entered"
LONGEST_STEM = 140
SPAN_WIDTH, SPAN_EDGE = 200, 6
MONTH_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True)
class HeatColumn:
    """One assigned case, and the middle of the group in per cent; None with too few results."""

    case: AssignedCase
    middle: int | None

    @property
    def title(self) -> str:
        return self.case.version.title


@dataclass(frozen=True)
class HeatRow:
    name: str
    cells: tuple[CaseCell | None, ...]
    """None where the case is not asked of the person."""
    handed_in: int
    asked: int
    total: int | None
    """Of the one assignment that is shown; None with several."""
    reasons: tuple[str, ...]
    member: int
    """The number of their seat."""


class HeatRows(Sequence[HeatRow]):
    """In the order of their people; each is made as it is asked for, since a page shows few of thousands."""

    def __init__(self, people: Sequence[PersonResults], row_of: Callable[[PersonResults], HeatRow]) -> None:
        self._people, self._row_of = people, row_of

    def __len__(self) -> int:
        return len(self._people)

    @overload
    def __getitem__(self, at: int) -> HeatRow: ...
    @overload
    def __getitem__(self, at: slice) -> "HeatRows": ...
    def __getitem__(self, at: int | slice) -> "HeatRow | HeatRows":
        if isinstance(at, slice):
            return HeatRows(self._people[at], self._row_of)
        return self._row_of(self._people[at])

    @property
    def needing_a_word(self) -> "HeatRows":
        return HeatRows([each for each in self._people if each.reasons], self._row_of)


@dataclass(frozen=True)
class LostRow:
    kind: str
    text: str
    link: str
    people: int
    times: int
    points: float


@dataclass(frozen=True)
class WrongRow:
    """`asked` is the fact, or the question with what it asks."""

    asked: str
    entered: str
    expected: str
    people: int
    sure: int | None = None
    """How many of them were sure; None where it is not asked."""


@dataclass(frozen=True)
class PairRow:
    """Two wrong entries, and how many have made both."""

    first: WrongRow
    second: WrongRow
    both: int


@dataclass(frozen=True)
class WrongCase:
    """What was wrong at one case, and which of it goes together, of so many who handed it in."""

    case: AssignedCase
    handed_in: int
    entries: tuple[WrongRow, ...]
    left_empty: tuple[WrongRow, ...]
    pairs: tuple[PairRow, ...]
    other_versions: int
    """Who handed it in at another version is in none of these."""


@dataclass(frozen=True)
class ObjectiveLine:
    text: str
    percent: int
    cells: tuple[int | None, ...]
    spark: str


@dataclass(frozen=True)
class TimeRow:
    """Minutes at a case; the places in the drawing are in its own units."""

    case: AssignedCase
    spread: TimeSpread
    stated: int
    shortest_x: float
    middle_x: float
    longest_x: float
    stated_x: float

    @property
    def is_over(self) -> bool:
        return self.spread.middle > self.stated


@dataclass(frozen=True)
class ShownResults:
    """Everything that the page shows and its files hold, row by row."""

    results: CohortResults
    columns: tuple[HeatColumn, ...]
    people: HeatRows
    wrong: tuple[WrongCase, ...]
    moments: tuple[str, ...]
    objectives: tuple[ObjectiveLine, ...]
    lost_guidance: tuple[LostRow, ...]
    lost_facts: tuple[LostRow, ...]
    times: tuple[TimeRow, ...]
    sureness: ShownSureness | None = None
    least_group: int = LEAST_GROUP

    @property
    def has_several(self) -> bool:
        return len(self.results.assignments) > 1

    @property
    def needing_a_word(self) -> HeatRows:
        return self.people.needing_a_word

    @cached_property
    def unmarked(self) -> int:
        """Short texts without a mark that counts: until they have one these numbers are not complete."""
        return sum(each.unmarked for each in self.results.people)

    @property
    def of(self) -> int:
        return self.results.handed_in_by

    @property
    def named_by_few(self) -> str:
        """Where names are hidden, and so few handed in that they can be guessed."""
        if not self.results.cohort.hides_names or not 0 < self.of < FEWEST:
            return ""
        return (
            f"With fewer than {FEWEST} residents who handed in, whoever knows the group may still make out "
            "whose entries these are."
        )


def shown_results(
    results: CohortResults, edition: CompiledEdition, order: PeopleOrder, now: datetime
) -> ShownResults:
    columns = tuple(HeatColumn(each.case, percent(each.middle)) for each in results.cases)
    in_order = sorted(results.people, key=partial(_place, results.cohort, order))
    row_of = partial(_heat_row, results, columns=columns, now=now)
    return ShownResults(
        results=results,
        columns=columns,
        people=HeatRows(in_order, row_of),
        wrong=tuple(_wrong(each, results.sureness) for each in results.cases if each.handed_in),
        sureness=shown_sureness(results.sureness, _rows_of_cases(results.cases), edition),
        moments=tuple(_moments(results)),
        objectives=tuple(_objective(each, results.moments) for each in results.objectives),
        lost_guidance=tuple(
            row for each in results.lost_guidance if (row := _lost_guidance(each, edition)) is not None
        ),
        lost_facts=tuple(_lost_fact(each) for each in results.lost_facts),
        times=tuple(_times(results.cases)),
    )


# People


def _place(cohort: Cohort, order: PeopleOrder, person: PersonResults) -> tuple[Any, ...]:
    """Where names are hidden their order would tell them."""
    name = person.seat.number if cohort.hides_names else str(person.seat.person).casefold()
    if order is PeopleOrder.WORD:
        return *urgency(person.reasons), name
    if order is PeopleOrder.RESULT:
        shares = person.shares.values()
        return sum(shares) / len(shares) if shares else -1.0, name
    return (name,)


def _heat_row(
    results: CohortResults, person: PersonResults, columns: tuple[HeatColumn, ...], now: datetime
) -> HeatRow:
    held = person.by_case
    cells = (held.get(column.case.pk) for column in columns)
    only = person.works[0] if len(results.assignments) == 1 else None
    return HeatRow(
        name=seat_name(results.cohort, person.seat),
        cells=tuple(case_cell(*cell, now) if cell else None for cell in cells),
        handed_in=sum(case.is_done for _, case in held.values()),
        asked=len(held),
        total=percent(only.share) if only and only.is_begun else None,
        reasons=tuple(reason_in_words(each) for each in person.reasons),
        member=person.seat.pk,
    )


def reason_in_words(reason: WordReason) -> str:
    """Why somebody needs a word, as a sentence."""
    work = reason.work
    if work is None:
        far = f"{round(reason.below * 100)} percentage points below the middle of the group"
        if reason.results == 1:
            return f"The result of a case is {far}."
        return f"The results of {reason.results} cases are on average {far}."
    how = "was" if reason.matter is Matter.OVERDUE else "is"
    return f"“{work.about.title}” {how} due on {in_words(work.due_at)}; {_so_far(work)}."


def _so_far(work: Any) -> str:
    if not work.begun:
        return "nothing of it is begun"
    if work.asked == 1:
        return "it is begun and not handed in"
    return f"{work.handed_in} of {work.asked} cases {'is' if work.handed_in == 1 else 'are'} handed in"


# What was lost


def _rows_of_cases(cases: Iterable[CaseResults]) -> dict[int, tuple[AssignedCase, Any]]:
    """Each case with what makes a row of one of its wrong entries."""
    return {each.case.pk: (each.case, partial(_wrong_row, stems=each.stems)) for each in cases}


def _wrong(each: CaseResults, sureness: CohortSureness | None) -> WrongCase:
    asks = sureness is not None and each.case.pk in sureness.asking
    sure = sureness.by_entry if sureness and asks else {}
    rows = [
        _wrong_row(
            count.entry, count.people, each.stems, sure.get((each.case.pk, count.entry), 0) if asks else None
        )
        for count in each.wrong
    ]
    return WrongCase(
        case=each.case,
        handed_in=each.handed_in,
        entries=tuple(row for row in rows if row.entered),
        left_empty=tuple(row for row in rows if not row.entered),
        pairs=tuple(
            PairRow(
                _wrong_row(pair.first, pair.with_first, each.stems),
                _wrong_row(pair.second, pair.with_second, each.stems),
                pair.both,
            )
            for pair in each.pairs
        ),
        other_versions=each.other_versions,
    )


def _wrong_row(entry: WrongEntry, people: int, stems: Mapping[str, str], sure: int | None = None) -> WrongRow:
    stem = stems.get(entry.key, "") if entry.subject == QUESTION else ""
    asked = f"{entry.label}: {_end_of(plain_text(stem))}" if stem else entry.label
    return WrongRow(asked, entry.entered, entry.expected, people, sure)


def _end_of(stem: str) -> str:
    """What a long stem asks stands at its end."""
    text = " ".join(stem.split())
    return text if len(text) <= LONGEST_STEM else f"… {text[-LONGEST_STEM:].partition(' ')[2]}"


def _lost_fact(each: LostThing) -> LostRow:
    label = VOCABULARY[each.key].label if each.key in VOCABULARY else each.key
    return LostRow("Fact", label, "", each.people, each.times, round(each.points, 2))


def _lost_guidance(each: LostThing, edition: CompiledEdition) -> LostRow | None:
    """In the words of the edition that readers see; None for what it does not have any more."""
    found = _said(each, edition)
    return LostRow(*found, each.people, each.times, 0.0) if found else None


def _said(each: LostThing, edition: CompiledEdition) -> tuple[str, str, str] | None:
    if each.kind == LOST_SECTION:
        section = edition.sections.get(each.key)
        return ("Section", section.title, reverse("guidance_section", args=[each.key])) if section else None
    if each.kind == LOST_CAUTION:
        rule = edition.rules.get(each.key)
        return ("Caution", template_in_words(rule.message), "") if rule and rule.message else None
    if each.key in edition.additions:
        link = reverse("guidance_addition", args=[each.key])
        return "Curators' addition", edition.additions[each.key].text, link
    statement = edition.statements.get(each.key)
    if statement is None:
        return None
    return "Statement", statement.text, reverse("guidance_statement", args=[each.key])


# Over time


def _moments(results: CohortResults) -> Iterator[str]:
    titles = {each.pk: each.title for each in results.assignments}
    for moment in results.moments:
        if results.by_month:
            yield f"{MONTH_NAMES[moment % MONTHS]} {moment // MONTHS}"
        else:
            yield titles[moment]


def _objective(each: ObjectiveResults, moments: tuple[int, ...]) -> ObjectiveLine:
    cells = tuple(each.by_moment[at].percent if at in each.by_moment else None for at in moments)
    return ObjectiveLine(
        text=each.text,
        percent=each.score.percent or 0,
        cells=cells,
        spark=spark([cell for cell in cells if cell is not None]),
    )


def _times(cases: tuple[CaseResults, ...]) -> Iterator[TimeRow]:
    """All on one scale."""
    shown = [(each.case, each.time) for each in cases if each.time]
    longest = max((max(time.longest, case.version.minutes) for case, time in shown), default=1)

    def x(minutes: int) -> float:
        return round(SPAN_EDGE + (SPAN_WIDTH - 2 * SPAN_EDGE) * minutes / (longest or 1), 1)

    for case, time in shown:
        stated = case.version.minutes
        yield TimeRow(case, time, stated, x(time.shortest), x(time.middle), x(time.longest), x(stated))
