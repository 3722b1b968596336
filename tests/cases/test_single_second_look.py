"""A second look outside of a cohort: whoever assigned the case to one person sees the attempt once asked."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.actions.marking import MarkingRefused, ask_second_look, override_mark
from cases.actions.teaching import assign_case
from cases.models import Attempt
from cases.permissions import NotYourCohort
from guidance.models import Notice
from kidmet_site.accounts.models import User
from tests.cases.attempts import lung_case, submitted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
ClientOf = Callable[[User], Client]


def asked_of(resident: User, by: User) -> Attempt:
    assign_case(teaching_case=lung_case(), resident=resident, by=by, now=timezone.now())
    return submitted(resident, entered={"m_category": "cM0"}, now=timezone.now())


def mark_of(attempt: Attempt) -> Any:
    return attempt.marks.filter(credit=0).first()


def test_who_assigned_a_case_answers_for_its_marks_once_they_are_asked(
    client_of: ClientOf, educator: User, administrator: User, resident: User
) -> None:
    attempt = asked_of(resident, educator)
    mark = mark_of(attempt)
    look = reverse("attempt_second_look", args=[attempt.pk, mark.pk])
    answer = reverse("teach_attempt_mark", args=[attempt.pk, mark.pk])
    at = reverse("teach_attempt", args=[attempt.pk])
    learner, teacher, other = (client_of(each) for each in (resident, educator, administrator))

    before = [each.get(path).status_code for each in (teacher, other) for path in (at, answer)]
    with pytest.raises(NotYourCohort):
        override_mark(mark=mark, credit=0.5, reason="Half.", by=educator, now=timezone.now())
    said = learner.get(look).content.decode()
    learner.post(look, {"reason": "The report says cM0."})
    told = Notice.objects.get(user=educator)
    opened, seen = teacher.get(at).content.decode(), teacher.get(told.path).content.decode()
    points = str(mark.weight)
    teacher.post(answer, {"points": points, "reason": "It does.", "look": attempt.second_looks.get().pk})
    debrief = learner.get(reverse("attempt_debrief", args=[attempt.pk])).content.decode()

    assert before == [404] * 4
    assert "From then on they see this attempt" in " ".join(said.split())
    assert "asks for a second look" in told.text and told.path == answer
    assert str(resident) in opened and "The report says cM0." in seen
    assert "It does." in debrief and f"by {educator}" in debrief
    assert attempt.marks.get(position=mark.position).credit == 1
    assert [other.get(path).status_code for path in (at, answer)] == [404, 404]


def test_nobody_is_asked_where_nobody_can_answer(educator: User, resident: User) -> None:
    own, practice = asked_of(educator, educator), submitted(resident, now=timezone.now())

    for attempt, person in ((own, educator), (practice, resident)):
        with pytest.raises(MarkingRefused, match="in what an educator assigned to you"):
            marked = attempt.marks.all()[0]
            ask_second_look(mark=marked, reason="Look again.", by=person, now=timezone.now())
