"""What an entry said in which edition: for readers, and for curators by whom, why and what is under way."""

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guidance.actions.changing import move_section
from guidance.actions.publishing import publish_draft
from guidance.domain.edition import CompiledEdition
from guidance.models import ChangeSet
from guidance.queries.draft import guidance_document
from kidmet_site.accounts.models import User
from tests.guidance.curating import KEY, NOW, REWORDED, accepted, begun, change, proposed, reworded
from tests.guidance.editions import drop, publish_with, put
from tests.guidance.reading import read
from tests.pages import squeezed

RULE = "tnm-t"
ClientOf = Callable[[User], Client]


@pytest.fixture
def three_editions(edition: CompiledEdition) -> None:
    publish_with(put("rules", RULE, because="T is recorded: {t_category}."))
    publish_with(lambda payload: _reword(payload, "111-2", "T is about the primary tumour."))


@pytest.fixture
def curate(client_of: ClientOf, curator: User) -> Client:
    return client_of(curator)


def _reword(payload: dict, key: str, text: str) -> None:
    for section in payload["sections"]:
        for statement in section["statements"]:
            if statement["key"] == key:
                statement["text"] = text


def test_a_statement_tells_what_it_said_in_which_edition_and_which_rule_changed_with_it(
    three_editions: None, client: Client
) -> None:
    page = read(client, "changes/statement/111-2/")
    newest, before = page.split("Edition 3", 1)[1].split("Edition 2 , ", 1)
    link = 'href="/guidance/changes/statement/111-2/"'

    assert "[added: primary tumour ]" in newest
    assert "It says what it said before. What belongs to it: Highlights statement 111-2 when" in before
    assert "Added Statement 111-2" in before.split("Edition 1", 1)[1]
    assert "T category" not in newest, "the rule did not change there"
    assert link in client.get("/guidance/statements/111-2/").content.decode()


def test_every_kind_has_its_history_and_what_was_never_there_has_none(
    three_editions: None, client: Client
) -> None:
    paths = {
        "note/C26/": "Curator note C26",
        f"rule/{RULE}/": "Because",
        "section/staging/tnm/": "Understanding the TNM classification",
        "addition/A-cord-compression/": "A-cord-compression",
        "reference/R1/": "Reference R1",
    }

    assert all(said in read(client, f"changes/{path}") for path, said in paths.items())
    for path in ("statement/999-9/", "document/document/", "figure/1/", f"note/{'x' * 300}/"):
        assert client.get(f"/guidance/changes/{path}").status_code == 404


def test_what_was_retired_is_still_told(edition: CompiledEdition, client: Client) -> None:
    publish_with(drop("rules", RULE))
    page = read(client, f"changes/rule/{RULE}/")

    assert "No edition of today has it any more." in page
    assert page.index("Retired Highlights statement 111-2") < page.index("Added Highlights statement 111-2")


def test_a_section_that_moved_goes_on_with_what_it_said_where_it_stood_before(
    edition: CompiledEdition, client: Client, curator: User, second: User
) -> None:
    """Twice, once with a new title; and at its old address the history says where it goes on."""
    change(curator, "section", "staging/tnm", title="TNM, in short")
    for slug, parent in (("staging/tnm", ""), ("tnm", "treatment")):
        change_set = begun(curator)
        move_section(change_set=change_set, slug=slug, parent=parent, after="", by=curator, now=NOW)
        accepted(change_set, second)
        publish_draft(by=second, now=NOW, summary="It stands elsewhere.", seen=guidance_document().hash)

    page = read(client, "changes/section/treatment/tnm/")
    steps = re.split(r"Edition (?=\d ?, )", page)[1:]
    assert [step[0] for step in steps] == ["3", "2", "1"]
    assert "Changed TNM, in short" in steps[0] and "[removed: tnm ] [added: treatment/tnm ]" in steps[0]
    assert "[removed: staging/tnm ] [added: tnm ]" in steps[1] and "[added: TNM, in short ]" in steps[1]
    assert "Added Understanding the TNM classification" in steps[2]
    old = client.get("/guidance/changes/section/staging/tnm/").content.decode()
    assert 'href="/guidance/changes/section/tnm/">Its history goes on there</a>' in old
    assert "No edition of today" not in old


def test_curators_also_read_who_is_at_it_and_why_and_others_do_not(
    edition: CompiledEdition, client: Client, curate: Client, curator: User
) -> None:
    change_set = reworded(curator)
    change_set.reason = "It reads better."
    change_set.save()
    proposed(change_set)

    under_way = f"Under way In “Reword T” by {curator} (proposed). It reads better."
    assert under_way in read(curate, f"changes/statement/{KEY}/")
    reader = read(client, f"changes/statement/{KEY}/")
    assert "Reword T" not in reader and REWORDED not in reader


def test_each_edition_names_the_sets_that_are_in_it_and_no_other(
    edition: CompiledEdition, curate: Client, curator: User, second: User
) -> None:
    for title, text in (("First words", "T is about size."), ("Second words", "T is size.")):
        made = accepted(reworded(curator, text), second)
        ChangeSet.objects.filter(pk=made.pk).update(title=title)
        publish_draft(by=second, now=NOW, summary="T reads better.", seen=guidance_document().hash)

    newest, before = (
        read(curate, f"changes/statement/{KEY}/").split("Edition 3", 1)[1].split("Edition 2 ,", 1)
    )
    assert "“Second words”" in newest and "“First words”" not in newest
    assert "“First words”" in before and "“Second words”" not in before


def test_it_costs_the_same_with_many_editions(edition: CompiledEdition, client: Client) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/guidance/changes/statement/{KEY}/").status_code == 200
        return len(queries)

    publish_with(lambda payload: _reword(payload, KEY, "Said once more."))
    few = cost()
    for number in range(14):
        text = f"Said for the time {number}."
        publish_with(lambda payload, text=text: _reword(payload, KEY, text))

    assert cost() == few <= 6
    assert "Page 1 of 2" in squeezed(client.get(f"/guidance/changes/statement/{KEY}/").content.decode())
