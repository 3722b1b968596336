"""Curators' pages stay as long and as cheap as they were, however much has been done."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guidance.actions.publishing import publish_again
from guidance.domain.changing import State
from guidance.models import AuditEntry, Change, ChangeSet, InterestStatement
from guidance.queries.audit import acts_done
from guidance.queries.draft import guidance_document, payload_of
from guidance.queries.editions import NoEdition, current_edition
from guidance.queries.editions import edition as edition_of
from kidmet_site.accounts.models import User
from tests.guidance.drafts import put_in_draft, reword_all
from tests.pages import squeezed

NOW = datetime(2026, 4, 5, 9, 30, tzinfo=UTC)
ClientOf = Callable[[User], Client]
PAGES = (
    "/curate/",
    "/curate/changes/",
    "/curate/changes/?state=waiting&whose=others",
    "/curate/publish/",
    "/curate/impact/",
    "/curate/exchange/",
    "/curate/interests/",
)
MOST_MORE_BYTES = 40_000


@pytest.fixture
def curate(edition: object, curator: User, second: User, client_of: ClientOf) -> Client:
    """With one set in each state that a page shows, and a statement of each curator's interests."""
    do_more(curator, second, 1)
    return client_of(curator)


def do_more(curator: User, second: User, count: int) -> None:
    rows = [
        ChangeSet(
            document=guidance_document(),
            title=f"{state} {number}",
            reason="Said in fewer words.",
            state=state,
            author=author,
            reviewer=None if state in (State.WRITING, State.PROPOSED) else curator,
            created_at=NOW,
            updated_at=NOW,
            proposed_at=NOW,
            decided_at=NOW,
        )
        for number in range(count)
        for state in (State.WRITING, State.PROPOSED, State.ACCEPTED, State.PUBLISHED)
        for author in (curator, second)
    ]
    shared = {"kind": "statement", "entry_id": "092-1", "base": None, "proposed": None, "updated_at": NOW}
    made = ChangeSet.objects.bulk_create(rows)
    Change.objects.bulk_create(Change(change_set=row, **shared) for row in made)
    InterestStatement.objects.bulk_create(
        InterestStatement(by=by, at=NOW, has_interests=False)
        for by in (curator, second)
        for _ in range(count)
    )


def visited(client: Client, address: str) -> tuple[str, int]:
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    assert response.status_code == 200
    return response.content.decode(), len(queries)


def test_pages_of_curators_cost_the_same_after_much_work(
    curate: Client, curator: User, second: User, administrator: User
) -> None:
    put_in_draft("statement", "092-1", text="Otherwise than readers see it.")
    publish_again(number=1, by=administrator, now=NOW)
    current_edition()  # compiled once, then kept, as the draft is
    payload_of(guidance_document())
    for address in PAGES:
        visited(curate, address)  # what is kept of an edition and of the draft is made once
    before = {address: visited(curate, address) for address in PAGES}
    do_more(curator, second, 60)
    for _ in range(30):
        publish_again(number=1, by=administrator, now=NOW)
    current_edition()
    after = {address: visited(curate, address) for address in PAGES}

    dearer = [
        (address, before[address][1], after[address][1])
        for address in PAGES
        if before[address][1] != after[address][1]
    ]
    longer = [
        (address, len(before[address][0]), len(after[address][0]))
        for address in PAGES
        if len(after[address][0]) > len(before[address][0]) + MOST_MORE_BYTES
    ]
    assert (dearer, longer) == ([], [])
    assert "All 122 of yours" in after["/curate/"][0]
    assert "All 61 that wait" in after["/curate/"][0]
    assert "All 122 accepted" in after["/curate/publish/"][0]
    assert "1 to 30 of 488" in after["/curate/changes/"][0]
    assert "1 to 30 of 61" in after["/curate/changes/?state=waiting&whose=others"][0]
    assert "1 to 20 of 32" in after["/curate/exchange/"][0]
    assert "Those that were changed last" in after["/curate/impact/"][0]
    assert after["/curate/interests/"][0].count('scope="row"') == 2


def test_the_differences_of_a_draft_have_pages_when_there_are_many(edition: object, curate: Client) -> None:
    reword_all("Otherwise than readers see it.")

    first, _ = visited(curate, "/curate/publish/")
    third, _ = visited(curate, "/curate/publish/?page=3")

    assert (first.count('class="difference '), third.count('class="difference ')) == (30, 30)
    assert '<details class="all-differences" id="differences"><summary>' in squeezed(first)
    assert '<details class="all-differences" id="differences" open><summary>' in squeezed(third)
    assert "61 to 90 of" in third and 'href="?page=2#differences"' in third


def test_a_set_that_is_tried_is_named_also_where_others_were_changed_later(
    curate: Client, curator: User, second: User
) -> None:
    first = ChangeSet.objects.filter(state=State.PROPOSED).earliest("pk")
    do_more(curator, second, 30)

    html, _ = visited(curate, f"/curate/impact/?change_set={first.pk}")

    assert f'<option value="{first.pk}" selected>' in html


def test_the_number_of_an_edition_is_asked_for_where_there_are_many(
    edition: object, administrator: User, client: Client
) -> None:
    for _ in range(25):
        publish_again(number=1, by=administrator, now=NOW)

    html = client.get("/guidance/changes/?from=3&to=9").content.decode()

    assert '<input class="form-control" type="number" min="1" max="26"' in html
    assert 'name="from" value="3"' in html and 'name="to" value="9"' in html


def test_a_missing_edition_is_told_by_the_first_and_the_last_where_there_are_many(
    edition: object, administrator: User
) -> None:
    for _ in range(10):
        publish_again(number=1, by=administrator, now=NOW)

    with pytest.raises(NoEdition, match=r"There is no edition 77\. There are those from 1 to 11\."):
        edition_of(77)


def test_every_act_is_named_once(curator: User) -> None:
    shared = {"at": NOW, "by": curator, "name": "Cleo", "role": "curator"}
    acts = ("published", "accepted", "published", "exported", "accepted")
    AuditEntry.objects.bulk_create(AuditEntry(act=act, **shared) for act in acts)

    assert acts_done() == ["accepted", "exported", "published"]
    AuditEntry.objects.get_queryset()._raw_delete(using="default")
    assert acts_done() == []
