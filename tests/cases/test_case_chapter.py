"""One chapter in the workbench: saved, refused, in conflict, and what it costs however much there is."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.models import CaseChange, PatientCase
from cases.queries.cases import case_for
from guidance.domain.edition import CompiledEdition
from guidance.domain.vocabulary import CHAPTERS
from kidmet_site.accounts.models import User
from tests.cases.samples import Sent, case_of, lesions

ClientOf = Callable[[User], Client]
HTMX = {"HTTP_HX_REQUEST": "true"}


def address(case: PatientCase, chapter: str) -> str:
    return f"/cases/{case.pk}/{chapter}/"


def controls_of(page: str) -> dict[str, list[str]]:
    """What a browser would send of the chapter's form."""
    form = page.split("data-chapter")[1].split("</form>")[0]
    data: dict[str, list[str]] = {}
    for name, value in Sent(re.sub(r"<template.*?</template>", "", form, flags=re.DOTALL)).pairs:
        data.setdefault(name, []).append(value)
    return data


def post(client: Client, case: PatientCase, chapter: str, *, htmx: bool = True, **changed: Any) -> Any:
    """Send the chapter's form as it stands on the page, with some controls changed."""
    data: dict[str, Any] = controls_of(client.get(address(case, chapter)).content.decode())
    data |= {name: value if isinstance(value, list) else [value] for name, value in changed.items()}
    return client.post(address(case, chapter), data, **(HTMX if htmx else {}))


@pytest.mark.parametrize("chapter", [chapter.key for chapter in CHAPTERS])
def test_saving_a_chapter_as_it_stands_changes_nothing(
    chapter: str, resident: User, client_of: ClientOf, edition: CompiledEdition
) -> None:
    client = client_of(resident)
    client.post("/cases/new/", {"demo": "lung-both-kidneys"})
    case = PatientCase.objects.get()
    before = case_for(resident, case.pk).recorded()

    assert post(client, case, chapter).status_code == 200
    after = case_for(resident, case.pk)
    assert (after.recorded(), after.version) == (before, 1)


def test_every_page_opens_and_none_asks_for_tnm_when_the_primary_has_no_stage(
    resident: User, client_of: ClientOf, edition: CompiledEdition
) -> None:
    case = case_of(resident, primary_site="myeloma_leukaemia", lesions=lesions(1), t_category="cT2")
    client = client_of(resident)

    pages = {
        chapter: unescape(client.get(address(case, chapter)).content.decode())
        for chapter in (*(chapter.key for chapter in CHAPTERS), "summary")
    }
    assert [chapter for chapter, page in pages.items() if "<h1" not in page or "500" in page[:2000]] == []
    assert "Myeloma and leukaemia have no T, N and M." in pages["staging"]
    assert 'name="t_category"' not in pages["staging"] and "Line from a report" not in pages["staging"]
    assert "cT2 was entered, but myeloma or leukaemia has no TNM." in pages["summary"]
    assert post(client, case, "staging").status_code == 200
    assert case_for(resident, case.pk).recorded()["t_category"] == "cT2"


def test_a_save_answers_with_the_panel_and_the_next_version(
    resident: User, client_of: ClientOf, edition: CompiledEdition
) -> None:
    case = case_of(resident, primary_site="lung")
    html = post(client_of(resident), case, "primary", primary_site="bladder").content.decode()

    assert case_for(resident, case.pk).recorded()["primary_site"] == "bladder"
    assert '<aside class="guide"' in html and 'value="2"' in html
    assert "<html" not in html


def test_what_is_new_is_marked_and_said(
    resident: User, client_of: ClientOf, edition: CompiledEdition
) -> None:
    case = case_of(resident, age_years=68)
    html = post(client_of(resident), case, "primary", primary_site="lung").content.decode()

    assert 'class="new"' in html
    assert "now appl" in html.split('id="announcement"')[1]


def test_nonsense_is_refused_with_status_200_its_message_and_what_was_typed(
    resident: User, client_of: ClientOf, edition: CompiledEdition
) -> None:
    case = case_of(resident, age_years=68)
    client = client_of(resident)
    fragment = post(client, case, "presentation", age_years="many")
    page = post(client, case, "presentation", htmx=False, age_years="many")

    assert fragment.status_code == page.status_code == 200
    assert "many" in fragment.content.decode() and "18 to 120" in fragment.content.decode()
    assert 'value="many"' in page.content.decode()
    assert case_for(resident, case.pk).recorded()["age_years"] == 68


def test_an_older_version_is_refused_and_kept_knowingly(
    resident: User, client_of: ClientOf, edition: CompiledEdition
) -> None:
    case = case_of(resident, age_years=68)
    client = client_of(resident)
    post(client, case, "presentation", age_years="70")
    refused = post(client, case, "presentation", version="1", age_years="71")

    assert "changed in another tab" in refused.content.decode()
    assert "This page and what is saved now differ in: Age." in refused.content.decode()
    assert case_for(resident, case.pk).recorded()["age_years"] == 70
    post(client, case, "presentation", version="1", age_years="71", keep_mine="1")
    assert case_for(resident, case.pk).recorded()["age_years"] == 71
    assert CaseChange.objects.filter(case=case).count() == 3


def test_both_are_kept_when_only_another_chapter_was_changed_elsewhere(
    resident: User, client_of: ClientOf, edition: CompiledEdition
) -> None:
    case = case_of(resident, age_years=68)
    client = client_of(resident)
    post(client, case, "primary", primary_site="lung")
    saved = post(client, case, "presentation", version="1", age_years="71").content.decode()

    assert "changed in another tab" not in saved and 'value="3"' in saved
    assert case_for(resident, case.pk).recorded() == {"age_years": 71, "primary_site": "lung"}


def test_a_text_kept_elsewhere_is_not_overwritten_unseen_when_a_tab_is_older(
    resident: User, client_of: ClientOf, edition: CompiledEdition
) -> None:
    case = case_of(resident, age_years=68)
    client = client_of(resident)
    post(client, case, "presentation", age_years="300")
    refused = post(client, case, "presentation", version="1", age_years="71")

    assert "changed in another tab" in refused.content.decode()
    assert case_for(resident, case.pk).kept_text["presentation"]["age_years"]["typed"] == "300"


def after(page: str, key: str) -> str:
    """What stands beside a field, its tags left out."""
    return re.sub("<[^>]+>", " ", page.split(f'id="after-{key}"')[1].split("</div>")[0].split(">", 1)[1])


@pytest.mark.parametrize("htmx", [True, False])
def test_a_conflict_says_what_holds_and_nothing_of_a_text_that_was_corrected(
    htmx: bool, resident: User, client_of: ClientOf, edition: CompiledEdition
) -> None:
    case = case_of(resident, age_years=40)
    client = client_of(resident)
    post(client, case, "presentation", age_years="300")
    post(client, case, "presentation", age_years="50")
    sent = {"version": "2", "age_years": "60", "solitary_kidney": "yes", "htmx": htmx}
    page = post(client, case, "presentation", **sent).content.decode()

    assert after(page, "age_years").split() == ["Still", "recorded:", "50", "years"]
    assert "Not recorded" in after(page, "solitary_kidney")
    assert 'id="chapters"' in page and "something typed here is not recorded" not in page


def test_a_conflict_lists_a_field_whose_kept_text_differs(
    resident: User, client_of: ClientOf, edition: CompiledEdition
) -> None:
    case = case_of(resident)
    client = client_of(resident)
    post(client, case, "presentation", age_years="300")
    post(client, case, "presentation", age_years="50")
    left = post(client, case, "presentation", version="2", age_years="300", solitary_kidney="yes")
    post(client, case, "presentation", age_years="400")
    other = post(client, case, "presentation", version="2", age_years="50", solitary_kidney="yes")

    assert "now differ in: Solitary kidney, Age." in left.content.decode()
    assert "Still recorded: 50 years" in after(left.content.decode(), "age_years")
    assert "now differ in: Solitary kidney, Age." in other.content.decode()


def test_a_conflict_of_lesions_says_those_that_are_recorded(
    resident: User, client_of: ClientOf, edition: CompiledEdition
) -> None:
    case = case_of(resident, lesions=lesions(2))
    client = client_of(resident)
    post(client, case, "kidney", **{"lesions-0-size_mm": "99"})
    sent = {"lesions-1-size_mm": "9999999", "lesions-0-DELETE": "on"}
    page = post(client, case, "kidney", version="1", **sent).content.decode()

    assert "now differ in: Kidney lesions." in page and "2 lesions recorded" in page


@pytest.mark.parametrize("version", ["", "one", "-3", "²", "9" * 30])
def test_a_version_that_is_none_is_a_conflict_and_no_error(
    version: str, resident: User, client_of: ClientOf, edition: CompiledEdition
) -> None:
    case = case_of(resident, age_years=68)
    response = post(client_of(resident), case, "presentation", version=version, age_years="71")

    assert response.status_code == 200 and "changed in another tab" in response.content.decode()


@pytest.mark.parametrize("htmx", [True, False], ids=["htmx", "plain"])
def test_what_a_typed_notation_is_read_as_and_what_is_left_aside_is_told_with_the_save(
    htmx: bool, resident: User, client_of: ClientOf, edition: CompiledEdition
) -> None:
    case, client = case_of(resident, primary_site="lung"), client_of(resident)
    sent = {"tnm_notation": "pT2a pN1 LVI+ R0", "m_category": ""}
    saved = post(client, case, "staging", htmx=htmx, **sent)
    told = unescape((saved if htmx else client.get(saved.url)).content.decode())

    wanted = "Read as pT2a pN1. “LVI+” is not read. R0: read, but a case records T, N and M only."
    assert told.replace('"LVI+"', "“LVI+”").count(wanted) == 1
    assert "LVI+" not in client.get(address(case, "staging")).content.decode()


def test_one_fact_is_saved_by_its_button(
    resident: User, client_of: ClientOf, edition: CompiledEdition
) -> None:
    case = case_of(resident, primary_site="rcc", lesions=[{"side": "left"}], other_metastatic_sites=["none"])
    client = client_of(resident)
    page = client.get(address(case, "staging")).content.decode()
    assert 'value="kidney_diagnosis:second_primary"' in page

    post(client, case, "staging", set="kidney_diagnosis:second_primary")
    assert case_for(resident, case.pk).recorded()["kidney_diagnosis"] == "second_primary"


@pytest.mark.parametrize("given", ["egfr:66", "nonsense:1", "lesions:None", "symptoms:fever", ""])
def test_what_no_button_offers_is_not_found(
    given: str, resident: User, client_of: ClientOf, edition: CompiledEdition
) -> None:
    case = case_of(resident, primary_site="lung")

    assert (
        client_of(resident).post(address(case, "staging"), {"set": given, "version": "1"}).status_code == 404
    )


def test_a_chapter_that_does_not_exist_is_not_found(
    resident: User, client_of: ClientOf, edition: CompiledEdition
) -> None:
    case = case_of(resident)

    assert client_of(resident).get(address(case, "surgery")).status_code == 404


def test_without_javascript_a_save_leads_on(
    resident: User, client_of: ClientOf, edition: CompiledEdition
) -> None:
    case = case_of(resident, primary_site="lung")
    response = post(client_of(resident), case, "primary", htmx=False, then="kidney", primary_site="breast")

    assert (response.status_code, response["Location"]) == (302, address(case, "kidney"))


@pytest.mark.parametrize("count", [1, 50])
def test_a_save_costs_at_most_ten_queries_however_many_lesions_and_cases(
    count: int, resident: User, client_of: ClientOf, edition: CompiledEdition
) -> None:
    case = case_of(resident, primary_site="lung", lesions=lesions(count))
    for number in range(0 if count == 1 else 20):
        case_of(resident, f"Another {number}", primary_site="breast")
    client = client_of(resident)
    page = client.get(address(case, "kidney")).content.decode()
    assert page.count("data-lesion>") >= count
    with CaptureQueriesContext(connection) as saving:
        response = client.post(address(case, "palliative"), {"version": "1", "esas_pain": "3"}, **HTMX)
    with CaptureQueriesContext(connection) as reading:
        client.get(address(case, "kidney"))

    assert response.status_code == 200
    assert len(saving) <= 10
    assert len(reading) <= 7


def test_bladder_with_a_lesion_in_the_sinus_asks_and_does_not_decide(
    resident: User, client_of: ClientOf, edition: CompiledEdition
) -> None:
    case = case_of(
        resident, primary_site="bladder", lesions=[{"side": "left", "location": "sinus_or_pelvis"}]
    )
    page = client_of(resident).get(address(case, "staging")).content.decode()

    assert "For you to judge" in page and "upper tract" in page


def test_thyroid_at_37_is_stage_two(resident: User, client_of: ClientOf, edition: CompiledEdition) -> None:
    case = case_of(
        resident,
        primary_site="thyroid_differentiated",
        age_at_diagnosis_years=37,
        lesions=[{"side": "left"}],
        other_metastatic_sites=["none"],
    )
    page = client_of(resident).get(address(case, "staging")).content.decode()

    assert "<strong>II</strong>" in page


def test_each_sentence_of_the_stage_is_said_once_when_nothing_is_recorded(
    client: Client, resident: User, edition: CompiledEdition
) -> None:
    client.force_login(resident)
    case = case_of(resident)
    for name in ("staging/", "summary/?full"):
        html = client.get(f"/cases/{case.pk}/{name}").content.decode()
        assert html.count("without it there is no M category and no stage group") == 1, name
        assert ">. Education only" not in html, name


def test_a_field_names_a_section_once_when_it_warns_of_it_for_several_reasons(
    resident: User, client_of: ClientOf, edition: CompiledEdition
) -> None:
    plan = {"symptom_measures_considered": ["nsaid", "opioid"], "solitary_kidney": True}
    kidney = {"age_years": 70, "sex": "male", "creatinine_umol_l": 200}
    page = client_of(resident).get(f"/cases/{case_of(resident, **plan, **kidney).pk}/palliative/").text
    beside = page.split('id="after-symptom_measures_considered"')[1].split("</details>")[0]

    assert beside.count('class="field-caution"') == 3
    assert beside.split("</summary>")[0].count("Symptom management") == 1
