"""The kinds of entries: what was published keeps its hash, and what is described once is seen everywhere."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Annotated
from typing import Any as Anything

import pytest

from guidance.domain.changing import Entries, entries_of, field_differences, payload_from
from guidance.domain.compiling import compile_edition, faults_of, faults_of_one
from guidance.domain.edition import content_hash
from guidance.domain.entries import ENTRY_KINDS, FORMAT, Note, normal_form
from guidance.domain.entries.shapes import Text, upto

WHOLE: dict[str, Anything] = {
    "format": FORMAT,
    "document": {
        "slug": "doc",
        "title": "The doc",
        "about": "What it is.",
        "source": {"title": "T", "year": 2020},
        "informative_facts": {"age_years": "Why not."},
    },
    "sections": [
        {
            "slug": "staging",
            "heading": "Staging",
            "title": "Staging",
            "domain": "staging",
            "heading_line": 3,
            "statements": [
                {
                    "key": "004-1",
                    "kind": "fact",
                    "text": "The first.",
                    "source": {"line": 4, "paragraph": 1, "form": "paragraph"},
                },
                {
                    "key": "005-1",
                    "kind": "caution",
                    "text": "The other.",
                    "source": {"line": 5, "paragraph": 2, "form": "bullet"},
                },
            ],
        },
        {
            "slug": "staging/tnm",
            "heading": "TNM",
            "title": "TNM",
            "domain": "staging",
            "statements": [
                {
                    "key": "006-1",
                    "kind": "limitation",
                    "text": "Third.",
                    "source": {"line": 6, "paragraph": 1, "form": "quotation"},
                }
            ],
        },
    ],
    "notes": [
        {
            "id": "C01",
            "severity": "high",
            "class": "wrong",
            "section": "staging",
            "statements": ["005-1", "004-1"],
            "text": "A note.",
            "references": ["R2", "R1"],
            "certainty": "A",
            "signed_off": {"by": "Dr A", "on": "2026-05-31"},
        },
        {
            "id": "C02",
            "severity": "low",
            "class": "odd",
            "section": "staging/tnm",
            "text": "B note.",
            "references": [],
            "certainty": "C",
        },
    ],
    "references": [
        {
            "id": "R1",
            "authors": "A B",
            "title": "A paper",
            "journal": "J",
            "year": 2020,
            "volume": 3,
            "pages": "1-2",
            "doi": "10.1148/abc",
            "url": "https://a.b/c",
            "detail": "Found.",
            "certainty": "A",
        },
        {"id": "R2", "title": "P", "certainty": "B"},
    ],
    "rules": [
        {
            "id": "s-1",
            "effect": "show",
            "section": "staging",
            "when": {"fact": "primary_site", "op": "is", "value": "lung"},
            "because": "The primary is {primary_site}.",
            "notes": ["C02", "C01"],
        },
        {
            "id": "h-1",
            "effect": "highlight",
            "section": "staging",
            "statement": "004-1",
            "when": {"fact": "primary_site", "op": "known"},
        },
        {
            "id": "c-1",
            "effect": "caution",
            "section": "staging/tnm",
            "when": {"any": [{"fact": "age_years", "op": ">", "value": 70}]},
            "message": "Age is {age_years}.",
            "about": ["primary_site", "age_years"],
        },
    ],
}
HASH = "dcaf927cf347565273a4f4a7834a473f602a7924d662cb3876ce6226d4aa3b83"
# What was published has these hashes, with one optional field left out at a time.
WITHOUT = {
    "document.about": "e635a1224d4d",
    "document.source": "8c69b244e4ff",
    "document.informative_facts": "47c7ab36745f",
    "sections.0.heading_line": "843f62f933b0",
    "notes.0.statements": "dd053b828df4",
    "notes.0.signed_off": "e4bcd74c3bfd",
    "references.0.authors": "b5fcc9684463",
    "references.0.title": "1e59cc3cd46c",
    "references.0.journal": "f606820891ec",
    "references.0.year": "72c200a017bf",
    "references.0.volume": "7cf8f6f2faed",
    "references.0.pages": "0abc8d2d7dd8",
    "references.0.doi": "046ea125f0b2",
    "references.0.url": "ddb259fb0c88",
    "references.0.detail": "80f81def6b08",
    "rules.0.because": "96fbabdd69e8",
    "rules.0.notes": "a1510e579fd1",
    "rules.2.message": "5756b474d02e",
    "rules.2.about": "81276b794071",
    "rules.1.statement": "b707801732aa",
}


def with_field(path: str, value: Anything) -> dict[str, Anything]:
    """The payload with another value there; without one, where it is None."""
    payload: dict[str, Anything] = deepcopy(WHOLE)
    *steps, last = path.split(".")
    at: Anything = payload
    for step in steps:
        at = at[int(step) if step.isdecimal() else step]
    at.pop(last)
    if value is not None:
        at[last] = value
    return payload


def hash_of(payload: dict[str, Anything]) -> str:
    return content_hash(normal_form(payload))


def test_hashes_stay_whatever_optional_field_is_left_out() -> None:
    assert hash_of(WHOLE) == HASH
    found = {path: hash_of(with_field(path, None))[: len(known)] for path, known in WITHOUT.items()}
    assert found == WITHOUT


def test_an_empty_field_is_the_same_as_one_left_out() -> None:
    empty = {"source": {}, "informative_facts": {}, "signed_off": {}, "statements": [], "notes": []}
    unlike = []
    for path in WITHOUT.keys() - {"sections.0.heading_line", "rules.2.about"}:
        left_empty = with_field(path, empty.get(path.split(".")[-1], ""))
        if hash_of(left_empty) != hash_of(with_field(path, None)):
            unlike.append(path)
    assert unlike == []


def test_entries_make_the_payload_again() -> None:
    payload = normal_form(WHOLE)

    assert payload_from(entries_of(payload), FORMAT) == payload


def test_every_field_of_an_edition_comes_from_the_payload() -> None:
    note = compile_edition(normal_form(WHOLE), 1).notes["C01"]

    assert (note.klass, note.signed_off_by, note.signed_off_on) == ("wrong", "Dr A", "2026-05-31")
    assert note.sign_off == "Signed off by Dr A on 31 May 2026."


def test_one_entry_alone_has_the_faults_that_it_has_in_the_whole() -> None:
    broken = {
        ("rule", "c-1", "rules.2.about"): ["age_yeers"],
        ("rule", "s-1", "rules.0.because"): "The primary is {primry_site}.",
        ("rule", "h-1", "rules.1.statement"): "006-1",
        ("note", "C01", "notes.0.references"): ["R3"],
        ("reference", "R2", "references.1.title"): "",
        ("statement", "004-1", "sections.0.statements.0.kind"): "fakt",
    }
    for (kind, id_, path), value in broken.items():
        payload = with_field(path, value)
        whole = [(each.message, each.nearest) for each in faults_of(payload) if each.id == id_]
        alone = faults_of_one(entries_of(payload).by_kind, kind, id_)
        assert whole and [(each.message, each.nearest) for each in alone] == whole, path
        assert all(path.endswith(each.place.partition("[")[0]) for each in alone), path


@dataclass(frozen=True, kw_only=True)
class NoteWithAim(Note):
    aim: Annotated[str, Text("What it is for", "What the note is for.", upto(200))] = ""


def test_a_new_field_is_in_the_schema_the_normal_form_and_the_edition_when_it_is_one_line() -> None:
    kind = replace(ENTRY_KINDS["note"], made=NoteWithAim)
    entry = {**WHOLE["notes"][0], "aim": " To warn. "}

    assert kind.schema()["properties"]["aim"] == {
        "type": "string",
        "maxLength": 200,
        "description": "What the note is for.",
    }
    assert "aim" not in kind.schema()["required"]
    assert kind.normal(entry)["aim"] == "To warn."
    assert kind.normal(WHOLE["notes"][0]) == ENTRY_KINDS["note"].normal(WHOLE["notes"][0])
    assert kind.typed[-1].form_name == "aim"


@dataclass(frozen=True, kw_only=True)
class NoteWithoutWords(Note):
    aim: Annotated[str, Text("", "")] = ""


def test_a_kind_is_refused_when_it_lacks_a_part() -> None:
    with pytest.raises(TypeError, match="The kind note lacks what aim is, what aim is called"):
        replace(ENTRY_KINDS["note"], made=NoteWithoutWords)
    with pytest.raises(TypeError, match="The kind note lacks the field aim"):
        replace(ENTRY_KINDS["note"], first=("text", "aim"))


def test_sets_of_ids_are_the_same_in_any_order_when_entries_are_compared() -> None:
    entries: Entries = entries_of(WHOLE)
    before = entries.by_kind["note"]["C01"]

    assert field_differences(before, {**before, "statements": ["004-1", "005-1"]}) == ()
    assert [each.name for each in field_differences(before, {**before, "signed_off": {}})] == [
        "signed_off.by",
        "signed_off.on",
    ]
