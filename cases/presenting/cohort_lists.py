"""What a list of residents would do, as a page tells it."""

from typing import Any

from cases.content.cohort_sheet import EXAMPLE, LAYOUT
from cases.models import CohortList
from cases.presenting.teaching_cohorts import granted_in_words
from cases.queries.cohort_lists import SEATED, WORDS, PlannedResident, ResidentOutcome, ResidentsPlan
from kidmet_site.sheets import ReportRow, report_of


def report_page(held: CohortList, plan: ResidentsPlan, shown: str, page: str | None) -> dict[str, Any]:
    """The rows of one outcome, or all."""
    return {"held": held} | report_of(plan, WORDS, _report_row, shown=shown, page=page)


def _report_row(planned: PlannedResident) -> ReportRow:
    row, is_other = planned.row, planned.before != planned.after
    before = granted_in_words(planned.before) if is_other else ""
    after = granted_in_words(planned.after) or ("no more time" if before else "")
    return ReportRow(row.line, row.email, row.name, planned.word, planned.said, before, after)


def done_in_words(plan: ResidentsPlan) -> str:
    """ "3 people joined, 1 was invited by mail." """
    untold = plan.counts.get(ResidentOutcome.IN, 0)
    told = (
        (0 if untold else len(plan.of(*SEATED)), "joined", "joined"),
        (untold, "of the list is in the cohort", "of the list are in the cohort"),
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
