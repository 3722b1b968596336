"""Steps that give some facts and ask others: what stands in the record, on the page, and in the marks."""

from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client

from cases.actions.attempts import NotAskedHere, SentStep, save_step, start_attempt, submit_attempt
from cases.actions.demo import chapters_at
from cases.models import Attempt
from cases.queries.attempts import attempt_for, marks_of
from cases.queries.cases import record_of
from cases.queries.teaching import teaching_case_in
from guidance.domain.vocabulary import VOCABULARY
from kidmet_site.accounts.models import User
from tests.cases.attempts import BEGUN, commit
from tests.cases.test_attempt_step import HTMX, address, sent
from tests.cases.vignettes import LESIONS, RECORD, STEPS, load_vignette

pytestmark = pytest.mark.usefixtures("edition")
GIVEN_LESIONS = tuple({key: lesion[key] for key in ("side", "pole", "size_mm")} for lesion in LESIONS)
WRONG = tuple({**lesion, "diagnosis": "benign"} for lesion in GIVEN_LESIONS)


def begun(resident: User, **changes: Any) -> Attempt:
    attempt = start_attempt(teaching_case=load_vignette(**changes), by=resident, now=BEGUN)
    return attempt_for(resident, attempt.pk)


@pytest.fixture
def attempt(resident: User) -> Attempt:
    return begun(resident)


@pytest.fixture
def client(resident: User, client_of: Callable[[User], Client]) -> Client:
    return client_of(resident)


def recorded(attempt: Attempt) -> dict[str, Any]:
    return record_of(attempt.case_id).recorded()


def page_of(client: Client, attempt: Attempt, step: str) -> str:
    return unescape(client.get(address(attempt, step)).content.decode())


def done(attempt: Attempt, resident: User, **more: Any) -> dict[str, Any]:
    """Submitted: the credit of each mark."""
    commit(attempt, resident, **more)
    submit_attempt(attempt=attempt, by=resident, now=BEGUN)
    return {mark.key + mark.part: mark.credit for mark in marks_of(attempt)}


# The record


def test_what_a_step_gives_is_in_the_record_when_it_opens(attempt: Attempt, resident: User) -> None:
    assert recorded(attempt) == {"age_years": 64, "primary_site": "lung", "histology": "adenocarcinoma"}

    commit(attempt, resident, steps=1)
    held = recorded(attempt)
    assert held["lesions"] == GIVEN_LESIONS
    assert held["t_category"] == "cT2b"
    assert "m_category" not in held and "kidney_diagnosis" not in held


def test_what_is_given_later_overwrites_the_answer_and_the_answer_is_marked(
    attempt: Attempt, resident: User
) -> None:
    commit(attempt, resident, steps=2, entered={"kidney_diagnosis": "uncertain"})
    assert recorded(attempt)["kidney_diagnosis"] == "metastasis_presumed"

    assert done(attempt, resident) == {
        "ecog": 1,
        "next": 1,
        "lesions": 1,
        "kidney_diagnosis": 0,
        "m_categorycategory": 1,
        "m_categoryprefix": 1,
        "treatment_intent": 1,
    }


def test_a_fact_left_open_earns_nothing_when_it_is_given_afterwards(attempt: Attempt, resident: User) -> None:
    open_ = {"kidney_diagnosis": None, "lesions": GIVEN_LESIONS}
    found = done(attempt, resident, entered=open_)

    # The lesions were left as the kidney, which was left open: what is given later is no answer.
    assert (found["kidney_diagnosis"], found["lesions"]) == (0, 0)


def test_lesions_left_as_the_kidney_are_what_the_kidney_was_held_to_be_then(
    attempt: Attempt, resident: User
) -> None:
    assert done(attempt, resident, entered={"lesions": GIVEN_LESIONS})["lesions"] == 0.5


def test_the_diagnoses_are_marked_by_lesion_when_the_lesions_are_given(
    attempt: Attempt, resident: User
) -> None:
    turned = [
        {**lesion, "diagnosis": other["diagnosis"]}
        for lesion, other in zip(GIVEN_LESIONS, reversed(LESIONS), strict=True)
    ]
    assert done(attempt, resident, entered={"lesions": tuple(turned)})["lesions"] == 0


def test_nothing_that_is_given_costs_anything_when_its_step_was_not_reached(resident: User) -> None:
    attempt = begun(resident)
    commit(attempt, resident, steps=1)
    Attempt.objects.update(deadline_at=BEGUN)
    attempt = attempt_for(resident, attempt.pk)
    submit_attempt(attempt=attempt, by=resident, now=BEGUN.replace(hour=10))
    late = attempt.difference

    other = begun(resident)
    done(
        other,
        resident,
        entered=dict.fromkeys(("kidney_diagnosis", "m_category", "treatment_intent"))
        | {"lesions": GIVEN_LESIONS},
    )
    assert attempt_for(resident, other.pk).difference == late


def test_an_attempt_by_the_key_earns_everything_and_costs_nothing(attempt: Attempt, resident: User) -> None:
    assert set(done(attempt, resident).values()) == {1}
    assert {key for key, lost in (attempt.difference or {}).items() if lost} == set()


def test_what_a_step_does_not_ask_is_refused_whatever_chapter_it_is_in(
    attempt: Attempt, resident: User
) -> None:
    step = teaching_case_in(attempt.version).steps[1]
    commit(attempt, resident, steps=1)
    for chapter, stray in (("staging", {"t_category": "cT4"}), ("kidney", {"lesions": ()})):
        with pytest.raises(NotAskedHere):
            sent = SentStep(attempt.saved, {**chapters_at(step, RECORD), chapter: stray})
            save_step(attempt=attempt, step_key="imaging", sent=sent, by=resident, now=BEGUN)
    assert recorded(attempt)["lesions"] == GIVEN_LESIONS


# The page


def test_the_form_asks_what_is_asked_and_the_rest_is_told(
    client: Client, attempt: Attempt, resident: User
) -> None:
    first = page_of(client, attempt, "history")
    commit(attempt, resident, steps=1)
    page = page_of(client, attempt, "imaging")

    assert 'name="ecog"' in first and 'name="karnofsky"' not in first
    assert "<dt>Age</dt><dd>64 years</dd>" in first
    for asked in ("lesions-0-diagnosis", "lesions-1-diagnosis", "kidney_diagnosis", "m_category"):
        assert f'name="{asked}' in page
    for other in (
        "lesions-0-size_mm",
        "no_lesions_seen",
        "t_category",
        "tnm_notation",
        "staging_edition",
        "TOTAL_FORMS",
    ):
        assert f'name="{other}' not in page and f"-{other}" not in page
    assert "Lesion 2: right, lower pole, 31 mm" in page
    assert "<dt>T category</dt><dd>cT2b</dd>" in page
    assert page.index("<dt>Age</dt>") < page.index("<dt>T category</dt>")  # what is known so far


def test_the_closed_step_tells_apart_what_was_given_and_entered(
    client: Client, attempt: Attempt, resident: User
) -> None:
    commit(attempt, resident, steps=1)
    page = page_of(client, attempt, "history")
    told, entered = page.split("What you entered")

    assert "<dt>Age</dt>" in told and "<dt>Age</dt>" not in entered
    assert "<dt>Performance status (ECOG)</dt>" in entered


def test_what_a_resident_says_of_each_lesion_is_saved(
    client: Client, attempt: Attempt, resident: User
) -> None:
    commit(attempt, resident, steps=1)
    data = sent(client, attempt, "imaging", **{"lesions-1-diagnosis": "benign"})
    client.post(address(attempt, "imaging"), data, **HTMX)
    assert recorded(attempt)["lesions"] == (GIVEN_LESIONS[0], {**GIVEN_LESIONS[1], "diagnosis": "benign"})

    data = sent(client, attempt, "imaging", **{"lesions-1-diagnosis": "zebra"})
    page = client.post(address(attempt, "imaging"), data, **HTMX).content.decode()
    assert "Still recorded" in page
    assert recorded(attempt)["lesions"][1]["diagnosis"] == "benign"

    client.post(
        address(attempt, "imaging"), sent(client, attempt, "imaging", **{"lesions-1-diagnosis": ""}), **HTMX
    )
    assert recorded(attempt)["lesions"] == GIVEN_LESIONS


def test_a_category_that_there_is_not_is_refused_when_it_is_asked_alone(
    client: Client, attempt: Attempt, resident: User
) -> None:
    commit(attempt, resident, steps=1)
    data = sent(client, attempt, "imaging", m_category=["c", "M9"])
    page = unescape(client.post(address(attempt, "imaging"), data, **HTMX).content.decode())

    assert "but 1 field is not" in page
    assert "m_category" not in recorded(attempt)


@pytest.mark.parametrize(
    "name",
    [
        "age_years",
        "t_category",
        "tnm_notation",
        "lesions-0-size_mm",
        "no_lesions_seen",
        "ecog",
        "treatment_intent",
    ],
)
def test_a_fact_that_is_given_is_refused_when_it_is_sent(
    client: Client, attempt: Attempt, resident: User, name: str
) -> None:
    commit(attempt, resident, steps=1)
    before = recorded(attempt)
    data = sent(client, attempt, "imaging", kidney_diagnosis="benign", **{name: "1"})

    page = unescape(client.post(address(attempt, "imaging"), data).content.decode())
    assert "is not asked at the step “The kidneys on a scan”. Nothing was changed." in page
    assert recorded(attempt) == before


def test_lesions_are_entered_without_what_they_are_when_only_they_are_asked(
    client: Client, resident: User
) -> None:
    steps = [{**STEPS[0]}, {**STEPS[1]}, {**STEPS[2]}]
    steps[0]["asked"] = ["ecog", "lesions"]
    attempt = begun(resident, steps=steps)
    page = page_of(client, attempt, "history")

    assert 'name="lesions-0-size_mm"' in page and 'name="lesions-0-diagnosis"' not in page
    data = sent(client, attempt, **{"lesions-0-side": "left", "lesions-0-size_mm": "17"})
    client.post(address(attempt), data, **HTMX)
    assert recorded(attempt)["lesions"] == ({"side": "left", "size_mm": 17},)
    refused = client.post(address(attempt), {**data, "lesions-0-diagnosis": "benign"}).content.decode()
    assert "is not asked at the step" in refused


def test_nothing_of_a_later_step_is_on_the_page(client: Client, attempt: Attempt, resident: User) -> None:
    page = page_of(client, attempt, "history")

    hidden = ["cT2b", "31 mm", "Adrenal", "The kidneys on a scan", "The meeting", "Accepted without tissue"]
    assert [each for each in hidden if each in page] == []
    commit(attempt, resident, steps=1)
    page = page_of(client, attempt, "imaging")
    assert VOCABULARY["imaging_conclusion"].label not in page


def test_the_debrief_tells_the_stage_and_the_costs_by_what_was_answered(
    client: Client, attempt: Attempt, resident: User
) -> None:
    done(attempt, resident, entered={"m_category": "cM0", "kidney_diagnosis": "uncertain"})
    shown = client.get(f"/library/attempts/{attempt.pk}/debrief/")

    assert not shown.context["same_path"]
    assert {cost.fact.key for cost in shown.context["costs"]} == {"kidney_diagnosis", "m_category"}
    assert VOCABULARY["kidney_diagnosis"].words("uncertain") in shown.content.decode()
