"""The page of a step: what it shows and never shows, saving, committing, and what it says no to."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.content.library import shipped_library
from cases.domain.questions import ScriptConcordance, ShortText
from cases.domain.teaching import TeachingContent, TeachingStep, fact_at
from cases.forms.layout import LAYOUT
from cases.forms.staging import ELEMENTS
from cases.models import Attempt, GivenAnswer
from cases.queries.attempts import attempt_for
from cases.queries.cases import record_of
from cases.queries.teaching import teaching_case_in
from guidance.domain.vocabulary import CHAPTERS, VOCABULARY
from kidmet_site.accounts.models import User
from tests.cases.attempts import begun, begun_first, commit, first_format_library, submitted
from tests.cases.samples import Sent

pytestmark = pytest.mark.usefixtures("library")
ClientOf = Callable[[User], Client]
HTMX = {"HTTP_HX_REQUEST": "true"}


def address(attempt: Attempt, step: str = "history") -> str:
    return f"/library/attempts/{attempt.pk}/steps/{step}/"


def fields_on(page: str) -> dict[str, Any]:
    """What a browser would send of the step's form as it stands."""
    form = page[page.index("data-step") :]
    pairs = Sent(form[: form.index("</form>")]).pairs
    sent: dict[str, Any] = {}
    for name, value in pairs:
        sent.setdefault(name, []).append(value)
    return sent


@pytest.fixture
def attempt(resident: User, first_format: None) -> Attempt:
    return begun_first(resident)


@pytest.fixture
def client(resident: User, client_of: ClientOf) -> Client:
    return client_of(resident)


def sent(client: Client, attempt: Attempt, step: str = "history", **changed: Any) -> dict[str, Any]:
    page = client.get(address(attempt, step)).content.decode()
    return fields_on(page) | changed


# Nothing before its time


def secrets_of(case: TeachingContent, place: int) -> Iterator[str]:
    """Texts that must not reach a browser at this step: the later steps, and all that is the expert's.

    What the expert would answer is told of a committed step, where the step has a word of the expert.
    """
    told = {step.key for step in case.steps[:place] if step.expert}
    for step in case.steps[place + 1 :]:
        yield step.title
        yield step.narrative.split("\n\n")[0].replace("\n", " ")[:50]
        yield from (question.stem.strip()[:60] for question in step.questions)
        yield from (figure.caption for figure in step.figures)
    yield from (step.expert.replace("\n", " ")[:50] for step in case.steps[place:])
    yield case.commentary[:60]
    yield from (mark.why for mark in case.key.marks)
    for question in case.questions:
        yield question.feedback.strip()[:60]
        yield from (option.why for option in getattr(question, "options", ()))
        if case.step_of_question[question.key] in told:
            continue
        if isinstance(question, ShortText):
            yield question.model_answer.strip()[:60]
            yield from question.points
        if isinstance(question, ScriptConcordance):
            yield f"{max(question.panel.votes.values())} of {question.panel.size}"


EVERY_CASE = (*shipped_library().cases, *first_format_library().cases)


@pytest.mark.parametrize("case", EVERY_CASE, ids=lambda case: case.slug)
def test_nothing_of_a_later_step_or_of_the_key_reaches_the_browser(
    case: TeachingContent, first_format: None, resident: User, client: Client
) -> None:
    attempt = begun(resident, case.slug)
    for place, step in enumerate(case.steps):
        page = unescape(client.get(address(attempt, step.key)).content.decode())
        saved = client.post(address(attempt, step.key), fields_on(page), **HTMX).content.decode()
        pages = (page + unescape(saved)).replace("<strong>", "**").replace("</strong>", "**")
        # What is told by now may say the same words as something that is still the expert's.
        told = " ".join(each.narrative for each in case.steps[: place + 1]) + case.summary + case.title
        told += " ".join(each.expert.replace("\n", " ") for each in case.steps[:place])
        leaked = [text for text in secrets_of(case, place) if text and text in pages and text not in told]
        assert leaked == []
        attempt = commit(attempt_for(resident, attempt.pk), resident, steps=1, now=timezone.now())


def told_of(case: TeachingContent, step: TeachingStep) -> Iterator[str]:
    """What registry and layout hold to be right of what a step asks, and the key's own categories."""
    asked = {fact_at(each) for each in step.asked}
    yield from (VOCABULARY[key].teaches for key in asked)
    yield from (group.teaches for groups in LAYOUT.values() for group in groups if asked & {*group.keys})
    yield from (chapter.lede for chapter in CHAPTERS if chapter.key == "staging")
    yield "lung from 2025" if "staging_edition" in asked else ""
    yield from (str(case.key.record[key]) for key in asked & {*ELEMENTS} if key in case.key.record)


@pytest.mark.parametrize("case", EVERY_CASE, ids=lambda case: case.slug)
def test_a_step_says_of_what_it_asks_how_it_is_entered_and_not_what_is_right(
    case: TeachingContent, resident: User, first_format: None, client: Client
) -> None:
    attempt, told = begun(resident, case.slug), []
    for step in case.steps:
        page = client.get(address(attempt, step.key)).content.decode()
        wrong = client.post(address(attempt, step.key), fields_on(page) | {"tnm_notation": "zebra"}, **HTMX)
        form = unescape(page[page.index("data-step") :] + wrong.content.decode())
        told += [f"{step.key}: {text}" for text in told_of(case, step) if text and text in form]
        attempt = commit(attempt_for(resident, attempt.pk), resident, steps=1, now=timezone.now())

    assert told == []


def test_a_later_step_asked_for_by_its_address_leads_back(client: Client, attempt: Attempt) -> None:
    response = client.get(address(attempt, "plan"), follow=True)

    assert response.redirect_chain[-1][0] == address(attempt, "history")
    assert "That step comes later" in response.content.decode()
    assert "What would you plan" not in response.content.decode()


def test_a_step_that_the_case_does_not_have_is_no_page(client: Client, attempt: Attempt) -> None:
    assert client.get(address(attempt, "zebra")).status_code == 404


def test_a_closed_step_can_be_read_and_has_no_form(client: Client, attempt: Attempt, resident: User) -> None:
    commit(attempt, resident, steps=1, entered={"symptoms": frozenset({"fatigue"})})
    page = client.get(address(attempt)).content.decode()

    assert "What you entered" in page
    assert "fatigue" in page
    assert "data-step" not in page
    assert "at least as frequent" not in page  # the feedback of its question


# Saving


def test_htmx_saves_chapters_and_answers_together(client: Client, attempt: Attempt) -> None:
    data = sent(client, attempt, age_years="68", **{"q-first-thought-answer": "proven"})

    response = client.post(address(attempt), data, **HTMX)

    assert "Saved" in response.content.decode()
    assert record_of(attempt.case_id).recorded()["age_years"] == 68
    assert GivenAnswer.objects.get().answer == "proven"


def test_without_javascript_a_save_comes_back_to_the_step(client: Client, attempt: Attempt) -> None:
    response = client.post(address(attempt), sent(client, attempt, age_years="68"))
    assert response.status_code == 302
    assert 'value="68"' in client.get(response.url).content.decode()


@pytest.mark.parametrize("headers", [HTMX, {}], ids=["htmx", "plain"])
def test_what_is_left_aside_of_a_typed_notation_is_told(
    client: Client, attempt: Attempt, resident: User, headers: dict[str, str]
) -> None:
    places = [
        place
        for place, step in enumerate(teaching_case_in(attempt.version).steps)
        if "staging" in step.chapters
    ]
    commit(attempt, resident, steps=places[0])
    step = teaching_case_in(attempt.version).steps[places[0]].key
    data = sent(client, attempt_for(resident, attempt.pk), step, tnm_notation="cT2b cN2b R0")
    saved = client.post(address(attempt, step), data, **headers)
    told = (saved if headers else client.get(saved.url)).content.decode()

    assert told.count("Read as cT2b cN2b. R0: read, but a case records T, N and M only.") == 1


def test_an_answer_taken_back_is_no_answer(client: Client, attempt: Attempt) -> None:
    client.post(address(attempt), sent(client, attempt, **{"q-first-thought-answer": "proven"}), **HTMX)
    data = sent(client, attempt)
    data.pop("q-first-thought-answer")
    client.post(address(attempt), data, **HTMX)

    assert not GivenAnswer.objects.exists()


STAINS = "q-immunostains-answer"
TOO_LONG_AN_ANSWER = "TTF-1," * 300


@pytest.mark.parametrize("headers", [HTMX, {}], ids=["htmx", "plain"])
def test_what_is_valid_is_saved_and_the_rest_kept_as_typed_when_one_field_has_a_fault(
    client: Client, attempt: Attempt, headers: dict[str, str]
) -> None:
    data = sent(client, attempt, age_years="680", sex="male", **{"q-first-thought-answer": "proven"})

    response = client.post(address(attempt), data, **headers)
    page = unescape(response.content.decode())
    back = unescape(client.get(address(attempt)).content.decode())

    assert response.status_code == 200
    assert record_of(attempt.case_id).recorded() == {"sex": "male"}
    assert GivenAnswer.objects.get().answer == "proven"
    for shown in (page, back):
        assert "18 to 120" in shown
        assert "but 1 field is not" in shown
    assert 'value="680"' in back


def test_a_field_keeps_what_was_recorded_and_says_so_when_it_gets_a_fault(
    client: Client, attempt: Attempt
) -> None:
    client.post(address(attempt), sent(client, attempt, age_years="68"), **HTMX)

    page = client.post(address(attempt), sent(client, attempt, age_years="680"), **HTMX).content.decode()
    assert "Still recorded: 68" in page
    assert record_of(attempt.case_id).recorded()["age_years"] == 68

    client.post(address(attempt), sent(client, attempt, age_years="86"), **HTMX)
    assert record_of(attempt.case_id).kept_text == {}


def test_an_answer_that_cannot_be_taken_is_kept_and_the_one_before_it_stays(
    client: Client, attempt: Attempt, resident: User
) -> None:
    commit(attempt, resident, steps=2)
    client.post(address(attempt, "tissue"), sent(client, attempt, "tissue", **{STAINS: "TTF-1"}), **HTMX)

    data = sent(client, attempt, "tissue", **{STAINS: TOO_LONG_AN_ANSWER})
    page = client.post(address(attempt, "tissue"), data, **HTMX).content.decode()
    back = client.get(address(attempt, "tissue")).content.decode()

    assert GivenAnswer.objects.get(question="immunostains").answer == "TTF-1"
    for shown in (page, back):
        assert "Your earlier answer is still saved" in shown
        assert '<a href="#question-immunostains">' in shown
    assert TOO_LONG_AN_ANSWER in back

    client.post(address(attempt, "tissue"), sent(client, attempt, "tissue", **{STAINS: "CK7"}), **HTMX)
    assert attempt_for(resident, attempt.pk).kept_text == {}
    assert GivenAnswer.objects.get(question="immunostains").answer == "CK7"


def test_what_is_too_long_to_be_kept_is_said_to_be_lost_and_costs_nothing_else(
    client: Client, attempt: Attempt
) -> None:
    pages = [
        client.post(
            address(attempt), sent(client, attempt, age_years="9" * 3000, sex="male"), **headers
        ).content.decode()
        for headers in (HTMX, {})
    ]

    assert all("it is lost when you leave" in page for page in pages)
    assert "9" * 3000 in pages[1]
    assert record_of(attempt.case_id).recorded() == {"sex": "male"}


@pytest.mark.parametrize("word", ["1", "anyway"])
def test_a_step_with_a_fault_is_saved_and_not_committed(client: Client, attempt: Attempt, word: str) -> None:
    data = sent(client, attempt, age_years="680", sex="male", commit=word)

    page = unescape(client.post(address(attempt), data).content.decode())

    assert "Not committed." in page
    assert "18 to 120" in page
    assert attempt_for(attempt.resident, attempt.pk).step == 0
    assert record_of(attempt.case_id).recorded() == {"sex": "male"}


def test_a_text_that_looks_like_a_person_is_warned_about(
    client: Client, attempt: Attempt, resident: User
) -> None:
    commit(attempt, resident, steps=2)
    text = {"q-immunostains-answer": "As Mrs Miller said, born 12.03.1957"}

    page = unescape(
        client.post(
            address(attempt, "tissue"), sent(client, attempt, "tissue", **text), **HTMX
        ).content.decode()
    )
    assert "Mrs Miller" in page
    assert "This is invented" in page
    assert "it is lost when you leave" in page
    assert not GivenAnswer.objects.filter(question="immunostains").exists()
    assert attempt_for(resident, attempt.pk).kept_text == {}

    text["q-immunostains-confirmed"] = "on"
    client.post(address(attempt, "tissue"), sent(client, attempt, "tissue", **text), **HTMX)
    assert GivenAnswer.objects.filter(question="immunostains").exists()


def test_two_tabs_cannot_overwrite_each_other_unseen(client: Client, attempt: Attempt) -> None:
    first, second = sent(client, attempt, age_years="68"), sent(client, attempt, age_years="70")
    client.post(address(attempt), first, **HTMX)

    page = client.post(address(attempt), second, **HTMX).content.decode()

    assert "changed elsewhere" in page
    assert record_of(attempt.case_id).recorded()["age_years"] == 68


# Committing


def test_committing_with_a_question_left_open_is_asked_about_first(client: Client, attempt: Attempt) -> None:
    page = client.post(address(attempt), sent(client, attempt, age_years="68", commit="1")).content.decode()
    assert "1 question of this step" in page
    assert "is not answered" in page
    assert attempt_for(attempt.resident, attempt.pk).step == 0
    assert record_of(attempt.case_id).recorded()["age_years"] == 68

    response = client.post(address(attempt), sent(client, attempt, commit="anyway"), follow=True)
    assert response.redirect_chain[-1][0] == address(attempt, "scan")


def test_htmx_is_told_where_to_go_after_a_commit(client: Client, attempt: Attempt) -> None:
    data = sent(client, attempt, commit="1", **{"q-first-thought-answer": "proven"})
    response = client.post(address(attempt), data, **HTMX)
    assert response["HX-Redirect"] == f"/library/attempts/{attempt.pk}/"


def test_an_answer_to_a_closed_step_is_refused(client: Client, attempt: Attempt, resident: User) -> None:
    data = sent(client, attempt, age_years="70")
    commit(attempt, resident, steps=1)

    page = client.post(address(attempt), data, follow=True).content.decode()

    assert "was committed and is closed" in page
    assert record_of(attempt.case_id).recorded()["age_years"] == 68


@pytest.mark.parametrize(
    ("name", "says"),
    [
        pytest.param("q-zebra-answer", "The question “zebra-answer”", id="a question not in the case"),
        pytest.param(
            "q-next-steps-answer", "The question “next-steps-answer”", id="a question of a later step"
        ),
        pytest.param("m_category", "“M category”", id="a fact of a later step"),
    ],
)
def test_what_the_step_does_not_ask_is_refused(
    client: Client, attempt: Attempt, name: str, says: str
) -> None:
    data = sent(client, attempt, age_years="68", **{name: "cM0"})

    page = client.post(address(attempt), data).content.decode()

    assert f"{says} is not asked at the step “A cough that does not go”. Nothing was changed." in page
    assert record_of(attempt.case_id).recorded() == {}
    assert not GivenAnswer.objects.exists()


@pytest.mark.parametrize("path", ["steps/history/", "submit/", "reflection/", "self-mark/immunostains/"])
def test_an_answer_to_anothers_attempt_finds_no_such_attempt(
    client: Client, attempt: Attempt, stranger: User, client_of: ClientOf, path: str
) -> None:
    data = sent(client, attempt, age_years="70", commit="anyway")

    response = client_of(stranger).post(f"/library/attempts/{attempt.pk}/{path}", data)

    assert response.status_code == 404
    attempt.refresh_from_db()
    assert (attempt.step, attempt.saved, attempt.submitted_at) == (0, 1, None)
    assert record_of(attempt.case_id).recorded() == {}


def test_a_late_answer_is_refused_and_still_on_the_page(
    client: Client, attempt: Attempt, resident: User
) -> None:
    Attempt.objects.update(deadline_at=timezone.now() - timedelta(minutes=1))

    page = client.post(address(attempt), sent(client, attempt, age_years="70")).content.decode()

    assert "The time for this attempt ended" in page
    assert 'value="70"' in page
    assert "age_years" not in record_of(attempt.case_id).recorded()
    assert "Time is up" in client.get(f"/library/attempts/{attempt.pk}/submit/").content.decode()


def test_the_time_left_is_shown(client: Client, resident: User) -> None:
    attempt = begun(resident, now=timezone.now(), timed=True)
    assert "minutes left" in client.get(address(attempt)).content.decode()


def test_a_second_submission_is_refused_in_a_sentence(client: Client, resident: User) -> None:
    attempt = submitted(resident)
    page = client.post(f"/library/attempts/{attempt.pk}/submit/", follow=True).content.decode()
    assert "was submitted on 2 March 2026" in page


# Cost


def test_a_step_asks_the_database_the_same_however_much_was_entered(
    client: Client, attempt: Attempt, resident: User
) -> None:
    with CaptureQueriesContext(connection) as empty:
        client.get(address(attempt))
    commit(attempt, resident, steps=5)
    with CaptureQueriesContext(connection) as full:
        client.get(address(attempt, "plan"))

    assert len(full) <= len(empty) <= 8


def test_a_save_takes_few_queries(client: Client, attempt: Attempt) -> None:
    data = sent(client, attempt, age_years="68", sex="male", **{"q-first-thought-answer": "proven"})
    with CaptureQueriesContext(connection) as saving:
        client.post(address(attempt), data, **HTMX)
    assert len(saving) <= 18
