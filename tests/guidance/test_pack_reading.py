"""Broken packs: every fault is told at once, each with its file and line."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from guidance.domain.edition import content_hash
from guidance.pack import SCHEMA_PATH, PackFaults, normal_form, read_pack, schema
from tests.guidance.packs import small_pack


def told(path: Path) -> str:
    with pytest.raises(PackFaults) as caught:
        read_pack(path)
    for fault in caught.value.faults:
        assert fault.file.startswith(str(path)) and fault.line >= 1
    return str(caught.value).replace(f"{path}/", "")


CLASS_OF_NOTE = ("class: wrong", "klass: wrong")
BROKEN = {
    "truncated YAML": ({"notes": ("statements: [004-1]", "statements: [004-1")}, "notes.yaml:7: is not YAML"),
    "a tab for indentation": ({"notes": ("    text", "\ttext")}, "notes.yaml:7: is not YAML"),
    "an empty condition": (
        {"all": ("{fact: primary_site, op: is, value: lung}", "{}")},
        "rules/all.yaml:5: ",
    ),
    "text for a list": ({"notes": ("[R1]", "R1")}, "notes.yaml:8: C01: references: needs a list."),
    "a list for text": ({"notes": ("A note.", "[A, note]")}, "notes.yaml:7: C01: text: needs text."),
    "text for a number": (
        {"01": ("line: 4,", "line: four,")},
        "sections/01.yaml:11: 004-1: source.line: needs a whole number.",
    ),
    "a number from below 1": (
        {"01": ("line: 4,", "line: 0,")},
        "sections/01.yaml:11: 004-1: source.line: needs to be at least 1.",
    ),
    "a slug used twice": (
        {"01": ("slug: staging/tnm", "slug: staging")},
        "sections/01.yaml:12: staging: slug: ",
    ),
    "a key used twice": (
        {"01": ("key: 006-1", "key: 004-1")},
        "sections/01.yaml:17: 004-1: key: is used twice.",
    ),
    "a parent that is not there": (
        {"01": ("slug: staging/tnm", "slug: tnm/staging")},
        'sections/01.yaml:12: tnm/staging: slug: has no parent: there is no section "tnm".',
    ),
    "a section before its parent": (
        {"01": ("slug: staging\n", "slug: staging/tnm/deeper\n")},
        "sections/01.yaml:2: staging/tnm/deeper: slug: ",
    ),
    "a page's own address": (
        {"01": ("slug: staging/tnm", "slug: search")},
        "sections/01.yaml:12: search: slug: may not begin with search",
    ),
    "an unknown field": ({"notes": CLASS_OF_NOTE}, "notes.yaml:4: C01: klass: is not known here."),
    "its nearest": ({"notes": CLASS_OF_NOTE}, 'Did you mean "class"?'),
    "a missing field": ({"notes": CLASS_OF_NOTE}, "C01: class: is missing."),
    "an unknown member of a file": (
        {"references": ("references:", "referenzes:")},
        "references.yaml:1: referenzes: is not known at the top of this file. Allowed: references.",
    ),
    "an unknown fact": (
        {"all": ("fact: primary_site", "fact: primary_sight")},
        'Did you mean "primary_site"?',
    ),
    "an unknown note": (
        {"all": ("[C01]", "[C02]")},
        'rules/all.yaml:7: staging-lung: notes[0]: "C02" is no note.',
    ),
    "an unknown section": ({"all": ("section: staging", "section: stagin")}, 'Did you mean "staging"?'),
    "a note about nothing that there is": (
        {"notes": ("[004-1]", "[004-1, 006-2]")},
        'notes.yaml:6: C01: statements[1]: "006-2" is no statement and no addition. Did you mean "006-1"?',
    ),
    "an addition with the key of a statement": (
        {"additions": ("key: A-more", "key: 004-1")},
        "additions.yaml:2: 004-1: key: ",
    ),
    "an addition to a section that is not there": (
        {"additions": ("section: staging", "section: stagin")},
        'additions.yaml:3: A-more: section: "stagin" is no section. Did you mean "staging"?',
    ),
    "a weight of a domain and of a section": (
        {"weights": ("domain: staging", "domain: staging\n    section: staging")},
        "weights.yaml:2: staging-later: needs domain or section, and not both.",
    ),
    "a weight of nothing": (
        {"weights": ("domain: staging", "chapters: [kidney]")},
        "weights.yaml:2: staging-later: needs domain or section, and not both.",
    ),
    "a weight above the most": (
        {"weights": ("weight: 20", "weight: 101")},
        "weights.yaml:4: staging-later: weight: needs to be at most 100.",
    ),
    "a second weight of the same": (
        {"weights": ("weight: 20", "weight: 20\n  - id: again\n    domain: staging\n    weight: 30")},
        'weights.yaml:7: again: weight: the domain "staging" has a weight in "staging-later" already.',
    ),
    "an alias": (
        {"notes": ("[004-1]\n    text: A note.", "[004-1]\n    text: &a A note.\n    detail: *a")},
        "notes.yaml:7: uses an alias (*…): write the value out.",
    ),
    "a word given twice": (
        {"notes": ("    text:", "    id: C02\n    text:")},
        'notes.yaml:7: "id" is given twice.',
    ),
    "another format": (
        {"document": ("guidance/1", "guidance/2")},
        'document.yaml:1: format: needs to be "kidmet.guidance/1".',
    ),
}


@pytest.mark.parametrize(("changed", "sentence"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_pack_is_refused_with_file_and_line(
    tmp_path: Path, changed: dict[str, tuple[str, str]], sentence: str
) -> None:
    assert sentence in told(small_pack(tmp_path, **changed))


def test_the_small_pack_itself_is_whole(tmp_path: Path) -> None:
    payload = read_pack(small_pack(tmp_path))

    assert [section["slug"] for section in payload["sections"]] == ["staging", "staging/tnm"]


def test_all_faults_are_told_at_once_in_the_order_of_files(tmp_path: Path) -> None:
    broken = small_pack(
        tmp_path,
        notes=("certainty: A", "certainty: D"),
        references=("certainty: A", "certainty: E"),
        all=("effect: show", "effect: shew"),
    )
    places = [line.split(": ")[0] for line in told(broken).splitlines()]

    assert places == ["notes.yaml:9", "references.yaml:5", "rules/all.yaml:3"]


def test_a_folder_without_a_document_is_not_a_pack(tmp_path: Path) -> None:
    assert "document.yaml:1: is missing, so this is not a guidance pack." in told(tmp_path)


def test_a_file_that_is_not_of_a_pack_is_not_overlooked(tmp_path: Path) -> None:
    pack = small_pack(tmp_path)
    (pack / "rules.yml").write_text("rules: []")

    assert "rules.yml:1: is not a file of a pack" in told(pack)


def test_a_file_that_is_not_utf_8_is_named(tmp_path: Path) -> None:
    pack = small_pack(tmp_path)
    (pack / "notes.yaml").write_bytes(b"notes: \xff")

    assert "notes.yaml:1: is not UTF-8 text." in told(pack)


def test_a_path_that_leads_nowhere_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_pack(tmp_path / "nowhere")


def test_html_stays_text(tmp_path: Path) -> None:
    payload = read_pack(small_pack(tmp_path, notes=("A note.", "<script>alert(1)</script> &amp;")))

    assert payload["notes"][0]["text"] == "<script>alert(1)</script> &amp;"


def test_one_json_file_says_the_same_as_the_folder(tmp_path: Path) -> None:
    payload = read_pack(small_pack(tmp_path / "pack"))
    whole = tmp_path / "whole.json"
    whole.write_text(json.dumps(payload, indent=1))

    assert content_hash(read_pack(whole)) == content_hash(payload)


def test_the_normal_form_of_the_normal_form_is_itself() -> None:
    payload = read_pack()

    assert normal_form(payload) == payload


def test_the_schema_is_valid_and_the_shipped_pack_conforms() -> None:
    published = json.loads(SCHEMA_PATH.read_text())
    Draft202012Validator.check_schema(published)

    assert schema() == published
    assert list(Draft202012Validator(published).iter_errors(read_pack())) == []


def test_the_schema_refuses_what_is_not_a_pack() -> None:
    assert not Draft202012Validator(schema()).is_valid(read_pack() | {"notes": "none"})
