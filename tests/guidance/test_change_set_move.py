"""Moving changes from one set into another, and an urgent correction beside unfinished work."""

import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from guidance.actions.change_sets import add_comment, declare_interests, step_change_set
from guidance.actions.changing import move_entry, move_section, open_change_set, record_entry, retire_entry
from guidance.actions.moving import ComesAlong, Moved, SaysSomethingElse, move_changes
from guidance.actions.publishing import (
    DraftMovedOn,
    EditionMovedOn,
    NothingToPublish,
    accept_and_publish,
    publish_draft,
)
from guidance.domain.changing import State
from guidance.domain.edition import CompiledEdition
from guidance.models import AuditEntry, Change, ChangeSet, Comment
from guidance.permissions import StepRefused
from guidance.queries.draft import changes_in, digest_of, draft_entries, guidance_document
from guidance.queries.editions import current_edition
from kidmet_site.accounts.models import User
from tests.guidance.curating import KEY, NOW, REWORDED, accepted, change, proposed, reworded, step
from tests.guidance.drafts import entry_in_draft
from tests.guidance.reading import text_of
from tests.pages import squeezed

ClientOf = Callable[[User], Client]


def anew(by: User, title: str = "Urgent") -> ChangeSet:
    made = open_change_set(document=guidance_document(), by=by, now=NOW, is_anew=True)
    made.title = title
    made.save()
    return made


def write(change_set: ChangeSet, kind: str, id_: str, by: User, /, **fields: object) -> None:
    """Save some fields of an entry, new or not, into this set."""
    entries = draft_entries(change_set.document, changes_in(change_set))
    said = {**(entries.get(kind, id_) or {}), **fields}
    record_entry(change_set=change_set, kind=kind, id_=id_, proposed=said, by=by, now=NOW)


def numbers(change_set: ChangeSet, *ids: str) -> set[int]:
    return {row.pk for row in change_set.changes.all() if row.entry_id in ids}


def move(source: ChangeSet, by: User, *ids: str, into: ChangeSet | None = None, **more: object) -> Moved:
    chosen = numbers(source, *ids)
    return move_changes(source=source, changes=chosen, into=into, by=by, now=NOW, **more)


def held(change_set: ChangeSet) -> set[str]:
    return {row.entry_id for row in change_set.changes.all()}


def with_all(by: User, source: ChangeSet, *ids: str, into: ChangeSet | None = None) -> Moved:
    """Moved with what comes along, once it was shown."""
    with pytest.raises(ComesAlong) as told:
        move(source, by, *ids, into=into)
    keys = {key[1] for bond in told.value.bonds for key in (bond.key, bond.other)}
    return move(source, by, *ids, into=into, along=numbers(source, *keys))


def test_a_change_goes_into_another_set_with_what_was_said_about_it(
    edition: CompiledEdition, curator: User
) -> None:
    source = reworded(curator)
    change(curator, "statement", "110-1", text="Another.")
    row = source.changes.get(entry_id=KEY)
    comment = add_comment(change_set=source, change=row, text="Why?", by=curator, now=NOW)
    add_comment(change_set=source, reply_to=comment, text="Because.", by=curator, now=NOW)
    target = anew(curator)
    move(source, curator, KEY, into=target)

    assert (held(source), held(target)) == ({"110-1"}, {KEY})
    assert target.changes.get().proposed["text"] == REWORDED
    assert Comment.objects.filter(change_set=target, change__entry_id=KEY).count() == 2
    told = AuditEntry.objects.filter(act__in=("moved out", "moved in")).order_by("pk")
    assert [(each.change_set, each.subject) for each in told] == [
        (source.pk, "1 change into “Urgent”"),
        (target.pk, f"1 change from “{source}”"),
    ]
    assert told[0].detail["changes"][0]["proposed"]["text"] == REWORDED


def test_what_cannot_stand_apart_goes_together_once_that_was_seen(
    edition: CompiledEdition, curator: User
) -> None:
    source = anew(curator, "Big")
    write(source, "section", "staging/new", curator, slug="staging/new", title="New", heading="New",
          heading_line=9, domain="staging")  # fmt: skip
    statement = {"key": "900-1", "section": "staging/new", "text": "New.", "kind": "fact"}
    source_of = {"line": 900, "paragraph": 90, "form": "paragraph"}
    write(source, "statement", "900-1", curator, **statement, source=source_of)
    write(source, "note", "C26", curator, statements=["900-1"])
    write(source, "statement", KEY, curator, text=REWORDED)
    retire_entry(change_set=source, kind="note", id_="C08", by=curator, now=NOW)

    target = anew(curator)
    with_all(curator, source, "900-1", into=target)
    assert held(target) == {"staging/new", "900-1", "C26"}, "with its section, and the note that names it"
    assert KEY in held(source) and "900-1" not in held(source)

    back = with_all(curator, target, "staging/new", into=source)
    assert back.count == 3 and not held(target), "in the other direction as well"


def test_what_is_retired_goes_with_what_no_longer_names_it(edition: CompiledEdition, curator: User) -> None:
    source = anew(curator, "Big")
    retire_entry(change_set=source, kind="statement", id_="130-3", by=curator, now=NOW)
    write(source, "statement", KEY, curator, text=REWORDED)
    hanging = held(source) - {KEY, "130-3"}
    assert hanging
    target = anew(curator)
    with_all(curator, source, "130-3", into=target)

    assert held(target) == {"130-3", *hanging} and held(source) == {KEY}


def test_changes_in_a_section_that_is_put_elsewhere_speak_of_the_address_that_each_set_gives_it(
    edition: CompiledEdition, curator: User
) -> None:
    source = anew(curator, "Moves")
    write(source, "statement", KEY, curator, text=REWORDED)
    new = move_section(change_set=source, slug="staging/tnm", parent="", after="", by=curator, now=NOW)
    assert source.changes.get(entry_id=KEY).proposed["section"] == new == "tnm"

    target = anew(curator)
    move(source, curator, KEY, into=target)
    assert target.changes.get(entry_id=KEY).proposed["section"] == "staging/tnm"
    move(target, curator, KEY, into=source)
    assert source.changes.get(entry_id=KEY).proposed["section"] == "tnm"
    move(source, curator, "staging/tnm", into=target)
    assert source.changes.get(entry_id=KEY).proposed["section"] == "staging/tnm"
    assert target.changes.get().proposed["slug"] == "tnm"


def test_what_the_other_set_says_of_a_section_follows_it_when_its_move_comes_there(
    edition: CompiledEdition, curator: User
) -> None:
    source, target = anew(curator, "Moves"), anew(curator)
    move_section(change_set=source, slug="staging/tnm", parent="", after="", by=curator, now=NOW)
    write(target, "statement", KEY, curator, text=REWORDED)
    move(source, curator, "staging/tnm", into=target)

    assert target.changes.get(entry_id=KEY).proposed["section"] == "tnm"


def test_a_place_in_the_order_comes_along_into_what_the_other_set_says_of_the_entry(
    edition: CompiledEdition, curator: User
) -> None:
    source, target = anew(curator, "Order"), anew(curator)
    move_entry(change_set=source, kind="note", id_="C02", after="", by=curator, now=NOW)
    write(target, "note", "C02", curator, text="Better.")
    move(source, curator, "C02", into=target)

    row = target.changes.get()
    assert (row.after, row.proposed["text"]) == ("", "Better.")


def test_of_one_entry_both_sides_are_kept_where_they_do_not_touch(
    edition: CompiledEdition, curator: User
) -> None:
    source, target = anew(curator, "Kinds"), anew(curator)
    write(source, "statement", KEY, curator, kind="caution")
    write(target, "statement", KEY, curator, text=REWORDED)
    move(source, curator, KEY, into=target)

    both = target.changes.get().proposed
    assert (both["text"], both["kind"]) == (REWORDED, "caution")
    assert not held(source)


def test_where_both_say_something_else_the_author_says_which_stays(
    edition: CompiledEdition, curator: User
) -> None:
    source, target = anew(curator, "Words"), anew(curator)
    for key in (KEY, "110-1"):
        write(source, "statement", key, curator, text=f"Mine of {key}.")
    write(target, "statement", KEY, curator, text="Theirs.")
    with pytest.raises(SaysSomethingElse, match="statement 111-1"):
        move(source, curator, KEY, "110-1", into=target)
    retires = anew(curator, "Retires")
    retire_entry(change_set=retires, kind="statement", id_="110-1", by=curator, now=NOW)
    with pytest.raises(SaysSomethingElse, match="statement 110-1"):
        move(source, curator, "110-1", into=retires)
    assert held(source) == {KEY, "110-1"}, "nothing is moved"

    assert move(source, curator, KEY, "110-1", into=target, where_both="leave").stayed == 1
    assert (held(source), held(target)) == ({KEY}, {KEY, "110-1"})
    with pytest.raises(StepRefused, match="All of it stays"):
        move(source, curator, KEY, into=target, where_both="leave")
    move(source, curator, KEY, into=target, where_both="replace")
    assert target.changes.get(entry_id=KEY).proposed["text"] == f"Mine of {KEY}."


def test_changes_move_between_ones_own_sets_that_are_being_written_alone(
    edition: CompiledEdition, curator: User, second: User
) -> None:
    mine, theirs = reworded(curator), reworded(second)
    refused = {
        "another curator's": (mine, theirs, curator),
        "is proposed. Press “Go on writing”": (mine, proposed(anew_with_a_change(curator)), curator),
        "in this set already": (mine, mine, curator),
        "Choose at least one": (mine, anew(curator), curator),
    }
    for said, (source, target, by) in refused.items():
        chosen = () if said == "Choose at least one" else (KEY,)
        with pytest.raises(StepRefused, match=said):
            move(source, by, *chosen, into=target)
    with pytest.raises(StepRefused, match="another curator's"):
        move(mine, second, KEY)
    assert held(mine) == {KEY} == held(theirs)


def anew_with_a_change(by: User) -> ChangeSet:
    made = anew(by)
    write(made, "statement", "110-1", by, text="Another.")
    return made


# The page


def test_the_page_shows_what_comes_along_before_it_is_moved(
    edition: CompiledEdition, curator: User, client_of: ClientOf
) -> None:
    client = client_of(curator)
    source = anew(curator, "Big")
    retire_entry(change_set=source, kind="statement", id_="130-3", by=curator, now=NOW)
    path = f"/curate/changes/{source.pk}/move/"
    (number,) = numbers(source, "130-3")
    html = client.get(path, {"change": number}).content.decode()
    assert html.count(" checked") == 2, "the change, and the new set where there is no other"

    sent = {"change": [number], "into": "new", "title": "Urgent"}
    html = client.post(path, sent).content.decode()
    assert "More comes along." in html and 'value="Urgent"' in html
    along = re.findall(r'name="along" value="(\d+)"', html)
    then = client.post(path, {**sent, "along": along}, follow=True)
    moved = ChangeSet.objects.get(title="Urgent")
    assert then.redirect_chain[-1][0] == f"/curate/changes/{moved.pk}/"
    assert "from “Big” into this set." in then.content.decode()
    assert not held(source) and "130-3" in held(moved)


def test_the_page_shows_both_where_the_sets_disagree_and_says_what_is_missing(
    edition: CompiledEdition, curator: User, second: User, client_of: ClientOf
) -> None:
    client = client_of(curator)
    source, target = reworded(curator), anew(curator)
    write(target, "statement", KEY, curator, text="Theirs.")
    path, chosen = f"/curate/changes/{source.pk}/move/", list(numbers(source, KEY))
    page = text_of(client.post(path, {"change": chosen, "into": target.pk}).content.decode())
    assert "The other set says something else" in page and "Leave those where they are" in page
    assert "In the other set" in page

    for sent, said in (({"into": target.pk}, "Choose at least one"), ({"change": chosen}, "into which set")):
        assert said in client.post(path, sent).content.decode()
    other = client_of(second).get(path, follow=True).content.decode()
    assert "Only its author moves changes out of a set. Nothing was moved." in other
    proposed(source)
    page = squeezed(client.get(path, follow=True).content.decode())
    assert "Press “Go on writing” before you move its changes. Nothing was moved." in page


def test_the_page_costs_the_same_with_few_changes_and_many(
    edition: CompiledEdition, curator: User, client_of: ClientOf
) -> None:
    client, costs = client_of(curator), []
    source = reworded(curator)
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/curate/changes/{source.pk}/move/")
        costs.append(len(asked))
        for key in ("110-1", "112-1", "130-3"):
            if entry_in_draft("statement", key):
                change(curator, "statement", key, text="Another.")
    assert costs[0] == costs[1]


def test_a_long_set_is_chosen_from_by_section_and_what_is_chosen_stands_open(
    edition: CompiledEdition, curator: User, client_of: ClientOf
) -> None:
    for key in list(draft_entries(guidance_document()).by_kind["statement"])[:20]:
        source = reworded(curator, f"Said anew of {key}.", key=key)
    page = f"/curate/changes/{source.pk}/move/"
    assert '<details class="move-group"' not in client_of(curator).get(page).content.decode()

    source = change(curator, "reference", "R1", year="1980")
    (number,) = numbers(source, "R1")
    html = client_of(curator).get(page, {"change": number}).content.decode()
    groups = re.findall(r'<details class="move-group"( open)?>\s*<summary>(.*?) <', html)
    assert groups[0] == ("", "Introduction") and groups[-1] == (" open", "In no section")
    assert html.count('name="change"') == 21


# Urgent


@pytest.mark.parametrize("state", ["writing", "proposed", "review", "taken out"])
def test_an_urgent_correction_is_published_while_the_first_set_stays_unfinished(
    edition: CompiledEdition, curator: User, second: User, state: str
) -> None:
    declare_interests(has_interests=False, text="", by=second, now=timezone.now())
    first = reworded(curator, "T is about size.")
    write(first, "statement", "110-1", curator, text="Not ready.")
    if state == "taken out":
        step(accepted(first, second), "revert", second)
    elif state != "writing":
        proposed(first)
    if state == "review":
        step(first, "review", second)

    urgent = anew(curator)
    write(urgent, "statement", KEY, curator, kind="caution")
    accepted(urgent, second)
    publish_draft(by=second, now=NOW, summary="T is a caution.", seen=guidance_document().hash)
    assert current_edition().statements[KEY].kind == "caution"
    assert current_edition().statements["110-1"].text != "Not ready."

    first.refresh_from_db()
    assert first.is_open and first.changes.count() == 2
    step_change_set(change_set=first, step="rebase", by=curator, now=NOW)
    made = first.changes.get(entry_id=KEY).proposed
    assert (made["text"], made["kind"]) == ("T is about size.", "caution"), "nothing of either is lost"
    first.refresh_from_db()
    assert first.state == State.WRITING
    accepted(first, second)
    assert entry_in_draft("statement", "110-1")["text"] == "Not ready."


# At once


def at_once(*acts: Callable[[], object]) -> list[str]:
    """What each is told of those who act in the same moment."""
    begin = threading.Barrier(len(acts))

    def do(act: Callable[[], object]) -> str:
        begin.wait()
        try:
            act()
        except (StepRefused, DraftMovedOn, EditionMovedOn, NothingToPublish) as refusal:
            return type(refusal).__name__
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(do, acts))


@pytest.mark.django_db(transaction=True)
def test_who_accepts_and_publishes_at_once_with_another_gets_all_or_nothing(
    edition: CompiledEdition, curator: User, second: User
) -> None:
    for each in (curator, second):
        declare_interests(has_interests=False, text="", by=each, now=timezone.now())
    mine, theirs = proposed(reworded(curator)), proposed(change(second, "statement", "110-1", text="So."))
    draft = guidance_document().hash

    def both(change_set: ChangeSet, by: User) -> Callable[[], object]:
        seen = {"seen": digest_of(changes_in(change_set)), "seen_draft": draft, "over": 1}
        said = {"by": by, "now": NOW, "summary": "It reads better."}
        return partial(accept_and_publish, change_set=change_set, **said, **seen)

    told = at_once(both(mine, second), both(theirs, curator), both(mine, second))
    assert told.count("done") == 1 and told.count("DraftMovedOn") == 2
    states = sorted(ChangeSet.objects.values_list("state", flat=True))
    assert states == ["proposed", "published"] and current_edition().number == 2


@pytest.mark.django_db(transaction=True)
def test_sets_that_are_moved_between_written_and_proposed_at_once_lose_nothing(
    edition: CompiledEdition, curator: User
) -> None:
    source, target = reworded(curator), anew(curator, "Other")
    write(target, "statement", "110-1", curator, text="Another.")
    ChangeSet.objects.filter(pk=source.pk).update(title="One", reason="So.")
    there, back = numbers(source, KEY), numbers(target, "110-1")
    moving = {"by": curator, "now": NOW}
    told = at_once(
        partial(move_changes, source=source, changes=there, into=target, **moving),
        partial(move_changes, source=target, changes=back, into=source, **moving),
        partial(move_changes, source=source, changes=there, into=None, **moving),
        partial(step_change_set, change_set=source, step="propose", **moving),
    )

    assert "done" in told
    held_somewhere = Change.objects.values_list("entry_id", flat=True)
    assert sorted(held_somewhere) == ["110-1", KEY]
    proposed_one = ChangeSet.objects.get(pk=source.pk)
    assert proposed_one.state == State.WRITING or proposed_one.changes.exists()
