"""What a list of residents would do, as a page tells it."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator

from cases.content.cohort_sheet import EXAMPLE, LAYOUT
from cases.models import CohortList
from cases.presenting.teaching_cohorts import granted_in_words
from cases.queries.cohort_lists import SEATED, WORDS, PlannedResident, ResidentOutcome, ResidentsPlan

ON_A_PAGE = 100


@dataclass(frozen=True)
class ReportRow:
    planned: PlannedResident
    before: str
    after: str


def report_page(held: CohortList, plan: ResidentsPlan, shown: str, page: str | None) -> dict[str, Any]:
    """The rows of one outcome, or all."""
    rows = [row for row in plan.rows if not shown or row.outcome == shown]
    found = Paginator(rows, ON_A_PAGE).get_page(page)
    return {
        "held": held,
        "plan": plan,
        "tabs": [(outcome, WORDS[outcome], count) for outcome, count in plan.counts.items()],
        "shown": shown,
        "page": found,
        "rows": [_report_row(planned) for planned in found],
    }


def _report_row(planned: PlannedResident) -> ReportRow:
    before, after = granted_in_words(planned.before), granted_in_words(planned.after)
    return ReportRow(planned, before if planned.before != planned.after else "", after)


def done_in_words(plan: ResidentsPlan) -> str:
    """ "3 people joined, 1 was invited by mail." """
    told = (
        (len(plan.of(*SEATED)), "joined", "joined"),
        (len(plan.of(ResidentOutcome.INVITED)), "was invited by mail", "were invited by mail"),
        (_others(plan), "has other time", "have other time"),
    )
    said = [f"{_people(count)} {one if count == 1 else many}" for count, one, many in told if count]
    return f"{', '.join(said)}." if said else "Nothing was to be done."


def _others(plan: ResidentsPlan) -> int:
    return sum(row.before != row.after for row in plan.of(ResidentOutcome.GRANTED, ResidentOutcome.WAITING))


def _people(count: int) -> str:
    return f"{count:,} {'person' if count == 1 else 'people'}"


def example_in_words() -> str:
    return "\n".join(",".join(row) for row in (LAYOUT.headings, *EXAMPLE))
