"""A small pack that has one of everything, and what is made of it."""

from __future__ import annotations

from copy import deepcopy
from typing import Any as Anything

from guidance.domain.compiling import compile_edition
from guidance.domain.edition import CompiledEdition


def statement(key: str, line: int, form: str = "paragraph", kind: str = "fact") -> dict[str, Anything]:
    source = {"line": line, "paragraph": 1, "form": form}
    return {"key": key, "kind": kind, "text": f"What {key} says.", "source": source}


def section(slug: str, domain: str, *statements: dict[str, Anything]) -> dict[str, Anything]:
    title = slug.rsplit("/", 1)[-1].capitalize()
    return {
        "slug": slug,
        "heading": f"The {title}",
        "title": title,
        "domain": domain,
        "heading_line": 1,
        "statements": list(statements),
    }


def note(id_: str, about: str, *statements: str) -> dict[str, Anything]:
    return {
        "id": id_,
        "severity": "high",
        "class": "overstated",
        "section": about,
        "statements": list(statements),
        "text": f"What {id_} says.",
        "references": ["R1"],
        "certainty": "A",
    }


def addition(key: str, of: str, **more: Anything) -> dict[str, Anything]:
    made = {"key": key, "section": of, "text": f"What {key} says.", "references": ["R1"], "certainty": "B"}
    return made | more


def rule(id_: str, effect: str, of: str, when: dict[str, Anything], **more: Anything) -> dict[str, Anything]:
    return {"id": id_, "effect": effect, "section": of, "when": when, **more}


LUNG = {"fact": "primary_site", "op": "is", "value": "lung"}
BILATERAL = {"fact": "laterality", "op": "is", "value": "bilateral"}
NEPHRECTOMY = {"fact": "treatments_considered", "op": "has", "value": "radical_nephrectomy"}
ONE_KIDNEY = {"fact": "solitary_kidney", "op": "is", "value": True}
LOW_EGFR = {"fact": "egfr", "op": "<", "value": 45}

PRIMARY_IS = "The primary is {primary_site}."
NODES_ARE = "N is {n_category}."


def known(fact: str) -> dict[str, Anything]:
    return {"fact": fact, "op": "known"}


PACK: dict[str, Anything] = {
    "format": "kidmet.guidance/1",
    "document": {"slug": "small", "title": "A small document"},
    "sections": [
        section("intro", "background", statement("002-1", 2)),
        section("staging", "staging"),
        section("staging/tnm", "staging", statement("111-1", 111), statement("112-1", 112, "bullet")),
        section("treatment", "treatment"),
        section("treatment/surgery", "treatment", statement("130-1", 130, kind="recommendation")),
        section("treatment/surgery/nephrectomy", "treatment", statement("134-1", 134, kind="limitation")),
    ],
    "references": [{"id": "R1", "title": "A study", "year": 2011, "certainty": "A"}],
    "notes": [
        note("C02", "staging/tnm", "111-1"),
        note("C01", "staging/tnm"),
        note("C32", "treatment/surgery"),
    ],
    "rules": [
        rule("nephrectomy", "show", "treatment/surgery/nephrectomy", NEPHRECTOMY),
        rule("tnm", "show", "staging/tnm", known("primary_site"), because=PRIMARY_IS, notes=["C01"]),
        rule("tnm-m", "show", "staging/tnm", known("m_category"), because="{m_category} is recorded."),
        rule("tnm-lung", "highlight", "staging/tnm", LUNG, statement="111-1"),
        rule(
            "tnm-nodes", "highlight", "staging/tnm", known("n_category"), statement="112-1", because=NODES_ARE
        ),
        rule(
            "both-kidneys",
            "caution",
            "treatment/surgery/nephrectomy",
            {"all": [NEPHRECTOMY, BILATERAL]},
            message="Nephrectomy is considered and {laterality} are affected; eGFR {egfr}.",
            about=["treatments_considered", "laterality"],
            notes=["C32"],
        ),
        rule(
            "surgery",
            "show",
            "treatment/surgery",
            {"any": [NEPHRECTOMY, {"all": [LUNG, LOW_EGFR]}]},
            because="The eGFR is {egfr}.",
        ),
        rule("surgery-one-kidney", "highlight", "treatment/surgery", ONE_KIDNEY, statement="130-1"),
    ],
}


def pack(**changes: Anything) -> dict[str, Anything]:
    """The pack, with parts replaced."""
    return deepcopy(PACK) | changes


def small_edition() -> CompiledEdition:
    return compile_edition(pack(), 3, published_at="2026-01-02T03:04:05+00:00")
