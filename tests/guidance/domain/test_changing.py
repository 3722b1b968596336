"""Changes as plain values: what they make of the guidance, how two states differ, what a change meets."""

from __future__ import annotations

import random
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidance.domain.changing import (
    IN_REVIEW,
    STEPS,
    Entries,
    EntryChange,
    Fit,
    How,
    State,
    apply_changes,
    changes_from,
    container_of,
    diagram,
    entries_of,
    field_differences,
    fit_of,
    lost_statements,
    payload_from,
    rebase,
    same_entry,
    steps_from,
    word_differences,
)
from guidance.domain.changing.consequences import when_moved, when_retired
from guidance.domain.edition import FORMAT
from guidance.pack import read_pack
from tests.tables import for_each


@cache
def shipped() -> dict[str, Any]:
    return read_pack()


def fresh() -> Entries:
    return entries_of(shipped())


def ids(entries: Entries, kind: str, container: str = "") -> list[str]:
    return list(entries.neighbours(kind, container))


# Entries


def test_a_payload_taken_apart_and_put_together_is_the_same() -> None:
    assert payload_from(fresh(), FORMAT) == shipped()


def test_a_section_with_another_slug_takes_along_what_stands_in_it_and_what_names_it() -> None:
    entries = fresh()
    notes = [id_ for id_, note in entries.by_kind["note"].items() if note["section"] == "staging/tnm"]
    statements = ids(entries, "statement", "staging/tnm")

    entries.rename_section("staging/tnm", "anatomy/tnm")

    assert ids(entries, "statement", "anatomy/tnm") == statements != []
    assert {entries.by_kind["note"][id_]["section"] for id_ in notes} == {"anatomy/tnm"}
    assert "staging/tnm" not in str(payload_from(entries, FORMAT))


def test_statements_in_a_section_that_is_gone_are_told_not_lost() -> None:
    entries = fresh()
    key = ids(entries, "statement", "staging/tnm")[0]
    entries.put("statement", key, {**entries.by_kind["statement"][key], "section": "nowhere"})

    assert lost_statements(entries) == ((key, "nowhere"),)


@for_each(
    ("one", "other", "same"),
    [
        pytest.param(None, None, True, id="two that are not there"),
        pytest.param({"id": "C1"}, None, False, id="one that is there and one that is not"),
        pytest.param({"notes": ["a", "b"]}, {"notes": ["b", "a"]}, True, id="ids in another order"),
        pytest.param({"about": ["a", "b"]}, {"about": ["b", "a"]}, False, id="facts in another order"),
        pytest.param({"text": "a"}, {"text": "b"}, False, id="another text"),
    ],
)
def test_what_counts_as_the_same_entry(one: Any, other: Any, same: bool) -> None:
    assert same_entry(one, other) is same


# Differences between two states, and back


def shuffled(seed: int) -> Entries:
    """The shipped guidance with a few things moved, edited, taken out or put elsewhere."""
    chance, entries = random.Random(seed), fresh()
    for _ in range(chance.randint(1, 12)):
        kind = chance.choice(("section", "statement", "note", "reference", "rule"))
        id_ = chance.choice(list(entries.by_kind[kind]))
        entry = entries.by_kind[kind][id_]
        others = [each for each in entries.neighbours(kind, container_of(kind, entry)) if each != id_]
        act = chance.choice(("move", "edit", "remove", "elsewhere"))
        if act == "move":
            entries.move(kind, id_, chance.choice(["", *others]))
        elif act == "edit":
            entries.put(kind, id_, {**entry, "title": f"T{chance.random()}"})
        elif act == "remove" and kind != "section":
            entries.remove(kind, id_)
        elif act == "elsewhere" and kind == "statement":
            section = chance.choice(list(entries.by_kind["section"]))
            entries.put(kind, id_, {**entry, "section": section}, after="")
    return entries


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_the_changes_from_one_state_to_another_make_it(one: int, other: int) -> None:
    before, after = shuffled(one), shuffled(other)
    wanted = payload_from(after, FORMAT)

    made = apply_changes(before, changes_from(shuffled(one), after))

    assert payload_from(made, FORMAT) == wanted


def test_no_difference_is_no_change() -> None:
    assert changes_from(fresh(), fresh()) == ()


def test_moving_one_of_many_is_one_change() -> None:
    after = fresh()
    row = ids(after, "statement", "staging/tnm")
    after.move("statement", row[-1], "")

    (change,) = changes_from(fresh(), after)

    assert (change.kind, change.id, change.after, change.how) == ("statement", row[-1], "", How.MOVED)


def test_what_is_put_behind_a_neighbour_that_is_gone_stands_at_the_end() -> None:
    entries = fresh()
    first, *_, last = ids(entries, "statement", "staging/tnm")
    entry = entries.by_kind["statement"][first]

    apply_changes(entries, [EntryChange("statement", first, entry, entry, after="999-9", position=1)])

    assert ids(entries, "statement", "staging/tnm")[-1] == first != last


# What a change meets

OLD, NEW, THEIRS = {"id": "C1", "text": "old"}, {"id": "C1", "text": "new"}, {"id": "C1", "text": "theirs"}


@for_each(
    ("base", "proposed", "now", "fit"),
    [
        pytest.param(OLD, NEW, OLD, Fit.FITS, id="what it was made on still stands"),
        pytest.param(OLD, NEW, THEIRS, Fit.STALE, id="somebody changed it"),
        pytest.param(OLD, NEW, NEW, Fit.DONE, id="somebody changed it to the same"),
        pytest.param(OLD, NEW, None, Fit.GONE, id="somebody retired it"),
        pytest.param(None, NEW, None, Fit.FITS, id="it is new"),
        pytest.param(None, NEW, THEIRS, Fit.TAKEN, id="it is new and its id is taken"),
        pytest.param(OLD, None, THEIRS, Fit.STALE, id="it retires what somebody changed"),
        pytest.param(OLD, None, None, Fit.DONE, id="it retires what is retired"),
    ],
)
def test_how_a_change_meets_what_stands_now(base: Any, proposed: Any, now: Any, fit: Fit) -> None:
    assert fit_of(EntryChange("note", "C1", base, proposed), now) is fit


def test_a_change_made_anew_keeps_both_sides_where_they_do_not_touch() -> None:
    base = {"id": "C1", "text": "old", "certainty": "C"}
    change = EntryChange("note", "C1", base, {**base, "text": "mine"})

    made = rebase(change, {**base, "certainty": "A"})

    assert made.change is not None
    assert made.change.base == {**base, "certainty": "A"}
    assert made.change.proposed == {"id": "C1", "text": "mine", "certainty": "A"}
    assert made.conflicts == ()


def test_a_change_made_anew_names_what_both_sides_changed_and_keeps_its_own() -> None:
    made = rebase(EntryChange("note", "C1", OLD, NEW), THEIRS)

    assert made.change is not None and made.change.proposed == NEW
    assert made.conflicts == ("text",)


@for_each(
    ("change", "now", "left"),
    [
        pytest.param(EntryChange("note", "C1", OLD, NEW), NEW, None, id="done by somebody else"),
        pytest.param(EntryChange("note", "C1", OLD, None), None, None, id="retired by somebody else"),
        pytest.param(EntryChange("note", "C1", OLD, NEW), None, How.ADDED, id="changed what was retired"),
        pytest.param(
            EntryChange("note", "C1", OLD, None), THEIRS, How.RETIRED, id="retires what was changed"
        ),
        pytest.param(EntryChange("note", "C1", None, NEW), THEIRS, How.CHANGED, id="adds what is there"),
    ],
)
def test_what_is_left_of_a_change_made_anew(change: EntryChange, now: Any, left: How | None) -> None:
    made = rebase(change, now)

    assert (made.change.how if made.change else None) == left
    assert made.change is None or not fit_of(made.change, now).is_in_the_way


# What hangs on an entry


def told(changes: tuple[EntryChange, ...]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for change in changes:
        found.setdefault(change.how, []).append(f"{change.kind} {change.id}")
    return found


def test_a_statement_takes_its_highlights_and_the_notes_about_it_alone() -> None:
    changes = told(when_retired(fresh(), "statement", "111-2"))

    assert changes["retired"] == ["statement 111-2", "rule tnm-t", "note C26"]
    assert "rule tnm-primary" in changes["changed"]


@for_each("kind", ["section", "statement", "note", "reference"])
def test_what_is_retired_leaves_nothing_that_names_it(kind: str) -> None:
    from guidance.pack import faults_in

    listed = list(fresh().by_kind[kind])
    for id_ in listed[:: len(listed) // 8]:
        entries = fresh()
        apply_changes(entries, when_retired(fresh(), kind, id_))
        payload = payload_from(entries, FORMAT)
        assert [str(fault) for fault in faults_in(payload)] == [], id_


def test_a_statement_that_moves_takes_along_what_speaks_about_it_alone() -> None:
    entries = fresh()
    changes = when_moved(entries, "111-2", "staging")

    assert {change.id for change in changes} == {"C26", "tnm-t"}
    assert all(change.proposed and change.proposed["section"] == "staging" for change in changes)


# Differences that people read


@given(st.text("ab ,.é", max_size=40), st.text("ab ,.é", max_size=40))
def test_words_that_differ_join_to_both_texts(before: str, after: str) -> None:
    pieces = word_differences(before, after)

    assert "".join(piece.text for piece in pieces if piece.how != "new") == before
    assert "".join(piece.text for piece in pieces if piece.how != "gone") == after


def test_a_word_that_changed_is_marked_alone() -> None:
    pieces = word_differences("about 20% of patients", "about 7% of patients")

    assert [(piece.text, piece.how) for piece in pieces] == [
        ("about ", "same"),
        ("20", "gone"),
        ("7", "new"),
        ("% of patients", "same"),
    ]


def test_very_long_texts_that_have_nothing_in_common_are_compared_as_a_whole() -> None:
    pieces = word_differences("word " * 3_000, "words " * 3_000)

    assert [piece.how for piece in pieces] == ["gone", "new", "same"]


def test_what_changed_in_a_very_long_text_is_told_by_the_word() -> None:
    words = [f"word{number}" for number in range(3_000)]
    changed = [*words[:700], "other", *words[701:2_000], *words[2_001:]]
    pieces = word_differences(" ".join(words), " ".join(changed))

    assert [piece.text for piece in pieces if piece.how == "new"] == ["other"]
    assert "".join(piece.text for piece in pieces if piece.how == "gone").split() == ["word700", "word2000"]
    assert "".join(piece.text for piece in pieces if piece.how != "new") == " ".join(words)
    assert "".join(piece.text for piece in pieces if piece.how != "gone") == " ".join(changed)


def test_only_fields_that_differ_are_told_those_of_the_source_one_by_one() -> None:
    before = {"key": "1-1", "text": "a", "source": {"line": 1, "paragraph": 2}}
    after = {"key": "1-1", "text": "a", "source": {"line": 1, "paragraph": 3}}

    (found,) = field_differences(before, after)

    assert (found.name, found.before, found.after) == ("source.paragraph", 2, 3)


# The table of states


def test_every_state_is_reached_and_only_published_is_an_end() -> None:
    reached = {State.WRITING} | {step.target for step in STEPS}

    assert reached == set(State)
    assert [state for state in State if not steps_from(state)] == [State.PUBLISHED]


def test_nothing_is_accepted_without_a_review_by_another() -> None:
    ways = [step for step in STEPS if step.target is State.ACCEPTED]

    assert [(step.sources, step.who, step.needs_interests) for step in ways] == [
        (IN_REVIEW, "reviewer", True)
    ]


@for_each("name", ["reject", "revert", "propose"])
def test_a_reason_is_asked_for(name: str) -> None:
    assert next(step for step in STEPS if step.name == name).needs_reason


def test_the_diagram_in_the_documentation_is_that_of_the_table() -> None:
    from kidmet_site.setup import ROOT

    text = (ROOT / "docs" / "curating.md").read_text(encoding="utf-8")

    assert f"```mermaid\n{diagram()}\n```" in text, "Put guidance.domain.changing.diagram() into the page."
