"""Packs that mean harm: refused with a sentence, in a bounded time, and never with a crash."""

import copy
import json
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from guidance.domain.characters import invisible_in
from guidance.domain.compiling import compile_edition, faults_of
from guidance.domain.conditions import ConditionErrors, parse_condition
from guidance.domain.edition import content_hash
from guidance.pack import PackFaults, faults_in, normal_form, read_pack, schema
from guidance.pack.json_reading import read_json
from guidance.pack.yaml_reading import read_yaml
from tests.guidance.packs import small_pack

QUICK = 1.0
"""Seconds of work. What is refused for its size is refused before anything is asked that takes longer."""

Payload = dict[str, Any]


@cache
def shipped() -> Payload:
    return read_pack()


@cache
def excerpt() -> Payload:
    """Some of the shipped pack, with something of each kind in it."""
    whole = shipped()
    sections = [each for each in whole["sections"] if each["slug"].startswith("staging")]
    keys = {statement["key"] for section in sections for statement in section["statements"]}
    slugs = {section["slug"] for section in sections}
    notes = [each for each in whole["notes"] if each["section"] in slugs]
    named = {reference for note in notes for reference in note["references"]}
    note_ids = {note["id"] for note in notes}
    rules = [
        each
        for each in whole["rules"]
        if each["section"] in slugs
        and set(each.get("notes", ())) <= note_ids
        and each.get("statement", "") in keys | {""}
    ]
    picked = {
        effect: [each for each in rules if each["effect"] == effect][:4]
        for effect in ("show", "highlight", "caution")
    }
    return {
        "format": whole["format"],
        "document": whole["document"],
        "sections": sections,
        "notes": [{**notes[0], "signed_off": {"by": "A clinician", "on": "2026-05-31"}}, *notes[1:]],
        "references": [each for each in whole["references"] if each["id"] in named],
        "rules": [rule for rules_of in picked.values() for rule in rules_of],
    }


def section(slug: str, **more: Any) -> Payload:
    return {"slug": slug, "heading": "A", "title": "A", "domain": "staging", "statements": [], **more}


def pack(**parts: Any) -> Payload:
    return {
        "format": "kidmet.guidance/1",
        "document": {"slug": "a", "title": "A"},
        "sections": [section("a")],
        "notes": [],
        "references": [],
        "rules": [],
        **parts,
    }


def statement(key: str) -> Payload:
    return {
        "key": key,
        "kind": "fact",
        "text": "A.",
        "source": {"line": 1, "paragraph": 1, "form": "paragraph"},
    }


def rule(number: int, when: object) -> Payload:
    return {"id": f"r{number}", "effect": "show", "section": "a", "when": when}


def below(limit: float) -> Payload:
    return {"fact": "egfr", "op": "<", "value": limit}


def nested(depth: int) -> object:
    value: object = "x"
    for _ in range(depth):
        value = [value]
    return value


def told(payload: object) -> list[str]:
    return [str(fault) for fault in faults_in(payload)]


# Too much of something


TOO_MUCH: dict[str, tuple[Callable[[], object], str]] = {
    "100,000 sections": (
        lambda: pack(sections=[section(f"s{i}") for i in range(100_000)]),
        "sections: There are 100,000 sections. Allowed: 5,000.",
    ),
    "100,000 sections of nothing": (
        lambda: pack(sections=[{}] * 100_000),
        "sections: There are 100,000 sections. Allowed: 5,000.",
    ),
    "statements spread over sections": (
        lambda: pack(sections=[section(f"s{i}", statements=[{}] * 5) for i in range(4_500)]),
        "sections: There are 22,500 statements. Allowed: 20,000.",
    ),
    "rules": (lambda: pack(rules=[{}] * 5_001), "rules: There are 5,001 rules. Allowed: 5,000."),
    "notes": (lambda: pack(notes=[0] * 50_000), "notes: There are 50,000 notes. Allowed: 5,000."),
    "references": (lambda: pack(references=[0] * 5_001), "references: There are 5,001 references."),
    "a list that is none of those": (
        lambda: pack(notes=[{"id": "C1", "statements": ["a"] * 1_001}]),
        "notes[0].statements (C1): holds 1,001 things. Allowed: 1,000.",
    ),
    "a text": (
        lambda: pack(sections=[section("a", heading="x" * 20_001)]),
        "sections[0].heading (a): is longer than 20,000 characters.",
    ),
    "a name": (
        lambda: pack(document={"x" * 201: 1}),
        "document: has a name in it that is no text, or is longer",
    ),
    "nesting": (lambda: pack(document={"slug": nested(61)}), "is nested more than 60 deep."),
    "a number": (
        lambda: pack(document={"source": {"year": 10**400}}),
        "document.source.year: is not a number of a size that can be.",
    ),
    "infinity": (
        lambda: pack(rules=[rule(1, below(float("inf")))]),
        "rules[0].when.value (r1): is not a number",
    ),
    "not a number": (
        lambda: pack(rules=[rule(1, below(float("nan")))]),
        "rules[0].when.value (r1): is not a number",
    ),
    "a list for the whole": (lambda: [], ": is not a pack"),
    "nothing for the whole": (lambda: None, ": is not a pack"),
}


@pytest.mark.parametrize(("make", "sentence"), TOO_MUCH.values(), ids=TOO_MUCH.keys())
def test_too_much_is_refused_at_once(make: Callable[[], object], sentence: str) -> None:
    payload = make()
    begun = time.process_time()
    found = told(payload)

    assert time.process_time() - begun < QUICK
    assert any(sentence in each for each in found), found[:3]


def test_a_file_of_100_000_sections_is_refused_in_under_a_second(tmp_path: Path) -> None:
    file = tmp_path / "many.json"
    file.write_text(json.dumps(pack(sections=[{}] * 100_000)))
    begun = time.process_time()
    with pytest.raises(PackFaults, match=r"There are 100,000 sections\. Allowed: 5,000"):
        read_pack(file)

    assert time.process_time() - begun < QUICK


def test_more_than_a_megabyte_is_not_read(tmp_path: Path) -> None:
    folder = small_pack(tmp_path)
    (folder / "notes.yaml").write_text("# " + "x" * 1_000_000)

    with pytest.raises(PackFaults, match="makes this more than the 1 MB that a pack may have"):
        read_pack(folder)


MUCH: dict[str, Callable[[], Payload]] = {
    "sections that are all the same": lambda: pack(sections=[section("a")] * 5_000),
    "sections that are nothing": lambda: pack(sections=[None] * 5_000),
    "children of one parent": lambda: pack(
        sections=[section("a"), *(section(f"a/{i}") for i in range(2_000))]
    ),
    "notes on the same statements": lambda: pack(
        sections=[section("a", statements=[statement(f"k{i}") for i in range(500)])],
        notes=[
            {
                "id": f"C{i}",
                "severity": "low",
                "class": "x",
                "section": "a",
                "text": "x",
                "statements": [f"k{j}" for j in range(500)],
                "references": [],
                "certainty": "A",
            }
            for i in range(500)
        ],
    ),
    "misspelt ids": lambda: pack(
        sections=[section("a", statements=[statement(f"k{i}") for i in range(5_000)])],
        notes=[
            {"id": f"C{i}", "section": "a", "statements": [f"kk{j}" for j in range(50)]} for i in range(500)
        ],
    ),
    "misspelt facts": lambda: pack(
        rules=[rule(i, {"all": [{"fact": f"egfr{j}"} for j in range(100)]}) for i in range(300)]
    ),
    "an object among a thousand ids": lambda: pack(
        notes=[{"id": f"C{i}", "statements": ["a"] * 998 + [{}]} for i in range(200)]
    ),
    "rules that name each another limit": lambda: pack(
        rules=[rule(i, below(20 + i / 100)) for i in range(1_500)]
    ),
    "wide conditions": lambda: pack(
        rules=[rule(i, {"all": [below(20 + j / 100) for j in range(500)]}) for i in range(30)]
    ),
    "wide conditions that would multiply": lambda: pack(
        rules=[
            rule(i, {"any": [{"all": [below(20 + j / 100), {"not": below(90 + j)}]} for j in range(300)]})
            for i in range(30)
        ]
    ),
}


@pytest.mark.parametrize("make", MUCH.values(), ids=MUCH.keys())
def test_much_of_something_takes_time_with_its_size_and_not_with_its_square(
    make: Callable[[], Payload],
) -> None:
    payload = make()
    begun = time.process_time()
    if not faults_in(payload):
        compile_edition(normal_form(payload), 1)

    assert time.process_time() - begun < 10, "with its square each of these took minutes"


# Characters


REFUSED = {
    "\u202e": "U+202E RIGHT-TO-LEFT OVERRIDE",
    "\u202a": "U+202A LEFT-TO-RIGHT EMBEDDING",
    "\u2066": "U+2066 LEFT-TO-RIGHT ISOLATE",
    "\u2069": "U+2069 POP DIRECTIONAL ISOLATE",
    "\u200e": "U+200E LEFT-TO-RIGHT MARK",
    "\u200f": "U+200F RIGHT-TO-LEFT MARK",
    "\u061c": "U+061C ARABIC LETTER MARK",
    "\u200b": "U+200B ZERO WIDTH SPACE",
    "\u200d": "U+200D ZERO WIDTH JOINER",
    "\u00ad": "U+00AD SOFT HYPHEN",
    "\ufeff": "U+FEFF ZERO WIDTH NO-BREAK SPACE",
    "\u2028": "U+2028 LINE SEPARATOR",
    "\u3164": "U+3164 HANGUL FILLER",
    "\ufe0f": "U+FE0F VARIATION SELECTOR-16",
    "\U000e0041": "U+E0041 TAG LATIN CAPITAL LETTER A",
    "\x00": "U+0000 (a control character)",
    "\x1b": "U+001B (a control character)",
    "\x85": "U+0085 (a control character)",
    "\t": "U+0009 (a control character)",
    "\r": "U+000D (a control character)",
    "\ue000": "U+E000 (of private use)",
    "\ud800": "U+D800 (half of a character)",
    "\u0378": "U+0378 (not assigned to anything)",
}


@pytest.mark.parametrize(("character", "name"), REFUSED.items(), ids=REFUSED.values())
def test_a_character_that_nobody_can_see_is_refused_by_its_name(character: str, name: str) -> None:
    payload = pack(sections=[section("a", statements=[statement("k") | {"text": f"Not{character} safe."}])])

    assert told(payload) == [
        f"sections[0].statements[0].text (k): holds {name}, which nobody can see. Take it out."
    ]


TEXTS: dict[str, tuple[Payload, str]] = {
    "document.title": (pack(document={"slug": "a", "title": "A\u200b"}), "document.title"),
    "document.about": (pack(document={"slug": "a", "title": "A", "about": "\u200b"}), "document.about"),
    "document.source": (
        pack(document={"slug": "a", "title": "A", "source": {"by": "\u200b"}}),
        "document.source.by",
    ),
    "a name of a source": (
        pack(document={"slug": "a", "title": "A", "source": {"b\u202ey": "x"}}),
        "document.source.b⟨U+202E⟩y",
    ),
    "a heading": (pack(sections=[section("a", heading="A\u200b")]), "sections[0].heading (a)"),
    "a rule's sentence": (
        pack(rules=[rule(1, below(30)) | {"because": "Low\u200b."}]),
        "rules[0].because (r1)",
    ),
    "a class": (pack(notes=[{"id": "C1", "class": "wr\u200bong"}]), "notes[0].class (C1)"),
    "who signed off": (
        pack(notes=[{"id": "C1", "signed_off": {"by": "A\u200b", "on": "2026-01-01"}}]),
        "notes[0].signed_off.by (C1)",
    ),
    "a reference": (pack(references=[{"id": "R1", "journal": "A\u200b"}]), "references[0].journal (R1)"),
}


@pytest.mark.parametrize(("payload", "place"), TEXTS.values(), ids=TEXTS.keys())
def test_every_text_of_a_pack_is_looked_through(payload: Payload, place: str) -> None:
    assert any(each.startswith(place) and "nobody can see" in each for each in told(payload))


SEEN = ("שלום עולם", "مرحبا بالعالم", "naïve café", "2 × 3 − 1", "a\nb", "a\r\nb", "α\u00a0β", "日本語", "👩")


@pytest.mark.parametrize("text", SEEN)
def test_letters_of_every_script_pass_those_from_right_to_left_included(text: str) -> None:
    payload = pack(sections=[section("a", statements=[statement("k") | {"text": text}])])

    assert told(payload) == []
    normal: Any = normal_form(payload)
    assert normal["sections"][0]["statements"][0]["text"] == text.replace("\r\n", "\n")


def test_faults_never_quote_what_cannot_be_seen() -> None:
    payload = pack(notes=[{"id": "C\u202e1", "severity": "\u202ehgih", "section": "a\ud800", "\u200bx": 1}])

    for sentence in told(payload):
        assert not invisible_in(sentence)
        sentence.encode()


# Shapes that hold only by chance


ODD: dict[str, tuple[Payload, str]] = {
    "a slug with a line break behind it": (
        pack(sections=[section("a"), section("a\n")]),
        "sections[1].slug",
    ),
    "a slug used twice": (
        pack(sections=[section("a"), section("a")]),
        "sections[1].slug (a): is used twice.",
    ),
    "sections in a circle": (
        pack(sections=[section("a/b"), section("b/a")]),
        'sections[0].slug (a/b): has no parent: there is no section "a".',
    ),
    "an address that runs a script": (
        pack(references=[{"id": "R1", "certainty": "A", "title": "T", "url": "javascript:alert(1)"}]),
        'references[0].url (R1): "javascript:alert(1)" is not of the right form',
    ),
    "an address with a script behind a line break": (
        pack(
            references=[
                {"id": "R1", "certainty": "A", "title": "T", "url": "javascript:alert(1)\nhttps://a.example"}
            ]
        ),
        "references[0].url (R1)",
    ),
    "a title of blanks": (pack(document={"slug": "a", "title": "  "}), "document.title (a): needs text."),
    "a reason of blanks": (
        pack(document={"slug": "a", "title": "A", "informative_facts": {"egfr": "\n"}}),
        "document.informative_facts.egfr (a): needs text.",
    ),
    "a reference with blanks for a title": (
        pack(references=[{"id": "R1", "certainty": "A", "title": " ", "detail": "\n"}]),
        "references[0].title (R1): needs a title or a detail.",
    ),
    "a day that no calendar has": (
        pack(
            notes=[
                {
                    "id": "C1",
                    "severity": "low",
                    "class": "x",
                    "section": "a",
                    "text": "x",
                    "references": [],
                    "certainty": "A",
                    "signed_off": {"by": "A", "on": "2026-02-31"},
                }
            ]
        ),
        'notes[0].signed_off.on (C1): "2026-02-31" is not a day of the calendar.',
    ),
    "a line that no database can hold": (
        pack(sections=[section("a", heading_line=2**31)]),
        "sections[0].heading_line (a): needs to be at most 2147483647.",
    ),
    "a list of lists for ids": (
        pack(rules=[rule(1, below(30)) | {"notes": [[]], "about": [{}]}]),
        "rules[0].notes[0] (r1): needs text.",
    ),
    "names that look like places": (
        pack(sections=[{"foo": [], "foo[bar]": 1, "foo[7]": 1, "a.b": 1}]),
        "sections[0].foo[bar]: is not known here.",
    ),
}


@pytest.mark.parametrize(("payload", "sentence"), ODD.values(), ids=ODD.keys())
def test_what_holds_only_by_chance_is_refused(payload: Payload, sentence: str) -> None:
    assert any(sentence in each for each in told(payload)), told(payload)


# Anything at all


numbers = st.one_of(
    st.integers(), st.floats(), st.sampled_from([0, -1, 2**53, 10**400, 3.0, float("nan"), float("inf")])
)
words = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        (
            *(
                "",
                " ",
                "\n",
                "a\u202eb",
                "\ud800",
                "<script>",
                "{",
                "{egfr}",
                "{0!r:>{b}}",
                "R1",
                "C26",
                "lung",
            ),
            *("egfr", "is", "<", "staging", "staging/tnm", "staging\n", "2026-02-31", "a/" * 90, "x" * 500),
        )
    ),
)
names = st.one_of(
    st.sampled_from(["fact", "op", "value", "all", "any", "not", "slug", "id", "key", "statements", "when"]),
    st.sampled_from(["a.b", "foo[bar]", "notes[7]", "[3]", "", "\u200b", "whenn", "x" * 300]),
)
anything = st.recursive(
    st.one_of(st.none(), st.booleans(), numbers, words),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(names, inner, max_size=4)),
    max_leaves=12,
)
deep = st.tuples(st.integers(1, 400), st.booleans()).map(
    lambda pair: nested(pair[0]) if pair[1] else _nots(pair[0])
)


def _nots(depth: int) -> object:
    value: object = below(30)
    for _ in range(depth):
        value = {"not": value}
    return value


def _paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in parts:
        yield from _paths(inner, (*path, step))


@cache
def _paths_of(make: Callable[[], Payload]) -> list[tuple[Any, ...]]:
    return list(_paths(make()))


def _broken(make: Callable[[], Payload], edits: list[tuple[int, str, Any]]) -> Payload:
    """The pack with something put, added, taken out or doubled at some of its places."""
    payload = copy.deepcopy(make())
    paths = _paths_of(make)
    for number, how, value in edits:
        *above, step = paths[number % len(paths)]
        parent: Any = payload
        try:
            for each in above:
                parent = parent[each]
            if how == "out":
                del parent[step]
            elif how == "double" and isinstance(parent, list):
                parent.append(copy.deepcopy(parent[step]))
            elif how == "add" and isinstance(parent, dict):
                parent["foo[bar]"] = value
            else:
                parent[step] = value
        except (KeyError, IndexError, TypeError):
            continue
    return payload


edits = st.lists(
    st.tuples(
        st.integers(0, 10**6), st.sampled_from(["put", "put", "out", "double", "add"]), anything | deep
    ),
    min_size=1,
    max_size=3,
)


@pytest.mark.parametrize("make", [excerpt, shipped])
def test_a_pack_broken_anywhere_is_told_in_sentences_or_is_as_good_as_new(
    make: Callable[[], Payload],
) -> None:
    @settings(max_examples=300 if make is excerpt else 25, deadline=None)
    @given(edits)
    def check(edits: list[tuple[int, str, Any]]) -> None:
        payload = _broken(make, edits)
        faults = faults_in(payload)
        for fault in faults:
            assert len(str(fault).encode()) < 4_000
            assert not invisible_in(str(fault))
        if not faults:
            normal: Any = normal_form(payload)
            assert normal_form(normal) == normal
            assert faults_in(normal) == ()
            assert compile_edition(normal, 1).hash == content_hash(normal)

    check()


@settings(max_examples=200, deadline=None)
@given(anything | deep)
def test_a_payload_that_is_anything_at_all_is_refused_and_nothing_else(payload: Any) -> None:
    assert faults_in(payload)
    if isinstance(payload, dict):
        assert faults_of(payload)


@settings(max_examples=300, deadline=None)
@given(anything | deep)
def test_a_condition_that_is_anything_at_all_is_read_or_refused(data: Any) -> None:
    try:
        parse_condition(data)
    except ConditionErrors as errors:
        assert errors.errors


conditions = st.recursive(
    st.fixed_dictionaries(
        {
            "fact": st.sampled_from(
                ["egfr", "primary_site", "symptoms", "m_category", "solitary_kidney", "x"]
            ),
            "op": st.sampled_from(["is", "is_not", "in", "has", "has_any", "<", ">=", "known", "below"]),
        },
        optional={
            "value": words | numbers | st.booleans() | st.lists(words, max_size=2) | st.none(),
            "x": st.none(),
        },
    ),
    lambda inner: st.one_of(
        st.builds(lambda part: {"not": part}, inner),
        st.builds(
            lambda parts, word: {word: parts}, st.lists(inner, max_size=3), st.sampled_from(["all", "any"])
        ),
        st.builds(lambda part: {"not": part, "all": [part]}, inner),
    ),
    max_leaves=6,
)


@settings(max_examples=400, deadline=None)
@given(conditions)
def test_a_condition_that_the_vocabulary_takes_is_one_of_the_published_schema(data: Any) -> None:
    """The checks ask the vocabulary alone: whoever checks with the schema must not be told anything else."""
    try:
        parse_condition(data)
    except ConditionErrors:
        return
    condition = {"$ref": "#/$defs/condition", "$defs": schema()["$defs"]}
    assert Draft202012Validator(condition).is_valid(data)


# Files


JSON = {
    "truncated": (
        '{"format": "kidmet.guidance/1", "sections": [',
        "1: is not JSON: Expecting value (column 46).",
    ),
    "nothing": ("", "1: is not JSON: Expecting value (column 1)."),
    "a name given twice": ('{\n"a": 1,\n"b": [{"c": 1, "c": 2}]}', '3: "c" is given twice.'),
    "no number": ('{"a":\n[1, NaN]}', "2: holds NaN, which is no number that can be."),
    "too large a number": ('{"a":\n\n1e999}', "3: holds 1e999, which is no number that can be."),
    "a number of a thousand digits": (
        "[" + "9" * 5_000 + "]",
        "1: holds 9999999999999999999…, which is no number",
    ),
    "nested without end": ("[" * 200_000, "1: is nested too deep."),
    "objects nested without end": ('{"a":' * 200_000, "1: is nested too deep."),
    "a control character": ('{"a": "\x00"}', "1: is not JSON: Invalid control character at (column 8)."),
}


@pytest.mark.parametrize(("text", "sentence"), JSON.values(), ids=JSON.keys())
def test_json_that_cannot_be_meant_is_refused_with_its_line(text: str, sentence: str) -> None:
    [(line, message)] = read_json(text).faults

    assert f"{line}: {message}".startswith(sentence)


YAML = {
    "a bomb of aliases": (
        "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]",
        "2: uses an alias (*…): write the value out.",
    ),
    "an alias to itself": ("a: &a [*a]", "1: uses an alias (*…): write the value out."),
    "nested without end": ("- " * 3_000, "1: is nested too deep."),
    "a tag that lies": ("a: 1\nb: !!int foo", '2: "foo" is not what its tag says.'),
    "a day of a tag": ("a: !!timestamp x", '1: "x" is not what its tag says.'),
    "bytes": ("a: !!binary AAAA", '1: "AAAA" is not what its tag says.'),
    "an object of Python": ("a: !!python/name:os.system x", "1: is not YAML: could not determine"),
    "a list for a name": ("? [a]\n: b", "1: needs text for a name."),
    "a control character": ("a: 1\nb: \x00", "2: holds U+0000 (a control character), which nobody can see."),
    "half a character": ("a: \ud800", "1: holds U+D800 (half of a character), which nobody can see."),
}


@pytest.mark.parametrize(("text", "sentence"), YAML.values(), ids=YAML.keys())
def test_yaml_that_cannot_be_meant_is_refused_with_its_line(text: str, sentence: str) -> None:
    assert any(f"{line}: {message}".startswith(sentence) for line, message in read_yaml(text).faults)


BYTES = {
    "UTF-16": ("{}".encode("utf-16"), "is text in UTF-16, or no text at all. Save it as UTF-8."),
    "UTF-16 without a mark": ('{"a"'.encode("utf-16-le"), "is text in UTF-16, or no text at all."),
    "Latin-1": ('{"a":\n"é"}'.encode("latin-1"), "is not UTF-8 text. Line 2 holds the byte E9."),
}


@pytest.mark.parametrize(("raw", "sentence"), BYTES.values(), ids=BYTES.keys())
def test_a_file_that_is_no_text_in_utf_8_is_told_what_it_is(
    tmp_path: Path, raw: bytes, sentence: str
) -> None:
    file = tmp_path / "pack.json"
    file.write_bytes(raw)

    with pytest.raises(PackFaults) as caught:
        read_pack(file)
    assert sentence in str(caught.value)


def test_the_mark_that_some_programs_put_first_is_no_fault(tmp_path: Path) -> None:
    file = tmp_path / "pack.json"
    file.write_bytes(b"\xef\xbb\xbf" + json.dumps(pack()).encode())

    assert read_pack(file)["document"] == {"slug": "a", "title": "A"}


def test_a_fault_in_a_json_file_is_told_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "pack.json"
    file.write_text(json.dumps(pack(rules=[rule(1, {"fact": "egfr", "op": "<", "value": "low"})]), indent=1))
    line = next(n for n, text in enumerate(file.read_text().splitlines(), 1) if '"low"' in text)

    with pytest.raises(PackFaults) as caught:
        read_pack(file)
    assert str(caught.value).startswith(f'{file}:{line}: r1: when.value: egfr (eGFR): "low" is not a number')


@settings(max_examples=200, deadline=None)
@given(anything)
def test_every_place_of_a_json_text_has_the_line_on_which_it_stands(data: Any) -> None:
    text = json.dumps({"a": [data]}, indent=1, allow_nan=True)
    if read_json(text).faults:
        return
    lines = read_json(text, with_lines=True).lines
    rows = text.splitlines()

    assert lines.near("a") == 2 and '"a": [' in rows[1]
    assert lines.near("a[0]") == 3
