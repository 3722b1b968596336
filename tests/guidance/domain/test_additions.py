"""What curators add to the source: an entry of its own, never among what the source says."""

from __future__ import annotations

import json
from typing import Any as Anything

from guidance.domain.changing import entries_of, payload_from
from guidance.domain.compiling import compile_edition, faults_of
from guidance.domain.edition import FORMAT, content_hash
from guidance.domain.entries import normal_form
from guidance.domain.explaining import answer
from guidance.domain.facts import Facts
from tests.guidance.domain.small_edition import LUNG, addition, note, pack, rule
from tests.tables import for_each

CORD, SPLINT = addition("A-cord", "staging/tnm"), addition("A-splint", "staging/tnm", references=[])
NOTES = pack()["notes"]


def with_additions(**changes: Anything) -> dict[str, Anything]:
    """The small pack with two additions, of which a lung primary brings up the second."""
    rules = [*pack()["rules"], rule("splint", "highlight", "staging/tnm", LUNG, statement="A-splint")]
    return pack(additions=[CORD, SPLINT], rules=rules) | changes


def told(payload: dict[str, Anything]) -> str:
    return "\n".join(f"{fault.place}: {fault.message}" for fault in faults_of(payload))


def test_nothing_of_a_pack_changes_when_it_has_no_additions_and_no_weights() -> None:
    normal = normal_form(pack())
    assert normal.keys() == {"format", "document", "sections", "notes", "references", "rules"}
    assert normal_form(pack(additions=[], weights=[])) == normal
    assert payload_from(entries_of(normal), FORMAT) == normal


def test_a_pack_is_the_same_again_when_it_was_taken_apart_into_entries() -> None:
    normal = normal_form(with_additions(weights=[{"id": "later", "domain": "staging", "weight": 0}]))
    assert [each["key"] for each in normal["additions"]] == ["A-cord", "A-splint"]
    again = normal_form(payload_from(entries_of(normal), FORMAT))
    assert content_hash(again) == content_hash(normal)


def test_an_addition_stands_in_its_section_apart_from_its_statements() -> None:
    edition = compile_edition(with_additions(notes=[*NOTES, note("C09", "intro", "002-1", "A-cord")]), 1)
    section = edition.sections["staging/tnm"]
    assert [each.key for each in section.additions] == ["A-cord", "A-splint"]
    assert "A-cord" not in edition.statements
    assert [each.key for each in section.statements] == ["111-1", "112-1"]
    assert edition.additions["A-cord"].notes == ("C09",)
    assert edition.statements["002-1"].notes == ("C09",)
    assert edition.additions["A-splint"].unreferenced.startswith("Expert consensus, unreferenced")
    assert not edition.additions["A-cord"].unreferenced


def test_an_addition_that_a_rule_highlights_is_told_among_additions() -> None:
    edition = compile_edition(with_additions(notes=[*NOTES, note("C09", "intro", "A-splint")]), 1)
    said = answer(edition, Facts({"primary_site": "lung"}))
    [match] = [match for match in said.sections if match.slug == "staging/tnm"]
    assert (match.statements, match.additions) == (("111-1",), ("A-splint",))
    assert "C09" in match.notes
    [told, *_] = [each for each in said.as_json()["sections"] if each["slug"] == "staging/tnm"]  # type: ignore[attr-defined]
    assert (told["statements"], told["additions"]) == (["111-1"], ["A-splint"])


def test_an_answer_is_as_it_was_when_no_addition_is_brought_up() -> None:
    facts = Facts({"primary_site": "breast", "n_category": "N1"})
    without, edition = (compile_edition(each, 1) for each in (pack(), with_additions()))
    said, before = (json.dumps(answer(each, facts).as_json()["sections"]) for each in (edition, without))
    assert said == before
    assert "additions" not in said


BROKEN: dict[str, tuple[Anything, ...]] = {
    "a key of a statement": (
        {"additions": [addition("111-1", "staging/tnm"), SPLINT]},
        "additions[0].key: is the key of a statement.",
    ),
    "a key twice": ({"additions": [SPLINT, SPLINT]}, "additions[1].key: is used twice."),
    "no such section": (
        {"additions": [SPLINT, addition("A-other", "elsewhere")]},
        'additions[1].section: "elsewhere" is no section.',
    ),
    "no such reference": (
        {"additions": [SPLINT, addition("A-other", "intro", references=["R9"])]},
        'additions[1].references[0]: "R9" is no reference.',
    ),
    "highlighted from another section": (
        {"rules": [rule("r", "highlight", "intro", LUNG, statement="A-cord")]},
        'rules[0].statement: "A-cord" is an addition to staging/tnm.',
    ),
    "highlighted and not there": (
        {"rules": [rule("r", "highlight", "intro", LUNG, statement="A-chord")]},
        'rules[0].statement: "A-chord" is no statement and no addition.',
    ),
    "noted and not there": (
        {"notes": [note("C01", "intro", "A-chord")]},
        'notes[0].statements[0]: "A-chord" is no statement and no addition.',
    ),
}


@for_each("change, sentence", BROKEN.values(), ids=BROKEN)
def test_a_fault_is_told_when_an_addition_does_not_hang_together(
    change: dict[str, Anything], sentence: str
) -> None:
    assert sentence in told(with_additions(**change))
