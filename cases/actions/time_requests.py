"""More time at an assignment: asked for by who works it, and given or declined by who teaches there.

Of two who answer at once the second is told.
"""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.urls import reverse

from cases.actions.assigned_before import AssigningRefused
from cases.actions.assigning import extend
from cases.domain.assigning import MOST_EXTRA_DAYS, due_for
from cases.models import Assignee, Assignment, Extension, TimeRequest
from cases.models.time_request import OPEN
from cases.permissions import check_can_assign_in
from cases.queries.assigned import in_words, work_for, works_on
from cases.queries.cohorts import who_assigns_in
from cases.queries.marking import GONE, name_in_cohort
from cases.queries.time_requests import refusal_to_ask
from cases.queries.windows import zone_of
from guidance.actions.telling import tell
from guidance.domain.characters import check_characters, seen
from guidance.domain.limits import REMARK, TIME_REQUESTS
from guidance.domain.vocabulary import upper_first
from kidmet_site.accounts.models import User

ASKED_ALREADY = "You have asked already. You can ask again once it is answered, or once you take it back."


class AnsweredBefore(AssigningRefused):
    def __init__(self, request: TimeRequest) -> None:
        held = TimeRequest.objects.select_related("answered_by").get(pk=request.pk)
        if held.answered_at:
            who = upper_first(str(held.answered_by or GONE))
            said = f"{who} {'gave more time' if held.extension_id else 'declined this'}"
        else:
            said = "The resident took this back"
        when = in_words(held.answered_at or held.withdrawn_at)
        super().__init__(f"{said} on {when}, since you opened this page. Nothing was changed.")


class GivenMeanwhile(AssigningRefused):
    def __init__(self, given: Extension) -> None:
        said = [f"{given.minutes} more minutes"] if given.minutes else []
        said += [f"time until {in_words(given.due_at)}"] if given.due_at else []
        super().__init__(
            f"{upper_first(str(given.given_by or GONE))} gave them {' and '.join(said)} on "
            f"{in_words(given.given_at)}, since you opened this page. Nothing was added: give yours "
            "again if it still holds."
        )


@transaction.atomic
def ask_for_time(*, assignment: Assignment, reason: str, by: User, now: datetime) -> TimeRequest:
    """Ask those who teach for more time; one is open at a time. Their names are told where they are shown.

    Raises AssigningRefused, OverLimit, ForbiddenCharacter.
    """
    work = work_for(by, assignment.pk, now)
    if work is None:
        raise AssigningRefused("This is not assigned to you any longer. Nothing was asked.")
    check_characters(reason, "The reason")
    REMARK.check(len(reason))
    if not seen(reason):
        raise AssigningRefused("Say how much more time would help, and why.")
    said = refusal_to_ask(work)
    if said:
        raise AssigningRefused(said)
    TIME_REQUESTS.check(TimeRequest.objects.filter(assignee=work.assignee).count() + 1)
    try:
        with transaction.atomic():
            asked = TimeRequest.objects.create(assignee=work.assignee, reason=seen(reason), asked_at=now)
    except IntegrityError:
        raise AssigningRefused(ASKED_ALREADY) from None
    _tell_teachers(asked, work.assignment, by, now)
    return asked


def _tell_teachers(asked: TimeRequest, assignment: Assignment, by: User, now: datetime) -> None:
    """Those who may answer. Where names are hidden nothing tells whose notice it is."""
    cohort = assignment.cohort
    if cohort is None:
        return
    text = f"{name_in_cohort(cohort, by)} asks for more time in “{assignment.title}”."
    path = reverse("teach_time_request", args=[assignment.pk, asked.pk])
    tell(who_assigns_in(cohort), text, path=path, by=None if cohort.hides_names else by, now=now)


@transaction.atomic
def take_back_request(*, assignment: Assignment, by: User, now: datetime) -> None:
    """Raises AssigningRefused."""
    mine = TimeRequest.objects.filter(OPEN, assignee__assignment=assignment, assignee__person=by)
    if not mine.update(withdrawn_at=now):
        raise AssigningRefused("Nothing that you asked is open any longer: it was answered, or taken back.")


@transaction.atomic
def grant_time_request(
    *, request: TimeRequest, days: int, minutes: int, answer: str, by: User, now: datetime
) -> Extension:
    """Give more days, from when it is due or from now where that is over, and minutes at each limit.

    Raises AssigningRefused, NotYourCohort, OverLimit, ForbiddenCharacter.
    """
    assignment = request.assignee.assignment
    check_can_assign_in(by, assignment.cohort)
    _check_open(request)
    [work] = works_on([request.assignee_id], now) or (None,)
    if work is None:
        raise AssigningRefused("They left the cohort, so nothing of it is theirs to work. Nothing was given.")
    if days and work.window.due_at is None:
        raise AssigningRefused("It is due at no time, so days change nothing. Give minutes.")
    if minutes and not any(each.minutes for each in work.cases):
        raise AssigningRefused("No case of it has a time limit, so minutes change nothing. Give days.")
    if not 0 <= days <= MOST_EXTRA_DAYS:
        raise AssigningRefused(f"From 0 to {MOST_EXTRA_DAYS} more days are given; this is {days}.")
    base = max(work.window.due_at, now) if work.window.due_at else now
    given = give_time(
        assignee=request.assignee,
        due_at=due_for(base, days, None, zone_of(assignment)) if days else None,
        minutes=minutes,
        reason=answer,
        by=by,
        now=now,
    )
    _check_helps(request.assignee_id, now)
    return given


def _check_helps(assignee: int, now: datetime) -> None:
    """That an attempt whose time had ended goes on, where there is nothing else to work."""
    [work] = works_on([assignee], now)
    going = [each.open_attempt for each in work.cases if each.open_attempt]
    over = [each.deadline_at for each in going if each.deadline_at and each.is_late(now)]
    rest = [each for each in work.cases if not each.attempts]
    if going and len(over) == len(going) and not rest:
        raise AssigningRefused(
            f"With that their time would still have ended, on {in_words(max(over))}. Give more, or decline."
        )


@transaction.atomic
def decline_time_request(*, request: TimeRequest, answer: str, by: User, now: datetime) -> None:
    """Raises AssigningRefused, NotYourCohort, OverLimit, ForbiddenCharacter."""
    assignment = request.assignee.assignment
    check_can_assign_in(by, assignment.cohort)
    check_characters(answer, "The answer")
    REMARK.check(len(answer))
    if not seen(answer):
        raise AssigningRefused("Say why: the resident reads it.")
    rows = TimeRequest.objects.filter(OPEN, pk=request.pk)
    if not rows.update(answered_at=now, answered_by=by, answer=seen(answer)):
        raise AnsweredBefore(request)
    _tell_resident(request.assignee, f"{by} answered that you asked for more time in", by, now)


@transaction.atomic
def give_time(
    *,
    assignee: Assignee,
    due_at: datetime | None,
    minutes: int,
    reason: str,
    by: User,
    now: datetime,
    seen_last: int | None = None,
) -> Extension:
    """More time for one person, who is told; what they asked is answered by it.

    `seen_last` is the number of the last extension that the page showed, 0 where it showed none: minutes add
    up, so of two who give at once the second is told, and of two presses, too.

    Raises AssigningRefused, NotYourCohort, OverLimit, ForbiddenCharacter.
    """
    check_can_assign_in(by, assignee.assignment.cohort)
    if seen_last is not None:
        _check_last(assignee, seen_last)
    given = extend(assignee=assignee, due_at=due_at, minutes=minutes, reason=reason, by=by, now=now)
    asked = TimeRequest.objects.filter(OPEN, assignee=assignee)
    asked.update(answered_at=now, answered_by=by, answer=seen(reason), extension=given)
    _tell_resident(assignee, f"{by} gave you more time in", by, now)
    return given


def _check_last(assignee: Assignee, seen_last: int) -> None:
    """One extension of a person is given at a time."""
    Assignee.objects.select_for_update().get(pk=assignee.pk)
    last = assignee.extensions.select_related("given_by").order_by("-pk").first()
    if last is not None and last.pk != seen_last:
        raise GivenMeanwhile(last)


def _check_open(request: TimeRequest) -> None:
    """Of two answers at once the second waits here, and is told; so is who gives time without being asked.

    Locked in the order of `give_time`.
    """
    Assignee.objects.select_for_update().get(pk=request.assignee_id)
    if not list(TimeRequest.objects.select_for_update().filter(OPEN, pk=request.pk)):
        raise AnsweredBefore(request)


def _tell_resident(assignee: Assignee, said: str, by: User, now: datetime) -> None:
    title, path = assignee.assignment.title, reverse("assignment_time", args=[assignee.assignment_id])
    tell([assignee.person], f"{said} “{title}”.", path=path, by=by, now=now)
