import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.actions.cases import copy_demo_case, load_demo_cases
from cases.content.demo_cases import demo_cases
from guidance.domain.edition import CompiledEdition
from kidmet_site.accounts.models import User
from tests.cases.samples import NOW, case_of, lesions
from tests.cases.test_case_chapter import post

ClientOf = Callable[[User], Client]


def page(client: Client, **query: str) -> str:
    return client.get("/cases/", query).content.decode()


def test_a_case_is_listed_with_primary_stage_and_progress(resident: User, client_of: ClientOf) -> None:
    case = case_of(resident, "Both kidneys", primary_site="lymphoma", lugano_stage="IV")
    html = page(client_of(resident))

    assert f'href="/cases/{case.pk}/">Both kidneys</a>' in html
    assert "lymphoma" in html
    assert "IV <small" in html
    assert "2 of " in html


def test_a_case_says_so_when_something_typed_in_it_is_not_recorded(
    resident: User, edition: CompiledEdition, client_of: ClientOf
) -> None:
    client, case = client_of(resident), case_of(resident, "Typed in haste")
    case_of(resident, "All recorded", age_years=61)
    for typed, said in (("300", ["1 field typed, but not recorded"]), ("61", [])):
        post(client, case, "presentation", age_years=typed)

        assert re.findall(r"\d+ fields? typed, but not recorded", page(client)) == said


def test_only_own_cases_are_listed(resident: User, stranger: User, client_of: ClientOf) -> None:
    case_of(stranger, "Not yours")

    assert "Not yours" not in page(client_of(resident))


def test_an_empty_list_says_what_to_do_next(resident: User, client_of: ClientOf) -> None:
    html = page(client_of(resident))

    assert "No cases yet" in html
    assert 'href="/cases/new/"' in html


def test_demo_cases_are_offered_to_open(resident: User, client_of: ClientOf) -> None:
    html = page(client_of(resident))

    assert [demo.slug for demo in demo_cases() if f'name="demo" value="{demo.slug}"' not in html] == []


def test_a_demo_case_is_shown_once_when_a_copy_of_it_is_listed(resident: User, client_of: ClientOf) -> None:
    first, *rest = demo_cases()
    copy_demo_case(demo=first, by=resident, now=NOW)
    html = page(client_of(resident)).partition('<details class="demo-held">')[0]

    assert [demo.title for demo in rest if html.count(f"<h3>{demo.title}</h3>") != 1] == []
    assert html.count(f">{first.title}</a>") == 1 and f"<h3>{first.title}</h3>" not in html
    load_demo_cases(by=resident, now=NOW)
    html = page(client_of(resident)).partition('<details class="demo-held">')[0]
    assert "<h3>" not in html
    assert [demo.title for demo in demo_cases() if html.count(f">{demo.title}</a>") != 1] == []


def test_a_demo_case_can_be_begun_anew_when_a_copy_is_there(resident: User, client_of: ClientOf) -> None:
    load_demo_cases(by=resident, now=NOW)
    html = page(client_of(resident))

    assert "All 6 stand among your cases" in html
    assert [demo.slug for demo in demo_cases() if html.count(f'name="demo" value="{demo.slug}"') != 1] == []


@pytest.mark.parametrize(("wanted", "listed"), [("LUNG", ["Lung one"]), ("one", ["Lung one", "Colon one"])])
def test_titles_are_searched(resident: User, client_of: ClientOf, wanted: str, listed: list[str]) -> None:
    for title in ("Lung one", "Colon one", "Breast two"):
        case_of(resident, title)
    html = page(client_of(resident), q=wanted)

    assert [title for title in ("Lung one", "Colon one", "Breast two") if title in html] == listed


def test_a_search_without_a_hit_says_so_and_keeps_the_words(resident: User, client_of: ClientOf) -> None:
    case_of(resident, "Lung")
    html = page(client_of(resident), q='zebra"<')

    assert "No title has “zebra&quot;&lt;”" in html
    assert 'value="zebra&quot;&lt;"' in html


def test_the_list_is_paged_and_a_search_stays_on_the_next_page(resident: User, client_of: ClientOf) -> None:
    for number in range(21):
        case_of(resident, f"Lung {number}")
    html = page(client_of(resident), q="lung")

    assert "Page 1 of 2" in html
    assert 'href="?q=lung&amp;page=2"' in html
    assert "Page 2 of 2" in page(client_of(resident), q="lung", page="99")


@pytest.mark.parametrize("count", [1, 50])
def test_the_list_costs_as_much_with_many_cases(resident: User, client_of: ClientOf, count: int) -> None:
    for _ in range(count):
        case_of(resident, primary_site="lung", lesions=lesions(3))
    client = client_of(resident)
    with CaptureQueriesContext(connection) as queries:
        client.get("/cases/")

    assert len(queries) == 9  # session, person, edition, count, numbers, cases, lesions, copies, notices
