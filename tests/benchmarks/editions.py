"""The shipped edition read from its files, and editions of any size made up at random."""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any as Anything

import yaml

import guidance
from guidance.domain.compiling import compile_edition
from guidance.domain.edition import FORMAT, Edition
from tests.benchmarks.generated import generated_rules

CONTENT = Path(guidance.__file__).parent / "content"


def shipped_edition() -> Edition:
    return compile_edition(
        {
            "format": FORMAT,
            "document": _read(CONTENT / "document.yaml"),
            "sections": _listed("sections", "sections/*.yaml"),
            "notes": _listed("notes", "notes.yaml"),
            "references": _listed("references", "references.yaml"),
            "rules": _listed("rules", "rules/*.yaml"),
        },
        number=1,
    )


def _listed(name: str, files: str) -> list[Anything]:
    return [entry for path in sorted(CONTENT.glob(files)) for entry in _read(path)[name]]


def _read(path: Path) -> Mapping[str, Anything]:
    content: Mapping[str, Anything] = yaml.safe_load(path.read_text())
    return content


def generated_edition(count: int, seed: int = 5) -> Edition:
    """Rules over 50 sections: one in two shows its section, the others highlight a statement or caution."""
    chance = random.Random(seed)
    sections = [_section(number) for number in range(50)]
    rules = [_rule(rule.id, rule.data, chance) for rule in generated_rules(count, seed)]
    return compile_edition({"format": FORMAT, "sections": sections, "rules": rules}, number=1)


def _section(number: int) -> dict[str, Anything]:
    source = {"line": number, "paragraph": 1, "form": "paragraph"}
    statement = {"key": f"{number:03d}-1", "kind": "fact", "text": "A statement.", "source": source}
    title = f"Section {number}"
    return {
        "slug": f"section-{number}",
        "title": title,
        "heading": title,
        "domain": "diagnosis",
        "statements": [statement],
    }


def _rule(id_: str, when: Mapping[str, Anything], chance: random.Random) -> dict[str, Anything]:
    number = chance.randrange(50)
    rule = {"id": id_, "section": f"section-{number}", "when": when}
    effect = chance.choice(("show", "show", "highlight", "caution"))
    more = {
        "show": {"because": "The age is {age_years} and the primary {primary_site}."},
        "highlight": {"statement": f"{number:03d}-1"},
        "caution": {"message": "The eGFR is {egfr}."},
    }
    return rule | {"effect": effect} | more[effect]
