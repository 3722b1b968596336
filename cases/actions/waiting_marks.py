"""Attempts that were handed in while their key was out of use: marked once it is put right, by a worker."""

import time
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from cases.actions.case_results import renew_results
from cases.actions.first_marking import FirstMarks, keep_first_marking, marked
from cases.models import Attempt, TeachingCase, TeachingCaseVersion
from cases.queries.remarking import attempts_waiting, key_for, versions_with_waiting
from cases.queries.teaching import teaching_case_in
from cases.queries.withheld import is_withheld
from guidance.actions.telling import tell
from guidance.domain.edition import CompiledEdition
from guidance.queries.editions import current_edition, edition
from kidmet_site.work.jobs import Progress, begin, daily, kind
from kidmet_site.work.models import Job

WAITING = "waiting_marks"


def mark_what_waits(case: TeachingCase, now: datetime) -> None:
    """Call it in the transaction that publishes a version, or puts one back in use."""
    if versions_with_waiting(case):
        begin(WAITING, by=None, now=now, payload={"case": case.pk}, once=str(case.pk))


@kind(WAITING, title="Attempts that waited for a key", stays=False)
def step_waiting(job: Job, *, now: datetime, until: float) -> Progress:
    """One attempt after the other, each in a transaction of its own: what is marked waits no longer."""
    case = TeachingCase.objects.filter(pk=job.payload["case"]).first()
    for version in versions_with_waiting(case) if case else ():
        key = key_for(version)
        for attempt in attempts_waiting(version).select_related("resident") if key else ():
            attempt.version = version
            _mark(attempt, key or version, now)
            if time.monotonic() >= until:
                return Progress(is_done=False)
    return Progress()


@daily("attempts that waited for a key and no job marked")
def _catch_up(now: datetime) -> None:
    waiting = Attempt.objects.filter(submitted_at__isnull=False, possible=None, is_trial=False)
    for case in TeachingCase.objects.filter(pk__in=waiting.values("teaching_case")):
        mark_what_waits(case, now)


def _mark(attempt: Attempt, key: TeachingCaseVersion, now: datetime) -> None:
    """With the edition of the guidance that readers saw as it was handed in."""
    number, today = attempt.guidance_edition, current_edition()
    then = today if number in (None, today.number) else edition(number or 0)
    _keep(attempt, marked(attempt, teaching_case_in(key), then), key, then, now)


@transaction.atomic
def _keep(
    attempt: Attempt, made: FirstMarks, key: TeachingCaseVersion, then: CompiledEdition, now: datetime
) -> None:
    if not Attempt.objects.select_for_update().filter(pk=attempt.pk, possible=None).exists():
        return
    keep_first_marking(attempt=attempt, made=made, key=key, edition=then, now=now)
    if not is_withheld(attempt, now):
        path = reverse("attempt_debrief", args=[attempt.pk])
        tell([attempt.resident], f"“{attempt.version.title}” is marked now.", path=path, now=now)
    if attempt.assigned_case_id is not None:
        renew_results([attempt.assigned_case_id], now)
