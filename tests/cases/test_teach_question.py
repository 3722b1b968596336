"""One question of a draft: its form by its kind, how a resident meets it, and marking a sample answer."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils.text import slugify

from cases.content.library import shipped_library
from cases.domain.questions import KINDS, example_of
from cases.forms.draft_question import DraftQuestionForm, check_form_of
from cases.forms.part_form import NoSuchField
from cases.models import CaseDraft
from cases.queries.drafting import draft_for
from kidmet_site.accounts.models import User
from tests.cases.draft_pages import HTMX, ClientOf, form_of
from tests.cases.drafts import SINGLE, draft_of, save

SHIPPED = [
    (f"{case.slug}-{question['key']}", question)
    for case in shipped_library().cases
    for step in case.document["steps"]  # type: ignore[attr-defined]
    for question in step.get("questions", [])
]


@pytest.fixture
def draft(educator: User, edition: object) -> CaseDraft:
    return with_question(educator, SINGLE)


def with_question(user: User, question: Any) -> CaseDraft:
    draft = draft_of(user, "A cough")
    save(draft, user, objectives=["suspect"])
    save(draft, user, **{"steps__history__questions": [{**question, "key": "why"}]})
    return draft


def at(draft: CaseDraft, more: str = "") -> str:
    return f"/teach/drafts/{draft.pk}/steps/history/questions/why/{more}"


def send(client: Client, draft: CaseDraft, **fields: Any) -> str:
    sent = {**form_of(client, at(draft)), **fields}
    return str(client.post(at(draft), sent, headers=HTMX).content.decode())


def question_of(draft: CaseDraft, user: User) -> dict[str, Any]:
    found: dict[str, Any] = draft_for(user, draft.pk).document["steps"][0]["questions"][0]
    return found


# The form


@pytest.mark.parametrize("kind", KINDS)
def test_a_question_of_each_kind_can_be_written_in_its_form(
    educator: User, edition: object, client_of: ClientOf, kind: str
) -> None:
    """What the example of a kind says is typed into an empty form of it, and comes out the same."""
    client, example = client_of(educator), example_of(KINDS[kind])
    draft = with_question(educator, {"key": "why", "kind": kind})
    whole = form_of_held(example)

    send(client, draft, **whole)

    wanted = {**example, "key": "why", "objective": "suspect"}
    if "options" in wanted:
        wanted["options"] = [{**option, "key": made} for option, made in zip_keys(wanted["options"])]
    if "ranked" in wanted:
        wanted["ranked"] = [option["key"] for option in wanted["options"][:2]]
    assert question_of(draft, educator) == wanted
    page = client.get(at(draft)).content.decode()
    assert "It cannot be asked yet" not in page and "Mark this answer" in page


def zip_keys(options: Any) -> list[tuple[dict[str, Any], str]]:
    return [(option, slugify(option["text"])) for option in options]


def form_of_held(question: dict[str, Any]) -> dict[str, Any]:
    """The fields of the form of a question that is held, without the keys of its options."""
    form = DraftQuestionForm(question, [("example", "Example")])
    sent: dict[str, Any] = {"objective": "suspect"}
    for field in form.all_fields():
        value = field.value()
        if field.name in ("objective", "key") or value in (None, "", False):
            continue
        sent[field.html_name] = field.field.prepare_value(value) if value is not True else "on"
    return sent


@pytest.mark.parametrize(("name", "question"), SHIPPED, ids=[name for name, _ in SHIPPED])
def test_a_shipped_question_sent_as_it_stands_stays_as_it_is(name: str, question: dict[str, Any]) -> None:
    shown = DraftQuestionForm(question)
    sent: dict[str, Any] = {}
    for field in (
        *shown.all_fields(),
        *(row["key"] for row in shown.options),
        shown["statements"],
        shown["notes"],
    ):
        value = field.value()
        if value not in (None, "", False):
            sent[field.html_name] = (
                value
                if isinstance(value, list | tuple) and field.name in ("statements", "notes")
                else ("on" if value is True else field.field.prepare_value(value))
            )

    assert DraftQuestionForm(question, (), _Sent(sent)).value() == question


class _Sent(dict[str, Any]):
    def getlist(self, name: str) -> list[Any]:
        return list(self.get(name, ()))


def test_an_option_gets_a_key_from_its_text_that_no_other_has(
    draft: CaseDraft, educator: User, client_of: ClientOf
) -> None:
    send(client_of(educator), draft, **{"options-2-text": "The best!", "options-5-text": "Best"})

    keys = [option["key"] for option in question_of(draft, educator)["options"]]
    assert keys == ["best", "other", "the-best", "best-2"]


def test_an_option_is_taken_out_when_its_text_is_cleared(
    draft: CaseDraft, educator: User, client_of: ClientOf
) -> None:
    send(client_of(educator), draft, **{"options-1-text": "", "options-1-why": ""})

    assert [option["key"] for option in question_of(draft, educator)["options"]] == ["best"]


def test_an_option_is_taken_out_by_its_tick(draft: CaseDraft, educator: User, client_of: ClientOf) -> None:
    send(client_of(educator), draft, **{"options-1-gone": "on", "options-1-credit": "9"})

    assert [option["key"] for option in question_of(draft, educator)["options"]] == ["best"]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"weight": "-1"}, "-1 cannot be taken."),
        ({"options-0-credit": "2"}, "2 cannot be taken. Write a number of at least 0 and of at most 1."),
        ({"options-0-text": "x" * 501}, "takes at most 500 characters"),
        ({"stem": "x" * 10_001}, "takes at most 10,000 characters"),
        ({f"options-{n}-text": f"Answer {n}" for n in range(41)}, "takes at most 40 options"),
    ],
)
def test_what_is_not_valid_says_so_and_the_rest_is_saved(
    draft: CaseDraft, educator: User, client_of: ClientOf, fields: dict[str, Any], said: str
) -> None:
    page = send(client_of(educator), draft, feedback="Kept", **fields)

    assert said in page
    assert question_of(draft, educator) == {**SINGLE, "feedback": "Kept"}


def test_a_kind_with_a_field_that_no_form_can_fill_in_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    @dataclass(frozen=True, kw_only=True)
    class TrueFalse(KINDS["short_text"]):  # type: ignore[misc]
        when: date

    monkeypatch.setitem(KINDS, "true_false", TrueFalse)  # type: ignore[arg-type, index]

    with pytest.raises(NoSuchField, match="TrueFalse, a kind of question: no field of a form can hold when"):
        check_form_of("true_false")


def test_both_texts_are_shown_when_two_authors_change_the_same_question(
    draft: CaseDraft, educator: User, client_of: ClientOf
) -> None:
    sent = form_of(client_of(educator), at(draft))
    save(draft, educator, steps__history__questions__why__feedback="Theirs")

    page = client_of(educator).post(at(draft), {**sent, "feedback": "Mine"}).content.decode()

    assert "Not saved: changed elsewhere" in page and "feedback: Theirs" in page and "feedback: Mine" in page
    assert "key: why" not in page
    assert question_of(draft, educator)["feedback"] == "Theirs"
    kept = {**sent, "feedback": "Mine", "keep_mine": "1"}
    client_of(educator).post(at(draft), kept)
    assert question_of(draft, educator)["feedback"] == "Mine"


def test_a_question_that_was_removed_meanwhile_is_not_written_anew(
    draft: CaseDraft, educator: User, client_of: ClientOf
) -> None:
    sent = form_of(client_of(educator), at(draft))
    save(draft, educator, steps__history__questions__why=None)

    assert client_of(educator).post(at(draft), sent).status_code == 404


# As a resident meets it


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ({"stem": ""}, "It still needs “what is asked”."),
        ({"options": []}, "“answers to choose from”"),
        ({"options": SINGLE["options"][1:]}, "0 options earn full credit"),
        ({"options": SINGLE["options"][:1]}, "at least two answers"),
        ({"options": [*SINGLE["options"], {"key": "odd", "credit": 0}]}, "It still needs “answer” in row 3."),
        (
            {**example_of(KINDS["script_concordance"]), "panel": {"is_example": True}},
            "It still needs “who sat on it” of “the panel” and",
        ),
    ],
)
def test_a_question_that_is_not_whole_says_what_it_lacks(
    educator: User, edition: object, client_of: ClientOf, part: dict[str, Any], said: str
) -> None:
    page = client_of(educator).get(at(with_question(educator, {**SINGLE, **part}))).content.decode()

    assert "It cannot be asked yet." in page and said in page and "Mark this answer" not in page


def test_a_sample_answer_is_marked_and_nothing_of_it_is_kept(
    draft: CaseDraft, educator: User, client_of: ClientOf
) -> None:
    save(draft, educator, steps__history__questions__why__feedback="It **fits**.")
    client = client_of(educator)

    right = client.post(at(draft, "sample/"), {"q-why-answer": "best"}, headers=HTMX).content.decode()
    wrong = client.post(at(draft, "sample/"), {"q-why-answer": "other"}).content.decode()
    none = client.post(at(draft, "sample/"), {}, headers=HTMX).content.decode()

    assert "100 %" in right and "It fits." in right and "It <strong>fits</strong>." in right
    assert right.lstrip().startswith("<aside")
    assert "0 %" in wrong and "It does not." in wrong and "<!doctype html>" in wrong
    assert "Earns nothing" in none
    assert draft_for(educator, draft.pk).version == draft.version


@pytest.mark.parametrize("kind", KINDS)
def test_a_sample_of_each_kind_earns_what_the_marking_gives(
    educator: User, edition: object, client_of: ClientOf, kind: str
) -> None:
    question = KINDS[kind].read(example_of(KINDS[kind]))
    draft = with_question(educator, example_of(KINDS[kind]))
    best = question.typed(question.read_answer(question.expert_answer()))
    places = enumerate(best, 1) if kind == "ranked_differential" else ()  # type: ignore[call-overload, arg-type]
    sent = {f"q-why-rank-{place}": key for place, key in places} or {"q-why-answer": best}

    page = client_of(educator).post(at(draft, "sample/"), sent, headers=HTMX).content.decode()

    assert ("Marked by its writer" if question.points_to_tick else "100 %") in page


def test_a_sample_that_is_no_answer_says_why(educator: User, edition: object, client_of: ClientOf) -> None:
    draft = with_question(educator, example_of(KINDS["numeric"]))

    page = client_of(educator).post(at(draft, "sample/"), {"q-why-answer": "many"}, headers=HTMX)

    assert "many" in page.content.decode() and "errors" in page.content.decode()


def test_there_is_no_such_page_of_a_question_that_is_none(
    draft: CaseDraft, educator: User, client_of: ClientOf
) -> None:
    assert client_of(educator).get(at(draft).replace("/why/", "/whither/")).status_code == 404
