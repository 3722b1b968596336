"""Every route times every person, from the tables that stand beside each app's tests."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from importlib import import_module

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from kidmet_site.accounts.models import User
from tests.functional import sights
from tests.functional.sight_states import signed_in
from tests.tables import for_each

PEOPLE = ("anonymous", "resident", "stranger", "educator", "curator", "administrator")
TABLES = ("tests.accounts.access_table", "tests.cases.access_table", "tests.guidance.access_table")
ROWS = {name: row for table in TABLES for name, row in import_module(table).ROWS.items()}

# What everybody may read: the reader's own browser may keep it, and asks again before it is shown.
OPEN_PAGES = {
    "landing",
    "privacy",
    "privacy_details",
    "guidance_contents",
    "guidance_search",
    "guidance_references",
    "guidance_edition_list",
    "guidance_changes",
    "guidance_history",
    "guidance_schema",
    "guidance_addition",
    "guidance_note",
    "guidance_statement",
    "guidance_section",
    "change_set_schema",
}
# What never changes under its address.
PICTURES = {"attempt_picture", "draft_picture"}


def route_names(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    """All but those of the admin, which keeps its own permissions."""
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield pattern.name or str(pattern.pattern)
        elif pattern.app_name != "admin":
            yield from route_names(pattern.url_patterns)


@pytest.fixture
def cast(
    resident: User, stranger: User, educator: User, curator: User, administrator: User, edition: object
) -> dict[str, User]:
    people = (resident, stranger, educator, curator, administrator)
    return dict(zip(PEOPLE[1:], people, strict=True))


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    assert set(route_names(get_resolver().url_patterns)) == set(ROWS)


@pytest.fixture
def visitor(request: pytest.FixtureRequest, cast: dict[str, User]) -> Callable[[], Client]:
    """Signed in once; each visit begins with the cookies of then."""
    signed_in = Client()
    if request.getfixturevalue("person") != "anonymous":
        signed_in.force_login(cast[request.getfixturevalue("person")])

    def visits() -> Client:
        client = Client()
        client.cookies.load(signed_in.cookies)
        return client

    return visits


@pytest.mark.parametrize("person", PEOPLE)
@for_each("route", ROWS, in_database=True)
def test_access(cast: dict[str, User], visitor: Callable[[], Client], route: str, person: str) -> None:
    row = ROWS[route]
    kwargs = row.get("kwargs", {})
    address = reverse(route, kwargs=kwargs(cast) if callable(kwargs) else kwargs)

    response = getattr(visitor(), row.get("method", "get"))(address, row.get("data"))

    assert response.status_code == row[person]
    is_open = person == "anonymous" and route in OPEN_PAGES
    is_kept = route in PICTURES and response.status_code == 200
    keeps = "max-age=31536000, immutable" if is_kept else "no-cache" if is_open else "no-store"
    assert response["Cache-Control"] == f"private, {keeps}"
    assert not is_open or route.endswith("_schema") or "Cookie" in response["Vary"]


@pytest.mark.django_db
def test_every_page_is_looked_at_in_a_browser_and_calls_no_two_things_by_one_id(
    cast: dict[str, User],
) -> None:
    people = [Client(), *(signed_in(cast[role]) for role in ("resident", "administrator"))]
    pages: dict[str, list[str]] = {}
    for route, row in ROWS.items():
        kwargs = row.get("kwargs", {})
        address = reverse(route, kwargs=kwargs(cast) if callable(kwargs) else kwargs)
        for answer in (client.get(address) for client in people):
            if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
                pages.setdefault(route, []).extend(ids_held_twice(answer.content.decode()))

    assert len(pages) > 60
    assert pages.keys() - {sight.route for sight in sights.ALL} == set()
    assert {route: twice for route, twice in pages.items() if twice} == {}


def ids_held_twice(html: str) -> list[str]:
    """What axe no longer finds: a label, or what describes a field, would belong to the first alone."""
    held = Counter(re.findall(r"""<[a-z][^<>]*? id=["']?([^"'\s>]+)""", html))
    return [id_ for id_, count in held.items() if count > 1]
