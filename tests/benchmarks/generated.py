"""Rules and cases made up at random from the vocabulary, the same ones every time."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any as Anything

from guidance.domain.conditions import Condition, parse_condition
from guidance.domain.facts import Facts
from guidance.domain.vocabulary import NONE, VOCABULARY, AnyOfFact, Fact, Value

LIMITS = {
    "age_years": (40, 55, 65, 75),
    "interval_months": (6, 12, 24, 60),
    "egfr": (30, 45, 60, 90),
    "creatinine_clearance": (30, 50, 60),
    "largest_lesion_mm": (10, 20, 40, 70),
    "lesion_count": (1, 2, 3, 5),
    "other_lesion_count": (1, 3, 5),
    "albumin_g_l": (25, 30, 35),
    "ldh_u_l": (250, 500),
    "haemoglobin_g_l": (80, 100, 120),
    "karnofsky": (50, 70, 80),
    "royal_marsden_score": (1, 2),
    "metastatic_site_count": (2, 3),
}
"""Limits that a curator would write: the numbers of real rules are few and round."""

KINDS = ("yes_no", "one_of", "any_of", "number")
USED = tuple(
    fact
    for fact in VOCABULARY.values()
    if fact.kind in KINDS and (fact.kind != "number" or fact.key in LIMITS)
)


def _choices(fact: Fact) -> list[str]:
    """Without those that were split: what they mean beside the finer ones no other engine can be asked."""
    return [
        value for value in fact.choice_values if not (isinstance(fact, AnyOfFact) and value in fact.splits)
    ]


@dataclass(frozen=True)
class GeneratedRule:
    id: str
    data: Mapping[str, Anything]
    when: Condition


def generated_rules(count: int, seed: int = 1) -> list[GeneratedRule]:
    """Rules of three to five comparisons, about half of them with an `any` inside, some with a `not`."""
    chance = random.Random(seed)
    written = [_rule(chance) for _ in range(count)]
    return [GeneratedRule(f"rule-{i}", data, parse_condition(data)) for i, data in enumerate(written)]


def generated_cases(count: int, seed: int = 2, unknown: float = 1 / 3) -> list[Facts]:
    """Cases of which the given share of the facts is not recorded."""
    chance = random.Random(seed)
    return [_case(chance, unknown) for _ in range(count)]


def _case(chance: random.Random, unknown: float) -> Facts:
    recorded = {fact.key: _value(fact, chance) for fact in USED if chance.random() >= unknown}
    return Facts(recorded, {fact.key: () for fact in USED if fact.is_derived and fact.key not in recorded})


def _rule(chance: random.Random) -> dict[str, Anything]:
    parts = [_comparison(chance) for _ in range(chance.randint(3, 5))]
    if chance.random() < 0.5:
        split = chance.randint(1, len(parts) - 2)
        return {"all": [*parts[:split], {"any": parts[split:]}]}
    if chance.random() < 0.2:
        split = chance.randint(1, len(parts) - 2)
        return {"any": [{"all": parts[split:]}, *parts[:split]]}
    return {"all": parts}


def _comparison(chance: random.Random) -> dict[str, Anything]:
    fact = chance.choice(USED)
    data = _asked(fact, chance)
    return {"not": data} if chance.random() < 0.1 else data


def _asked(fact: Fact, chance: random.Random) -> dict[str, Anything]:
    if fact.kind == "yes_no":
        return {"fact": fact.key, "op": "is", "value": chance.random() < 0.5}
    if fact.kind == "number":
        limit = chance.choice(LIMITS[fact.key])
        return {"fact": fact.key, "op": chance.choice(("<", "<=", ">", ">=")), "value": limit}
    if chance.random() < 0.5:
        op = chance.choice(("is", "is_not") if fact.kind == "one_of" else ("has",))
        return {"fact": fact.key, "op": op, "value": chance.choice(_choices(fact))}
    op = chance.choice(("in", "not_in") if fact.kind == "one_of" else ("has_any", "has_none_of"))
    choices = _choices(fact)
    several = chance.sample(choices, chance.randint(2, min(4, len(choices))))
    return {"fact": fact.key, "op": op, "value": several}


def _value(fact: Fact, chance: random.Random) -> Value:
    if fact.kind == "yes_no":
        return chance.random() < 0.5
    if fact.kind == "one_of":
        return chance.choice(_choices(fact))
    if fact.kind == "any_of":
        choices = [choice for choice in _choices(fact) if choice != NONE]
        return frozenset(chance.sample(choices, chance.randint(1, min(4, len(choices)))))
    low, high = min(LIMITS[fact.key]), max(LIMITS[fact.key])
    return chance.randint(max(0, low - 5), high + 5)
