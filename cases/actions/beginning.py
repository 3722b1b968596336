"""Beginning an attempt: in free practice, or for what is assigned. There is one open at a time."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from cases.actions.assigning import deadline_of
from cases.actions.attempt_log import note_moved
from cases.actions.cases import create_case
from cases.domain.assigning import Purpose, TimeLimit
from cases.domain.teaching import given_at
from cases.models import AssignedCase, Attempt, TeachingCase, TeachingCaseVersion
from cases.permissions import NotYourAttempt
from cases.queries.assigned import AssignedWork, CaseWork, refusal_to_begin, standing_assignment
from cases.queries.attempts import open_attempt
from cases.queries.teaching import teaching_case_in
from kidmet_site.accounts.models import User


class AttemptRefused(Exception):
    """Something that an attempt does not allow, in a sentence. Nothing was changed."""


def start_attempt(
    *,
    teaching_case: TeachingCase,
    by: User,
    now: datetime,
    timed: bool = False,
    asks_sureness: bool = False,
) -> Attempt:
    """A new attempt at the latest version, or the open one: there is one at a time. Raises AttemptRefused.

    A case that is assigned to the person is worked for that until it is handed in, on its terms: they say
    also whether it asks how sure one is.
    """
    asked = standing_assignment(by, teaching_case.pk, now)
    if asked is not None:
        return start_assigned(work=asked[0], case=asked[1], by=by, now=now, timed=timed)
    going = open_attempt(by, teaching_case)
    if going is not None:
        return going
    version = teaching_case.latest
    if version is not None and version.pulled_at is not None:
        raise AttemptRefused(
            "The key of this case is being put right. It can be begun again once that is done."
        )
    if version is None or not teaching_case.is_open:
        raise AttemptRefused("This teaching case has been retired. Attempts that were begun can be finished.")
    limit = teaching_case_in(version).time_limit_minutes if timed else None
    deadline = now + timedelta(minutes=limit) if limit else None
    return _begin(
        by=by,
        version=version,
        now=now,
        deadline=deadline,
        is_timed=bool(limit),
        asks_sureness=asks_sureness,
    )


def start_assigned(*, work: AssignedWork, case: CaseWork, by: User, now: datetime, timed: bool) -> Attempt:
    """An attempt at a case of an assignment, or the open one. Raises AttemptRefused, NotYourAttempt.

    In practice an attempt that was begun before it was assigned is gone on with, where it is at the version
    that the cohort works: results compare what can be compared.
    """
    if work.assignee.person_id != by.pk:
        raise NotYourAttempt
    if case.open_attempt is not None:
        return case.open_attempt
    _check_may_begin(work, case, now)
    begun = open_attempt(by, case.case.teaching_case)
    version = _version_of(case.case)
    is_same = begun is not None and begun.version_id == version.pk
    if begun is not None and is_same and work.assignment.purpose == Purpose.PRACTICE:
        begun.assigned_case = case.case
        begun.deadline_at = deadline_of(work, case, begun.started_at, timed=begun.is_timed)
        begun.asks_sureness = work.assignment.asks_sureness
        Attempt.objects.filter(pk=begun.pk, submitted_at=None).update(
            assigned_case=case.case, deadline_at=begun.deadline_at, asks_sureness=begun.asks_sureness
        )
        if begun.deadline_at is not None:
            note_moved([(begun, begun.deadline_at)], now)
        return begun
    timed = bool(case.minutes) and (timed or work.assignment.time_limit == TimeLimit.IMPOSED)
    return _begin(
        by=by,
        version=version,
        now=now,
        deadline=deadline_of(work, case, now, timed=timed),
        is_timed=timed,
        asks_sureness=work.assignment.asks_sureness,
        assigned_case=case.case,
    )


def _version_of(case: AssignedCase) -> TeachingCaseVersion:
    """The version that was assigned; without a cohort the one that is given out, where that was pulled."""
    if case.version.pulled_at is None:
        return case.version
    version = TeachingCaseVersion.objects.select_related("teaching_case__library").get(
        latest_of=case.teaching_case_id
    )
    AssignedCase.objects.filter(pk=case.pk).update(version=version)
    return version


def _check_may_begin(work: AssignedWork, case: CaseWork, now: datetime) -> None:
    """Raises AttemptRefused."""
    said = refusal_to_begin(work, case, now)
    if said:
        raise AttemptRefused(said)


def _begin(
    *,
    by: User,
    version: TeachingCaseVersion,
    now: datetime,
    deadline: datetime | None,
    is_timed: bool,
    asks_sureness: bool,
    assigned_case: AssignedCase | None = None,
) -> Attempt:
    content = teaching_case_in(version)
    try:
        with transaction.atomic():
            return Attempt.objects.create(
                resident=by,
                teaching_case_id=version.teaching_case_id,
                version=version,
                assigned_case=assigned_case,
                case=create_case(
                    title=version.title,
                    by=by,
                    now=now,
                    recorded=given_at(content, content.steps[0]),
                    is_record=True,
                ),
                started_at=now,
                updated_at=now,
                deadline_at=deadline,
                is_timed=is_timed,
                asks_sureness=asks_sureness,
            )
    except IntegrityError:
        begun = open_attempt(by, version.teaching_case, assigned_case)  # at the same moment, in another tab
        if begun is None:
            raise
        return begun
