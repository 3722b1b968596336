"""Stored cases made up at random, the same ones every time, written to the database in bulk."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any as Anything

from cases.models import KidneyLesion, PatientCase
from cases.models.patient_case import CASE_FACTS, RELATED_FACTS, RELATED_MODELS
from cases.models.recording import columns_for
from guidance.domain.vocabulary import LESION_FIELDS, NONE, VOCABULARY, Fact, Value

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
UNKNOWN = 1 / 3
AT_ONCE = 2_000

USUAL = {
    "age_years": (35, 90),
    "age_at_diagnosis_years": (30, 85),
    "weight_kg": (45, 120),
    "height_cm": (150, 195),
    "interval_months": (0, 120),
    "extrathoracic_lesion_count": (0, 6),
    "other_lesion_count": (0, 6),
    "days_diagnosis_to_treatment": (0, 1000),
    "creatinine_umol_l": (50, 300),
    "albumin_g_l": (20, 50),
    "ldh_u_l": (120, 900),
    "ldh_upper_limit_u_l": (240, 260),
    "haemoglobin_g_l": (70, 160),
    "white_cells_10_9_l": (3, 20),
    "size_mm": (5, 90),
}
"""Where measured values lie; the plausible range of the vocabulary is much wider."""

TOKENS = {
    "t_category": ("cT1", "cT2a", "cT3", "cT4", "pT3b", "ypT2"),
    "n_category": ("cN0", "cN1", "pN2a", "cNX"),
    "m_category": ("cM0", "cM1", "pM1", "cM1b", "pM1c", "cM1c(OTH)"),
    "second_cancer_tnm": ("cT1 cN0 cM0", "pT2 pN1", "pT3b"),
    "reported_stage_group": ("I", "IIB", "IIIA", "IV"),
}


def store_cases(count: int, owner: Anything, seed: int = 11) -> None:
    """As `create_case` would store them, but without the audit and many at a time."""
    chance = random.Random(seed)
    for start in range(0, count, AT_ONCE):
        _store([recorded_case(chance) for _ in range(min(AT_ONCE, count - start))], owner)


def _store(recorded: list[dict[str, Value]], owner: Anything) -> None:
    rows = PatientCase.objects.bulk_create(
        PatientCase(
            owner=owner,
            title="Made up",
            created_at=NOW,
            updated_at=NOW,
            lesions_recorded="lesions" in known,
            **columns_for({key: VOCABULARY[key] for key in CASE_FACTS}, known),
        )
        for known in recorded
    )
    for name, keys in RELATED_FACTS.items():
        facts = {key: VOCABULARY[key] for key in keys}
        model = RELATED_MODELS[name]
        model._default_manager.bulk_create(
            model(case=row, **columns_for(facts, known)) for row, known in zip(rows, recorded, strict=True)
        )
    KidneyLesion.objects.bulk_create(
        KidneyLesion(case=row, position=position, **columns_for(LESION_FIELDS, lesion))
        for row, known in zip(rows, recorded, strict=True)
        for position, lesion in enumerate(known.get("lesions", ()))
    )


def recorded_case(chance: random.Random) -> dict[str, Value]:
    """What somebody recorded: about a third of all that is asked is not known."""
    return {fact.key: _value(fact, chance) for fact in VOCABULARY.askable if chance.random() >= UNKNOWN}


def _value(fact: Fact, chance: random.Random) -> Value:
    if fact.kind == "yes_no":
        return chance.random() < 0.5
    if fact.kind == "any_of":
        return frozenset(chance.sample([each for each in fact.choice_values if each != NONE], 2))
    if fact.kind == "number":
        return _number(fact, chance)
    if fact.kind == "date":
        return f"{chance.randint(2018, 2025)}-{chance.randint(1, 12):02d}"
    if fact.kind == "token":
        return chance.choice(TOKENS.get(fact.key, (fact.example,)))
    if fact.kind == "lesions":
        return tuple(_lesion(chance) for _ in range(chance.randint(0, 3)))
    return chance.choice(fact.choice_values)


def _number(fact: Fact, chance: random.Random) -> int | float:
    low, high = USUAL.get(fact.key, tuple(map(int, fact.within)))
    return chance.randrange(low, high + 1, fact.step or 1)


def _lesion(chance: random.Random) -> Mapping[str, Value]:
    return {
        field.key: _value(field, chance) for field in LESION_FIELDS.values() if chance.random() >= UNKNOWN
    }
