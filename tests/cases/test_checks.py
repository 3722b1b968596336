"""`manage.py check` names each step of adding a fact that was forgotten, and is silent when none was."""

import re
import subprocess
import sys
from dataclasses import replace
from textwrap import dedent
from typing import Any

import pytest
from django.core.checks import run_checks
from django.db import models

from cases.checks import steps_left
from cases.domain.marking.fact_marking import DOMAIN_OF_CHAPTER
from cases.models.columns import columns_of
from guidance.domain.vocabulary import (
    LESION_FIELDS,
    VOCABULARY,
    DateFact,
    Fact,
    NumberFact,
    OneOfFact,
    TokenFact,
    Vocabulary,
)
from guidance.domain.vocabulary.values import Choice
from kidmet_site.setup import ROOT

WHOLE: dict[str, Any] = {
    "key": "beats_in_a_test",
    "label": "Pulse",
    "chapter": "presentation",
    "question": "How fast is the pulse?",
    "help": "Counted over a minute.",
}
PULSE: dict[str, Any] = {**WHOLE, "unit": "per minute", "within": (20, 250), "integer": True}
CHOICES = (Choice("fast", "Fast"), Choice("slow", "Slow"))


def left(fact: Fact) -> list[str]:
    """What is left to do for a new fact, each as a line."""
    vocabulary = Vocabulary((*VOCABULARY.values(), fact))
    return [f"{said} {hint}" for _, said, hint in steps_left(vocabulary)]


def test_nothing_is_left_of_the_facts_that_there_are() -> None:
    assert [str(each) for each in run_checks() if str(each.id).startswith("cases.")] == []


def test_the_facts_are_checked_when_django_starts() -> None:
    # In a program of its own: here the check is known because this file imports it.
    checks = "from django.core.checks.registry import registry; print(registry.get_checks())"
    command = [sys.executable, "-c", f"import django; django.setup(); {checks}"]

    known = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout

    assert "check_facts" in known


def test_each_step_is_named_with_its_file_when_a_fact_is_in_the_vocabulary_alone() -> None:
    assert left(NumberFact(**PULSE)) == [
        "beats_in_a_test: no migration makes its column in PatientCase. "
        "Run: python manage.py makemigrations cases --skip-checks --name beats_in_a_test",
        "beats_in_a_test: the form of “Presentation” asks it 0 times, not once. "
        'Give it its place in one group of LAYOUT["presentation"] in cases/forms/layout.py.',
    ]


def test_the_example_of_the_recipe_is_a_whole_entry() -> None:
    recipe = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    example = dedent(re.findall(r"^ +NumberFact\(\n.*?^ +\),$", recipe, re.M | re.S)[0])
    (fact,) = eval(example, {"NumberFact": NumberFact})

    steps = left(replace(fact, key="beats_in_a_test", chapter="presentation"))
    assert [step.partition(":")[2].split()[:2] for step in steps] == [["no", "migration"], ["the", "form"]]


def test_the_form_is_named_when_it_asks_what_is_no_fact() -> None:
    vocabulary = Vocabulary(tuple(fact for fact in VOCABULARY.values() if fact.key != "pps"))

    assert "pps: the form of “Prognosis” asks it, and it is no fact of that chapter." in [
        said for _, said, _ in steps_left(vocabulary)
    ]


def test_the_derivation_is_named_when_a_derived_fact_has_none() -> None:
    assert left(NumberFact(**PULSE, derived_from=("age_years",))) == [
        "beats_in_a_test: nothing works it out, though it is derived. "
        "Work it out in cases/domain/deriving.py, in `derived_workings`."
    ]


def test_the_migration_is_named_when_a_lesion_has_a_new_field() -> None:
    fields = Vocabulary((*LESION_FIELDS.values(), NumberFact(**{**PULSE, "chapter": "kidney"})))

    assert [said for _, said, _ in steps_left(VOCABULARY, fields)] == [
        "beats_in_a_test: no migration makes its column in KidneyLesion."
    ]


def test_the_table_is_named_when_a_primary_has_none() -> None:
    site = VOCABULARY["primary_site"]
    more = replace(site, choices=(*site.choices, Choice("spleen", "Spleen")))
    vocabulary = Vocabulary(tuple(more if fact is site else fact for fact in VOCABULARY.values()))

    assert [said for _, said, _ in steps_left(vocabulary)] == [
        "spleen: there is no staging table of this primary."
    ]


def test_a_key_is_named_when_two_facts_have_it() -> None:
    with pytest.raises(ValueError, match=r"^age_years: two facts have this key\.$"):
        left(NumberFact(**{**PULSE, "key": "age_years"}))


def test_a_key_is_named_when_its_model_has_that_word_for_something_else() -> None:
    model = type(
        "Row", (models.Model,), {"__module__": "cases.models", "Meta": type("Meta", (), {"abstract": True})}
    )

    with pytest.raises(
        TypeError, match=r"^save: Row has this word for something else; give the fact another key\.$"
    ):
        columns_of([NumberFact(**{**PULSE, "key": "save"})])(model)


def test_the_marks_are_named_when_a_chapter_counts_for_no_domain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(DOMAIN_OF_CHAPTER, "biopsy", "tissue")

    assert [said for _, said, _ in steps_left(VOCABULARY)] == [
        "biopsy: the chapter counts for no domain of the marks."
    ]


@pytest.mark.parametrize(
    ("fact", "says"),
    [
        (NumberFact(**{**PULSE, "chapter": "pulse"}), "no model keeps what is asked in “pulse”"),
        (NumberFact(**{**PULSE, "question": "Pulse"}), "a question with its question mark"),
        (NumberFact(**{**PULSE, "help": ""}), "a help that ends with a full stop"),
        (NumberFact(**{**PULSE, "label": ""}), "it needs a label"),
        (NumberFact(**PULSE, certainty="D"), "its certainty is A, B or C"),
        (NumberFact(**{**PULSE, "key": "Pulse rate"}), "its key is written in small letters"),
        (NumberFact(**PULSE, choices=CHOICES), "a fact of the kind number has no choices"),
        (TokenFact(**WHOLE, pattern="[0-9]+", example="fast"), "“fast” is not written as its pattern says"),
        (NumberFact(**{**PULSE, "source": "A book"}), "its source ends with a full stop"),
        (NumberFact(**{**PULSE, "within": (20, 20)}), "its minimum must lie below its maximum"),
        (NumberFact(**{**PULSE, "within": (20,)}), "its range has two ends"),
        (NumberFact(**PULSE, derived_from=("age",)), "it names age, which is no fact"),
        (NumberFact(**PULSE, only_with=(("sex", "man"),)), "it is asked by sex=man"),
        (NumberFact(**PULSE, not_with=(("gender", "male"),)), "it is asked by gender=male"),
        (DateFact(**WHOLE, example="2025-03"), "it must be private"),
        (OneOfFact(**WHOLE, choices=CHOICES[:1]), "at least two choices, each once"),
        (OneOfFact(**WHOLE, choices=(*CHOICES, CHOICES[0])), "at least two choices, each once"),
        (OneOfFact(**WHOLE, choices=(*CHOICES, Choice("x" * 61, "Long"))), "at most 60 characters"),
        (OneOfFact(**WHOLE, choices=(*CHOICES, Choice("mute", ""))), "each choice has a label"),
        (
            OneOfFact(**WHOLE, choices=(*CHOICES, Choice("very slow", "Very"))),
            "letters, digits and underscores",
        ),
        (
            OneOfFact(**WHOLE, choices=(*CHOICES, Choice("not_applicable", "No"))),
            "“not_applicable” is no choice",
        ),
        (OneOfFact(**WHOLE, choices=CHOICES[::-1], ordered=True), "must compare as they stand"),
    ],
)
def test_a_fault_of_an_entry_is_named_when_it_is_incomplete(fact: Fact, says: str) -> None:
    assert any(says in line for line in left(fact))
