"""What goes along when something is retired or moves: additions as statements, notes of several sections."""

from __future__ import annotations

from typing import Any as Anything

from guidance.domain.changing import Entries, EntryChange, apply_changes, entries_of, payload_from
from guidance.domain.changing.consequences import when_moved, when_retired
from guidance.domain.compiling import faults_of
from guidance.domain.edition import FORMAT
from guidance.domain.entries import normal_form
from tests.guidance.domain.small_edition import LUNG, addition, note, pack, rule

NEPHRECTOMY = "treatment/surgery/nephrectomy"


def entries() -> Entries:
    return entries_of(
        normal_form(
            pack(
                additions=[addition("A-cord", "staging/tnm"), addition("A-splint", "intro")],
                notes=[
                    *pack()["notes"],
                    note("C40", "staging/tnm", "112-1", "A-cord", "134-1"),
                    note("C41", "intro", "A-cord"),
                    note("C42", NEPHRECTOMY, "A-splint"),
                ],
                rules=[*pack()["rules"], rule("cord", "highlight", "staging/tnm", LUNG, statement="A-cord")],
                weights=[{"id": "tnm", "section": "staging/tnm", "weight": 80}],
            )
        )
    )


def told(changes: tuple[EntryChange, ...]) -> dict[str, Anything]:
    """By kind and id what is left of each entry."""
    return {f"{each.kind} {each.id}": each.proposed for each in changes}


def assert_whole(changes: tuple[EntryChange, ...]) -> None:
    assert faults_of(normal_form(payload_from(apply_changes(entries(), changes), FORMAT))) == ()


def test_an_addition_that_is_retired_takes_what_is_about_it_alone() -> None:
    changes = when_retired(entries(), "addition", "A-cord")
    found = told(changes)
    assert found.keys() == {"addition A-cord", "rule cord", "note C41", "note C40"}
    assert found["note C40"]["statements"] == ["112-1", "134-1"]
    assert found["note C41"] is found["rule cord"] is None
    assert_whole(changes)


def test_a_fault_is_told_when_an_addition_goes_that_a_rule_highlights() -> None:
    left = entries()
    left.remove("addition", "A-cord")
    faults = faults_of(normal_form(payload_from(left, FORMAT)))
    assert ("cord", '"A-cord" is no statement and no addition.') in [
        (each.id, each.message) for each in faults
    ]


def test_a_section_that_is_retired_takes_its_additions_and_weights_and_leaves_notes_of_others() -> None:
    changes = when_retired(entries(), "section", "staging/tnm")
    found = told(changes)
    gone = {id_ for id_, proposed in found.items() if proposed is None}
    assert {"addition A-cord", "weight tnm", "rule cord", "note C01", "note C02", "note C41"} <= gone
    assert "note C42" not in found
    assert (found["note C40"]["section"], found["note C40"]["statements"]) == (NEPHRECTOMY, ["134-1"])
    assert_whole(changes)


def test_a_note_at_home_in_a_section_that_goes_is_at_home_where_it_speaks() -> None:
    changes = when_retired(entries(), "section", NEPHRECTOMY)
    found = told(changes)
    assert (found["note C42"]["section"], found["note C42"]["statements"]) == ("intro", ["A-splint"])
    assert found["note C40"]["statements"] == ["112-1", "A-cord"]
    assert_whole(changes)


def test_what_is_about_an_addition_alone_goes_along_when_it_moves() -> None:
    moved = EntryChange(
        "addition", "A-cord", None, {**entries().by_kind["addition"]["A-cord"], "section": "staging"}
    )
    changes = (moved, *when_moved(entries(), "A-cord", "staging"))
    assert told(changes)["note C41"]["section"] == told(changes)["rule cord"]["section"] == "staging"
    assert "note C40" not in told(changes)
    assert_whole(changes)


def test_additions_and_weights_follow_when_their_section_has_another_address() -> None:
    renamed = entries()
    renamed.rename_section("staging/tnm", "treatment/tnm")
    payload = normal_form(payload_from(renamed, FORMAT))
    assert payload["additions"][0]["section"] == payload["weights"][0]["section"] == "treatment/tnm"
    assert faults_of(payload) == ()
