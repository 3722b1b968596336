"""A case of the first format asks each fact of its chapters, also when a newer version gives some of them."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client

from cases.actions.attempts import self_mark_answer, submit_attempt
from cases.actions.teaching import load_library
from cases.content.library import shipped_library
from cases.domain.marks import score_of
from cases.domain.teaching import read_teaching_case
from cases.models import Attempt
from cases.queries.attempts import attempt_for, marks_of
from cases.queries.cases import record_of
from guidance.domain.edition import CompiledEdition
from kidmet_site.accounts.models import User
from tests.cases.attempts import BEGUN, LUNG, begun, commit, first_format_library, load_cases, lung_case

ClientOf = Callable[[User], Client]


@pytest.fixture
def before(edition: CompiledEdition) -> None:
    """The shipped library with the lung case as its first version told it."""
    shipped = shipped_library()
    document = deepcopy(dict(first_format_library().cases[0].document)) | {"slug": LUNG}
    case = read_teaching_case(document, shipped.objectives)
    load_library(library=replace(shipped, cases=(case, *shipped.cases[1:])), now=BEGUN)


def finished(attempt: Attempt, by: User) -> Attempt:
    submit_attempt(attempt=commit(attempt, by), by=by, now=BEGUN + timedelta(minutes=20))
    self_mark_answer(attempt=attempt, question="immunostains", points=[0, 1, 2], by=by, now=BEGUN)
    return attempt_for(by, attempt.pk)


def page_of(client: Client, attempt: Attempt, path: str) -> str:
    return client.get(f"/library/attempts/{attempt.pk}/{path}/").content.decode()


def test_an_attempt_is_finished_as_it_was_begun_when_its_case_has_been_cut_anew(
    before: None, resident: User, client_of: ClientOf
) -> None:
    client, attempt = client_of(resident), commit(begun(resident), resident, steps=2)
    load_cases()
    open_step = page_of(client, attempt, "steps/tissue")
    attempt = finished(attempt_for(resident, attempt.pk), resident)

    assert (attempt.version.number, lung_case().latest.number) == (1, 2)
    assert 'name="biopsy_route"' in open_step and "What the case tells" not in open_step
    assert score_of(marks_of(attempt)).percent == 100
    assert {mark.key for mark in marks_of(attempt)} >= {"symptoms", "creatinine_umol_l", "lesions"}
    assert "Which M1 it is turns on the organs" in page_of(client, attempt, "debrief")


def test_the_next_attempt_is_given_what_the_case_tells_when_it_has_been_cut_anew(
    before: None, resident: User, client_of: ClientOf
) -> None:
    first = finished(begun(resident), resident)
    load_cases()
    second = begun(resident)
    page = page_of(client_of(resident), second, "steps/history")

    assert (first.version.number, second.version.number) == (1, 2)
    assert "What the case tells" in page and 'name="age_years"' not in page
    assert record_of(second.case_id).recorded()["age_years"] == 68
    assert score_of(marks_of(first)).percent == 100
