"""Whatever reads what people send takes work in proportion to it: twice the input, about twice the work."""

import json
import tracemalloc
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from cases.domain.questions import QuestionOption, RankedDifferential, read_answer
from cases.domain.record import CaseFileError, read_case_file, read_case_text
from cases.domain.staging import read_tnm
from cases.domain.teaching.case_reading import TeachingCaseError, read_teaching_case
from cases.presenting.kidney_map import kidney_map
from cases.presenting.markdown import markdown
from guidance.domain.changing import (
    EntryChange,
    apply_changes,
    entries_of,
    field_differences,
    word_differences,
)
from guidance.domain.changing.binding import bonds_among, coming_along
from guidance.domain.changing.diffing import changes_from
from guidance.domain.changing.merging import rebase
from guidance.domain.characters import shown
from guidance.domain.conditions import ConditionErrors, parse_condition
from guidance.domain.conditions.text import TextErrors, parse_text, write_text
from guidance.domain.conditions.tree import form_fields as tree_fields
from guidance.domain.identifiers import suspicions
from guidance.domain.importing import read_article
from guidance.domain.naming import Names
from guidance.domain.searching import excerpted, marked, words_of
from guidance.domain.source_fitting import RestatedPlace, fit_report
from guidance.domain.source_paragraphs import SourcePlace, read_paragraphs
from guidance.models import AuditEntry
from guidance.pack import PackFaults, faults_in, read_pack
from guidance.pack.exchange_files import CHANGE_SET, FileFaults, read_exchange
from guidance.pack.json_reading import read_json
from guidance.pack.yaml_reading import read_yaml
from guidance.presenting.audit import row_of
from guidance.presenting.differences import presented_fields
from tests.growth import Looked, work_of

MOST_GROWTH = 2.3


def quietly(do: Callable[..., object], *given: Any) -> None:
    """What is refused may take as little time as what is taken."""
    with suppress(CaseFileError, ConditionErrors, FileFaults, TeachingCaseError, TextErrors, ValueError):
        do(*given)


def case_text(facts: dict[str, Any]) -> str:
    return json.dumps({"format": "kidmet.case/1", "title": "", "facts": facts})


def pack(**parts: Any) -> dict[str, Any]:
    document = {"slug": "a", "title": "A"}
    empty: dict[str, Any] = {"sections": [section("a")], "notes": [], "references": [], "rules": []}
    return {"format": "kidmet.guidance/1", "document": document, **empty, **parts}


def section(slug: str, count: int = 0) -> dict[str, Any]:
    source = {"line": 1, "paragraph": 1, "form": "paragraph"}
    statements = [{"key": f"{slug}{n}", "kind": "fact", "text": "A.", "source": source} for n in range(count)]
    return {"slug": slug, "heading": "A", "title": "A", "domain": "staging", "statements": statements}


def rules(count: int) -> list[dict[str, Any]]:
    when = {"fact": "egfr", "op": "<", "value": 30}
    return [{"id": f"r{n}", "effect": "show", "section": "a", "when": when} for n in range(count)]


def reference(number: int, title: str = "A") -> dict[str, Any]:
    return {"id": f"R{number}", "title": title, "certainty": "A"}


def change_set(count: int) -> str:
    changes = [EntryChange("reference", f"R{n}", None, reference(n)).as_data() for n in range(count)]
    head = {"format": CHANGE_SET, "title": "A", "reason": "B", "base": {"edition": None, "hash": "0" * 64}}
    return json.dumps({**head, "changes": changes})


def teaching_case(count: int) -> dict[str, Any]:
    step = {"key": "s", "kind": "history", "title": "A", "narrative": "B"}
    facts = {"slug": "a", "title": "A", "summary": "A", "topic": "a", "difficulty": 1, "minutes": 5}
    return {
        "format": "kidmet.teaching-case/1",
        **facts,
        "objectives": [],
        "steps": [step] * count,
        "key": {"record": {}, "marks": []},
    }


def answered(count: int) -> None:
    """The same option in two places, far apart."""
    options = tuple(QuestionOption(f"o{n}", "A") for n in range(count))
    question = RankedDifferential(key="q", stem="A", domain="a", objective="a", options=options, ranked=())
    quietly(read_answer, question, [option.key for option in options] + [options[-1].key])


def fitted(count: int) -> None:
    """As many statements as paragraphs, all the first below a heading that comes again and again."""
    place = SourcePlace("Heading", count, 1, "paragraph")
    said = [
        RestatedPlace(str(number), place, "A kidney with metastases elsewhere") for number in range(count)
    ]
    fit_report(read_paragraphs("Heading\nThe kidney with metastases.\n" * count), said, ["Heading"])


def moved(count: int) -> None:
    entries = entries_of(pack(references=[reference(n) for n in range(count)]))
    moves = [
        EntryChange("reference", f"R{n}", reference(n), reference(n), f"R{count - n - 1}", n)
        for n in range(count)
    ]
    apply_changes(entries, moves)


def titled(count: int) -> None:
    """Rules that do the same in one section, and begin alike."""
    entries = entries_of(pack(rules=rules(count)))
    names = Names(entries)
    for rule in entries.by_kind["rule"].values():
        names.title_of_rule(rule)


def bound(count: int) -> None:
    """Sections that are retired with what stands in them, and what goes along with one of them."""
    entries = entries_of(pack(sections=[section(f"s{n}", 1) for n in range(count)]))
    changes = [
        EntryChange(kind, id_, entry, None)
        for kind in ("section", "statement")
        for id_, entry in entries.by_kind[kind].items()
    ]
    bonds = bonds_among(changes, entries)
    coming_along([("section", "s0")], bonds)


def retired(count: int) -> None:
    entries = entries_of(pack(references=[reference(n) for n in range(count)]))
    apply_changes(
        entries, [EntryChange("reference", f"R{n}", reference(n), None) for n in reversed(range(count))]
    )


def between(count: int) -> None:
    before = entries_of(pack(references=[reference(n) for n in range(count)]))
    after = entries_of(pack(references=[reference(n, "B") for n in reversed(range(count))]))
    changes_from(before, after)


def rebased(count: int) -> None:
    base = {"id": "C1", "statements": [f"k{n}" for n in range(count)], "text": "A"}
    rebase(EntryChange("note", "C1", base, {**base, "text": "B"}), {**base, "class": "x"})


def listed(count: int) -> None:
    ids = [f"k{n}" for n in range(count)]
    presented_fields({"statements": ids}, {"statements": ids[::-1]}, "note")
    field_differences({"statements": ids}, {"statements": ids[::-1]})


def audited(count: int) -> Callable[[], object]:
    """An act with so many changes, one of them of so many words, as a line of the file."""
    long = " ".join(f"w{n}" for n in range(count))
    changed = [EntryChange("reference", f"R{n}", reference(n), reference(n, "B")) for n in range(count)]
    changes = [*changed, EntryChange("reference", "R", reference(0, long), reference(0, long[::-1]))]
    detail = {"changes": [asdict(each) for each in changes], "asked": {"q": long}, "format": "=" * count}
    entry = AuditEntry(at=datetime(2026, 3, 4, tzinfo=UTC), name="A", why=long, subject=long, detail=detail)
    return lambda: row_of(entry, Names())


def texts(count: int) -> None:
    """Words that come and go one by one, a text of one word, and two that have none in common."""
    kept, old, new = ([f"{letter}{n}" for n in range(count)] for letter in "kon")
    one_by_one = [
        " ".join(f"{one} {other}" for one, other in zip(kept, row, strict=True)) for row in (old, new)
    ]
    word_differences(*one_by_one)
    word_differences("a " * count, "b a " * count)
    word_differences(" ".join(old), " ".join(new))


def nested(depth: int) -> Any:
    return {"not": nested(depth - 1)} if depth else {"fact": "egfr", "op": "<", "value": 30}


def notation(text: str) -> None:
    read_tnm(Looked(text))


def kinds_of_invisible(count: int) -> str:
    return "".join(map(chr, range(0xE000, 0xE000 + count)))


BELOW = {"fact": "egfr", "op": "<", "value": 30}
WORK: dict[str, tuple[int, Callable[[int], Callable[[], object]]]] = {
    "case file, names of facts": (
        90, lambda n: lambda: quietly(read_case_text, case_text({f"f{i}": 1 for i in range(n)})),
    ),
    "case file, names given twice": (
        90, lambda n: lambda: quietly(
            read_case_text, "{" + ",".join(f'"k{i % (n // 2)}": 1' for i in range(n)) + "}"
        ),
    ),
    "case file, lesions": (
        20, lambda n: lambda: read_case_text(case_text({"lesions": [{"side": "left", "size_mm": 5}] * n})),
    ),
    "case file, choices": (
        400, lambda n: lambda: quietly(read_case_text, case_text({"symptoms": ["flank_pain"] * n})),
    ),
    "case file, parsed": (
        90, lambda n: lambda: quietly(
            read_case_file, {"format": "kidmet.case/1", "facts": {str(i): [1] * 5 for i in range(n)}}
        ),
    ),
    "notation, descriptors": (400, lambda n: lambda: notation("cT2 cN0 cM0 " + "L0" * n)),
    "notation, brackets": (150, lambda n: lambda: notation("cT2" + "(m)(" * n)),
    "notation, letters of a prefix": (400, lambda n: lambda: notation("c" * n + " " + "y" * n)),
    "notation, glued categories": (150, lambda n: lambda: notation("T2cN1c" * n)),
    "notation, categories twice": (80, lambda n: lambda: notation("pT2 pN1 M0 " * n)),
    "notation, letters for digits": (90, lambda n: lambda: notation("TO NO MO " * n)),
    "notation, ranges": (250, lambda n: lambda: notation("T2-T3" + "-T4" * n)),
    "notation, nested brackets": (150, lambda n: lambda: notation("T1(" * n)),
    "notation, words": (100, lambda n: lambda: notation("tumour " * n + "PD-L1" * (n // 5))),
    "notation, editions": (80, lambda n: lambda: notation("uicc ajcc 8 " * n)),
    "notation, characters": (150, lambda n: lambda: notation("\u0422\u200b2 " * n)),
    "notation, stages of lymphoma": (80, lambda n: lambda: read_tnm(Looked("stage IV B " * n), "lymphoma")),
    "notation, letters of a stage": (80, lambda n: lambda: read_tnm(Looked("II (E), B " * n), "lymphoma")),
    "notation, signs before": (200, lambda n: lambda: notation("cT2 " + "<" * n)),
    "notation, spaces": (400, lambda n: lambda: notation("cT2" + " " * n + "cN0" + " " * n + "cM0 (")),
    "notation, sites without a bracket": (150, lambda n: lambda: notation("cM1" + " LIV" * n)),
    "notation, spaced letters": (80, lambda n: lambda: notation("T1 c N1 c " * n)),
    "notation, grades": (80, lambda n: lambda: notation("T1 Clark IV " * n)),
    "notation, margins": (150, lambda n: lambda: notation("pT2 " + "PM0 " * n)),
    "notation, sites": (150, lambda n: lambda: notation("cT2 cN0 pM1(" + "PUL," * n + ")")),
    "answer": (200, lambda n: lambda: answered(n)),
    "JSON, names": (
        500, lambda n: lambda: read_json(json.dumps({str(i): i for i in range(n)}), with_lines=True),
    ),
    "JSON, names given twice": (
        500, lambda n: lambda: read_json("{" + ",".join(f'"k{i % 9}": 1' for i in range(n)) + "}"),
    ),
    "JSON, lists": (500, lambda n: lambda: read_json(json.dumps([[i] for i in range(n)]), with_lines=True)),
    "JSON, nested": (100, lambda n: lambda: read_json("[" * n + "]" * n, with_lines=True)),
    "YAML, names": (200, lambda n: lambda: read_yaml("\n".join(f"k{i}: v" for i in range(n)))),
    "YAML, the same name": (200, lambda n: lambda: read_yaml("k: v\n" * n)),
    "YAML, aliases": (200, lambda n: lambda: read_yaml("a: &a [x]\nb: [" + "*a, " * n + "]")),
    "condition": (60, lambda n: lambda: parse_condition({"any": [BELOW] * n})),
    "condition, misspelt": (
        20, lambda n: lambda: quietly(parse_condition, {"any": [{"fact": f"egfx{i}"} for i in range(n)]}),
    ),
    "condition as text": (
        60, lambda n: lambda: parse_text(write_text(parse_condition({"any": [BELOW] * n}))),
    ),
    "condition as text, brackets": (200, lambda n: lambda: quietly(parse_text, "(" * n)),
    "condition as text, signs": (200, lambda n: lambda: quietly(parse_text, "< " * n)),
    "condition as text, a word": (200, lambda n: lambda: quietly(parse_text, "x" * n + " " + '"' * n)),
    "condition in the builder": (
        60, lambda n: lambda: tree_fields.from_fields(
            {"n0-shape": ["any"], "n0-parts": [str(n)]}
            | {f"n0.{i}-{name}": [value] for i in range(n) for name, value in
               (("fact", "egfr"), ("op", "<"), ("value", "30"))}
        ),
    ),
    "pack, statements": (100, lambda n: lambda: faults_in(pack(sections=[section("a", n)]))),
    "pack, rules": (100, lambda n: lambda: faults_in(pack(rules=rules(n)))),
    "pack, references": (100, lambda n: lambda: faults_in(pack(references=[reference(i) for i in range(n)]))),
    "pack, nothing but faults": (40, lambda n: lambda: faults_in(pack(notes=[{} for _ in range(n)]))),
    "change set": (60, lambda n: lambda: read_exchange(change_set(n))),
    "change set, the same entry": (60, lambda n: lambda: quietly(
        read_exchange, change_set(n).replace('"id": "R1', '"id": "R2')
    )),
    "teaching case, keys given twice": (
        200, lambda n: lambda: quietly(read_teaching_case, teaching_case(n), {}),
    ),
    "Markdown": (200, lambda n: lambda: markdown.__wrapped__("*a* [b](/c) `d`\n\n" * n)),
    "Markdown, brackets": (200, lambda n: lambda: markdown.__wrapped__("[" * n)),
    "Markdown, stars": (200, lambda n: lambda: markdown.__wrapped__("*a **b " * n)),
    "source, one heading": (80, lambda n: lambda: fitted(n)),
    "article": (300, lambda n: lambda: read_article("Heading\n\nA sentence of the text.\n" * n)),
    "text, characters that nobody can see": (300, lambda n: lambda: shown(kinds_of_invisible(n))),
    "changes between two states": (150, lambda n: lambda: between(n)),
    "changes, moved": (300, lambda n: lambda: moved(n)),
    "changes, retired": (300, lambda n: lambda: retired(n)),
    "titles of rules": (100, lambda n: lambda: titled(n)),
    "changes that hang together": (100, lambda n: lambda: bound(n)),
    "merging": (300, lambda n: lambda: rebased(n)),
    "differences of a list": (300, lambda n: lambda: listed(n)),
    "differences of a text": (300, lambda n: lambda: texts(n)),
    "search": (300, lambda n: lambda: excerpted(marked("a b " * n, words_of("a b")))),
    "identifiers": (400, lambda n: lambda: suspicions("Dr A 1.2.2020 a@b.c " * n)),
    "audit as a line of CSV": (100, audited),
    "kidney map": (20, lambda n: lambda: kidney_map([{"side": "left", "pole": "upper"}] * n)),
}  # fmt: skip


@pytest.mark.parametrize(("size", "of"), WORK.values(), ids=WORK.keys())
def test_twice_the_input_takes_about_twice_the_work(
    size: int, of: Callable[[int], Callable[[], object]]
) -> None:
    once, twice = work_of(of(size)), work_of(of(2 * size))

    assert twice / once <= MOST_GROWTH


MEMORY: dict[str, Callable[[int], Callable[[], object]]] = {
    "JSON, a long name around a long list": lambda n: (
        lambda: read_json(json.dumps({"k" * n: [0] * n}), with_lines=True)
    ),
    "JSON, long names inside one another": lambda n: (
        lambda: read_json(f'{{"{"k" * n}":' * 20 + "[" + "0," * n + "0]" + "}" * 20, with_lines=True)
    ),
    "YAML, a long name around a long list": lambda n: lambda: read_yaml(f"? {'k' * n}\n: [" + "0," * n + "]"),
    "pack, faults below a long name": lambda n: lambda: faults_in(pack(**{"k" * n: [2**60] * (n // 4)})),
}


@pytest.mark.parametrize("of", MEMORY.values(), ids=MEMORY.keys())
def test_twice_the_input_takes_about_twice_the_memory(of: Callable[[int], Callable[[], object]]) -> None:
    once, twice = memory_of(of(2_000)), memory_of(of(4_000))

    assert twice / once <= MOST_GROWTH


def memory_of(do: Callable[[], object]) -> int:
    """The most bytes that one call holds at a time, after another one that fills what is kept."""
    do()
    tracemalloc.start()
    try:
        do()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_number_in_yaml_is_not_made_when_it_would_take_the_square_of_its_digits() -> None:
    for kept in ("1:30", "-1:30:59", "1:30.5"):
        assert read_yaml(f"a: {kept}").data == {"a": kept}
    for number, value in (("0x1F", 31), ("-12", -12), ("1.5", 1.5), ("9" * 40, int("9" * 40))):
        assert read_yaml(f"a: {number}").data == {"a": value}
    for long in ("9" * 41, "0x" + "F" * 41, "0b" + "1" * 41, "-" + "9" * 41, "0." + "1" * 40):
        assert [said.partition(". ")[2] for _, said in read_yaml(f"b: 1\na: {long}").faults] == [
            "A number takes at most 40 digits; this has 41."
        ]
    assert read_yaml("a: !!int '1:1:1'").faults == [(1, '"1:1:1" is not what its tag says.')]


def test_yaml_is_refused_before_it_is_made_when_it_holds_too_many_values(tmp_path: Path) -> None:
    said = (
        "is too large. A guidance pack or a teaching case in YAML takes at most 40,000 values; this has more."
    )
    many = "\n - [" + "[]," * 30_000 + "]"
    assert read_yaml(f"a:{many}").values == 30_004
    assert read_yaml(f"a:{many}{many}").faults == [(3, said)]

    (tmp_path / "notes.yaml").write_text(f"notes:{many}")
    (tmp_path / "references.yaml").write_text(f"references:{many}")
    with pytest.raises(PackFaults, match=f"references.yaml:2: {said}"):
        read_pack(tmp_path)


def test_the_count_sees_a_square_that_no_line_shows() -> None:
    def of(size: int) -> Callable[[], object]:
        keys = [str(number) for number in range(size)]
        return lambda: [key for key in keys if keys.count(key) > 1]

    assert work_of(of(400)) / work_of(of(200)) > 3

    def slices(size: int) -> Callable[[], object]:
        text = Looked("x" * size)
        return lambda: [text[at:] for at in range(size)]

    assert work_of(slices(400)) / work_of(slices(200)) > 3
