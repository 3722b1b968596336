"""Cohorts and assignments: seats without work go, what others rely on stays under a random name."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from cases.actions.cohorts import close_cohort
from cases.models import (
    Accommodation,
    AssignedCase,
    Assignee,
    Assignment,
    Attempt,
    Cohort,
    CohortInvitation,
    CohortList,
    CohortMember,
    CohortTeacher,
    Extension,
    Reminder,
    ReminderWish,
    TakenVersion,
    TeacherRole,
    TimeRequest,
)
from cases.models.time_request import OPEN
from kidmet_site.accounts.holdings import (
    REMOVED,
    Holding,
    Leaver,
    as_json,
    every,
    goes,
    hold,
    hold_parts,
    naming,
    nobodys,
    stays,
)
from kidmet_site.accounts.models import User


def register() -> None:
    _teaching()
    _membership()
    _lists()
    _assigning()
    _asked_of()
    _more_time()


def _teaching() -> None:
    hold(
        model=Cohort,
        title="Cohorts",
        what="The cohorts that you began.",
        why="Their residents and co-educators work in them.",
        after="They stay for those who are in them, and do not name you. One without others is deleted.",
        people={"created_by": {}},
        mentions=("title", "summary"),
        erase=cohorts_go,
        export=lambda cohort, person: as_json(cohort, person, but=("code",)),
        place=30,
    )
    hold(
        model=CohortTeacher,
        title="Cohorts that you teach",
        what="Which cohorts you lead, teach or read the results of.",
        why="It decides what you may see and do there.",
        after="This is deleted. A cohort without another lead is led by whoever teaches it longest, "
        "and one without a teacher is archived.",
        people={"person": {}},
        erase=teachers_go,
        export=as_json,
        place=29,
    )


def _membership() -> None:
    hold(
        model=CohortMember,
        title="Cohorts that you are in",
        what="Which cohorts you joined and left, and what you were granted there.",
        why="Your teachers assign you work there, and see it.",
        after="Where you handed in work it stays under a random name, without what you were granted. "
        "The rest is deleted.",
        people={"person": {}},
        erase=members_go,
        export=member_file,
        place=28,
    )
    hold(
        model=Accommodation,
        title="Accommodations that you gave",
        what="Whom you granted more time in a cohort, and when.",
        why="They hold for the person until they are taken back.",
        after="They stay, and do not name you.",
        people={"given_by": {}},
        erase=nobodys,
        export=as_json,
    )


def _lists() -> None:
    hold(
        model=CohortList,
        title="Lists of residents",
        what="A list of residents that somebody who teaches has uploaded and not yet confirmed.",
        why="They see what it would change before it does.",
        after="It is deleted, and so is every list that names you.",
        people={"uploaded_by": {}},
        erase=lists_go,
        not_exported="It is gone within a day, and names others.",
        place=26,
    )
    hold(
        model=CohortInvitation,
        title="Invitations to cohorts",
        what="That your address was invited to a cohort, when, and what waits for you there.",
        why="You have it once you join. After half a year it is deleted.",
        after="It is deleted. Invitations that you sent stay, under a random name.",
        people={"email": {}, "invited_by": {}},
        owned=_invitations_to,
        erase=invitations_go,
        export=lambda row, person: as_json(row, person, but=("code",)),
        place=26,
    )


def _assigning() -> None:
    hold(
        model=Assignment,
        title="Assignments that you made",
        what="What you assigned to a cohort or to single people, with its terms and instructions.",
        why="Those who work it need to know, and their marks rest on it.",
        after="They stay under a random name, without your instructions.",
        people={"created_by": {"instructions": REMOVED}},
        mentions=("title",),
        erase=stays,
        export=as_json,
        place=30,
    )
    hold_parts(Assignment, AssignedCase)
    hold(
        model=TakenVersion,
        title="Versions that you chose",
        what="That you had a cohort go on with another version of an assigned case, and when.",
        why="Those who teach there see which version was worked from when on.",
        after="They stay, and do not name you.",
        people={"taken_by": {}},
        erase=nobodys,
        export=as_json,
    )


def _asked_of() -> None:
    hold(
        model=Assignee,
        title="Assignments",
        what="What is assigned to you, the time that you asked for and were given, and when you were "
        "reminded.",
        why="You and your teachers need to know.",
        after="What you have not handed in is deleted, and so are reminders; the rest stays under a random "
        "name.",
        people={"person": {}},
        erase=assignees_go,
        export=assignee_file,
        place=27,
    )
    hold_parts(Assignee, Reminder)
    hold(
        model=ReminderWish,
        title="Reminders that you do not want",
        what="That you want no reminders of assigned work in the app, or by mail.",
        why="You asked for it.",
        after="This is deleted.",
        people={"person": {}},
        erase=goes,
        export=as_json,
        place=26,
    )


def _more_time() -> None:
    hold(
        model=Extension,
        title="Extensions that you gave",
        what="Whom you gave more time for an assignment, with your reason.",
        why="It holds for the person, who reads the reason.",
        after="They stay, without your reason, and do not name you.",
        people={"given_by": {"reason": REMOVED}},
        erase=nobodys,
        export=as_json,
    )
    hold(
        model=TimeRequest,
        title="Requests for more time that you answered",
        what="What you answered residents who asked for more time.",
        why="They read it.",
        after="They stay, without your answers, and do not name you.",
        people={"answered_by": {"answer": REMOVED}},
        mentions=("reason",),
        erase=nobodys,
        export=lambda row, person: as_json(row, person, but=("assignee", "reason", "extension")),
    )


def cohorts_go(held: Holding, leaver: Leaver, until: float) -> bool:
    """After the person's own seats: what is left in a cohort is somebody else's."""
    alone = held.rows_of(leaver.person).filter(members=None, teachers=None)
    alone.exclude(assignments__cases__attempts__isnull=False).delete()
    return nobodys(held, leaver, until)


def teachers_go(held: Holding, leaver: Leaver, until: float) -> bool:
    """Nobody's cohort is left without a lead where somebody teaches it."""
    for seat in CohortTeacher.objects.filter(person=leaver.person, role=TeacherRole.LEAD):
        others = seat.cohort.teachers.exclude(person=leaver.person)
        heir = others.filter(role=TeacherRole.TEACHER).first() or others.first()
        if heir and not others.filter(role=TeacherRole.LEAD).exists():
            CohortTeacher.objects.filter(pk=heir.pk).update(role=TeacherRole.LEAD)
        elif not heir:
            close_cohort(seat.cohort, leaver.now)  # nobody is left who would open a debrief
    return goes(held, leaver, until)


def members_go(held: Holding, leaver: Leaver, until: float) -> bool:
    """Erased after attempts and assignments, so that what is left of work tells who has any."""
    Accommodation.objects.filter(member__person=leaver.person).delete()
    work = Attempt.objects.filter(
        resident=OuterRef("person"), assigned_case__assignment__cohort=OuterRef("cohort")
    )
    CohortMember.objects.filter(~Exists(work), person=leaver.person).delete()
    CohortMember.objects.filter(person=leaver.person, left_at=None).update(left_at=leaver.now)
    return True


def _invitations_to(person: User) -> QuerySet:
    return CohortInvitation.objects.filter(email=person.email)


def invitations_go(held: Holding, leaver: Leaver, until: float) -> bool:
    every(held.model).filter(email__in=leaver.addresses).delete()
    return True


def lists_go(held: Holding, leaver: Leaver, until: float) -> bool:
    every(held.model).filter(naming(held.model, ("rows",), leaver)).delete()
    return goes(held, leaver, until)


def assignees_go(held: Holding, leaver: Leaver, until: float) -> bool:
    Extension.objects.filter(assignee__person=leaver.person).update(reason="")
    TimeRequest.objects.filter(OPEN, assignee__person=leaver.person).delete()
    TimeRequest.objects.filter(assignee__person=leaver.person).update(reason=REMOVED, answer=REMOVED)
    Reminder.objects.filter(assignee__person=leaver.person).delete()
    work = Attempt.objects.filter(
        resident=OuterRef("person"), assigned_case__assignment=OuterRef("assignment")
    )
    Assignee.objects.filter(~Exists(work), person=leaver.person).delete()
    return True


def member_file(member: CohortMember, person: User) -> dict[str, Any]:
    granted = getattr(member, "accommodation", None)
    return {
        **as_json(member, person),
        "cohort": member.cohort.title,
        "granted": as_json(granted, person) if granted else None,
    }


def assignee_file(assignee: Assignee, person: User) -> dict[str, Any]:
    asked = TimeRequest.objects.filter(assignee=assignee)
    told = Reminder.objects.filter(assignee=assignee)
    return {
        **as_json(assignee, person),
        "assignment": assignee.assignment.title,
        "extensions": [as_json(each, person) for each in assignee.extensions.all()],
        "asked_for_time": [as_json(each, person, but=("assignee",)) for each in asked],
        "reminders": [as_json(each, person, but=("assignee",)) for each in told],
    }
