"""One mark and how it came about; an attempt as educators of its cohort see it."""

from datetime import datetime
from typing import Any

from cases.domain.marks import QUESTION
from cases.models import Attempt, Mark
from cases.permissions import assigns_there
from cases.presenting.markdown import markdown
from cases.queries.attempts import marks_of
from cases.queries.marking import beside, marks_given, name_in_cohort
from cases.queries.teaching import teaching_case_in
from cases.queries.withheld import is_withheld


def mark_page(attempt: Attempt, mark: Mark) -> dict[str, Any]:
    """The mark that stands in its place now, which may be another than the one that was asked for."""
    shown = next(
        (each for each in marks_of(attempt) if (each.subject, each.key, each.part) == _what(mark)), None
    )
    question = teaching_case_in(attempt.version).question_by_key.get(mark.key)
    return {
        "attempt": attempt,
        "mark": shown,
        "stem": markdown(question.stem) if question and mark.subject == QUESTION else "",
        "given": marks_given(attempt).of.get(_what(mark)),
        "anchor": anchor_of(mark),
    }


def _what(mark: Mark) -> tuple[str, str, str]:
    return mark.subject, mark.key, mark.part


def anchor_of(mark: Mark) -> str:
    """Where the debrief shows it."""
    return f"mark-{mark.key}{'-prefix' if mark.part == 'prefix' else ''}"


def taught_page(attempt: Any, now: datetime) -> dict[str, Any]:
    """Beside the debrief: whose attempt it is, and whether they can read it yet."""
    assignment = attempt.assigned_case.assignment
    return {
        "assignment": assignment,
        "cohort": assignment.cohort,
        "name": name_in_cohort(assignment.cohort, attempt.resident),
        "is_withheld": is_withheld(attempt, now),
        "may_mark": assignment.cohort is None or assigns_there(assignment.cohort),
        "attempts": list(beside(attempt)) if assignment.cohort else [],
        "taught": True,
    }
