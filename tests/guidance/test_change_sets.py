"""Change sets: written by one curator, reviewed by another, accepted into the draft, and taken back out."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guidance.actions.change_sets import add_comment, begin_reversal, declare_interests, step_change_set
from guidance.actions.changing import (
    CannotMove,
    EntryChangedElsewhere,
    NoSuchEntry,
    digest_of,
    drop_change,
    move_entry,
    move_section,
    open_change_set,
    record_entry,
    retire_entry,
)
from guidance.actions.pack_loading import load_pack
from guidance.actions.publishing import publish_draft
from guidance.actions.step_refusals import ChangesAreStale, ChangesHaveFaults
from guidance.domain.changing import State
from guidance.domain.edition import CompiledEdition, content_hash
from guidance.models import AuditEntry, Change, ChangeSet, Comment, Notice
from guidance.pack import read_pack
from guidance.permissions import NotACurator, StepRefused
from guidance.queries.draft import changes_in, guidance_document, payload_of
from guidance.queries.draft import digest_of as digest_of_set
from guidance.queries.editions import current_edition
from guidance.queries.work import draft_of
from kidmet_site.accounts.models import User
from tests.conftest import person
from tests.guidance.curating import (
    KEY,
    NOW,
    REWORDED,
    accepted,
    begun,
    change,
    entry_now,
    proposed,
    reworded,
    step,
    under_review,
)
from tests.guidance.drafts import entry_in_draft, statements_in_draft


def text_in_draft(key: str = KEY) -> str:
    return str(entry_in_draft("statement", key)["text"])


# Writing


def test_a_change_is_seen_by_its_author_alone(edition: CompiledEdition, curator: User, second: User) -> None:
    before = text_in_draft()
    reworded(curator)

    assert entry_now(curator, "statement", KEY)["text"] == REWORDED
    assert entry_now(second, "statement", KEY)["text"] == before == text_in_draft()


def test_a_curator_has_one_set_that_they_write(edition: CompiledEdition, curator: User) -> None:
    assert reworded(curator).pk == reworded(curator, key="110-1").pk
    assert Change.objects.count() == 2


def test_what_leads_back_to_the_draft_is_no_change_any_more(edition: CompiledEdition, curator: User) -> None:
    before = entry_now(curator, "statement", KEY)["text"]
    reworded(curator)
    reworded(curator, before)

    assert Change.objects.count() == 0


def test_two_tabs_do_not_overwrite_each_other_unseen(edition: CompiledEdition, curator: User) -> None:
    entry = entry_now(curator, "statement", KEY)
    seen = digest_of(entry)
    reworded(curator)
    with pytest.raises(EntryChangedElsewhere):
        record_entry(
            change_set=begun(curator),
            kind="statement",
            id_=KEY,
            proposed={**entry, "text": "Mine."},
            by=curator,
            now=NOW,
            seen=seen,
        )

    assert entry_now(curator, "statement", KEY)["text"] == REWORDED


PAGE, OTHER_PAGE = "0a1b2c3d4e5f6071", "1a1b2c3d4e5f6071"


@pytest.mark.parametrize(
    ("page", "is_refused"),
    [
        pytest.param(f"{PAGE}-3", False, id="the same page later"),
        pytest.param(f"{PAGE}-1", True, id="the same page, slow on its way"),
        pytest.param(f"{OTHER_PAGE}-3", True, id="another page"),
        pytest.param("", True, id="a page without scripts"),
    ],
)
def test_only_a_page_that_saved_last_goes_on_when_its_answer_was_lost(
    edition: CompiledEdition, curator: User, page: str, is_refused: bool
) -> None:
    entry = entry_now(curator, "statement", KEY)
    seen = digest_of(entry)

    def saved(text: str, page: str) -> None:
        record_entry(
            change_set=begun(curator),
            kind="statement",
            id_=KEY,
            proposed={**entry, "text": text},
            by=curator,
            now=NOW,
            seen=seen,
            page=page,
        )

    saved("Mine.", f"{PAGE}-2")
    if is_refused:
        with pytest.raises(EntryChangedElsewhere):
            saved("Mine, and more.", page)
    else:
        saved("Mine, and more.", page)
        assert entry_now(curator, "statement", KEY)["text"] == "Mine, and more."


def test_a_page_meets_a_conflict_when_its_entry_was_retired_since_it_saved(
    edition: CompiledEdition, curator: User
) -> None:
    entry = entry_now(curator, "statement", KEY)
    save = partial(
        record_entry,
        change_set=begun(curator),
        kind="statement",
        id_=KEY,
        by=curator,
        now=NOW,
        seen=digest_of(entry),
    )
    save(proposed={**entry, "text": "Mine."}, page=f"{PAGE}-1")
    retire_entry(change_set=begun(curator), kind="statement", id_=KEY, by=curator, now=NOW)

    with pytest.raises(EntryChangedElsewhere):
        save(proposed={**entry, "text": "Mine, and more."}, page=f"{PAGE}-2")


def test_nobody_writes_in_anothers_set(edition: CompiledEdition, curator: User, second: User) -> None:
    change_set = reworded(curator)
    with pytest.raises(StepRefused, match="another curator's"):
        retire_entry(change_set=change_set, kind="statement", id_=KEY, by=second, now=NOW)


@pytest.mark.parametrize("name", ["resident", "educator"])
def test_others_than_curators_change_nothing(
    edition: CompiledEdition, name: str, request: pytest.FixtureRequest
) -> None:
    with pytest.raises(NotACurator):
        open_change_set(document=guidance_document(), by=request.getfixturevalue(name), now=NOW)


def test_a_set_that_is_proposed_is_not_written_in(edition: CompiledEdition, curator: User) -> None:
    change_set = proposed(reworded(curator))
    with pytest.raises(StepRefused, match="Go on writing"):
        retire_entry(change_set=change_set, kind="statement", id_=KEY, by=curator, now=NOW)


def test_saving_costs_the_same_with_few_changes_and_with_many(
    edition: CompiledEdition, curator: User
) -> None:
    def cost(key: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            reworded(curator, key=key)
        return len(queries)

    keys = statements_in_draft()[:42]
    reworded(curator, key=keys[0])
    first = cost(keys[1])
    for key in keys[2:40]:
        reworded(curator, key=key)

    assert cost(keys[40]) == first


# Moving and retiring


def row_of(user: User, kind: str, container: str) -> list[str]:
    return list(draft_of(user).entries.neighbours(kind, container))


def test_a_statement_is_put_behind_a_neighbour(edition: CompiledEdition, curator: User) -> None:
    first, second_, *rest = row_of(curator, "statement", "staging/tnm")
    move_entry(change_set=begun(curator), kind="statement", id_=first, after=second_, by=curator, now=NOW)

    assert row_of(curator, "statement", "staging/tnm") == [second_, first, *rest]


def test_a_statement_is_not_put_behind_a_stranger(edition: CompiledEdition, curator: User) -> None:
    with pytest.raises(CannotMove, match="no neighbour"):
        move_entry(change_set=begun(curator), kind="statement", id_=KEY, after="001-1", by=curator, now=NOW)


def test_what_is_not_in_the_draft_is_not_moved(edition: CompiledEdition, curator: User) -> None:
    with pytest.raises(NoSuchEntry, match="no statement"):
        move_entry(change_set=begun(curator), kind="statement", id_="999-9", after="", by=curator, now=NOW)


def moved(by: User, slug: str, parent: str, after: str = "") -> str:
    return move_section(change_set=begun(by), slug=slug, parent=parent, after=after, by=by, now=NOW)


def test_a_section_that_goes_below_another_takes_all_along(
    edition: CompiledEdition, curator: User, second: User
) -> None:
    assert moved(curator, "staging", "diagnosis") == "diagnosis/staging"
    change_set = change(curator, "section", "diagnosis/staging/tnm", title="TNM")
    accepted(change_set, second)

    assert payload_of(guidance_document()) != read_pack()
    assert entry_in_draft("statement", KEY)["section"] == "diagnosis/staging/tnm"
    assert entry_in_draft("section", "diagnosis/staging/tnm")["title"] == "TNM"
    assert entry_in_draft("section", "diagnosis/staging")


@pytest.mark.parametrize(
    "ways",
    [
        pytest.param([("staging", "diagnosis"), ("diagnosis/staging/tnm", "")], id="then a part out of it"),
        pytest.param([("staging/tnm", ""), ("staging", "diagnosis")], id="a part out of it, then itself"),
        pytest.param(
            [("staging/tnm", "diagnosis"), ("staging", "anatomy"), ("diagnosis/tnm", "anatomy/staging")],
            id="a part out of it and back in",
        ),
        pytest.param([("staging", "diagnosis"), ("diagnosis", "treatment")], id="then what it stands in"),
    ],
)
def test_sections_moved_one_after_the_other_lose_nothing(
    edition: CompiledEdition, curator: User, second: User, ways: list[tuple[str, str]]
) -> None:
    for slug, parent in ways:
        moved(curator, slug, parent)
    shown = draft_of(curator).entries
    accepted(begun(curator), second)

    now = draft_of(second).entries
    assert now.by_kind["section"].keys() == shown.by_kind["section"].keys()
    assert len(now.by_kind["statement"]) == len(edition.statements)
    assert {key: entry["section"] for key, entry in now.by_kind["statement"].items()} == {
        key: entry["section"] for key, entry in shown.by_kind["statement"].items()
    }


def test_a_section_that_is_taken_back_leaves_the_changes_in_it(
    edition: CompiledEdition, curator: User
) -> None:
    moved(curator, "staging", "diagnosis")
    change_set = change(curator, "statement", KEY, text=REWORDED)
    drop_change(change=change_set.changes.get(kind="section"), by=curator, now=NOW)

    entry = entry_now(curator, "statement", KEY)
    assert (entry["section"], entry["text"]) == ("staging/tnm", REWORDED)


@pytest.mark.parametrize(
    ("slug", "parent", "said"),
    [
        pytest.param("staging", "staging/tnm", "inside itself", id="into its own part"),
        pytest.param("staging", "staging", "inside itself", id="into itself"),
        pytest.param("staging/tnm", "nowhere", "no section", id="into what is not there"),
        pytest.param("nowhere", "", "no section", id="what is not there"),
    ],
)
def test_a_section_is_not_put(
    edition: CompiledEdition, curator: User, slug: str, parent: str, said: str
) -> None:
    with pytest.raises((CannotMove, NoSuchEntry), match=said):
        moved(curator, slug, parent)

    assert Change.objects.count() == 0


def test_what_is_retired_takes_along_what_hangs_on_it_and_comes_back_with_it(
    edition: CompiledEdition, curator: User, second: User
) -> None:
    before = guidance_document().hash
    change_set = begun(curator)
    retire_entry(change_set=change_set, kind="section", id_="staging/tnm", by=curator, now=NOW)
    accepted(change_set, second)

    assert not statements_in_draft("staging/tnm")
    assert guidance_document().hash != before

    step(change_set, "revert", second)
    assert guidance_document().hash == before


# Review


def test_what_another_curator_accepts_is_the_draft(
    edition: CompiledEdition, curator: User, second: User
) -> None:
    change_set = accepted(reworded(curator), second)

    assert text_in_draft() == REWORDED
    assert (change_set.state, change_set.reviewer, change_set.is_self_accepted) == (
        State.ACCEPTED,
        second,
        False,
    )


def test_readers_see_it_once_it_is_published(edition: CompiledEdition, curator: User, second: User) -> None:
    change_set = accepted(reworded(curator), second)
    assert current_edition().statements[KEY].text != REWORDED

    seen = guidance_document().hash
    row = publish_draft(by=second, now=NOW, summary="T reads better.", seen=seen)

    change_set.refresh_from_db()
    assert (change_set.state, change_set.edition) == (State.PUBLISHED, row)
    assert current_edition().statements[KEY].text == REWORDED


REFUSED = [
    pytest.param("accept", "curator", "under review", "Nobody reviews their own", id="accepts their own"),
    pytest.param("reject", "curator", "under review", "Nobody reviews their own", id="rejects their own"),
    pytest.param("review", "curator", "proposed", "Nobody reviews their own", id="reviews their own"),
    pytest.param("accept", "second", "writing", "is being written", id="accepts what is not proposed"),
    pytest.param("reject", "second", "writing", "is being written", id="rejects what is not proposed"),
    pytest.param("accept", "second", "under review", "no statement of interests", id="says no interests"),
    pytest.param("withdraw", "second", "proposed", "Only its author", id="withdraws another's"),
    pytest.param("revise", "second", "proposed", "Only its author", id="revises another's"),
    pytest.param("revert", "second", "under review", "not open", id="takes out what is not in"),
    pytest.param("publish", "second", "under review", "with the draft", id="publishes one alone"),
]


@pytest.mark.parametrize(("name", "who", "state", "said"), REFUSED)
def test_a_curator_is_refused_who(
    edition: CompiledEdition,
    curator: User,
    second: User,
    name: str,
    who: str,
    state: str,
    said: str,
) -> None:
    change_set = reworded(curator)
    if state != "writing":
        change_set = under_review(change_set, second) if state == "under review" else proposed(change_set)
    before = guidance_document().hash
    with pytest.raises(StepRefused, match=said):
        step(change_set, name, {"curator": curator, "second": second}[who])

    change_set.refresh_from_db()
    assert change_set.get_state_display() == ("being written" if state == "writing" else state)
    assert guidance_document().hash == before


@pytest.mark.parametrize("name", ["reject", "revert"])
def test_a_decision_against_takes_a_reason(
    edition: CompiledEdition, curator: User, second: User, name: str
) -> None:
    change_set = reworded(curator)
    change_set = accepted(change_set, second) if name == "revert" else under_review(change_set, second)
    with pytest.raises(StepRefused, match="needs a reason"):
        step(change_set, name, second, reason="  ")


def test_a_statement_of_interests_holds_for_a_year(
    edition: CompiledEdition, curator: User, second: User
) -> None:
    change_set = under_review(reworded(curator), second)
    declare_interests(has_interests=True, text="A grant.", by=second, now=NOW - timedelta(days=366))
    with pytest.raises(StepRefused, match="no statement of interests that still holds"):
        step(change_set, "accept", second)

    declare_interests(has_interests=True, text="A grant.", by=second, now=NOW - timedelta(days=364))
    assert step(change_set, "accept", second).state == State.ACCEPTED


def test_interests_that_there_are_have_to_be_named(curator: User) -> None:
    with pytest.raises(StepRefused, match="Name the interests"):
        declare_interests(has_interests=True, text=" ", by=curator, now=NOW)


def test_a_single_curator_accepts_their_own_where_that_is_allowed_and_it_shows(
    edition: CompiledEdition, curator: User, settings: Any
) -> None:
    settings.ACCEPT_OWN_CHANGES = True
    change_set = accepted(reworded(curator), curator)

    assert change_set.is_self_accepted
    assert text_in_draft() == REWORDED
    assert AuditEntry.objects.get(act="accepted").detail["own"] is True


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        pytest.param({"text": " "}, f"Statement {KEY}: the text is empty", id="a text that is empty"),
        pytest.param({"kind": ""}, "kind", id="a kind that was not judged"),
    ],
)
def test_what_cannot_be_published_is_not_proposed(
    edition: CompiledEdition, curator: User, fields: dict[str, Any], said: str
) -> None:
    change_set = change(curator, "statement", KEY, **fields)
    with pytest.raises(ChangesHaveFaults, match=said):
        proposed(change_set)


def test_an_empty_set_or_one_without_a_title_is_not_proposed(edition: CompiledEdition, curator: User) -> None:
    with pytest.raises(StepRefused, match="nothing in this change set"):
        proposed(begun(curator))
    with pytest.raises(StepRefused, match="title"):
        proposed(reworded(curator), title="")


# Rivals


def test_of_two_that_change_the_same_the_second_is_stale_and_stays_open(
    edition: CompiledEdition, curator: User, second: User
) -> None:
    mine, theirs = reworded(curator), proposed(reworded(second, "T is about size."))
    accepted(mine, second)
    declare_interests(has_interests=False, text="", by=curator, now=NOW)
    with pytest.raises(ChangesAreStale) as caught:
        step(theirs, "accept", curator)

    ((stale, fit, now),) = caught.value.stale
    assert (stale.proposed["text"], fit, now["text"]) == ("T is about size.", "stale", REWORDED)
    theirs.refresh_from_db()
    assert theirs.state == State.PROPOSED
    assert text_in_draft() == REWORDED


def test_a_stale_set_is_made_anew_by_its_author_and_says_what_both_changed(
    edition: CompiledEdition, curator: User, second: User
) -> None:
    mine = reworded(curator)
    theirs = reworded(second, "T is about size.")
    accepted(mine, second)
    with pytest.raises(ChangesAreStale, match="Nothing was proposed"):
        proposed(theirs)
    theirs = step(theirs, "rebase", second)

    assert theirs.state == State.WRITING
    row = theirs.changes.get()
    assert (row.base["text"], row.proposed["text"]) == (REWORDED, "T is about size.")
    assert "Both sides had changed text" in Comment.objects.get(change=row).text

    accepted(theirs, curator)
    assert text_in_draft() == "T is about size."


def test_sets_that_change_different_fields_of_one_entry_both_get_in(
    edition: CompiledEdition, curator: User, second: User
) -> None:
    mine, theirs = reworded(curator), change(second, "statement", KEY, kind="caution")
    accepted(mine, second)
    theirs = step(theirs, "rebase", second)
    accepted(theirs, curator)

    entry = entry_in_draft("statement", KEY)
    assert (entry["text"], entry["kind"]) == (REWORDED, "caution")


def test_a_set_that_would_leave_a_hole_is_refused_whole(
    edition: CompiledEdition, curator: User, second: User
) -> None:
    slug = "staging/prognostic-factors"
    theirs = change(second, "statement", "110-1", text="Said otherwise.", section=slug)
    gone = begun(curator)
    retire_entry(change_set=gone, kind="section", id_=slug, by=curator, now=NOW)
    accepted(gone, second)
    declare_interests(has_interests=False, text="", by=curator, now=NOW)
    with pytest.raises(ChangesHaveFaults, match="there is no such section"):
        proposed(theirs)

    assert text_in_draft("110-1") != "Said otherwise."


def accepted_at_once(*steps: tuple[ChangeSet, User]) -> list[str]:
    """What each is told who accepts a set in the same moment as the others."""
    begin = threading.Barrier(len(steps))

    def accept(change_set: ChangeSet, by: User) -> str:
        begin.wait()
        try:
            step_change_set(change_set=change_set, step="accept", by=by, now=NOW)
        except StepRefused as refusal:
            return str(refusal)
        finally:
            connection.close()
        return "accepted"

    with ThreadPoolExecutor(len(steps)) as pool:
        return list(pool.map(lambda step: accept(*step), steps))


@pytest.mark.django_db(transaction=True)
def test_of_two_who_accept_at_once_one_does(edition: CompiledEdition, curator: User, second: User) -> None:
    change_set = under_review(reworded(curator), second)
    third = person("Cyra", is_curator=True)
    for reviewer in (second, third):
        declare_interests(has_interests=False, text="", by=reviewer, now=NOW)

    told = accepted_at_once((change_set, second), (change_set, third))

    refused = [said for said in told if said != "accepted"]
    assert len(refused) == 1 and "is accepted: “Accept” is not open to it any more" in refused[0]
    assert AuditEntry.objects.filter(act="accepted").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_sets_that_are_accepted_at_once_are_both_in_the_draft(
    edition: CompiledEdition, curator: User, second: User
) -> None:
    for each in (curator, second):
        declare_interests(has_interests=False, text="", by=each, now=NOW)
    one, other = reworded(curator), reworded(second, "N tells of the nodes.", "112-1")
    version = guidance_document().version
    under_review(one, second), under_review(other, curator)

    assert accepted_at_once((one, second), (other, curator)) == ["accepted", "accepted"]

    assert (text_in_draft(), text_in_draft("112-1")) == (REWORDED, "N tells of the nodes.")
    document = guidance_document()
    assert document.version == version + 2
    assert document.hash == content_hash(payload_of(document))
    assert AuditEntry.objects.filter(act="accepted").count() == 2


# Back again


def test_what_later_changes_stand_on_is_not_taken_back_out(
    edition: CompiledEdition, curator: User, second: User
) -> None:
    first = accepted(reworded(curator), second)
    accepted(reworded(curator, "T is about size."), second)
    with pytest.raises(StepRefused, match="Later changes stand on this one"):
        step(first, "revert", second)

    assert text_in_draft() == "T is about size."


def test_what_was_published_is_reverted_by_a_set_of_its_own(
    edition: CompiledEdition, curator: User, second: User
) -> None:
    before = guidance_document().hash
    change_set = accepted(reworded(curator), second)
    publish_draft(by=second, now=NOW, summary="T reads better.", seen=guidance_document().hash)
    change_set.refresh_from_db()

    back = begin_reversal(change_set=change_set, by=second, now=NOW, reason="It read better before.")
    assert (back.state, back.author, back.reverts) == (State.WRITING, second, change_set)

    accepted(back, curator)
    assert guidance_document().hash == before == content_hash(payload_of(guidance_document()))


def test_a_pack_that_replaces_the_draft_puts_what_was_accepted_back_to_proposed(
    edition: CompiledEdition, curator: User, second: User
) -> None:
    change_set = accepted(reworded(curator), second)
    document = guidance_document()
    document.loaded_hash = "another"
    document.save()

    load_pack(None, now=NOW, replace=True)

    change_set.refresh_from_db()
    assert change_set.state == State.PROPOSED
    assert text_in_draft() != REWORDED


# What is said, and to whom


def test_the_author_is_told_of_each_step_and_of_comments(
    edition: CompiledEdition, curator: User, second: User
) -> None:
    change_set = under_review(reworded(curator), second)
    comment = add_comment(change_set=change_set, text="Why not “extent”?", by=second, now=NOW)
    add_comment(change_set=change_set, text="Because.", reply_to=comment, by=curator, now=NOW)
    step(change_set, "reject", second, reason="It says less than the source.")

    to_author = list(Notice.objects.filter(user=curator).order_by("pk").values_list("text", flat=True))
    assert [text.split(" “")[0] for text in to_author] == [
        "Cato began the review of your change set",
        "Cato commented on",
        "Cato rejected your change set",
    ]
    assert "It says less than the source." in to_author[-1]
    to_other = list(Notice.objects.filter(user=second).order_by("pk").values_list("text", "path"))
    assert [text.split(" “")[0] for text, _ in to_other] == ["Cleo proposes", "Cleo commented on"]
    assert "Because." in to_other[-1][0]
    assert {path for _, path in to_other} == {f"/curate/changes/{change_set.pk}/"}


def test_who_reviews_is_told_when_the_author_takes_it_back(
    edition: CompiledEdition, curator: User, second: User
) -> None:
    change_set = under_review(reworded(curator), second)
    step(change_set, "revise", curator)

    assert (
        Notice.objects.filter(user=second).latest("pk").text
        == "Cleo went on writing “Reword T”, which you review. It reads better."
    )


def test_the_author_hears_of_publication_and_whoever_publishes_their_own_does_not(
    edition: CompiledEdition, curator: User, second: User
) -> None:
    change_set = accepted(reworded(curator), second)
    publish_draft(by=second, now=NOW, summary="T reads better.", seen=guidance_document().hash)

    told = Notice.objects.filter(user=curator).latest("pk")
    said = "Your change set “Reword T” is in Edition 2, which readers see now."
    assert (told.text, told.path) == (said, f"/curate/changes/{change_set.pk}/")

    accepted(reworded(curator, "T is about size."), second)
    before = Notice.objects.count()
    publish_draft(by=curator, now=NOW, summary="T reads worse.", seen=guidance_document().hash)
    assert Notice.objects.count() == before


def test_accepting_begins_the_review_by_itself(edition: CompiledEdition, curator: User, second: User) -> None:
    change_set = proposed(reworded(curator))
    declare_interests(has_interests=False, text="", by=second, now=NOW)
    accepted_now = step(change_set, "accept", second)

    assert (accepted_now.state, accepted_now.reviewer) == (State.ACCEPTED, second)
    acts = AuditEntry.objects.filter(change_set=change_set.pk, by=second).order_by("pk")
    assert list(acts.values_list("act", flat=True)) == ["began the review of", "accepted"]
    assert Notice.objects.filter(user=curator).count() == 1


def test_what_the_author_changed_since_it_was_looked_at_is_not_decided_on(
    edition: CompiledEdition, curator: User, second: User
) -> None:
    change_set = proposed(reworded(curator))
    declare_interests(has_interests=False, text="", by=second, now=NOW)
    seen = digest_of_set(changes_in(change_set))
    step(change_set, "revise", curator)
    reworded(curator, "Something else.")
    step(change_set, "propose", curator)
    for name in ("accept", "reject"):
        with pytest.raises(StepRefused, match="changed it since you opened this page"):
            step_change_set(change_set=change_set, step=name, by=second, now=NOW, reason="So.", seen=seen)

    seen = digest_of_set(changes_in(change_set))
    step_change_set(change_set=change_set, step="accept", by=second, now=NOW, seen=seen)
    assert text_in_draft() == "Something else."


def test_what_the_draft_says_already_is_not_accepted(
    edition: CompiledEdition, curator: User, second: User
) -> None:
    mine, theirs = reworded(curator), proposed(reworded(second))
    accepted(mine, second)
    declare_interests(has_interests=False, text="", by=curator, now=NOW)
    with pytest.raises(StepRefused, match="says all of this already"):
        step(theirs, "accept", curator)


def test_a_comment_says_something_about_this_set(
    edition: CompiledEdition, curator: User, second: User
) -> None:
    change_set, other = reworded(curator), reworded(second)
    with pytest.raises(StepRefused, match="Write something"):
        add_comment(change_set=change_set, text="  ", by=second, now=NOW)
    with pytest.raises(StepRefused, match="another change set"):
        add_comment(change_set=change_set, change=other.changes.get(), text="Hm.", by=second, now=NOW)

    assert Comment.objects.count() == 0


def test_comments_on_a_change_that_is_taken_back_are_kept(edition: CompiledEdition, curator: User) -> None:
    change_set = reworded(curator)
    row = change_set.changes.get()
    add_comment(change_set=change_set, change=row, text="Hm.", by=curator, now=NOW)
    drop_change(change=row, by=curator, now=NOW)

    assert Comment.objects.get().about == f"statement {KEY}"


def test_comments_on_a_change_that_another_made_meanwhile_are_kept(
    edition: CompiledEdition, curator: User, second: User
) -> None:
    theirs = reworded(second)
    add_comment(change_set=theirs, change=theirs.changes.get(), text="Hm.", by=curator, now=NOW)
    accepted(reworded(curator), second)
    step(theirs, "rebase", second)

    assert theirs.changes.count() == 0
    assert Comment.objects.get(change_set=theirs).about == f"statement {KEY}"


def test_every_step_is_in_the_audit_with_who_and_why(
    edition: CompiledEdition, curator: User, second: User
) -> None:
    change_set = accepted(reworded(curator), second)
    publish_draft(by=second, now=NOW, summary="T reads better.", seen=guidance_document().hash)

    entries = AuditEntry.objects.filter(change_set=change_set.pk).order_by("pk")
    assert [(entry.name, entry.role, entry.act) for entry in entries] == [
        ("Cleo", "curator", "began"),
        ("Cleo", "curator", "changed"),
        ("Cleo", "curator", "proposed"),
        ("Cato", "curator", "began the review of"),
        ("Cato", "curator", "accepted"),
    ]
    assert entries[2].why == "It reads better."
    assert entries[4].detail["changes"][0]["proposed"]["text"] == REWORDED
    assert AuditEntry.objects.get(act="published", edition=2).why == "T reads better."


def test_a_set_belongs_to_its_guidance(edition: CompiledEdition, curator: User) -> None:
    assert ChangeSet.objects.get(pk=reworded(curator).pk).document.is_guidance
