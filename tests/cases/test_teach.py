"""Where teaching cases are written: what an educator finds there, and who does not."""

import re
from collections.abc import Callable

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.models import Library, Right, Visibility
from kidmet_site.accounts.models import User
from tests.cases.drafts import draft_of, library_of, save, share

ClientOf = Callable[[User], Client]


def page_of(client_of: ClientOf, user: User) -> str:
    return client_of(user).get("/teach/").content.decode()


def test_the_first_visit_says_what_to_do(library: None, educator: User, client_of: ClientOf) -> None:
    page = page_of(client_of, educator)

    assert "Your first case" in page
    assert 'href="/teach/new/?origin=copy"' in page
    assert "Cancer that has spread to the kidney" in page
    assert "9 cases" in page


def test_a_draft_stands_there_with_what_is_left_to_do(educator: User, client_of: ClientOf) -> None:
    draft = draft_of(educator, "A cough")
    save(draft, educator, steps__history__narrative="It began in May.", summary="A cough.", topic="lung")

    page = page_of(client_of, educator)

    assert f'<a href="/teach/drafts/{draft.pk}/">A cough</a>' in page
    assert "Objectives: needs at least 1." in page
    assert "Step “Imaging”, text: is missing." in page
    assert "Step “History”" not in page
    assert "Your first case" not in page


def test_libraries_stand_by_what_one_may_in_them(educator: User, client_of: ClientOf) -> None:
    other = User.objects.create_user("other@kidmet.test", is_educator=True, display_name="Dr Reed")
    draft_of(educator)
    share(library_of(other), educator, Right.EDIT)
    Library.objects.create(
        slug="hidden", title="Hidden", owner=other, visibility=Visibility.PRIVATE,
        created_at="2026-01-01T00:00Z", updated_at="2026-01-01T00:00Z",
    )  # fmt: skip

    page = page_of(client_of, educator)

    assert re.search(r"Your libraries.*Cases of Eli.*Shared with you.*to write.*Ward nine", page, re.DOTALL)
    assert "Hidden" not in page


def test_the_way_there_is_for_those_who_teach(resident: User, educator: User, client_of: ClientOf) -> None:
    assert '<a href="/teach/"' in client_of(educator).get("/library/").content.decode()
    assert '<a href="/teach/"' not in client_of(resident).get("/library/").content.decode()
    assert client_of(resident).get("/teach/").status_code == 404


def test_many_drafts_ask_the_database_no_more_often(educator: User, client_of: ClientOf) -> None:
    client = client_of(educator)
    counts = []
    for more in (1, 10):
        for _ in range(more):
            share(library_of(None, slug=f"ward-{draft_of(educator).pk}"), educator, Right.VIEW)
        with CaptureQueriesContext(connection) as asked:
            client.get("/teach/")
        counts.append(len(asked))

    assert counts[0] == counts[1] < 12
