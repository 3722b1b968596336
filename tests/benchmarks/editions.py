"""The shipped edition read from its files, and editions of any size made up at random."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any as Anything

from guidance.domain.compiling import compile_edition
from guidance.domain.edition import FORMAT, CompiledEdition
from tests.benchmarks.generated import generated_rules
from tests.guidance.content import CONTENT, content_of, entries_in


def shipped_edition() -> CompiledEdition:
    return compile_edition(
        {
            "format": FORMAT,
            "document": content_of(CONTENT / "document.yaml"),
            "sections": entries_in("sections/*.yaml", "sections"),
            "additions": entries_in("additions.yaml", "additions"),
            "notes": entries_in("notes.yaml", "notes"),
            "references": entries_in("references.yaml", "references"),
            "weights": entries_in("weights.yaml", "weights"),
            "rules": entries_in("rules/*.yaml", "rules"),
        },
        number=1,
    )


def generated_edition(count: int, seed: int = 5) -> CompiledEdition:
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
