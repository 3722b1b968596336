"""One page that says a case in short, and all of it where that is chosen; on the screen and on paper."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.content.demo_cases import demo_cases
from cases.models import PatientCase
from cases.queries.cases import read
from guidance.domain.edition import CompiledEdition
from kidmet_site.accounts.models import User
from tests.cases.samples import case_of, lesions

ClientOf = Callable[[User], Client]


@pytest.fixture
def summary_of_demo(resident: User, client_of: ClientOf, edition: CompiledEdition) -> Callable[[str], str]:
    def html(slug: str) -> str:
        client = client_of(resident)
        client.post("/cases/new/", {"demo": slug})
        return unescape(client.get(f"/cases/{PatientCase.objects.get().pk}/summary/?full").content.decode())

    return html


@pytest.mark.parametrize("demo", demo_cases(), ids=lambda demo: demo.slug)
def test_the_summary_has_stage_scores_guidance_and_reasons(
    demo: Any, summary_of_demo: Callable[[str], str], edition: CompiledEdition
) -> None:
    html = summary_of_demo(demo.slug)
    reading = read(demo.case_file.recorded, edition)

    assert reading.stage.edition_label in html
    assert [score.label for score in reading.scores.values() if score.label not in html] == []
    assert [match.title for match in reading.answer.sections if match.title not in html] == []
    assert [
        because for match in reading.answer.sections for because in match.because if because not in html
    ] == []
    assert [caution.message for caution in reading.answer.cautions if caution.message not in html] == []
    assert edition.hash[:12] in html


def test_every_sheet_says_that_it_is_for_education(summary_of_demo: Callable[[str], str]) -> None:
    html = summary_of_demo("lung-both-kidneys")

    assert "sheets-foot" in html.split("For education. An invented case")[0].rsplit("<div", 1)[1]


def test_what_is_not_recorded_is_said_and_not_guessed(
    resident: User, client_of: ClientOf, edition: CompiledEdition
) -> None:
    case = case_of(resident, sex="male")
    html = client_of(resident).get(f"/cases/{case.pk}/summary/?full").content.decode()

    missing = re.findall(r"Not recorded: ([^<]+)", html)[0].strip().split(", ")
    assert {"Age", "Weight", "Height"} <= set(missing)
    assert "Sex" not in missing


def test_an_age_above_89_is_not_printed(
    resident: User, client_of: ClientOf, edition: CompiledEdition
) -> None:
    case = case_of(resident, age_years=97)
    html = client_of(resident).get(f"/cases/{case.pk}/summary/?full").content.decode()

    assert "90+ years" in html
    assert "97" not in html.split('id="facts"')[1].split('id="scores"')[0]


@pytest.mark.parametrize("view", ["", "?full"])
@pytest.mark.parametrize("count", [1, 50])
def test_the_summary_costs_as_much_with_many_lesions(
    resident: User, client_of: ClientOf, edition: CompiledEdition, count: int, view: str
) -> None:
    case = case_of(resident, primary_site="lung", lesions=lesions(count))
    client = client_of(resident)
    client.get(f"/cases/{case.pk}/summary/{view}")
    with CaptureQueriesContext(connection) as queries:
        client.get(f"/cases/{case.pk}/summary/{view}")

    assert len(queries) == 6  # session, person, case, lesions, which edition, notices
