from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from cases.content.demo_cases import demo_cases
from cases.queries.cases import next_chapter, read
from guidance.domain.edition import CompiledEdition
from guidance.domain.vocabulary import CHAPTERS, VOCABULARY
from kidmet_site.accounts.models import User
from tests.cases.samples import case_of

ClientOf = Callable[[User], Client]


def test_a_new_case_opens_at_the_first_chapter(
    resident: User, client_of: ClientOf, edition: CompiledEdition
) -> None:
    case = case_of(resident)

    assert client_of(resident).get(f"/cases/{case.pk}/")["Location"] == f"/cases/{case.pk}/presentation/"


def test_a_begun_case_opens_where_the_fact_is_asked_that_settles_most(
    resident: User, client_of: ClientOf, edition: CompiledEdition
) -> None:
    case = case_of(resident, primary_site="lung", age_years=68)
    asked = read(case.recorded(), edition).answer.ask_next[0].fact

    chapter = VOCABULARY[asked].chapter
    assert client_of(resident).get(f"/cases/{case.pk}/")["Location"] == f"/cases/{case.pk}/{chapter}/"


@pytest.mark.parametrize("demo", demo_cases(), ids=lambda demo: demo.slug)
def test_every_demo_case_has_a_chapter_that_matters_next(demo: Any, edition: CompiledEdition) -> None:
    chapter = next_chapter(read(demo.case_file.recorded, edition))

    assert chapter in {each.key for each in CHAPTERS}
