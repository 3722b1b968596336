"""Keeping the results of assigned cases up to date: by the worker, one job at a time for each."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse

from cases.domain.results.case_statistics import FEWEST
from cases.domain.results.counting import case_statistics
from cases.models import AssignedCase, Assignment, StoredResults
from cases.queries.case_results import behind, cases_worked_by, counted_attempts, submitted_count
from cases.queries.remarking import applied_key
from cases.queries.teaching import teaching_case_in
from kidmet_site.work.jobs import Progress, begin, daily, kind
from kidmet_site.work.models import Job

RESULTS = "case_results"


@transaction.atomic
def renew_results(cases: Iterable[int], now: datetime) -> None:
    """Have them worked out once this transaction is committed; where that waits already, it is enough."""
    for pk, assignment in AssignedCase.objects.filter(pk__in=list(cases)).values_list("pk", "assignment"):
        path = reverse("teach_case_results", args=[assignment, pk])
        begin(RESULTS, by=None, now=now, payload={"assigned_case": pk}, path=path, once=str(pk))


def renew_results_of(assignment: Assignment, now: datetime) -> None:
    """Where other attempts may count than before; nothing where there are no results yet."""
    kept = StoredResults.objects.filter(assigned_case__assignment=assignment)
    renew_results(kept.values_list("assigned_case", flat=True), now)


def renew_results_with(people: Iterable[int], cohort: int, now: datetime) -> None:
    """Where attempts of these people count otherwise than before, or no longer."""
    renew_results(cases_worked_by(people, cohort), now)


@kind(RESULTS, title="The results of a case", priority=-10, stays=False)
def _work_out(job: Job, *, now: datetime, until: float) -> Progress:
    case = AssignedCase.objects.select_related("assignment", "version").filter(
        pk=job.payload["assigned_case"]
    )
    found = case.first()
    if found is None:
        return Progress()
    made = worked_out(found, now)
    return Progress(write=lambda: keep_results(case=found, made=made))


def worked_out(case: AssignedCase, now: datetime) -> dict[str, Any]:
    """From the attempts that count now. Of fewer than ten only their number is told."""
    submitted, content = submitted_count(case), teaching_case_in(applied_key(case.version))
    counted = counted_attempts(case, content)
    enough = len(counted.attempts) >= FEWEST
    return {
        "made_at": now,
        "count": len(counted.attempts),
        "submitted": submitted,
        "other_versions": counted.other_versions,
        "document": case_statistics(content, counted.attempts).as_data() if enough else {},
    }


@transaction.atomic
def keep_results(*, case: AssignedCase, made: dict[str, Any]) -> None:
    """In the place of what was kept, unless that was worked out later."""
    kept, is_new = StoredResults.objects.get_or_create(assigned_case=case, defaults=made)
    if not is_new:
        StoredResults.objects.filter(pk=kept.pk, made_at__lte=made["made_at"]).update(**made)


@daily("results of cases that no job worked out")
def _catch_up(now: datetime) -> None:
    """What no job came to: one that failed, or what was handed in before there were results."""
    renew_results(behind(), now)
