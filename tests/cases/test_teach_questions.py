"""The questions of a draft: adding, order, removing, and taking one over from another case."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.domain.questions import KINDS
from cases.models import CaseDraft
from cases.queries.drafting import draft_for
from guidance.domain.limits import STEP_QUESTIONS
from kidmet_site.accounts.models import User
from tests.cases.attempts import load_cases
from tests.cases.draft_pages import ClientOf
from tests.cases.drafts import SINGLE, draft_of, save
from tests.cases.test_teach_step import copied
from tests.conftest import person

pytestmark = pytest.mark.both_databases


@pytest.fixture
def draft(educator: User, edition: object) -> CaseDraft:
    draft = draft_of(educator, "A cough")
    questions = [{**SINGLE, "key": key, "stem": key.title()} for key in ("one", "two", "three")]
    save(draft, educator, steps__history__questions=questions)
    return draft


def at(draft: CaseDraft, more: str = "steps/history/questions/") -> str:
    return f"/teach/drafts/{draft.pk}/{more}"


def questions_of(draft: CaseDraft, user: User, step: int = 0) -> list[Any]:
    found: list[Any] = draft_for(user, draft.pk).document["steps"][step]["questions"]
    return found


def keys_of(draft: CaseDraft, user: User) -> list[str]:
    return [question["key"] for question in questions_of(draft, user)]


def test_a_question_of_each_kind_can_be_begun(draft: CaseDraft, educator: User, client_of: ClientOf) -> None:
    client = client_of(educator)
    for kind in KINDS:
        answer = client.post(at(draft), {"kind": kind, "stem": "What now?" if kind == "numeric" else ""})
        assert client.get(answer["Location"]).status_code == 200, kind

    keys = keys_of(draft, educator)
    assert keys[3:] == [kind.replace("_", "-") if kind != "numeric" else "what-now" for kind in KINDS]


def test_no_two_questions_of_a_case_have_the_same_key(
    draft: CaseDraft, educator: User, client_of: ClientOf
) -> None:
    client_of(educator).post(at(draft, "steps/imaging/questions/"), {"kind": "numeric", "stem": "Two"})

    assert questions_of(draft, educator, 1)[0]["key"] == "two-2"


def test_a_step_takes_so_many_questions_and_no_more(
    draft: CaseDraft, educator: User, client_of: ClientOf
) -> None:
    many = [{**SINGLE, "key": f"q-{number}"} for number in range(STEP_QUESTIONS.most)]
    save(draft, educator, steps__history__questions=many)

    page = client_of(educator).post(at(draft), {"kind": "numeric"}, follow=True).content.decode()

    assert "takes at most 20 questions" in page
    assert len(questions_of(draft, educator)) == STEP_QUESTIONS.most


@pytest.mark.parametrize(
    ("move", "order"),
    [("two:up", "two one three"), ("two:down", "one three two"), ("one:up", "one two three")],
)
def test_a_question_is_moved(
    draft: CaseDraft, educator: User, client_of: ClientOf, move: str, order: str
) -> None:
    client_of(educator).post(at(draft, "steps/history/order/"), {"move": move})

    assert keys_of(draft, educator) == order.split()


def test_a_question_that_was_removed_comes_back_by_undo(
    draft: CaseDraft, educator: User, client_of: ClientOf
) -> None:
    client = client_of(educator)

    page = client.post(at(draft, "steps/history/questions/two/remove/"), follow=True).content.decode()

    assert "Removed the question “Two”. “Undo” brings it back." in page
    assert keys_of(draft, educator) == ["one", "three"]
    client.post(at(draft, "undo/"), {"change": draft.saves.first().pk})
    assert keys_of(draft, educator) == ["one", "two", "three"]


def test_the_list_says_what_a_question_lacks(draft: CaseDraft, educator: User, client_of: ClientOf) -> None:
    save(draft, educator, steps__history__questions__two__options=[])

    page = client_of(educator).get(at(draft, "questions/")).content.decode()

    assert page.count("It still needs “answers to choose from”.") == 1


@pytest.mark.parametrize("data", [{"kind": "riddle"}, {"kind": ""}])
def test_a_kind_that_is_none_adds_nothing(
    draft: CaseDraft, educator: User, client_of: ClientOf, data: dict[str, str]
) -> None:
    assert client_of(educator).post(at(draft), data).status_code == 404


# From another case


def test_a_question_is_taken_over_from_another_draft_of_mine(
    draft: CaseDraft, educator: User, client_of: ClientOf
) -> None:
    draft.library.objectives = {"suspect": "Suspect it"}
    draft.library.save()
    other = draft_of(educator, "Another")
    client = client_of(educator)

    page = client.get(at(other, "steps/imaging/reuse/"), {"q": "elsewhere two"})
    assert "No question has all of" in page.content.decode()
    page = client.get(at(other, "steps/imaging/reuse/"), {"q": "the best two"}).content.decode()
    assert "1 question." in page and f"draft:{draft.pk}:history:two" in page
    client.post(at(other, "steps/imaging/reuse/"), {"question": f"draft:{draft.pk}:history:two"})
    client.post(at(other, "steps/imaging/reuse/"), {"question": f"draft:{draft.pk}:history:two"})

    first, second = questions_of(other, educator, 1)
    assert first == {**SINGLE, "key": "two", "stem": "Two"}
    assert second == {**first, "key": "two-2"}
    assert draft_for(educator, other.pk).document["objectives"] == ["suspect"]


def test_a_question_of_a_shipped_case_comes_without_an_objective_that_is_not_known(
    draft: CaseDraft, educator: User, client_of: ClientOf
) -> None:
    load_cases()
    client = client_of(educator)
    page = client.get(at(draft, "steps/history/reuse/"), {"q": "Rank the three likeliest"}).content.decode()
    named = page[page.index('value="case:') + 7 :].split('"')[0]

    client.post(at(draft, "steps/history/reuse/"), {"question": named})

    taken = questions_of(draft, educator)[-1]
    assert taken["kind"] == "ranked_differential" and "objective" not in taken


def test_a_question_of_a_strangers_draft_does_not_exist(
    draft: CaseDraft, client_of: ClientOf, edition: object
) -> None:
    other = person("Kim", is_educator=True)
    mine = draft_of(other, "Mine")
    client = client_of(other)

    assert "Two" not in client.get(at(mine, "steps/history/reuse/")).content.decode()
    for named in (f"draft:{draft.pk}:history:two", "draft:x:history:two", "", f"case:{draft.pk}:history:two"):
        assert client.post(at(mine, "steps/history/reuse/"), {"question": named}).status_code == 404


@pytest.mark.parametrize("page", ["questions/", "steps/history/reuse/"])
def test_a_page_takes_as_many_queries_when_there_is_much(
    educator: User, client_of: ClientOf, edition: object, page: str
) -> None:
    counts = []
    for count in (0, 12):
        draft, client = copied(educator, count), client_of(educator)
        for number in range(count):
            draft_of(educator, f"Case {number}")
        client.get(at(draft, page))
        with CaptureQueriesContext(connection) as queries:
            client.get(at(draft, page))
        counts.append(len(queries))

    assert counts[0] == counts[1] < 12
