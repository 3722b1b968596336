"""Cautions are deserved: a good clinician's plan draws those that are meant, a wrong plan its own."""

import re
from functools import cache
from pathlib import Path

from cases.domain.deriving import known_facts
from guidance.domain.compiling import compile_edition
from guidance.domain.edition import CompiledEdition
from guidance.domain.entries import Effect
from guidance.domain.explaining import answer
from guidance.pack.files import read_pack
from tests.cases.plans import (
    Plan,
    cases_of_the_demo,
    further_plans,
    keys_of_the_library,
    right_plans,
    shipped_plans,
    wrong_plans,
)
from tests.cases.plans.page import page

PAGE = Path(__file__).resolve().parents[2] / "docs" / "cautions.md"


@cache
def edition() -> CompiledEdition:
    return compile_edition(read_pack(), number=1)


def drawn(plan: Plan) -> list[str]:
    found = answer(edition(), known_facts(plan.recorded))
    return sorted(caution.rule_id for caution in found.cautions)


def test_a_right_plan_draws_the_cautions_that_are_meant_and_no_other() -> None:
    wrong = {plan.title: drawn(plan) for plan in right_plans() if drawn(plan) != sorted(plan.cautions)}
    assert wrong == {}


def test_a_wrong_plan_draws_its_cautions() -> None:
    wrong = {plan.title: drawn(plan) for plan in wrong_plans() if drawn(plan) != sorted(plan.cautions)}
    assert wrong == {}


def test_every_rule_that_warns_speaks_in_some_wrong_plan() -> None:
    warns = {rule.id for rule in edition().rules.values() if rule.effect is Effect.CAUTION}
    assert warns - {rule for plan in wrong_plans() for rule in plan.cautions} == set()


def test_the_table_holds_each_shipped_case_and_twenty_more() -> None:
    held = [plan.recorded for plan in shipped_plans()]
    shipped = [*keys_of_the_library().values(), *cases_of_the_demo().values()]
    assert all(recorded in held for recorded in shipped)
    assert len(further_plans()) >= 20


def test_a_right_plan_says_why_and_by_which_source_and_draws_one_caution_at_most() -> None:
    wanting = [plan.title for plan in right_plans() if not (plan.plan and plan.why and plan.source)]
    notes = {note for plan in right_plans() for note in re.findall(r"\bC\d\d\b", plan.source)}
    assert (wanting, notes - set(edition().notes)) == ([], set())
    assert [plan.title for plan in right_plans() if len(plan.cautions) > 1] == []


def test_the_page_on_cautions_is_what_the_table_gives() -> None:
    how = "python -m tests.cases.plans.page > docs/cautions.md"
    assert PAGE.read_text(encoding="utf-8") == page(edition()), how
