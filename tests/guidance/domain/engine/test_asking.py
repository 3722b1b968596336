"""What to ask next: the counts are those that trying every value would give."""

from itertools import chain, combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from guidance.domain.conditions import Truth, evaluate, parse_condition
from guidance.domain.engine.asking import Asker, AskNext
from guidance.domain.engine.matching import CompiledRules
from guidance.domain.facts import Facts
from guidance.domain.vocabulary import NONE, VOCABULARY
from tests.tables import for_each

from ..strategies import KEYS, MONTHS, NUMBERS, SETS, TOKENS, conditions, facts, single_values
from .test_matching import exploding, numbered

WAITS = {"egfr": ("creatinine_umol_l",), "lesion_count": ("lesions",), "laterality": ("lesions",)}
TRIED = KEYS if len(KEYS) < 20 else KEYS[:20]


def every_value(key):
    """Every value that makes a difference, found without the code under test."""
    fact = VOCABULARY[key]
    if fact.kind == "any_of":
        some = [choice for choice in SETS[key] if choice != NONE]
        sets = chain.from_iterable(combinations(some, size) for size in range(1, len(some) + 1))
        rest = frozenset(fact.choice_values) - {*some, NONE}
        return [*chain.from_iterable((frozenset(some), rest | set(some)) for some in sets), frozenset([NONE])]
    if fact.kind == "number":
        numbers = NUMBERS.get(key, ())
        between = (n + 0.5 for n in numbers if not fact.integer and not fact.step)
        return [fact.within[0], *numbers, *between, fact.within[1]]
    if fact.kind == "token":
        return [*TOKENS[key], "T9", "M1b", "M1", "M0", "M0(i+)"]
    if fact.kind == "date":
        return [*MONTHS, "2024-10", "2025-03"]
    return [()] if fact.kind == "lesions" else list(single_values(fact))


def settled_by_trying(rule, facts, asked):
    keys = [key for key in TRIED if facts.waiting(key) == (asked,)]
    mentioned = [key for key in keys if key in str(rule.when)]
    return any(
        evaluate(rule.when, {**facts, **dict(zip(mentioned, tried, strict=True))}) is not Truth.UNDECIDED
        for tried in product(*map(every_value, mentioned))
    )


def asked_of(rules, facts):
    compiled = CompiledRules(rules)
    decided = compiled.decide(facts)
    interpreted = [rule for rule in compiled.interpreted if rule in decided.undecided]
    return Asker(compiled).ask_next(facts, decided.bits.undecided, interpreted)


@settings(max_examples=60, deadline=None)
@given(st.lists(conditions(max_leaves=6), min_size=1, max_size=6), facts())
def test_counts_are_those_of_trying_every_value(parsed, facts):
    rules = numbered(parsed)
    facts = Facts(facts, {key: waits for key, waits in WAITS.items() if key not in facts})
    undecided = [rule for rule in rules if evaluate(rule.when, facts) is Truth.UNDECIDED]
    lacking = {key for tried in TRIED for key in facts.waiting(tried)}
    expected = {key: sum(settled_by_trying(rule, facts, key) for rule in undecided) for key in lacking}
    found = {asking.fact: asking.settles for asking in asked_of(rules, facts)}
    assert found == {
        key: count for key, count in expected.items() if count and VOCABULARY[key].is_worth_asking(facts)
    }


def rules_over(*data):
    return numbered([parse_condition(entry) for entry in data])


def is_(fact, value):
    return {"fact": fact, "op": "is", "value": value}


def test_ranked_by_what_they_settle_then_by_the_vocabulary():
    rules = rules_over(
        is_("ecog", "1"),
        {"any": [is_("ecog", "2"), is_("sex", "male")]},
        is_("sex", "female"),
        is_("pregnant", True),
    )
    assert asked_of(rules, Facts({})) == (AskNext("sex", 2), AskNext("ecog", 2), AskNext("pregnant", 1))


def without(*treatments):
    return {"fact": "treatments_considered", "op": "has_none_of", "value": list(treatments)}


EGFR_LACKS_ONE = {"sex": "female", "age_years": 60}
MALE, FEMALE, FIT, PREGNANT = (
    is_("sex", "male"),
    is_("sex", "female"),
    is_("ecog", "1"),
    is_("pregnant", True),
)
LOW_EGFR = {"fact": "egfr", "op": "<", "value": 45}
SEVERAL = {"fact": "lesion_count", "op": ">", "value": 1}
CALCIUM = is_("calcium_above_limit", True)
UNKNOWN_EGFR = {"fact": "egfr", "op": "not_recorded"}
NARROW = {"all": [{"fact": "egfr", "op": ">", "value": 45}, {"fact": "egfr", "op": "<", "value": 46}]}
NO_NEED = {"fact": "practical_needs", "op": "has", "value": "none"}
CROSSED = {"all": [{"any": [FIT, MALE]}, {"any": [is_("ecog", "2"), FEMALE]}]}
ONE_KIDNEY = is_("solitary_kidney", True)
NEITHER = {"all": [without("chemotherapy"), without("surveillance")]}
EITHER_PAIR = {"any": [{"all": [MALE, FIT]}, {"all": [FEMALE, PREGNANT]}]}
CONTRADICTION = {"all": [{"fact": "ecog", "op": ">=", "value": 3}, {"fact": "ecog", "op": "<", "value": 2}]}
CASES = [
    ("a fact settles what no other part holds up", {"all": [MALE, FIT]}, {}, {"sex", "ecog"}),
    ("two facts that both must be known", EITHER_PAIR, {}, set()),
    ("one value must do for every clause", CONTRADICTION, {}, {"ecog"}),
    ("a derived fact that lacks one", LOW_EGFR, {"sex": "male", "age_years": 60}, {"creatinine_umol_l"}),
    ("a derived fact that lacks two", LOW_EGFR, {"sex": "male"}, set()),
    ("two facts from the same list", {"all": [SEVERAL, is_("laterality", "left")]}, {}, {"lesions"}),
    ("presence alone", {"not": {"fact": "ecog", "op": "known"}}, {}, {"ecog"}),
    ("each clause wants another value", CROSSED, {}, set()),
    (
        "a value between two limits",
        {"any": [NARROW, PREGNANT]},
        EGFR_LACKS_ONE,
        {"pregnant", "creatinine_umol_l"},
    ),
    ("the answer none", {"any": [NO_NEED, PREGNANT]}, {}, {"practical_needs", "pregnant"}),
    ("a set that avoids two lists", {"any": [NEITHER, PREGNANT]}, {}, {"treatments_considered", "pregnant"}),
    ("what else is possible", {"any": [LOW_EGFR, {"all": [PREGNANT, ONE_KIDNEY]}]}, {}, set()),
    ("what absence makes true", {"any": [{"all": [UNKNOWN_EGFR, FIT]}, PREGNANT]}, {}, {"ecog", "pregnant"}),
    ("asked only with renal cell carcinoma", CALCIUM, {"primary_site": "lung"}, set()),
    ("asked while the primary is unknown", CALCIUM, {}, {"calcium_above_limit"}),
]


@for_each(("data", "known", "settling"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_fact_is_asked_when_it_alone_would_settle(data, known, settling):
    assert {asking.fact for asking in asked_of(rules_over(data), Facts(known))} == settling


def test_interpreted_rules_are_counted_too():
    rules = numbered([exploding(5)])
    assert {asking.fact for asking in asked_of(rules, Facts({}))} == {
        "esas_pain", "esas_nausea", "esas_appetite", "esas_anxiety", "esas_wellbeing"
    }  # fmt: skip


@for_each("fact", VOCABULARY.askable, ids=lambda fact: fact.key)
def test_samples_are_values_that_can_be_recorded(fact):
    for value in fact.samples([]):
        if fact.kind != "token":
            assert fact.clean(value) == value
