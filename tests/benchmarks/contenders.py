"""Other rule engines, each given the same rules in its own language and asked for the same lists.

Only CEL has a third value: an undeclared variable is an error that `||` and `&&` absorb where the other side
decides, so an error is "undecided". The others have no way to say unknown; they get what a program would give
them (null, an empty list, a number far out of range) and answer true or false.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any as Anything

import cel
import json_logic
import rule_engine
from business_rules.engine import check_conditions_recursively
from business_rules.variables import (
    BaseVariables,
    boolean_rule_variable,
    numeric_rule_variable,
    select_multiple_rule_variable,
)

from guidance.domain.engine.matching import CompiledRules
from guidance.domain.facts import Facts
from guidance.domain.vocabulary import VOCABULARY
from tests.benchmarks.generated import USED, GeneratedRule

Lists = tuple[list[GeneratedRule], list[GeneratedRule] | None]
"""The rules that apply, and the undecided ones where the engine can tell."""

Decide = Callable[[Facts], Lists]
Data = Mapping[str, Anything]

FAR_BELOW = -1_000_000


@dataclass(frozen=True)
class Contender:
    name: str
    prepare: Callable[[Sequence[GeneratedRule]], Decide]
    three_valued: bool = False


def kidmet(rules: Sequence[GeneratedRule]) -> Decide:
    compiled = CompiledRules(rules)

    def decide(facts: Facts) -> Lists:
        decided = compiled.decide(facts)
        return decided.applies, decided.undecided

    return decide


def common_expression_language(rules: Sequence[GeneratedRule]) -> Decide:
    programs = [(rule, cel.compile(as_cel(rule.data))) for rule in rules]

    def decide(facts: Facts) -> Lists:
        context = cel.Context(plain(facts))
        applies: list[GeneratedRule] = []
        undecided: list[GeneratedRule] = []
        for rule, program in programs:
            try:
                if program.execute(context):
                    applies.append(rule)
            except RuntimeError:
                undecided.append(rule)
        return applies, undecided

    return decide


def json_logic_qubit(rules: Sequence[GeneratedRule]) -> Decide:
    written = [(rule, as_json_logic(rule.data)) for rule in rules]

    def decide(facts: Facts) -> Lists:
        data = plain(facts)
        return [rule for rule, logic in written if json_logic.jsonLogic(logic, data)], None

    return decide


def business_rules(rules: Sequence[GeneratedRule]) -> Decide:
    written = [(rule, as_business_rule(rule.data)) for rule in rules]

    def decide(facts: Facts) -> Lists:
        variables = CaseVariables(facts)
        return [rule for rule, logic in written if check_conditions_recursively(logic, variables)], None

    return decide


def python_rule_engine(rules: Sequence[GeneratedRule]) -> Decide:
    context = rule_engine.Context(default_value=None)
    parsed = [(rule, rule_engine.Rule(as_rule_engine(rule.data), context=context)) for rule in rules]

    def decide(facts: Facts) -> Lists:
        data = plain(facts)
        return [rule for rule, program in parsed if program.matches(data)], None

    return decide


CONTENDERS = (
    Contender("KidMet", kidmet, three_valued=True),
    Contender("common-expression-language", common_expression_language, three_valued=True),
    Contender("business-rules", business_rules),
    Contender("json-logic-qubit", json_logic_qubit),
    Contender("rule-engine", python_rule_engine),
)


def plain(facts: Facts) -> dict[str, Anything]:
    """The facts as lists and scalars."""
    return {key: list(value) if isinstance(value, frozenset) else value for key, value in facts.items()}


def written_in(data: Data, leaf: Callable[[Data], str], words: Mapping[str, str]) -> str:
    """A condition as an expression, in the words of a language for all, any and not."""
    if "fact" in data:
        return leaf(data)
    if "not" in data:
        return f"{words['not']}({written_in(data['not'], leaf, words)})"
    shape = "all" if "all" in data else "any"
    return "(" + f" {words[shape]} ".join(written_in(part, leaf, words) for part in data[shape]) + ")"


def quoted(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return f"[{', '.join(map(quoted, value))}]"
    return f'"{value}"' if isinstance(value, str) else str(value)


def as_cel(data: Data) -> str:
    return written_in(data, _cel_leaf, {"all": "&&", "any": "||", "not": "!"})


def _cel_leaf(data: Data) -> str:
    fact, op, value = data["fact"], data["op"], data["value"]
    members = value if isinstance(value, list) else [value]
    shares = " || ".join(f"{quoted(word)} in {fact}" for word in members)
    written = {
        "is": f"{fact} == {quoted(value)}",
        "is_not": f"{fact} != {quoted(value)}",
        "in": f"{fact} in {quoted(value)}",
        "not_in": f"!({fact} in {quoted(value)})",
        "has": shares,
        "has_any": f"({shares})",
        "has_none_of": f"!({shares})",
    }
    return written.get(op, f"{fact} {op} {quoted(value)}")


def as_rule_engine(data: Data) -> str:
    return written_in(data, _rule_engine_leaf, {"all": "and", "any": "or", "not": "not "})


def _rule_engine_leaf(data: Data) -> str:
    fact, op, value = data["fact"], data["op"], data["value"]
    members = value if isinstance(value, list) else [value]
    shares = " or ".join(f"{quoted(word)} in {fact}" for word in members)
    written = {
        "is": f"{fact} == {quoted(value)}",
        "is_not": f"{fact} != {quoted(value)}",
        "in": f"{fact} in {quoted(value)}",
        "not_in": f"not ({fact} in {quoted(value)})",
        "has": f"({fact} != null and {shares})",
        "has_any": f"({fact} != null and ({shares}))",
        "has_none_of": f"({fact} != null and not ({shares}))",
    }
    return written.get(op, f"({fact} != null and {fact} {op} {quoted(value)})")


def as_json_logic(data: Data) -> dict[str, Anything]:
    if "not" in data:
        return {"!": as_json_logic(data["not"])}
    for shape, word in (("all", "and"), ("any", "or")):
        if shape in data:
            return {word: [as_json_logic(part) for part in data[shape]]}
    return _json_logic_leaf(data)


def _json_logic_leaf(data: Data) -> dict[str, Anything]:
    variable, op, value = {"var": data["fact"]}, data["op"], data["value"]
    members = value if isinstance(value, list) else [value]
    has = [{"in": [word, variable]} for word in members]
    written = {
        "is": {"==": [variable, value]},
        "is_not": {"!=": [variable, value]},
        "in": {"in": [variable, value]},
        "not_in": {"!": {"in": [variable, value]}},
        "has": has[0],
        "has_any": {"or": has},
        "has_none_of": {"!": {"or": has}},
    }
    return written.get(op, {op: [variable, value]})


OPPOSITES = {
    "is_true": "is_false",
    "less_than": "greater_than_or_equal_to",
    "greater_than": "less_than_or_equal_to",
    "shares_at_least_one_element_with": "shares_no_elements_with",
}
OPPOSITES |= {opposite: word for word, opposite in OPPOSITES.items()}
NUMERIC = {
    "<": "less_than",
    "<=": "less_than_or_equal_to",
    ">": "greater_than",
    ">=": "greater_than_or_equal_to",
}


def as_business_rule(data: Data, negated: bool = False) -> dict[str, Anything]:
    """business-rules has no `not`: it is carried down to the operators."""
    if "not" in data:
        return as_business_rule(data["not"], not negated)
    for shape, opposite in (("all", "any"), ("any", "all")):
        if shape in data:
            word = opposite if negated else shape
            return {word: [as_business_rule(part, negated) for part in data[shape]]}
    name, value = _business_leaf(data)
    return {"name": data["fact"], "operator": OPPOSITES[name] if negated else name, "value": value}


def _business_leaf(data: Data) -> tuple[str, Anything]:
    op, value = data["op"], data["value"]
    if isinstance(value, bool):
        return ("is_true" if value is (op == "is") else "is_false"), True
    if op in NUMERIC:
        return NUMERIC[op], value
    apart = op in ("is_not", "not_in", "has_none_of")
    name = "shares_no_elements_with" if apart else "shares_at_least_one_element_with"
    return name, value if isinstance(value, list) else [value]


class CaseVariables(BaseVariables):
    """The facts of one case as business-rules takes them; a method for each fact is added below."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts


def _number(key: str, self: CaseVariables) -> Anything:
    return self.facts.get(key, FAR_BELOW)


def _flag(key: str, self: CaseVariables) -> Anything:
    return self.facts.get(key, False)


def _members(key: str, self: CaseVariables) -> Anything:
    value = self.facts.get(key, ())
    return [value] if isinstance(value, str) else list(value)


def _add_variables() -> None:
    decorated: dict[str, tuple[Callable[..., Anything], Callable[..., Anything]]] = {
        "number": (numeric_rule_variable, _number),
        "yes_no": (boolean_rule_variable, _flag),
        "one_of": (select_multiple_rule_variable, _members),
        "any_of": (select_multiple_rule_variable, _members),
    }
    for fact in USED:
        decorate, read = decorated[VOCABULARY[fact.key].kind]
        method = _method(fact.key, read)
        setattr(CaseVariables, fact.key, decorate(label=fact.key)(method))


def _method(key: str, read: Callable[..., Anything]) -> Callable[[CaseVariables], Anything]:
    def method(self: CaseVariables) -> Anything:
        return read(key, self)

    method.__name__ = key
    return method


_add_variables()
