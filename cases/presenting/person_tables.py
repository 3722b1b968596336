"""The results of one resident as tables of a file: the rows of the page."""

from collections.abc import Callable, Iterator
from datetime import datetime

from django.utils import timezone

from cases.presenting.person_results import ShownPerson
from cases.presenting.result_tables import ResultTable, TableRows, has_rows


def person_table(key: str, shown: ShownPerson) -> ResultTable | None:
    """None for a name that no table has."""
    if key not in PERSON_TABLES:
        return None
    title, headings, rows = PERSON_TABLES[key]
    return ResultTable(key, title, headings(shown), tuple(rows(shown)))


def person_tables_with_rows(shown: ShownPerson) -> frozenset[str]:
    """Those worth a file: it would have more than headings."""
    return frozenset(key for key, (_, _, rows) in PERSON_TABLES.items() if has_rows(rows(shown)))


def _case_headings(shown: ShownPerson) -> tuple[str, ...]:
    middle = () if shown.is_own else ("Middle of the group, in %",)
    return (
        *("Resident", "Assignment", "Case", "Due", "How it stands", "In %"),
        *(*middle, "Late", "Minutes at work", "Attempts handed in", "The assignment in all, in %"),
    )


def _cases(shown: ShownPerson) -> TableRows:
    for work in shown.works:
        of = work.work.assignment
        for case in work.cases:
            middle = () if shown.is_own else (case.middle,)
            yield (
                *(shown.name, of.title, case.case.version.title, _moment(work.work.window.due_at)),
                *(case.said, case.percent, *middle, "late" if case.is_late else "", case.minutes),
                *(len(case.attempts), work.total),
            )


def _attempts(shown: ShownPerson) -> TableRows:
    for work in shown.works:
        for case in work.cases:
            for number, each in enumerate(case.attempts, start=1):
                yield (
                    *(shown.name, work.work.assignment.title, case.case.version.title, number),
                    *(_moment(each.attempt.started_at), _moment(each.attempt.submitted_at), each.percent),
                    *("late" if each.is_late else "", "counts" if each.counts else ""),
                )


def _moment(at: datetime | None) -> str:
    return timezone.localtime(at).isoformat(sep=" ", timespec="minutes") if at else ""


def _objective_headings(shown: ShownPerson) -> tuple[str, ...]:
    return (
        *("Resident", "Objective", "In all, in %"),
        *(f"{moment}, in %" for moment in shown.results.moments),
    )


def _objectives(shown: ShownPerson) -> TableRows:
    return ((shown.name, row.text, row.percent, *row.cells) for row in shown.results.objectives)


def _guidance(shown: ShownPerson) -> TableRows:
    return ((shown.name, row.kind, row.text, row.times) for row in shown.results.lost_guidance)


def _next(shown: ShownPerson) -> Iterator[tuple[str, str]]:
    return ((shown.name, step.said) for step in shown.steps)


def _always(*headings: str) -> Callable[[ShownPerson], tuple[str, ...]]:
    return lambda shown: headings


PERSON_TABLES: dict[
    str, tuple[str, Callable[[ShownPerson], tuple[str, ...]], Callable[[ShownPerson], TableRows]]
] = {
    "cases": ("Assigned work", _case_headings, _cases),
    "attempts": (
        "Attempts",
        _always(
            *("Resident", "Assignment", "Case", "Attempt", "Begun", "Handed in", "In %", "Late", "Counts")
        ),
        _attempts,
    ),
    "objectives": ("Objectives", _objective_headings, _objectives),
    "guidance": ("Guidance missed", _always("Resident", "Kind", "What", "Attempts"), _guidance),
    "next": ("What to do next", _always("Resident", "What"), _next),
}
