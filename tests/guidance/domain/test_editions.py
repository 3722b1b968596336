"""A pack becomes an edition, or the list of all its faults."""

from copy import deepcopy

import pytest

from guidance.domain.compiling import EditionErrors, compile_edition, faults_of
from guidance.domain.edition import content_hash
from guidance.domain.entries import Effect
from tests.tables import for_each

from .small_edition import PACK, pack, small_edition


def test_edition_holds_everything_by_id_in_document_order():
    edition = small_edition()
    assert (edition.number, edition.title) == (3, "A small document")
    assert edition.published_at == "2026-01-02T03:04:05+00:00"
    assert list(edition.sections)[:3] == ["intro", "staging", "staging/tnm"]
    assert list(edition.statements) == ["002-1", "111-1", "112-1", "130-1", "134-1"]
    assert edition.rules["both-kidneys"].effect is Effect.CAUTION
    assert edition.references["R1"].year == "2011"


def test_section_knows_its_place_in_the_tree():
    nephrectomy = small_edition().sections["treatment/surgery/nephrectomy"]
    assert nephrectomy.parent == "treatment/surgery"
    assert nephrectomy.heading_path == ("The Treatment", "The Surgery", "The Nephrectomy")
    assert small_edition().sections["treatment"].children == ("treatment/surgery",)


def test_section_hangs_below_the_nearest_part_of_its_slug_that_is_a_section():
    payload = pack()
    payload["sections"][2]["slug"] = "staging/of-the-primary/tnm"
    payload["rules"] = payload["notes"] = []
    assert compile_edition(payload, 1).sections["staging/of-the-primary/tnm"].parent == "staging"


def test_statement_knows_its_source_and_its_notes():
    edition = small_edition()
    bullet = edition.statements["112-1"]
    assert (bullet.section, bullet.line, bullet.paragraph, bullet.bullet) == ("staging/tnm", 112, 1, True)
    assert edition.statements["111-1"].notes == ("C02",)
    assert edition.sections["staging/tnm"].statements[0].notes == ("C02",)
    assert edition.sections["staging/tnm"].notes == ("C01",)
    assert [note.id for note in edition.notes_for("staging/tnm")] == ["C02", "C01"]


def test_edition_knows_which_facts_and_sections_its_rules_use():
    edition = small_edition()
    assert {"egfr", "laterality"} <= edition.facts_used and "sex" not in edition.facts_used
    assert edition.matched_sections == ("staging/tnm", "treatment/surgery", "treatment/surgery/nephrectomy")
    assert [rule.id for rule in edition.rules_for("staging/tnm")] == ["tnm", "tnm-m", "tnm-lung", "tnm-nodes"]


def test_edition_cannot_be_changed():
    edition = small_edition()
    with pytest.raises(AttributeError):
        edition.number = 4
    with pytest.raises(TypeError):
        edition.rules["new"] = edition.rules["tnm"]


def test_hash_follows_the_content_and_not_the_order_of_keys():
    shuffled = dict(reversed(PACK.items()))
    assert content_hash(shuffled) == content_hash(PACK) == small_edition().hash
    changed = pack()
    changed["sections"][0]["statements"][0]["text"] += " More."
    assert content_hash(changed) != content_hash(PACK)


def changed(path, value):
    """The pack with one value replaced, or taken away where the value is `...`."""
    payload = deepcopy(PACK)
    *way, last = path
    inner = payload
    for step in way:
        inner = inner[step]
    if value is ...:
        del inner[last]
    else:
        inner[last] = value
    return payload


RULE, NOTE, SECTION = ("rules", 1), ("notes", 0), ("sections", 2)
STATEMENT = (*SECTION, "statements", 0)
CAUTION, HIGHLIGHT = ("rules", 5), ("rules", 3)
FAULTS = [
    # what is changed, to what, place of the fault, what it says, nearest word
    (("format",), "kidmet/2", "format", "kidmet.guidance/1", None),
    ((*SECTION, "domain"), "stageing", "sections[2].domain", "Allowed: background", "staging"),
    ((*SECTION, "title"), "", "sections[2].title", "needs text", None),
    ((*SECTION, "slug"), "staging", "sections[2].slug", "used twice", None),
    ((*STATEMENT, "kind"), "facts", "sections[2].statements[0].kind", "Allowed: fact", "fact"),
    ((*STATEMENT, "key"), "002-1", "sections[2].statements[0].key", "used twice", None),
    ((*STATEMENT, "source", "line"), "x", "sections[2].statements[0].source.line", "whole number", None),
    ((*STATEMENT, "source"), ..., "sections[2].statements[0].source", "not an object", None),
    ((*NOTE, "severity"), "hihg", "notes[0].severity", "Allowed: high", "high"),
    ((*NOTE, "references"), ["R1a"], "notes[0].references[0]", "no reference", "R1"),
    ((*NOTE, "statements"), ["111-2"], "notes[0].statements[0]", "no statement", "111-1"),
    ((*NOTE, "statements"), "111-1", "notes[0].statements", "needs a list", None),
    (("references", 0, "certainty"), "D", "references[0].certainty", "Allowed: A, B, C", None),
    (("references", 0, "title"), ..., "references[0].title", "title or a detail", None),
    ((*RULE, "section"), "staging/tmn", "rules[1].section", "no section", "staging/tnm"),
    ((*RULE, "effect"), "shows", "rules[1].effect", "Allowed: show", "show"),
    ((*RULE, "id"), "nephrectomy", "rules[1].id", "used twice", None),
    ((*RULE, "notes"), ["C1"], "rules[1].notes[0]", "no note", "C01"),
    ((*RULE, "when", "fact"), "primry_site", "rules[1].when.fact", "vocabulary", "primary_site"),
    ((*RULE, "when"), ..., "rules[1].when", "not a condition", None),
    ((*RULE, "because"), "From {primry_site}.", "rules[1].because", "not a fact", "primary_site"),
    ((*RULE, "because"), "From {primary_site.", "rules[1].because", "brace", None),
    ((*RULE, "because"), "From {primary_site!r}.", "rules[1].because", "not a fact", None),
    ((*RULE, "message"), "Mind.", "rules[1].message", "not used by a rule of effect show", None),
    ((*CAUTION, "message"), ..., "rules[5].message", "needs text", None),
    ((*CAUTION, "about"), ["laterallity"], "rules[5].about[0]", "no fact", "laterality"),
    ((*HIGHLIGHT, "statement"), ..., "rules[3].statement", "needs text", None),
    ((*HIGHLIGHT, "statement"), "130-1", "rules[3].statement", "statement of treatment/surgery", None),
    (("rules", 0), "nephrectomy", "rules[0]", "not an object", None),
]


@for_each(("path", "value", "place", "says", "nearest"), FAULTS)
def test_fault_names_its_place(path, value, place, says, nearest):
    faults = [fault for fault in faults_of(changed(path, value)) if fault.place == place]
    assert faults and says in faults[0].message
    if nearest:
        assert faults[0].nearest == nearest


def test_every_fault_is_reported_at_once_with_the_id_of_its_entry():
    payload = changed((*RULE, "section"), "nowhere")
    payload["rules"][4]["when"]["op"] = "knwon"
    payload["notes"][2]["certainty"] = "Z"
    with pytest.raises(EditionErrors) as refused:
        compile_edition(payload, 1)
    assert [(fault.place, fault.id) for fault in refused.value.faults] == [
        ("notes[2].certainty", "C32"),
        ("rules[1].section", "tnm"),
        ("rules[4].when.op", "tnm-nodes"),
    ]
    assert 'rules[4].when.op (tnm-nodes): "knwon" cannot be asked' in str(refused.value)


def test_good_pack_has_no_fault_and_an_empty_one_is_an_edition_that_says_nothing():
    assert faults_of(PACK) == ()
    assert faults_of({"format": "kidmet.guidance/1"}) == ()
    assert [fault.place for fault in faults_of({})] == ["format"]
