"""What of the key is marked: all of it at a glance, and each fact on a page of its own."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.domain.teaching.addresses import ADDRESSES
from cases.models import CaseDraft
from cases.queries.drafting import draft_for
from guidance.domain.vocabulary import VOCABULARY
from kidmet_site.accounts.models import User
from tests.cases.draft_pages import HTMX, ClientOf, form_of
from tests.cases.drafts import draft_of, save
from tests.cases.test_teach_step import copied

MARKED_IN_LUNG = [
    "imaging_conclusion", "kidney_diagnosis", "t_category", "n_category", "m_category", "ecog",
]  # fmt: skip


@pytest.fixture
def draft(educator: User, edition: object) -> CaseDraft:
    draft = draft_of(educator, "A cough")
    save(
        draft, educator, steps__imaging__asked=["ecog", "m_category", "lesions", "biopsy_status", "age_years"]
    )
    save(draft, educator, key__record__staging_edition="ajcc8", steps__history__given=["staging_edition"])
    save(draft, educator, objectives=["suspect"])
    return draft


@pytest.fixture
def lung(educator: User, edition: object) -> CaseDraft:
    return copied(educator)


def at(draft: CaseDraft, fact: str = "") -> str:
    return f"/teach/drafts/{draft.pk}/marks/{fact}/" if fact else f"/teach/drafts/{draft.pk}/marks/"


def send(client: Client, draft: CaseDraft, fact: str, **fields: Any) -> str:
    sent = {"version": draft.version, "is_marked": "on", **fields}
    return str(client.post(at(draft, fact), sent, headers=HTMX).content.decode())


def mark_of(draft: CaseDraft, user: User, fact: str) -> Any:
    marks = draft_for(user, draft.pk).document["key"]["marks"]
    return next((mark for mark in marks if mark["fact"] == fact), None)


# One mark


def test_each_part_of_a_mark_is_kept(draft: CaseDraft, educator: User, client_of: ClientOf) -> None:
    said = send(
        client_of(educator),
        draft,
        "ecog",
        weight="1.5",
        objective="suspect",
        why="He is up and about.",
        steps_apart="2",
        source="KidMet",
        statements=["113-1", "112-1"],
        notes=["C28"],
        **{
            "accept-0-value": "2", "accept-0-credit": "0,5", "accept-0-why": "It is\nclose.",
            "accept-0-when0": "staging_edition=ajcc8",
            "accept-3-value": "", "accept-3-credit": "1",
        },
    )  # fmt: skip

    assert "Saved" in said
    assert mark_of(draft, educator, "ecog") == {
        "fact": "ecog",
        "weight": 1.5,
        "objective": "suspect",
        "why": "He is up and about.",
        "steps_apart": 2,
        "source": "KidMet",
        "accept": [
            {"value": 2, "credit": 0.5, "why": "It is close.", "when": {"staging_edition": "ajcc8"}},
        ],
        "statements": ["113-1", "112-1"],
        "notes": ["C28"],
    }


def test_a_condition_that_the_form_cannot_say_stays_as_it_is(
    draft: CaseDraft, educator: User, client_of: ClientOf
) -> None:
    held = {"fact": "ecog", "accept": [{"value": 2, "credit": 0.5, "when": {"t_category": "cT2"}}]}
    save(draft, educator, key__marks=[held])
    client = client_of(educator)
    page = client.get(at(draft, "ecog")).content.decode()

    client.post(at(draft, "ecog"), {**form_of(client, at(draft, "ecog")), "why": "Now"}, headers=HTMX)

    assert "As it stands: T category: cT2" in page
    assert mark_of(draft, educator, "ecog") == {**held, "why": "Now"}


def test_another_answer_is_taken_out_by_its_tick(
    lung: CaseDraft, educator: User, client_of: ClientOf
) -> None:
    client = client_of(educator)
    sent = form_of(client, at(lung, "m_category"))

    client.post(at(lung, "m_category"), {**sent, "accept-0-gone": "on"}, headers=HTMX)

    assert "accept" not in mark_of(lung, educator, "m_category")


def test_lesions_are_compared_by_what_was_ticked(
    draft: CaseDraft, educator: User, client_of: ClientOf
) -> None:
    send(client_of(educator), draft, "lesions", tolerance="4", fields=["side", "pole"])

    mark = mark_of(draft, educator, "lesions")
    assert mark == {"fact": "lesions", "tolerance": 4, "fields": ["side", "pole"]}


def test_of_lesions_their_diagnosis_is_compared_when_no_more_of_them_is_asked(
    draft: CaseDraft, educator: User, client_of: ClientOf
) -> None:
    save(draft, educator, steps__imaging__asked=["lesions.diagnosis"], steps__history__given=["lesions"])
    client = client_of(educator)
    sent = form_of(client, at(draft, "lesions"))

    client.post(at(draft, "lesions"), {**sent, "is_marked": "on"}, headers=HTMX)

    assert mark_of(draft, educator, "lesions")["fields"] == ["diagnosis"]


@pytest.mark.parametrize("fact", MARKED_IN_LUNG)
def test_a_mark_sent_as_it_stands_changes_nothing(
    lung: CaseDraft, educator: User, client_of: ClientOf, fact: str
) -> None:
    client = client_of(educator)

    client.post(at(lung, fact), form_of(client, at(lung, fact)), headers=HTMX)

    assert mark_of(lung, educator, fact) is not None
    assert draft_for(educator, lung.pk).version == 1


def test_a_fact_is_not_marked_any_longer_when_its_tick_is_taken_away(
    lung: CaseDraft, educator: User, client_of: ClientOf
) -> None:
    client = client_of(educator)
    held = mark_of(lung, educator, "m_category")

    client.post(at(lung, "m_category"), {"version": "1"}, headers=HTMX)
    assert mark_of(lung, educator, "m_category") is None

    save_pk = lung.saves.first().pk
    client.post(f"/teach/drafts/{lung.pk}/undo/", {"change": save_pk})
    assert mark_of(lung, educator, "m_category") == held


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"weight": "0"}, "0 cannot be taken. Write a number above 0 and of at most 100."),
        ({"weight": "much"}, "“much” is no number."),
        ({"steps_apart": "1.5"}, "1.5 cannot be taken. Write a whole number"),
        ({"objective": "elsewhere"}, "Select a valid choice"),
        ({"accept-0-value": "2", "accept-0-credit": "7"}, "Credit, 0 to 1: 7 cannot be taken."),
        ({"accept-0-value": "9", "accept-0-credit": "1"}, "Answer:"),
        ({"accept-0-value": "2", "accept-0-when0": "sex=odd"}, "is no answer on which this can hang."),
        ({"statements": [f"s{n}" for n in range(31)]}, "takes at most 30 statements, additions or notes"),
    ],
)
def test_what_is_not_valid_says_so_and_the_rest_is_saved(
    draft: CaseDraft, educator: User, client_of: ClientOf, fields: dict[str, Any], said: str
) -> None:
    page = send(client_of(educator), draft, "ecog", why="Kept", **fields)

    assert said in page
    assert mark_of(draft, educator, "ecog") == {"fact": "ecog", "why": "Kept"}


@pytest.mark.parametrize(
    ("fact", "said"),
    [
        ("staging_edition", "It is given at “History”: whoever is told something is not marked for it."),
        ("sex", "No step asks it, so nobody could answer."),
    ],
)
def test_a_fact_that_no_step_asks_says_why_it_cannot_be_marked(
    draft: CaseDraft, educator: User, client_of: ClientOf, fact: str, said: str
) -> None:
    page = client_of(educator).get(at(draft, fact)).content.decode()

    assert f"It cannot be marked. {said}" in page and 'name="is_marked"' not in page


def test_an_objective_is_added_to_the_case_and_its_library_when_it_is_named_here(
    draft: CaseDraft, educator: User, client_of: ClientOf
) -> None:
    send(client_of(educator), draft, "ecog", new_objective="Judge performance", add_objective="1")

    assert mark_of(draft, educator, "ecog")["objective"] == "judge-performance"
    saved = draft_for(educator, draft.pk)
    assert saved.document["objectives"] == ["suspect", "judge-performance"]
    assert saved.library.objectives["judge-performance"] == "Judge performance"


def test_there_is_no_such_page_of_what_is_no_fact(
    draft: CaseDraft, educator: User, client_of: ClientOf
) -> None:
    client = client_of(educator)

    assert [client.get(at(draft, fact)).status_code for fact in ("weather", "egfr")] == [404, 404]


def test_every_fact_can_be_marked_with_another_answer(
    draft: CaseDraft, educator: User, client_of: ClientOf
) -> None:
    """The other answer is the first choice, or what the fact's own example is."""
    save(draft, educator, steps__imaging__asked=list(ADDRESSES))
    client, lost = client_of(educator), []
    for fact in VOCABULARY.askable:
        sent = form_of(client, at(draft, fact.key)) | {"is_marked": "on", "accept-0-credit": "0.5"}
        if fact.kind != "lesions":
            sent |= other_answer(fact)
        client.post(at(draft, fact.key), sent, headers=HTMX)
        mark = mark_of(draft, educator, fact.key)
        if mark is None or (fact.kind != "lesions" and mark["accept"][0]["credit"] != 0.5):
            lost.append(fact.key)

    assert lost == []


def other_answer(fact: Any) -> dict[str, Any]:
    name = "accept-0-value"
    if fact.kind == "yes_no":
        return {name: "no"}
    if fact.kind == "number":
        low = fact.within[0]
        return {name: f"{low:g}", f"{name}_unit": fact.unit}
    return {name: str(fact.choices[-1].value) if fact.choices else str(fact.example)}


# Links into the guidance


def test_statements_and_notes_are_found_by_their_words(
    draft: CaseDraft, educator: User, client_of: ClientOf
) -> None:
    client, address = client_of(educator), f"/teach/drafts/{draft.pk}/citations/"

    found = client.get(address, {"search": "kidney metastasis is M1", "statements": "113-1"}).content.decode()

    assert 'value="113-1"' in found and "checked" in found
    assert 'name="notes" value="C28"' in found
    nothing = client.get(address, {"search": "zebrafish"}).content.decode()
    assert "Nothing else has all of “zebrafish”" in nothing
    assert "Nothing was looked for" in client.get(address, {"search": "x" * 201}).content.decode()


def test_a_search_without_scripts_saves_the_mark_and_shows_what_it_found(
    draft: CaseDraft, educator: User, client_of: ClientOf
) -> None:
    sent = {
        "version": draft.version,
        "is_marked": "on",
        "why": "Kept",
        "find": "1",
        "search": "kidney metastasis is M1",
    }

    page = client_of(educator).post(at(draft, "ecog"), sent).content.decode()

    assert mark_of(draft, educator, "ecog")["why"] == "Kept"
    assert 'name="notes" value="C28"' in page


# All of them


def test_the_overview_says_how_much_is_judgement_and_why_the_rest_is_not(
    draft: CaseDraft, educator: User, client_of: ClientOf
) -> None:
    marks = [
        {"fact": "m_category", "weight": 2, "objective": "suspect", "why": "x"},
        {"fact": "age_years", "objective": "suspect", "why": "x"},
        {"fact": "sex", "objective": "suspect", "why": "x"},
    ]
    save(draft, educator, key__marks=marks, key__record__m_category="cM1", key__record__age_years=71)

    page = " ".join(client_of(educator).get(at(draft)).content.decode().split())

    assert "4 points in all. 2 of them, <b>50 %</b>, ask for judgement" in page
    assert "It is told, measured or read off." in page
    assert "Given, so not marked: Staging edition." in page
    assert "Marked, but no step asks it" in page[page.index("Given, so") :]


def test_the_overview_of_a_case_without_steps_or_marks_says_so(
    educator: User, client_of: ClientOf, edition: object
) -> None:
    page = client_of(educator).get(at(draft_of(educator, "New", ()))).content.decode()

    assert "Nothing is marked yet." in page and "has no steps yet" in page


@pytest.mark.parametrize("fact", ["", "m_category"])
def test_a_page_takes_as_many_queries_when_the_case_is_long(
    educator: User, client_of: ClientOf, edition: object, fact: str
) -> None:
    counts = []
    for count in (0, 25):
        draft, client = copied(educator, count), client_of(educator)
        client.get(at(draft, fact))
        with CaptureQueriesContext(connection) as queries:
            client.get(at(draft, fact))
        counts.append(len(queries))

    assert counts[0] == counts[1] < 12
