"""What is marked, put right and said in the demonstration's courses, as the pages have it done."""

from cases.actions.demo_acting import DemoCourse, ability_of, known_of
from cases.actions.feedback import answer_feedback, give_feedback
from cases.actions.marking import answer_second_look, ask_second_look, override_mark
from cases.actions.text_marks import mark_text
from cases.actions.time_requests import ask_for_time
from cases.content.demo_errors import demo_work
from cases.content.demo_plan import DemoAssignment, DemoFeedback, DemoLook, DemoOverride
from cases.domain.marks import QUESTION
from cases.models import Attempt, Mark, TextMark, TimeRequest
from cases.queries.teaching import teaching_case_in
from cases.queries.text_marks import TO_MARK, texts_at


def put_right(assignment: DemoAssignment, given: DemoOverride, course: DemoCourse) -> None:
    attempt = course.attempt(assignment, given.resident)
    override_mark(
        mark=Mark.objects.get(attempt=attempt, key=given.fact),
        credit=given.credit,
        reason=given.reason,
        by=course.educator,
        now=course.when(assignment.due - 1),
    )


def look_again(assignment: DemoAssignment, asked: DemoLook, course: DemoCourse) -> None:
    attempt = course.attempt(assignment, asked.resident)
    if attempt.second_looks.exists():
        return
    marks = Mark.objects.filter(attempt=attempt, credit=0)
    if asked.question:
        marks = marks.filter(subject=QUESTION, key=asked.question)
    mark = marks.earliest("position")
    person, at = course.people[asked.resident], course.when(assignment.due - 3)
    look = ask_second_look(mark=mark, reason=asked.reason, by=person, now=at)
    if asked.answer:
        answer_second_look(
            look=look,
            mark=mark,
            answer=asked.answer,
            credit=asked.credit,
            by=course.educator,
            now=course.when(assignment.due - 4),
        )


def say(assignment: DemoAssignment, given: DemoFeedback, course: DemoCourse) -> None:
    attempt = course.attempt(assignment, given.resident)
    if attempt.feedback.filter(step=given.step).exists():
        return
    give_feedback(
        attempt=attempt,
        step=given.step,
        text=given.text,
        seen_last=0,
        by=course.educator,
        now=course.when(assignment.due - 2),
    )
    if given.answer:
        answer_feedback(
            attempt=attempt,
            step=given.step,
            text=given.answer,
            seen_last=attempt.feedback.latest("pk").pk,
            by=course.people[given.resident],
            now=course.when(assignment.due - 3),
        )


def ask_more_time(assignment: DemoAssignment, name: str, course: DemoCourse) -> None:
    held = course.assignment(assignment)
    if TimeRequest.objects.filter(assignee__assignment=held, assignee__person=course.people[name]).exists():
        return
    ask_for_time(
        assignment=held,
        reason=assignment.time_requests[name],
        by=course.people[name],
        now=course.when(0.2),
    )


def mark_texts(assignment: DemoAssignment, before: int, course: DemoCourse) -> None:
    """Some of those at the first question that asks for one; the others wait."""
    held = course.assignment(assignment)
    case = held.cases.select_related("version__teaching_case__library", "assignment").first()
    if case is None or TextMark.objects.filter(mark__attempt__assigned_case=case).exists():
        return
    content = teaching_case_in(case.version)
    question = next((each for each in content.questions if each.points_to_tick), None)
    if question is None:
        return
    names = {person.pk: name for name, person in course.people.items()}
    texts = texts_at(case, question.key).filter(TO_MARK).select_related("attempt")
    for mark in texts[: assignment.texts_marked]:
        mark_text(
            mark=mark,
            points=_points(mark.attempt, names[mark.attempt.resident_id], question.key, before, course),
            comment="",
            seen_at=None,
            by=course.educator,
            now=course.when(assignment.due - 5),
        )


def _points(attempt: Attempt, name: str, question: str, before: int, course: DemoCourse) -> tuple[int, ...]:
    """Those that its writer put into it."""
    known = known_of(teaching_case_in(attempt.version), course)
    earlier = Attempt.objects.filter(resident=attempt.resident_id, assigned_case=attempt.assigned_case_id)
    number = earlier.filter(pk__lte=attempt.pk).count()
    return demo_work(known, name, ability_of(name, before, number), number).points.get(question, ())
