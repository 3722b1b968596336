"""A line pasted from a report: read for the eye, and taken over only by its button."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from cases.models import PatientCase
from guidance.models import Edition
from kidmet_site.accounts.models import User
from tests.cases.samples import case_of

ClientOf = Callable[[User], Client]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def client(resident: User, client_of: ClientOf, edition: Edition) -> Client:
    return client_of(resident)


def fragment(client: Client, case: PatientCase, line: str, **more: Any) -> str:
    data = {"report_line": line, **more}
    return client.post(f"/cases/{case.pk}/staging/line/", data, headers=HTMX).content.decode()


def recorded(case: PatientCase) -> dict[str, Any]:
    keys = ("t_category", "n_category", "m_category", "staging_edition", "lugano_stage")
    facts = PatientCase.objects.get(pk=case.pk).recorded()
    return {key: facts[key] for key in keys if key in facts}


@pytest.mark.django_db
def test_a_line_is_shown_element_by_element_and_nothing_is_recorded(client: Client, resident: User) -> None:
    case = case_of(resident, primary_site="colorectal")
    html = fragment(client, case, "pT2, pN1a (2/14), M0, L1, V0, R0, GG3")

    wanted = (
        "pT2",
        "pN1a(2/14)",
        "2 positive of 14",
        "L1, V0, R0",
        "N1a is 1 positive node",
        "“GG3” is not read",
    )
    assert [each for each in wanted if each not in html] == []
    assert "Take over T, N and M" in html and '<mark class="mark-warning">GG3</mark>' in html
    assert recorded(case) == {}
    assert PatientCase.objects.get(pk=case.pk).version == case.version


@pytest.mark.django_db
def test_a_fault_is_marked_at_its_place_and_offers_no_taking_over(client: Client, resident: User) -> None:
    html = fragment(client, case_of(resident, primary_site="lung"), "cT2-3 <b>cN0 cM0")

    assert '<mark class="mark-error">cT2-3</mark>' in html
    assert "in doubt the lower" in html
    assert "Take over" not in html and "<b>cN0" not in html


@pytest.mark.django_db
@pytest.mark.parametrize("line", ["", "  \n", "c" * 2_001])
def test_what_is_no_line_is_answered_without_a_reading(line: str, client: Client, resident: User) -> None:
    html = fragment(client, case_of(resident), line)

    assert "line-rows" not in html and "Take over" not in html
    assert ("takes at most 2,000 characters" in html) is (len(line) > 2_000)


TAKEN: list[tuple[str, dict[str, Any], str, dict[str, Any]]] = [
    (
        "what it does not give is left alone",
        {"primary_site": "lung", "t_category": "cT1a", "m_category": "cM1b"},
        "pT2a pN1",
        {"t_category": "pT2a", "n_category": "pN1", "m_category": "cM1b"},
    ),
    (
        "the edition where it names one that can be recorded",
        {"primary_site": "lung"},
        "cT2b cN2b cM1c2 (9th)",
        {"t_category": "cT2b", "n_category": "cN2b", "m_category": "cM1c2", "staging_edition": "v9"},
    ),
    (
        "by the edition of the case where it names none",
        {"primary_site": "lung", "staging_edition": "v9"},
        "cM1c2",
        {"m_category": "cM1c2", "staging_edition": "v9"},
    ),
    (
        "by the month of diagnosis where no edition is recorded",
        {"primary_site": "lung", "diagnosis_date": "2025-06"},
        "cN2b",
        {"n_category": "cN2b"},
    ),
    (
        "the stage of a lymphoma",
        {"primary_site": "lymphoma"},
        "Ann Arbor II bulky",
        {"lugano_stage": "II_bulky"},
    ),
    (
        "nothing of a line with a fault",
        {"primary_site": "lung", "t_category": "cT1a"},
        "cT2 N7",
        {"t_category": "cT1a"},
    ),
]


@pytest.mark.django_db
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["without JavaScript", "with"])
@pytest.mark.parametrize(
    ("facts", "line", "after"), [row[1:] for row in TAKEN], ids=[row[0] for row in TAKEN]
)
def test_the_button_takes_over_what_the_line_gives(
    facts: dict[str, Any],
    line: str,
    after: dict[str, Any],
    headers: dict[str, str],
    client: Client,
    resident: User,
) -> None:
    case = case_of(resident, **facts)
    sent = {"version": "1", "report_line": line, "take": "line"}
    client.post(f"/cases/{case.pk}/staging/", sent, headers=headers)

    assert recorded(case) == after


@pytest.mark.django_db
def test_what_else_stands_in_the_form_is_saved_with_it(client: Client, resident: User) -> None:
    case = case_of(resident, primary_site="lung", t_category="cT1a", n_category="cN0")
    drawn = "cT1a cN0"
    sent = {
        "version": "1",
        "report_line": "pT2a",
        "take": "line",
        "tnm_notation": drawn,
        "tnm_notation_initial": drawn,
        "t_category": "T1a",
        "t_category_prefix": "c",
        "n_category": "N1",
        "n_category_prefix": "c",
        "m_category": "",
    }
    client.post(f"/cases/{case.pk}/staging/", sent, headers=HTMX)

    assert recorded(case) == {"t_category": "pT2a", "n_category": "cN1"}


@pytest.mark.django_db
def test_without_javascript_the_page_comes_back_with_all_that_was_typed(
    client: Client, resident: User
) -> None:
    case = case_of(resident, primary_site="lung")
    sent = {"report_line": "cT2a, cN0", "tnm_notation": "zz", "version": "1"}
    html = client.post(f"/cases/{case.pk}/staging/line/", sent).content.decode()

    assert ">cT2a, cN0</textarea>" in html and 'value="zz"' in html
    assert "Take over T and N" in html
    assert recorded(case) == {}


@pytest.mark.django_db
def test_a_saved_chapter_is_no_line(client: Client, resident: User) -> None:
    """The line goes with every save of the form and does nothing there."""
    case = case_of(resident, primary_site="lung")
    client.post(f"/cases/{case.pk}/staging/", {"version": "1", "report_line": "cT2a cN0"}, headers=HTMX)

    assert recorded(case) == {}
