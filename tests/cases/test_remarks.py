"""What does not fit together is told wherever one of the facts is seen, with the way to each of them."""

import json
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client

from cases.models import Attempt
from cases.presenting.remarks import remarks_in_words
from cases.queries.attempts import attempt_for
from cases.queries.cases import case_for, cases_for
from guidance.domain.edition import CompiledEdition
from guidance.domain.vocabulary import VOCABULARY
from kidmet_site.accounts.models import User
from tests.cases.attempts import begun_first, commit
from tests.cases.samples import NOW, case_of

ClientOf = Callable[[User], Client]
UNFIT: dict[str, Any] = {
    "sex": "male",
    "primary_site": "cervix",
    "creatinine_umol_l": 14,
    "solitary_kidney": True,
    "lesions": [{"side": "left"}, {"side": "right"}],
}
HELD: dict[str, Any] = {"primary_site": "lung", "kidney_diagnosis": "metastasis_presumed", "lesions": []}
HTMX = {"HX-Request": "true"}
ONE_KIDNEY = "One kidney alone is recorded, but lesions on both sides."
NO_LESION = "A kidney metastasis is recorded, and also that there is no lesion in the kidneys."
SEX = "Sex is recorded as male, but the primary site as cervix."
UNIT = "Serum creatinine is recorded as 14 µmol/L, which is very low. Was that 14 mg/dL"


def test_the_summary_tells_it_with_the_way_to_both_fields(
    resident: User, client_of: ClientOf, edition: CompiledEdition
) -> None:
    case = case_of(resident, **UNFIT)
    html = unescape(client_of(resident).get(f"/cases/{case.pk}/summary/").content.decode())

    assert (html.count(SEX), html.count(UNIT)) == (1, 1)
    assert f'href="/cases/{case.pk}/presentation/#field-sex"' in html
    assert f'href="/cases/{case.pk}/primary/#field-primary_site"' in html


@pytest.mark.parametrize("page", ["summary/?full", "prognosis/"])
def test_a_limit_or_convention_is_shown_with_what_vouches_for_it(
    page: str, resident: User, client_of: ClientOf, edition: CompiledEdition
) -> None:
    case = case_of(resident, **UNFIT, ecog="0", karnofsky=50)
    html = unescape(client_of(resident).get(f"/cases/{case.pk}/{page}").content.decode())

    assert html.count("The limit is a product choice. Certainty C: not confirmed by a source.") == 1
    assert html.count("A common convention without a reference: ECOG 0 beside") == 1
    assert "it follows from what the words mean" not in html


@pytest.mark.parametrize(
    ("chapter", "beside", "says", "leads"),
    [
        ("presentation", "sex", SEX, ["presentation/#field-sex", "primary/#field-primary_site"]),
        ("primary", "primary_site", SEX, ["presentation/#field-sex", "primary/#field-primary_site"]),
        ("prognosis", "creatinine_umol_l", UNIT, ["prognosis/#field-creatinine_umol_l"]),
        ("kidney", "lesions", ONE_KIDNEY, ["presentation/#field-solitary_kidney", "kidney/#field-lesions"]),
        (
            "biopsy",
            "kidney_diagnosis",
            NO_LESION,
            ["kidney/#field-lesions", "biopsy/#field-kidney_diagnosis"],
        ),
    ],
)
def test_each_chapter_tells_it_once_beside_a_field_with_the_way_to_both(
    chapter: str,
    beside: str,
    says: str,
    leads: list[str],
    resident: User,
    client_of: ClientOf,
    edition: CompiledEdition,
) -> None:
    facts = HELD if chapter == "biopsy" else UNFIT
    case = case_of(resident, **facts)
    html = unescape(client_of(resident).get(f"/cases/{case.pk}/{chapter}/").content.decode())
    told = html.split(f'id="remarks-{beside}"')[1].split("</details>")[0]

    assert says in told and html.count(says) == 1
    assert [lead for lead in leads if f'href="/cases/{case.pk}/{lead}"' not in told] == []


def test_no_other_chapter_tells_it(resident: User, client_of: ClientOf, edition: CompiledEdition) -> None:
    case, client = case_of(resident, **UNFIT), client_of(resident)
    silent = ("imaging", "biopsy", "staging", "treatment", "palliative")

    assert [each for each in silent if "Look again:" in _page(client, case.pk, each)] == []


def _page(client: Client, pk: int, chapter: str) -> str:
    return unescape(client.get(f"/cases/{pk}/{chapter}/").content.decode())


def test_a_save_tells_what_has_come_folded_and_announces_it_once(
    resident: User, client_of: ClientOf, edition: CompiledEdition
) -> None:
    case, client = case_of(resident, primary_site="cervix"), client_of(resident)
    sent = {"version": case.version, "sex": "male"}
    address = f"/cases/{case.pk}/presentation/"
    first = unescape(client.post(address, sent, headers=HTMX).content.decode())
    again = unescape(
        client.post(address, sent | {"version": 2, "age_years": 60}, headers=HTMX).content.decode()
    )

    assert '<details class="field-cautions field-remarks" id="remarks-sex"><summary>' in first
    assert f"Look again: {SEX}" in first.split('id="announcement"')[1].split("</p>")[0]
    assert SEX in again and SEX not in again.split('id="announcement"')[1].split("</p>")[0]
    assert case_for(resident, case.pk).recorded()["sex"] == "male"


def test_an_import_tells_it_and_takes_the_case_all_the_same(
    resident: User, client_of: ClientOf, edition: CompiledEdition
) -> None:
    text = json.dumps({"format": "kidmet.case/1", "title": "Unfit", "facts": UNFIT})
    page = client_of(resident).post("/cases/import/", {"text": text}, follow=True)
    told = unescape(page.content.decode()).split('class="messages"')[1].split("</ul>")[0]

    assert "Imported “Unfit” with 5 recorded facts." in told
    assert f"Look again: {SEX}" in told and UNIT in told and NO_LESION not in told
    assert cases_for(resident).get().recorded()["primary_site"] == "cervix"


def test_an_import_tells_what_staging_finds_of_the_kind() -> None:
    recorded = {key: VOCABULARY[key].clean(value) for key, value in HELD.items()}

    assert remarks_in_words(recorded, today=NOW.date()) == f"Look again: {NO_LESION}"


def test_many_remarks_on_an_import_are_counted(resident: User) -> None:
    recorded = {
        key: VOCABULARY[key].clean(value)
        for key, value in (
            UNFIT
            | {"cancer_history": "none_known", "albumin_g_l": 8, "haemoglobin_g_l": 13, "ecog": 0, "pps": 20}
        ).items()
    }

    assert remarks_in_words(recorded, today=NOW.date()).endswith("And 2 more; the summary has them all.")


def test_a_step_of_an_attempt_tells_what_was_entered_and_leads_to_its_own_fields_alone(
    first_format: None, resident: User, client_of: ClientOf, edition: CompiledEdition
) -> None:
    attempt, client = begun_first(resident), client_of(resident)
    first = _saved_in_step(client, attempt, "history", sex="male", primary_site="cervix")
    told = first.split('id="remarks-primary_site"')[1].split("</details>")[0]
    assert SEX in told and first.count(SEX) == 1
    assert 'href="#field-sex"' in told and 'href="#field-primary_site"' in told

    attempt = attempt_for(resident, attempt.pk)
    commit(attempt, resident, steps=1, entered={"solitary_kidney": True})
    rows = {
        "lesions-TOTAL_FORMS": 2,
        "lesions-INITIAL_FORMS": 0,
        "lesions-0-side": "left",
        "lesions-1-side": "right",
    }
    second = _saved_in_step(client, attempt, "scan", **rows)
    told = second.split('id="remarks-lesions"')[1].split("</details>")[0]
    assert ONE_KIDNEY in told and 'href="#field-lesions"' in told
    assert "Solitary kidney" in told and "#field-solitary_kidney" not in told


def _saved_in_step(client: Client, attempt: Attempt, step: str, **sent: Any) -> str:
    address = f"/library/attempts/{attempt.pk}/steps/{step}/"
    saved = client.post(address, {"saved": Attempt.objects.get(pk=attempt.pk).saved} | sent, headers=HTMX)
    assert saved.status_code == 200
    return unescape(client.get(address).content.decode())


def test_a_case_that_fits_together_is_told_nothing(
    resident: User, client_of: ClientOf, edition: CompiledEdition
) -> None:
    case = case_of(resident, sex="female", primary_site="cervix", creatinine_umol_l=80)

    assert "Look again" not in client_of(resident).get(f"/cases/{case.pk}/summary/").content.decode()
