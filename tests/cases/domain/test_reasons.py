"""What the shipped rules say of a case is true of it: every reason and every caution, over generated cases.

A sentence is read back against its rule: each fact that it names is recorded with that value, and each member
of a list is one that the rule asks for.
"""

import random
import re
from collections.abc import Iterator, Mapping
from functools import cache

import hypothesis
from hypothesis import given

from cases.domain.deriving import known_facts
from guidance.domain.compiling import compile_edition
from guidance.domain.conditions import Op, Truth, comparisons, evaluate
from guidance.domain.edition import FORMAT, CompiledEdition
from guidance.domain.edition_answers import RuleSaid
from guidance.domain.entries import Rule
from guidance.domain.explaining import answer
from guidance.domain.facts import Facts
from guidance.domain.templates import Template
from guidance.domain.vocabulary import NONE, VOCABULARY, Value, joined, lower_first
from tests.cases.strategies import recorded
from tests.grammar import slips_in
from tests.guidance.content import entries_in
from tests.guidance.solving import candidates

TRUE_CASES, TRIES, NAMED = 2, 3_000, 0.6
"""Of each rule so many cases for which it applies, found in so many that mostly hold what it names."""


@cache
def edition() -> CompiledEdition:
    """The shipped rules; those that highlight show the section instead, so that each says its reason."""
    sections, rules = entries_in("sections/*.yaml", "sections"), entries_in("rules/*.yaml", "rules")
    shown = [
        {key: value for key, value in {**rule, "effect": "show"}.items() if key not in ("statement", "notes")}
        if rule["effect"] == "highlight"
        else {key: value for key, value in rule.items() if key != "notes"}
        for rule in rules
    ]
    bare = [{**section, "statements": []} for section in sections]
    return compile_edition({"format": FORMAT, "sections": bare, "rules": shown}, number=1)


def cases_of(rule: Rule, chance: random.Random) -> list[Facts]:
    """Cases that make the rule apply, each in its own way as far as chance will have it."""
    found: list[Facts] = []
    values = {key: candidates(key, rule.when) for key in rule.facts}
    for _ in range(TRIES):
        known = {key: at_random(key, rule, values[key], chance) for key in rule.facts}
        facts = Facts({key: value for key, value in known.items() if value is not None})
        if evaluate(rule.when, facts) is Truth.TRUE and facts not in found:
            found.append(facts)
        if len(found) == TRUE_CASES:
            break
    return found


def at_random(key: str, rule: Rule, values: list[Value | None], chance: random.Random) -> Value | None:
    """One of the values that matter to the rule, mostly one that it names; a set with members beside them."""
    value = chance.choice(values)
    named = [member for each in comparisons(rule.when) if each.fact == key for member in each.members]
    if VOCABULARY[key].kind == "one_of" and named and chance.random() < NAMED:
        return chance.choice(named)
    if not isinstance(value, frozenset) or value == {NONE}:
        return value
    others = [choice for choice in VOCABULARY[key].choice_values if choice != NONE]
    beside = chance.sample(others, chance.randrange(4))
    return value.union(beside)


def test_every_reason_and_caution_is_true_when_its_rule_applies() -> None:
    chance, faults, silent = random.Random(12), [], []
    for rule in edition().rules.values():
        found = cases_of(rule, chance)
        silent += [] if found else [rule.id]
        faults += [fault for facts in found for fault in faults_in_answer(facts)]
    assert (sorted(set(faults)), silent) == ([], [])


@hypothesis.settings(max_examples=40)
@given(recorded())
def test_every_reason_and_caution_is_true_of_a_whole_case(case: dict[str, Value]) -> None:
    assert list(faults_in_answer(known_facts(case))) == []


def faults_in_answer(facts: Facts) -> Iterator[str]:
    found = answer(edition(), facts)
    for rule_id, said in found.said.items():
        rule = edition().rules[rule_id]
        yield from (f"{rule_id}: {fault} {said.because!r}" for fault in faults_in_reason(rule, said, facts))
    for caution in found.cautions:
        rule = edition().rules[caution.rule_id]
        named = read_back(rule.message_template, caution.message)
        found_faults = [*slips_in(caution.message, NEVER_OF_A_REASON), *faults_in_values(rule, named, facts)]
        yield from (f"{caution.rule_id}: {fault} {caution.message!r}" for fault in found_faults)


# One sentence

NEVER_OF_A_REASON = {
    "not recorded": r"\bnot (?:been )?recorded\b",
    "none in a list": r"(?:[:,(]|\band|\bas|\bwith) none\b",
}


def faults_in_reason(rule: Rule, said: RuleSaid, facts: Facts) -> Iterator[str]:
    own = rule.because_template
    named = read_back(own, said.because) if own else None
    if named is None:
        named = read_plain(said.because, said.reasons)
    yield from slips_in(said.because, NEVER_OF_A_REASON)
    yield from faults_in_values(rule, named, facts)
    yield from (f"{key} did not make it so" for key in named or () if key not in said.reasons)


def read_back(template: Template, sentence: str) -> dict[str, str] | None:
    """The words of each fact in a sentence of the template; None where the sentence is another one."""
    pattern = "".join(re.escape(text) + ("(.+?)" if key else "") for text, key in template.parts)
    found = re.fullmatch(pattern, sentence)
    return dict(zip(template.keys, found.groups(), strict=True)) if found else None


def read_plain(sentence: str, keys: tuple[str, ...]) -> dict[str, str] | None:
    """ "Recorded: sex male and age 64 years." by fact; None where it cannot be read."""
    found = re.fullmatch("Recorded: (.+)[.]", sentence)
    if not found:
        return {} if sentence.startswith("Until more is recorded: ") else None
    rest, named = found[1], {}
    for key in keys:
        item = re.match(rf"(?:, | and )?(no )?{label_of(key)}(?:: | (?!and ))?", rest)
        if item:
            rest = rest[item.end() :]
            words = next_words(rest, key, keys)
            rest = rest[len(words) :]
            named[key] = NONE if item[1] else words or "yes"
    return None if rest else named


def label_of(key: str) -> str:
    return re.escape(VOCABULARY[key].label_in_words.replace(": ", " "))


def next_words(rest: str, key: str, keys: tuple[str, ...]) -> str:
    """What stands before the label of another fact."""
    labels = [label_of(other) for other in keys if other != key]
    ends = [found.start() for label in labels if (found := re.search(f"(?:, | and )(?:no )?{label}", rest))]
    return rest[: min(ends, default=len(rest))]


def faults_in_values(rule: Rule, named: Mapping[str, str] | None, facts: Facts) -> Iterator[str]:
    if named is None:
        yield "cannot be read back."
        return
    for key, words in named.items():
        if key not in facts:
            yield f"{key} is not recorded."
        elif isinstance(facts[key], frozenset):
            allowed = asked_for(rule, key, facts)
            if not any(is_list_of(each, key, allowed) for each in (words, lower_first(words))):
                yield f"{key} is said as {words}, and what was asked for is {sorted(allowed)}."
        elif words.lower() not in (
            VOCABULARY[key].words(facts[key]).lower(),
            COUNTS.get(facts[key], ""),
        ):
            yield f"{key} is said as {words}."


COUNTS = dict(
    enumerate(("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"))
)


def asked_for(rule: Rule, key: str, facts: Facts) -> frozenset[str]:
    """The recorded members that the rule wants; all where it wants none of them."""
    value = facts[key]
    wanting = [
        each for each in comparisons(rule.when) if each.fact == key and each.op in (Op.HAS, Op.HAS_ANY)
    ]
    wanted = frozenset(member for member in value for each in wanting if each.holds(frozenset({member})))
    return wanted or value


def is_list_of(words: str, key: str, members: frozenset[str]) -> bool:
    """Whether the words are a list of some of these members, in the order of the vocabulary."""
    said = re.split(", | and ", words)
    listed = [each.in_words for each in VOCABULARY[key].choices if each.value in members]
    return words == joined([word for word in listed if word in said])
