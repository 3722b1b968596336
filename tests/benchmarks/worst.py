"""The worst that is accepted at each way in: at its limits, of the nastiest shape that was found."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from guidance.domain import limits

BELOW = {"fact": "egfr", "op": "<", "value": 30}
Form = dict[str, str]


@dataclass(frozen=True)
class Worst:
    """What is sent: by whom, where to, the fields, and the status that it is answered with."""

    who: str
    path: str
    form: Callable[[], Form]
    status: int = 200
    get: bool = False


def case_text(facts: dict[str, Any]) -> str:
    return json.dumps({"format": "kidmet.case/1", "title": "Worst", "facts": facts})


def lesion(number: int) -> dict[str, Any]:
    return {"side": "left", "pole": "upper", "location": "sinus_or_pelvis", "size_mm": 5 + number % 90}


def misspelt() -> str:
    """As many faults as are told, each near to a word of the vocabulary, and each of fifty lesions wrong."""
    lesions = [{f"size_mmm{number}": 1 for number in range(100)} for _ in range(limits.LESIONS.most)]
    return case_text({f"creatinine_unstablx{number}": 1 for number in range(99)} | {"lesions": lesions})


def twice() -> str:
    each = ",".join(f'"k{number}": 1, "k{number}": 2' for number in range(limits.NAMES.most // 2))
    return "[" + ",".join(["{" + each + "}"] * (limits.CASE_BYTES.most // (len(each) + 3))) + "]"


def kidney() -> Form:
    rows = range(limits.LESIONS.most)
    return {
        "version": "1",
        "lesions-TOTAL_FORMS": str(limits.LESIONS.most),
        "lesions-INITIAL_FORMS": "0",
        **{f"lesions-{row}-{name}": str(value) for row in rows for name, value in lesion(row).items()},
    }


def rows_of_faults() -> Form:
    names = ("side", "pole", "location", "size_mm", "growth", "margin")
    sent = {f"lesions-{row}-{name}": "x" * 199 for row in range(80) for name in names}
    return {"version": "1", "lesions-TOTAL_FORMS": "80", "lesions-INITIAL_FORMS": "0", **sent}


def numbers_without_end() -> Form:
    return {"version": "1", "age_years": "9" * 900_000}


def notation(text: str) -> Callable[[], Form]:
    return lambda: {"version": "1", "tnm_notation": text}


def section(slug: str, statements: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    return {
        "slug": slug,
        "heading": "A",
        "title": "A",
        "domain": "background",
        "statements": statements or [],
    }


def statement(key: str, text: str = "A sentence.") -> dict[str, Any]:
    source = {"line": 1, "paragraph": 1, "form": "paragraph"}
    return {"key": key, "kind": "fact", "text": text, "source": source}


def rule(number: int, when: Any) -> dict[str, Any]:
    return {"id": f"r{number}", "effect": "show", "section": "a", "when": when, "because": "Low."}


def pack(**parts: Any) -> str:
    empty: dict[str, Any] = {"sections": [section("a")], "notes": [], "references": [], "rules": []}
    document = {"slug": "kidney-metastases", "title": "A"}
    return json.dumps({"format": "kidmet.guidance/1", "document": document, **empty, **parts})


def pack_of_rules() -> str:
    """As many rules as are taken with a comparison in each, and as many comparisons as there may be."""
    count = min(limits.ENTRIES.most, limits.PARTS.most // 2) - 1
    widest = limits.PARTS.most - 2 * count + 1
    each = [widest, *[1] * (count - 1)]
    return pack(rules=[rule(n, {"all": [BELOW | {"value": 20 + n / 50}] * each[n]}) for n in range(count)])


def pack_of_wide_rules() -> str:
    pairs = [
        {"all": [BELOW | {"value": 20 + j / 100}, {"not": BELOW | {"value": 90 + j}}]} for j in range(60)
    ]
    return pack(rules=[rule(n, {"any": pairs}) for n in range(limits.PARTS.most // 242)])


def pack_of_texts() -> str:
    text = "x y " * (limits.TEXT.most // 4)
    count = limits.PACK_BYTES.most // (len(text) + 200)
    return pack(sections=[section("a", [statement(f"k{n}", text) for n in range(count)])])


def pack_of_statements() -> str:
    return pack(
        sections=[
            section(f"s{n}", [statement(f"k{n}-{m}") for m in range(29)])
            for n in range(limits.ENTRIES.most // 30)
        ]
    )


def pack_of_faults() -> str:
    return pack(notes=[{"id": f"C{n}", "statements": [f"k{m}" for m in range(90)]} for n in range(1_000)])


def change_set() -> str:
    changes = [
        {
            "kind": "reference",
            "id": f"R{n + 900}",
            "base": None,
            "proposed": {"id": f"R{n + 900}", "title": "A", "certainty": "A"},
            "after": "",
            "position": n,
        }
        for n in range(limits.CHANGES.most)
    ]
    head = {"format": "kidmet.change-set/1", "title": "A", "reason": "B"}
    return json.dumps({**head, "base": {"edition": None, "hash": "0" * 64}, "changes": changes})


def proposed(text: Callable[[], str]) -> Callable[[], Form]:
    return lambda: {"text": text(), "title": "Worst", "reason": "It is measured."}


def condition_as_text() -> Form:
    return {"mode": "text", "text": "egfr < 30 or " * (limits.CONDITION_TEXT.most // 13 - 1) + "egfr < 30"}


def one_long_text() -> Form:
    return {"text": case_text({"sex": "x" * 199_000})}


IMPORT, EXCHANGE = "/cases/import/", "/curate/exchange/"
INPUTS: dict[str, Worst] = {
    "case file: 50 lesions": Worst(
        "resident",
        IMPORT,
        lambda: {"text": case_text({"lesions": [lesion(n) for n in range(limits.LESIONS.most)]})},
        302,
    ),
    "case file: misspelt names": Worst("resident", IMPORT, lambda: {"text": misspelt()}),
    "case file: names given twice": Worst("resident", IMPORT, lambda: {"text": twice()}),
    "case file: one long text": Worst("resident", IMPORT, one_long_text),
    "kidney chapter: 50 lesions": Worst("resident", "/cases/{case}/kidney/", kidney, 302),
    "kidney chapter: 80 rows of faults": Worst("resident", "/cases/{case}/kidney/", rows_of_faults),
    "chapter: a number of 900,000 digits": Worst(
        "resident", "/cases/{case}/presentation/", numbers_without_end
    ),
    "notation: letters of a prefix": Worst(
        "resident", "/cases/{case}/staging/", notation("c" * limits.NOTATION.most)
    ),
    "line of a report: glued categories": Worst(
        "resident", "/cases/{case}/staging/line/", lambda: {"report_line": "T2cN1c" * 333}
    ),
    "notation: descriptors": Worst(
        "resident", "/cases/{case}/staging/", notation("cT2 cN0 cM0 " + "L0" * 990), 302
    ),
    "notation: brackets": Worst("resident", "/cases/{case}/staging/", notation("cT2" + "(m)(" * 490)),
    "search": Worst("anyone", "/guidance/search/", lambda: {"q": "a b c d e f g h " * 12}, get=True),
    "search of cases": Worst("resident", "/cases/", lambda: {"q": "%_" * 100}, get=True),
    "audit": Worst("curator", "/curate/audit/", lambda: {"words": "%_" * 100}, get=True),
    "pack: rules": Worst("curator", EXCHANGE, proposed(pack_of_rules), 302),
    "pack: wide rules": Worst("curator", EXCHANGE, proposed(pack_of_wide_rules), 302),
    "pack: statements": Worst("curator", EXCHANGE, proposed(pack_of_statements), 302),
    "pack: long texts": Worst("curator", EXCHANGE, proposed(pack_of_texts), 302),
    "pack: nothing but faults": Worst("curator", EXCHANGE, proposed(pack_of_faults)),
    "change set": Worst("curator", EXCHANGE, proposed(change_set), 302),
    "condition as text": Worst(
        "curator",
        "/curate/draft/rules/{rule}/",
        condition_as_text,
    ),
    "a form of a megabyte": Worst("resident", "/cases/new/", lambda: {"title": "é" * 160_000}),
}
