"""A long set of changes: what is in it, narrowed down, in pages, with what was not looked at first."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guidance.actions.change_sets import add_comment
from guidance.domain.changing import entries_of
from guidance.domain.edition import CompiledEdition
from guidance.domain.naming import Names
from guidance.models import Change, ChangeSeen, ChangeSet
from guidance.queries.draft import draft_entries, guidance_document, payload_of
from kidmet_site.accounts.models import User
from tests.guidance.curating import NOW, change, proposed, reworded
from tests.guidance.reading import text_of

ClientOf = Callable[[User], Client]
KEYS = 24


@pytest.fixture
def review(edition: CompiledEdition, second: User, client_of: ClientOf) -> Client:
    return client_of(second)


@pytest.fixture
def long(edition: CompiledEdition, curator: User) -> ChangeSet:
    """24 statements, two notes and a rule."""
    keys = list(draft_entries(guidance_document()).by_kind["statement"])[:KEYS]
    for key in keys:
        reworded(curator, f"Said anew of {key}.", key=key)
    change(curator, "note", "C26", text="A note on marzipan.")
    change(curator, "note", "C08", severity="high")
    return proposed(change(curator, "rule", "tnm-t", because="T is recorded."))


def at(change_set: ChangeSet, more: str = "") -> str:
    return f"/curate/changes/{change_set.pk}/{more}"


def names(client: Client, address: str) -> list[str]:
    shown = client.get(address).context["shown"]
    return [each.difference.name for each in shown.changes]


def test_the_index_counts_by_kind_and_section_and_leads_to_each(review: Client, long: ChangeSet) -> None:
    response = review.get(at(long))
    page, html = text_of(response.content.decode()), response.content.decode()

    assert "Statements 24 (24 not looked at)" in page and "Curator notes 2 (2 not looked at)" in page
    assert 'href="?kind=note#changes"' in html and "?section=staging%2Ftnm#changes" in html
    assert len(response.context["shown"].changes) == 20 and "Page 1 of 2" in page
    assert len(names(review, at(long, "?all=1"))) == 27, "the whole can still be read and printed"


def test_filters_narrow_it_down_and_pages_keep_them(review: Client, long: ChangeSet, second: User) -> None:
    assert names(review, at(long, "?kind=note")) == ["Curator note C08", "Curator note C26"]
    assert names(review, at(long, "?q=marzipan")) == ["Curator note C26"]
    assert names(review, at(long, "?kind=rule&section=staging/tnm")) == [
        "Highlights statement 111-2 when T category is recorded"
    ]
    row = long.changes.get(entry_id="C08")
    add_comment(change_set=long, change=row, text="Is that so?", by=second, now=NOW)
    assert names(review, at(long, "?commented=on")) == ["Curator note C08"]
    assert "No change is like that" in text_of(review.get(at(long, "?q=zebra")).content.decode())
    statements = review.get(at(long, "?kind=statement")).content.decode()
    assert 'href="?kind=statement&amp;page=2#changes"' in statements
    for nonsense in ("?kind=x&section=y", "?page=999", "?at=x", f"?q={'x' * 1500}"):
        assert review.get(at(long, nonsense)).status_code == 200


def test_what_was_looked_at_comes_last_and_comes_back_when_it_is_changed_or_talked_about(
    review: Client, long: ChangeSet, second: User, curator: User
) -> None:
    first = names(review, at(long))
    shown = review.get(at(long)).context["shown"].list.numbers_to_mark
    answer = review.post(at(long, "seen/"), {"changes": shown, "next": at(long)}, follow=True)
    then = [each.difference.name for each in answer.context["shown"].changes]

    assert then[:7] == names(review, at(long, "?unseen=on")) and not set(then[:7]) & set(first)
    assert "You have looked at 20 of 27." in text_of(answer.content.decode())

    seen = ChangeSeen.objects.filter(by=second).order_by("change__entry_id")[0].change
    later = ChangeSeen.objects.latest("at").at + timedelta(hours=1)
    add_comment(change_set=long, change=seen, text="I changed my mind.", by=curator, now=later)
    page = text_of(review.get(at(long, "?unseen=on")).content.decode())
    assert "New since you looked" in page

    review.post(at(long, "seen/"), {"changes": shown, "unseen": "1"})
    assert not ChangeSeen.objects.exists()


def test_only_what_somebody_else_did_makes_a_change_new_again(
    review: Client, long: ChangeSet, second: User, curator: User
) -> None:
    quiet, said, changed = long.changes.order_by("entry_id")[:3]
    numbers = ",".join(str(each.pk) for each in (quiet, said, changed))
    review.post(at(long, "seen/"), {"changes": numbers})
    later = ChangeSeen.objects.latest("at").at + timedelta(hours=1)
    add_comment(change_set=long, change=said, text="I said this myself.", by=second, now=later)
    Change.objects.filter(pk=changed.pk).update(updated_at=later)

    shown = review.get(at(long, "?all=1")).context["shown"].list.shown
    assert {each.row.pk: each.seen for each in shown if each.row.pk in (quiet.pk, said.pk, changed.pk)} == {
        quiet.pk: "seen",
        said.pk: "seen",
        changed.pk: "new",
    }


def test_what_is_marked_is_of_this_set_and_by_this_person(
    review: Client, long: ChangeSet, second: User, educator: User
) -> None:
    other = reworded(second, "Something of another set.", key="111-1").changes.get()
    own = long.changes.first()
    assert own
    ChangeSeen.objects.create(change=own, by=educator, at=NOW)
    review.post(at(long, "seen/"), {"changes": f"{own.pk},{other.pk}"})
    assert not ChangeSeen.objects.filter(change=other).exists()

    review.post(at(long, "seen/"), {"changes": str(own.pk), "unseen": "1"})
    assert [each.by for each in ChangeSeen.objects.all()] == [educator]


def test_one_change_is_marked_without_leaving_the_page(review: Client, long: ChangeSet) -> None:
    row = long.changes.get(entry_id="tnm-t")
    answer = review.post(at(long, "seen/"), {"changes": str(row.pk)}, headers={"HX-Request": "true"})

    assert "You have looked at it." in answer.content.decode() and "<html" not in answer.content.decode()
    title = '<span class="visually-hidden">: Highlights statement 111-2 when T category is recorded</span>'
    assert f"Not yet{title}" in answer.content.decode()
    assert f"Not yet{title}" in review.get(at(long, "?all=1")).content.decode()
    assert review.post(at(long, "seen/"), {"changes": "x,9999999"}).status_code == 302
    assert ChangeSeen.objects.count() == 1


def test_its_author_marks_nothing(client_of: ClientOf, curator: User, long: ChangeSet) -> None:
    page = text_of(client_of(curator).get(at(long)).content.decode())

    assert "not looked at" not in page and "I have looked at" not in page


def test_a_comment_leads_to_the_page_on_which_its_change_stands(review: Client, long: ChangeSet) -> None:
    last = long.changes.get(entry_id="tnm-t")
    sent = {"change": str(last.pk), "text": "Why?"}
    answer = review.post(at(long, "comment/"), sent)
    refused = review.post(at(long, "comment/"), sent | {"text": "Why\u202e?"})

    assert f"?at={last.pk}#comment-" in answer["Location"]
    assert "Why?" in text_of(review.get(answer["Location"]).content.decode())
    assert "Why?" in text_of(refused.content.decode()), "what was typed is kept, beside its change"


def test_a_page_of_a_set_asks_as_little_for_fifty_changes_as_for_five(
    review: Client, curator: User, edition: CompiledEdition
) -> None:
    def cost(change_set: ChangeSet) -> int:
        review.get(at(change_set))
        with CaptureQueriesContext(connection) as queries:
            review.get(at(change_set))
        return len(queries)

    keys = list(draft_entries(guidance_document()).by_kind["statement"])
    for key in keys[:5]:
        few = reworded(curator, key=key)
    asked = cost(few)
    for key in keys[5:50]:
        reworded(curator, key=key)

    assert cost(few) == asked <= 25


def test_every_rule_that_ships_has_a_title_of_its_own_in_one_line(edition: CompiledEdition) -> None:
    entries = entries_of(payload_of(guidance_document()))
    called = Names(entries)
    titles: dict[str, Any] = {id_: called.of("rule", id_) for id_ in entries.by_kind["rule"]}

    assert len(set(titles.values())) == len(titles)
    assert max(map(len, titles.values())) <= 160 and not any("\n" in title for title in titles.values())
    assert {title.split(" ", 1)[0] for title in titles.values()} == {"Shows", "Highlights", "Warns"}
