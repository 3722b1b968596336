"""What an attempt allows and what it refuses: in a sentence, and with nothing changed."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from cases.actions.attempts import (
    AlreadySubmitted,
    AttemptRefused,
    NotAskedHere,
    SentStep,
    StepIsClosed,
    StepNotReached,
    save_step,
    self_mark_answer,
    start_attempt,
    submit_attempt,
    write_reflection,
)
from cases.actions.review import answer_card
from cases.actions.teaching import assign_case
from cases.domain.marks import score_of
from cases.models import Attempt, GivenAnswer, Mark, ReviewCard, TeachingCase
from cases.permissions import NotAnEducator, NotYourAttempt, NotYourCard
from cases.queries.attempts import attempt_for, marks_of
from cases.queries.cases import case_for, cases_for, record_of
from kidmet_site.accounts.models import User
from tests.cases.attempts import BEGUN, FIRST_LUNG, begun_first, commit, load_cases, lung_case, submitted

pytestmark = pytest.mark.usefixtures("library", "first_format")
LATER = BEGUN + timedelta(minutes=5)


def save(attempt: Attempt, user: Any, step: str = "history", **more: Any) -> Attempt:
    of_page = {each.name for each in fields(SentStep)} & more.keys()
    sent = SentStep(**{"saved": attempt.saved} | {name: more.pop(name) for name in of_page})
    return save_step(attempt=attempt, step_key=step, sent=sent, by=user, **{"now": LATER} | more)


def everything(attempt: Attempt) -> list[Any]:
    """All that an attempt holds, to see that nothing changed."""
    row = Attempt.objects.values().get(pk=attempt.pk)
    return [
        row,
        record_of(attempt.case_id).recorded(),
        list(GivenAnswer.objects.filter(attempt=attempt).values("question", "answer")),
        Mark.objects.filter(attempt=attempt).count(),
    ]


def test_an_attempt_is_saved_and_found_again_on_any_device(resident: User) -> None:
    attempt = begun_first(resident)
    save(
        attempt,
        resident,
        chapters={"presentation": {"age_years": 68}},
        answers={"first-thought": "proven"},
    )

    again = attempt_for(resident, attempt.pk)
    assert record_of(again.case_id).recorded() == {"age_years": 68}
    assert again.answers.get().answer == "proven"
    assert again.step == 0


def test_starting_again_while_one_is_open_goes_on_with_it(resident: User) -> None:
    first = begun_first(resident)
    assert begun_first(resident).pk == first.pk


def test_another_attempt_after_submission_is_a_new_one(resident: User) -> None:
    first = submitted(resident, FIRST_LUNG)
    assert begun_first(resident).pk != first.pk


def test_the_record_of_an_attempt_stands_in_nobodys_list_of_cases(resident: User) -> None:
    attempt = begun_first(resident)

    assert list(cases_for(resident)) == []
    with pytest.raises(attempt.case.DoesNotExist):
        case_for(resident, attempt.case_id)


def test_a_full_attempt_by_the_key_earns_everything(resident: User) -> None:
    attempt = submitted(resident)
    for question in ("immunostains",):
        self_mark_answer(attempt=attempt, question=question, points=[0, 1, 2], by=resident, now=LATER)

    assert score_of(marks_of(attempt)).percent == 100
    assert not ReviewCard.objects.filter(attempt=attempt).exists()


def test_what_it_was_marked_against_is_kept(resident: User, edition: Any) -> None:
    attempt = submitted(resident, entered={"m_category": "cM0"})

    assert (attempt.version.number, attempt.guidance_edition) == (1, edition.number)
    assert attempt.difference["raised_cautions"]
    assert attempt.earned < attempt.possible


# What is refused


def submit(attempt: Attempt, by: Any) -> Attempt:
    return submit_attempt(attempt=attempt, by=by, now=LATER)


REFUSED: dict[str, tuple[Callable[[Attempt, User, User], Any], type[Exception], str]] = {
    "a closed step": (lambda a, own, _: save(a, own, "history"), StepIsClosed, "closed"),
    "a step that comes later": (lambda a, own, _: save(a, own, "plan"), StepNotReached, "Commit “"),
    "a step of another case": (lambda a, own, _: save(a, own, "sinus"), NotAskedHere, "sinus"),
    "a question of another step": (
        lambda a, own, _: save(a, own, "scan", answers={"first-thought": "proven"}),
        NotAskedHere,
        "first-thought",
    ),
    "a question not in the case": (
        lambda a, own, _: save(a, own, "scan", answers={"zebra": "x"}),
        NotAskedHere,
        "zebra",
    ),
    "a chapter of another step": (
        lambda a, own, _: save(a, own, "scan", chapters={"staging": {"m_category": "cM0"}}),
        NotAskedHere,
        "staging",
    ),
    "somebody else's attempt": (lambda a, _, other: save(a, other, "scan"), NotYourAttempt, "someone else's"),
    "an older page": (
        lambda a, own, _: save(a, own, "scan", saved=a.saved - 1),
        AttemptRefused,
        "elsewhere",
    ),
    "submitting with open steps": (lambda a, own, _: submit(a, own), AttemptRefused, "What the scan shows"),
    "somebody else's submission": (lambda a, _, other: submit(a, other), NotYourAttempt, "someone else's"),
    "marking before submission": (
        lambda a, own, _: self_mark_answer(attempt=a, question="immunostains", points=[], by=own, now=LATER),
        AttemptRefused,
        "not submitted",
    ),
    "reflecting before submission": (
        lambda a, own, _: write_reflection(attempt=a, text="M", by=own, now=LATER),
        AttemptRefused,
        "not submitted",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_refused_with_a_sentence_and_nothing_changed(what: str, resident: User, stranger: User) -> None:
    act, error, says = REFUSED[what]
    attempt = commit(begun_first(resident), resident, steps=1)
    before = everything(attempt)

    with pytest.raises(error, match=says):
        act(attempt, resident, stranger)

    assert everything(attempt) == before


def test_a_late_answer_is_refused_and_what_was_saved_in_time_can_be_submitted(resident: User) -> None:
    attempt = commit(begun_first(resident, timed=True), resident, steps=1)
    late = BEGUN + timedelta(minutes=41)
    before = everything(attempt)

    with pytest.raises(AttemptRefused, match="09:40"):
        save(attempt, resident, "scan", now=late)
    assert everything(attempt) == before

    submit_attempt(attempt=attempt, by=resident, now=late)
    assert 0 < attempt.earned < attempt.possible


def test_a_limit_is_only_kept_where_the_resident_asked_for_it(resident: User) -> None:
    assert begun_first(resident).deadline_at is None


@pytest.mark.parametrize(
    "act",
    [
        pytest.param(lambda a, by: submit_attempt(attempt=a, by=by, now=LATER), id="a second submission"),
        pytest.param(lambda a, by: save(a, by, "plan"), id="an answer after submission"),
    ],
)
def test_nothing_is_changed_once_it_is_submitted(resident: User, act: Callable[..., Any]) -> None:
    attempt = submitted(resident)
    before = everything(attempt)

    with pytest.raises(AlreadySubmitted, match="2 March 2026"):
        act(attempt, resident)

    assert everything(attempt) == before


def test_an_answer_on_its_way_when_it_was_submitted_is_refused(resident: User) -> None:
    stale = commit(begun_first(resident), resident)
    submit_attempt(attempt=attempt_for(resident, stale.pk), by=resident, now=LATER)

    with pytest.raises(AlreadySubmitted):
        submit_attempt(attempt=stale, by=resident, now=LATER)
    assert Mark.objects.filter(attempt=stale, key="ecog").count() == 1


def test_a_short_text_is_marked_by_its_writer_once(resident: User, stranger: User) -> None:
    attempt = submitted(resident)
    by = {"attempt": attempt, "question": "immunostains", "now": LATER}

    with pytest.raises(NotYourAttempt):
        self_mark_answer(points=[0], by=stranger, **by)
    with pytest.raises(ValueError, match="3 points"):
        self_mark_answer(points=[9], by=resident, **by)
    self_mark_answer(points=[0, 2], by=resident, **by)
    with pytest.raises(AttemptRefused, match="marked this answer already"):
        self_mark_answer(points=[0, 1, 2], by=resident, **by)

    mark = next(mark for mark in marks_of(attempt) if mark.key == "immunostains")
    assert mark.credit == pytest.approx(2 / 3)
    assert [line.verdict for line in mark.lines] == ["right", "missing", "right"]


def test_a_retired_case_begins_no_attempt_and_lets_one_that_is_open_end(
    resident: User, stranger: User
) -> None:
    going = begun_first(resident)
    TeachingCase.objects.update(is_open=False)

    with pytest.raises(AttemptRefused, match="retired"):
        start_attempt(teaching_case=lung_case(), by=stranger, now=BEGUN)
    submit_attempt(attempt=commit(going, resident), by=resident, now=LATER)


def test_only_educators_assign(resident: User, educator: User) -> None:
    with pytest.raises(NotAnEducator):
        assign_case(teaching_case=lung_case(), resident=resident, by=resident, now=BEGUN)
    assign_case(teaching_case=lung_case(), resident=resident, by=educator, now=BEGUN)
    assert assign_case(teaching_case=lung_case(), resident=resident, by=educator, now=BEGUN).pk


def test_a_card_is_answered_by_its_owner(resident: User, stranger: User) -> None:
    card = submitted(resident, entered={"m_category": "cM0"}).review_cards.first()
    assert card is not None
    with pytest.raises(NotYourCard):
        answer_card(card=card, rating=3, by=stranger, now=LATER)


def test_a_card_that_is_learnt_comes_back_when_nine_in_ten_would_still_know_it(resident: User) -> None:
    card = submitted(resident, entered={"m_category": "cM0"}).review_cards.first()
    assert card is not None
    for _ in range(3):
        card = answer_card(card=card, rating=3, by=resident, now=card.due_at)

    # By FSRS's definition the stability is how many days pass until that is so.
    assert card.stability is not None and card.reviewed_at is not None
    assert (card.due_at - card.reviewed_at).days == round(card.stability) > 1


# At once


@pytest.mark.django_db(transaction=True)
def test_two_submissions_at_once_make_one_mark(edition: object, resident: User) -> None:
    attempt = commit(begun_first(resident), resident)
    loaded = [attempt_for(resident, attempt.pk) for _ in range(4)]

    with ThreadPoolExecutor(4) as pool:
        said = list(pool.map(lambda each: _submit(each, resident), loaded))

    assert sorted(said) == ["refused", "refused", "refused", "submitted"]
    places = list(Mark.objects.filter(attempt=attempt).values_list("position", flat=True))
    assert places == list(range(len(places)))


@pytest.mark.django_db(transaction=True)
def test_two_starts_at_once_make_one_attempt(edition: object, resident: User) -> None:
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: _start(resident), range(4)))

    assert len(set(found)) == 1
    assert Attempt.objects.count() == 1


def _submit(attempt: Attempt, user: User) -> str:
    try:
        submit_attempt(attempt=attempt, by=user, now=LATER)
    except AttemptRefused:
        return "refused"
    finally:
        connection.close()
    return "submitted"


def _start(user: User) -> int:
    try:
        return begun_first(user).pk
    finally:
        connection.close()


def test_loading_the_library_again_makes_no_new_version(resident: User) -> None:
    attempt = submitted(resident)
    load_cases()
    assert attempt_for(resident, attempt.pk).version == lung_case().latest


def test_a_person_who_leaves_takes_their_attempts_along(resident: User) -> None:
    submitted(resident, entered={"m_category": "cM0"})
    begun_first(resident)

    resident.delete()

    assert not Attempt.objects.exists()
    assert not ReviewCard.objects.exists()


def test_a_step_is_not_closed_when_something_of_it_is_kept_as_typed(resident: User) -> None:
    attempt = begun_first(resident)
    typed = {"age_years": {"typed": "680", "said": ["18 to 120"]}}
    before = everything(attempt)

    for kept in ({"kept": {"presentation": typed}}, {"kept_answers": {"first-thought": typed}}):
        with pytest.raises(AttemptRefused, match="not valid"):
            save(attempt, resident, commit=True, **kept)
    assert everything(attempt) == before
