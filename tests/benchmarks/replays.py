"""Impact runs over stored cases, timed beside CEL on the same cases, in the database that DATABASE_URL names.

`python -m tests.benchmarks.replays fill 10000`, then `python -m tests.benchmarks.replays measure`.
"""

from __future__ import annotations

import json
import sys
import time
import tracemalloc
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from functools import partial
from typing import Any as Anything

import cel
import django
from django.utils import timezone

from guidance.domain.compiling import compile_edition
from guidance.domain.conditions import All, Comparison, Condition, Not, Op, Truth, comparisons, evaluate
from guidance.domain.edition import CompiledEdition
from guidance.domain.engine.replaying import Replay
from guidance.domain.entries import Rule
from guidance.domain.facts import Facts
from guidance.domain.vocabulary import VOCABULARY
from guidance.domain.vocabulary.tokens import category_of
from tests.benchmarks.contenders import quoted
from tests.benchmarks.timing import Work, medians

CURATOR = "stored@kidmet.example"
SAMPLE = 1_000
CHECKED = 100
ASKED_FOR_ABSENCE: set[str] = set()
"""The facts that some rule wants not recorded: CEL has no word for that, and is told."""
STALE_BLOCKS = 3
FOREVER = 1e9
NARROWER = {"fact": "ecog", "op": "<=", "value": 2}
"""What the changed rule asks for besides."""


# The changed rules


def changed_rules(edition: CompiledEdition) -> dict[str, str]:
    """By effect, the rule that asks about most facts: the dearest to replay."""
    found: dict[str, str] = {}
    for rule in sorted(edition.rules.values(), key=lambda rule: (len(rule.facts), rule.id)):
        found[rule.effect.value] = rule.id
    return found


def with_change(payload: Mapping[str, Anything], rule_id: str) -> CompiledEdition:
    changed = deepcopy(payload)
    for rule in changed["rules"]:
        if rule["id"] == rule_id:
            rule["when"] = {"all": [rule["when"], NARROWER]}
    return compile_edition(changed, 0)


# CEL


def as_cel(condition: Condition) -> str:
    """The same truth for every case, undecided (an error) included."""
    if isinstance(condition, Comparison):
        return f"({_comparison(condition)})"
    if isinstance(condition, Not):
        return f"!{as_cel(condition.part)}"
    word = " && " if isinstance(condition, All) else " || "
    return f"({word.join(as_cel(part) for part in condition.parts)})"


def _comparison(asked: Comparison) -> str:
    fact, value = asked.fact, asked.value
    if asked.op is Op.KNOWN:
        return f"{fact} == {fact}"
    if asked.op is Op.NOT_RECORDED:
        return f"!{fact}_recorded"
    several = [quoted(_number(each)) for each in (value if isinstance(value, tuple) else (value,))]
    listed = f"[{', '.join(several)}]"
    if VOCABULARY[asked.fact].kind == "any_of":
        shared = " || ".join(f"{each} in {fact}" for each in several)
        return f"!({shared})" if asked.op is Op.HAS_NONE_OF else shared
    is_not = "!" if asked.op in (Op.IS_NOT, Op.NOT_IN) else ""
    if VOCABULARY[asked.fact].kind == "token":
        return f"{is_not}({fact} in {listed} || {fact}_category in {listed})"
    if asked.op in (Op.IS, Op.IS_NOT, Op.IN, Op.NOT_IN):
        return f"{is_not}({fact} in {listed})"
    return f"{fact} {asked.op.value} {several[0]}"


def _number(value: Anything) -> Anything:
    """Numbers are all of one kind: CEL does not compare whole ones with others."""
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def plain(facts: Mapping[str, Anything]) -> dict[str, Anything]:
    """The facts as CEL takes them, with the categories of tokens, and what rules want not recorded."""
    found: dict[str, Anything] = {f"{key}_recorded": key in facts for key in ASKED_FOR_ABSENCE}
    for key, value in facts.items():
        if isinstance(value, tuple):
            found[key] = []
        else:
            found[key] = list(value) if isinstance(value, frozenset) else _number(value)
        if VOCABULARY[key].kind == "token":
            found[f"{key}_category"] = category_of(value)
    return found


def _absences(edition: CompiledEdition) -> Iterator[str]:
    for rule in edition.rules.values():
        yield from (each.fact for each in comparisons(rule.when) if each.op is Op.NOT_RECORDED)


def decide(programs: Sequence[Anything], context: Anything) -> list[Truth]:
    found = []
    for program in programs:
        try:
            found.append(Truth.TRUE if program.execute(context) else Truth.FALSE)
        except RuntimeError:
            found.append(Truth.UNDECIDED)
    return found


def over_whole_cases(programs: Sequence[Anything], cases: Sequence[Facts]) -> None:
    """Each case is handed over with all that is known of it, as it comes."""
    for facts in cases:
        decide(programs, cel.Context(plain(facts)))


def over_prepared(programs: Sequence[Anything], contexts: Sequence[Anything]) -> None:
    for context in contexts:
        decide(programs, context)


def check(rules: Sequence[Rule], programs: Sequence[Anything], cases: Sequence[Facts]) -> None:
    for facts in cases:
        expected = [evaluate(rule.when, facts) for rule in rules]
        assert decide(programs, cel.Context(plain(facts))) == expected


# Ours


def run_to_the_end(run: Anything, before: CompiledEdition, after: CompiledEdition, by: Anything) -> Anything:
    from cases.actions.replaying import step_impact

    run.state, run.next_block, run.done = run.State.RUNNING, 0, 0
    run.results |= {"stored": {}, "touched": 0}
    run.save()
    return step_impact(run=run, before=before, after=after, now=timezone.now(), seconds=FOREVER)


def measure() -> dict[str, Anything]:
    from cases.actions.replaying import tables_from
    from cases.queries.replaying import facts_of_block, stored_case_count
    from guidance.models import Edition as Row
    from guidance.queries.editions import current_edition

    before = current_edition()
    payload = Row.objects.get(number=before.number).payload
    begun = time.perf_counter()
    for _ in tables_from(0, ()):
        pass
    cold = time.perf_counter() - begun
    cases = list(facts_of_block(0).values())[:SAMPLE]
    ASKED_FOR_ABSENCE.update(_absences(before))
    programs = {id_: cel.compile(as_cel(rule.when)) for id_, rule in before.rules.items()}
    check(list(before.rules.values()), list(programs.values()), cases[:CHECKED])
    changed = changed_rules(before)
    return {
        "cases": stored_case_count(),
        "rules": len(before.rules),
        "sample": len(cases),
        "cold": cold,
        "changed": [
            {
                "effect": effect,
                "rule": rule_id,
                **_timed(before, with_change(payload, rule_id), rule_id, programs, cases),
            }
            for effect, rule_id in changed.items()
        ],
        "memory": _memory(before, with_change(payload, changed["show"])),
    }


def _timed(
    before: CompiledEdition,
    after: CompiledEdition,
    rule_id: str,
    programs: Mapping[str, Anything],
    cases: Sequence[Facts],
) -> dict[str, Anything]:
    """Seconds a case of each way; CEL is given a sample of the cases, already in memory."""
    changed = cel.compile(as_cel(after.rules[rule_id].when))
    both = [programs[rule_id], changed]
    asked = set(after.rules[rule_id].facts)
    few = [{key: facts[key] for key in asked if key in facts} for facts in cases]
    contexts = [cel.Context(plain(facts)) for facts in few]
    run, by = _begun(before, after)
    works: dict[str, Work] = {
        "KidMet": partial(run_to_the_end, run, before, after, by),
        "every rule": partial(over_whole_cases, [*programs.values(), changed], cases),
        "the changed rule": partial(over_whole_cases, both, cases),
        "the changed rule, prepared": partial(over_prepared, both, contexts),
    }
    seconds = medians(works, rounds=5)
    done = run_to_the_end(run, before, after, by)
    assert done.state == done.State.DONE
    taken = {name: s / (done.done if name == "KidMet" else len(cases)) for name, s in seconds.items()}
    replay = Replay(before, after)
    return {
        "seconds": taken,
        "outcomes": len(replay.outcomes),
        "facts": len(replay.facts),
        "touched": done.results["touched"],
    }


def _begun(before: CompiledEdition, after: CompiledEdition) -> tuple[Anything, Anything]:
    from cases.actions.replaying import start_impact
    from kidmet_site.accounts.models import User

    by = User.objects.get(email=CURATOR)
    return start_impact(before=before, after=after, change_set=None, by=by, now=timezone.now()), by


def _memory(before: CompiledEdition, after: CompiledEdition) -> dict[str, int]:
    """The most that a whole run holds at a time, in bytes: all fresh, and with a few blocks out of date."""
    from cases.models import FactBlock

    run, by = _begun(before, after)
    found = {}
    for name, stale in (("fresh", 0), ("stale", STALE_BLOCKS)):
        FactBlock.objects.filter(number__lt=stale).update(made_from="")
        run_to_the_end(run, before, after, by)  # whatever is kept from one run to the next is there already
        FactBlock.objects.filter(number__lt=stale).update(made_from="")
        tracemalloc.start()
        run_to_the_end(run, before, after, by)
        found[name] = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    return found


def fill(count: int) -> dict[str, int]:
    from django.db import transaction

    from kidmet_site.accounts.models import User
    from tests.benchmarks.stored import store_cases

    with transaction.atomic():
        store_cases(count, User.objects.create_user(CURATOR, is_curator=True))
    return {"cases": count}


if __name__ == "__main__":
    django.setup()
    print(json.dumps(fill(int(sys.argv[2])) if sys.argv[1] == "fill" else measure()))
