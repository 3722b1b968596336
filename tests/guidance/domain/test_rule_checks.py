"""Warnings about rules: each true of every record, none left out of what can be tried."""

import re
from dataclasses import replace
from itertools import chain, combinations, product
from pathlib import Path

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from guidance.domain.conditions import (
    All,
    Any,
    Not,
    Truth,
    comparisons,
    evaluate,
    explain,
    facts_of,
    parse_condition,
    parse_text,
    write_condition,
)
from guidance.domain.conditions.tree import from_data, node_at, paths_by_place, remove, to_data
from guidance.domain.engine.satisfying import Reasoner
from guidance.domain.entries import Effect, Rule
from guidance.domain.facts import Facts
from guidance.domain.rule_checks import (
    MOST_WORDS,
    RuleCheckCode,
    warnings_against,
    warnings_for,
    warnings_of_sentences,
)
from guidance.domain.vocabulary import NONE, VOCABULARY
from tests.guidance.content import entries_in
from tests.tables import for_each

from .strategies import MONTHS, NUMBERS, TOKENS, conditions, single_values

CONTENT = Path(__file__).parents[3] / "guidance" / "content"

WARNED = [
    # condition, the code and place of each warning
    ("egfr < 45", []),
    ("egfr is recorded", []),
    ("egfr is recorded or age_years is recorded", []),
    ("egfr is not recorded or egfr >= 60", []),
    ("primary_site is lung and ecog >= 2", []),
    ("primary_site is lung or primary_site is breast", []),
    ("treatments_considered has debulking and treatments_considered has none of (chemotherapy)", []),
    ("m_category is M0 and m_category is not cM0", []),
    ("karnofsky > 50 and karnofsky < 70", []),
    ("interval_months > 50 and interval_months < 51", []),
    ("creatinine_clearance > 500", []),
    ("egfr >= 0", []),
    ("esas_pain < 0", [("never", "when")]),
    ("not (esas_pain <= 10)", [("never", "when")]),
    ("not (egfr is recorded)", [("never", "when")]),
    ("karnofsky > 50 and karnofsky < 60", [("never", "when"), ("contradiction", "when")]),
    ("esas_pain > 3 and esas_pain < 4", [("never", "when"), ("contradiction", "when")]),
    ("primary_site is lung and primary_site is breast", [("never", "when"), ("contradiction", "when")]),
    ("sex is not male and sex is not female", [("never", "when"), ("contradiction", "when")]),
    ("egfr is recorded and egfr is not recorded", [("never", "when"), ("contradiction", "when")]),
    ("egfr < 30 and egfr is not recorded", [("never", "when"), ("contradiction", "when")]),
    ("symptoms has none and symptoms has fever", [("never", "when"), ("contradiction", "when")]),
    ("m_category is M0 and m_category is pM1", [("never", "when"), ("contradiction", "when")]),
    ("diagnosis_date > 2024-11 and diagnosis_date < 2024-12", [("never", "when"), ("contradiction", "when")]),
    ("not (ecog < 2 or ecog >= 2)", [("never", "when"), ("contradiction", "when.not")]),
    (
        "sex is male and (ecog >= 2 or ecog is 0) and ecog is 1",
        [("never", "when"), ("contradiction", "when")],
    ),
    (
        "sex is male or (primary_site is lung and primary_site is breast)",
        [("contradiction", "when.any[1]")],
    ),
    ("esas_pain < 0 and sex is male", [("never", "when"), ("part_never", "when.all[0]")]),
    ("esas_pain < 0 or sex is male", [("part_never", "when.any[0]")]),
    ("sex is male or not (esas_pain >= 0)", [("part_never", "when.any[1]")]),
    (
        "primary_site is lung and (primary_site is breast or ecog >= 2)",
        [("part_never", "when.all[1].any[0]")],
    ),
    ("sex is male or sex is female", [("always", "when")]),
    ("not (sex is male and sex is female)", [("always", "when")]),
    ("esas_pain >= 0", [("always", "when")]),
    ("egfr < 45 or egfr >= 45", [("always", "when")]),
    ("egfr is recorded or egfr is not recorded", [("always", "when")]),
    ("symptoms has none or symptoms has none of (none)", [("always", "when")]),
    ("sex is male and esas_pain <= 10", [("part_always", "when.all[1]")]),
    ("sex is male and (egfr < 45 or egfr >= 45)", [("part_always", "when.all[1]")]),
    ("sex is male or esas_pain <= 10", [("always", "when")]),
    ("not (sex is male and esas_pain <= 10)", [("part_never", "when.not.all[1]")]),
    ("not (sex is male and not (esas_pain > 3 or ecog is 1))", []),
    ("not ((sex is male and sex is male) or ecog is 1)", [("same_part", "when.not.any[0].all[1]")]),
    ("sex is male and sex is male", [("same_part", "when.all[1]")]),
    ("not (sex is male or ecog is 1 or sex is male)", [("same_part", "when.not.any[2]")]),
    ("ecog >= 2 and ecog >= 1", [("part_idle", "when.all[1]")]),
    ("ecog >= 2 or ecog >= 1", [("part_idle", "when.any[0]")]),
    ("ecog < 2 and not (ecog >= 2)", [("part_idle", "when.all[1]")]),
    ("ecog < 2 or not (ecog >= 2)", [("part_idle", "when.any[1]")]),
    ("egfr is recorded and egfr < 45", [("part_idle", "when.all[0]")]),
    ("primary_site is one of (lung, breast) or primary_site is lung", [("part_idle", "when.any[1]")]),
    ("symptoms has any of (fever, malaise) and symptoms has fever", [("part_idle", "when.all[0]")]),
    ("sex is male or (sex is male and ecog is 1)", [("part_idle", "when.any[1]")]),
    ("sex is male and (sex is male or ecog is 1)", [("part_idle", "when.all[1]")]),
    (
        "sex is male and (ecog is 1 or (sex is male and ecog is 2))",
        [("part_idle", "when.all[1].any[1].all[0]")],
    ),
    (
        "(ecog is 1 or (sex is male and ecog is 2)) and sex is male",
        [("part_idle", "when.all[0].any[1].all[0]")],
    ),
    ("(ecog >= 1 and sex is male) and (ecog >= 1 and pregnant is no)", [("part_idle", "when.all[1].all[0]")]),
    (
        "treatments_considered has ablation_or_sbrt or treatments_considered has thermal_ablation",
        [("part_idle", "when.any[1]")],
    ),
    (
        "treatments_considered has thermal_ablation and treatments_considered has none of (ablation_or_sbrt)",
        [("never", "when"), ("contradiction", "when")],
    ),
    (
        "treatments_considered has thermal_ablation or treatments_considered has none of (thermal_ablation)",
        [],
    ),
    (
        "treatments_considered has ablation_or_sbrt or treatments_considered has none of (ablation_or_sbrt)",
        [("always", "when")],
    ),
    ("ecog <= 2 or ecog >= 2 or ecog is 2", [("always", "when")]),
    ("ecog <= 1 or ecog is 3 or ecog is one of (1, 3)", [("part_idle", "when.any[2]")]),
]  # fmt: skip


@for_each(("text", "warned"), WARNED, ids=[text for text, _ in WARNED])
def test_condition_is_warned_of_what_is_odd_about_it(text, warned):
    found = warnings_for(parse_text(text))
    assert [(warning.code, warning.place) for warning in found] == warned


SAID = [
    # condition, the message of the last warning
    ("esas_pain < 0", "This condition can never be true. Allowed is a whole number from 0 to 10."),
    (
        "not (sex is recorded)",
        "This condition can never be true. While it is not recorded this is undecided: choose "
        '"is not recorded".',
    ),
    (
        "egfr < 45 or egfr >= 45",
        "This condition is true whatever eGFR is, once it is recorded. To ask only that, choose "
        '"is recorded".',
    ),
    (
        "sex is recorded or sex is not recorded",
        "This condition is true whatever is recorded and what is not.",
    ),
    (
        "primary_site is lung and primary_site is breast",
        '"primary site is lung" and "primary site is breast" cannot be true together.',
    ),
    (
        "ecog >= 2 and sex is male and ecog <= 3 and ecog is none of (2, 3)",
        '"performance status (ECOG) is at least 2", "performance status (ECOG) is at most 3" and '
        '"performance status (ECOG) is not 2 or 3" cannot be true together.',
    ),
    (
        "primary_site is lung and (primary_site is breast or ecog >= 2)",
        '"primary site is breast" can never be true here, together with "primary site is lung".',
    ),
    ("sex is male and sex is male", '"sex is male" is given twice.'),
    (
        "age_years >= 70 and age_years >= 60",
        '"age is at least 60 years" adds nothing: it is true whenever "age is at least 70 years" is.',
    ),
    (
        "age_years >= 70 or age_years >= 60",
        '"age is at least 70 years" adds nothing: whenever it is true, "age is at least 60 years" is true as '
        "well.",
    ),
]


@for_each(("text", "message"), SAID, ids=[text for text, _ in SAID])
def test_warning_says_it_in_the_words_of_the_vocabulary(text, message):
    assert warnings_for(parse_text(text))[-1].message == message


def test_long_parts_are_cut_in_messages():
    long = " or ".join(f"(ecog is {i} and primary_site is lung)" for i in range(6))
    (warning,) = warnings_for(parse_text(f"({long}) and ({long})"))
    assert warning.code is RuleCheckCode.SAME_PART
    assert len(warning.message) < MOST_WORDS + 30 and "…" in warning.message


# Against trying every value

BEYOND = {"egfr": (-1, 251), "lesion_count": (-1, 100)}
MOST_TRIED = 2_000


def tried(key, condition):
    """Absence, and every value that makes a difference, found without the code under test."""
    fact = VOCABULARY[key]
    if fact.kind == "any_of":
        return [None, *sets(fact, condition)]
    if fact.kind == "number":
        between = (n + 0.5 for n in NUMBERS[key] if not (fact.integer or fact.step))
        return [None, *NUMBERS[key], *between, fact.within[1], *BEYOND.get(key, ())]
    if fact.kind == "token":
        return [None, *TOKENS[key], "M1b", "M1", "M0", "M0(i+)", "rM1a", "pM0"]
    if fact.kind == "date":
        return [None, *MONTHS, "2024-10", "2025-03"]
    return [None, ()] if fact.kind == "lesions" else [None, *single_values(fact)]


def sets(fact, condition):
    named = {
        word
        for comparison in comparisons(condition)
        if comparison.fact == fact.key and comparison.value is not None
        for word in (comparison.value if isinstance(comparison.value, tuple) else (comparison.value,))
    }
    assume(len(named) <= 6)
    of_splits = ({old, *finer} for old, finer in fact.splits.items() if named & {old, *finer})
    named = named.union(*of_splits)
    unnamed = [word for word in fact.choice_values if word not in named and word != NONE][:1]
    words = [*unnamed, *(named - {NONE})]
    some = chain.from_iterable(combinations(words, size) for size in range(1, len(words) + 1))
    none = [frozenset([NONE])] if NONE in fact.choice_values else []
    return [*map(frozenset, some), *none]


def every_record(*parts):
    """Every difference that records can make to the conditions."""
    whole = All(parts)
    columns = {key: tried(key, whole) for key in facts_of(whole)}
    count = 1
    for values in columns.values():
        count *= len(values)
    assume(count <= MOST_TRIED)
    for values in product(*columns.values()):
        yield Facts({key: value for key, value in zip(columns, values, strict=True) if value is not None})


CLOSE = [
    parse_text(text)
    for text in (
        "ecog < 2", "ecog is one of (1, 2)", "ecog >= 2", "ecog is 2",
        "ecog is recorded", "ecog is not recorded",
        "esas_pain < 4", "esas_pain >= 4", "esas_pain is 4", "esas_pain <= 10", "esas_pain > 3",
        "practical_needs has none", "practical_needs has any of (financial, transport)",
        "practical_needs has none of (transport, nutrition)", "practical_needs has financial",
        "m_category is M1", "m_category is none of (M0, pM1)", "m_category is pM1",
        "treatments_considered has ablation_or_sbrt", "treatments_considered has thermal_ablation",
        "treatments_considered has none of (thermal_ablation, stereotactic_radiotherapy)",
        "treatments_considered has none of (ablation_or_sbrt)",
    )
]  # fmt: skip


def grown(parts):
    several = st.lists(parts, min_size=1, max_size=4).map(tuple)
    return st.one_of(several.map(All), several.map(Any), parts.map(Not))


close = st.recursive(st.sampled_from(CLOSE), grown, max_leaves=7)
"""Conditions whose comparisons have to do with each other."""


def is_true(condition, facts):
    return evaluate(condition, facts) is Truth.TRUE


@settings(max_examples=200, deadline=None)
@given(conditions(max_leaves=5) | close)
def test_never_is_said_exactly_where_no_record_makes_it_true(condition):
    never = not any(is_true(condition, facts) for facts in every_record(condition))
    assert (RuleCheckCode.NEVER in {warning.code for warning in warnings_for(condition)}) is never


@settings(max_examples=200, deadline=None)
@given(conditions(max_leaves=4) | close)
def test_always_is_said_exactly_where_every_full_record_makes_it_true(condition):
    assume(all(comparison.value is not None for comparison in comparisons(condition)))
    asked = facts_of(condition)
    full = [facts for facts in every_record(condition) if len(facts) == len(asked)]
    always = all(is_true(condition, facts) for facts in full)
    assert (RuleCheckCode.ALWAYS in {warning.code for warning in warnings_for(condition)}) is always


def truths(condition, facts):
    """The truth of each part at its place, turned around inside a "not"."""
    found, left = {}, [explain(condition, facts)]
    while left:
        part = left.pop()
        left += part.parts
        turned = part.place.split(".").count("not") % 2
        found[part.place] = ~part.truth if turned else part.truth
    return found


@settings(max_examples=150, deadline=None)
@given(conditions(max_leaves=6) | close)
def test_every_warning_is_true_of_every_record(condition):
    warnings = warnings_for(condition)
    if not warnings:
        return
    records = list(every_record(condition))
    for facts in records:
        truth = truths(condition, facts)
        assert all(holds(warning, truth[warning.place], condition, facts) for warning in warnings)
    check_they_can_be_spared(condition, [w.place for w in warnings if can_be_spared(w)], records)


def can_be_spared(warning):
    idle = warning.code in (RuleCheckCode.SAME_PART, RuleCheckCode.PART_IDLE)
    return idle or (warning.code is RuleCheckCode.PART_NEVER and "never be true here" in warning.message)


def holds(warning, truth, condition, facts):
    """Whether what is said of a part with this truth is true of these facts."""
    if can_be_spared(warning):
        return True
    if warning.code in (RuleCheckCode.NEVER, RuleCheckCode.CONTRADICTION, RuleCheckCode.PART_NEVER):
        return truth is not Truth.TRUE
    return truth is Truth.TRUE or len(facts) < len(facts_of(condition))


def check_they_can_be_spared(condition, places, records):
    """All at once, where that leaves no group empty."""
    root = from_data(write_condition(condition))
    paths = paths_by_place(root)
    for path in sorted((paths[place] for place in places), reverse=True):
        root = remove(root, path)
        if not node_at(root, path[:-1]).parts:
            return
    without = parse_condition(to_data(root))
    assert all(is_true(condition, facts) is is_true(without, facts) for facts in records)


@settings(max_examples=200, deadline=None)
@given(conditions(max_leaves=3) | close, conditions(max_leaves=3) | close)
def test_rules_are_held_against_each_other_exactly(one, other):
    records = list(every_record(one, other))
    mine = {i for i, facts in enumerate(records) if is_true(one, facts)}
    theirs = {i for i, facts in enumerate(records) if is_true(other, facts)}
    expected = []
    if mine:
        expected = ["repeats"] if mine == theirs else ["covered"] if mine < theirs else []
    found = warnings_against(rule("one", one), [rule("one", one), rule("other", other)])
    assert [warning.code for warning in found] == expected


@settings(max_examples=100, deadline=None)
@given(conditions(max_leaves=4))
def test_condition_follows_from_itself_and_contradicts_its_negation(condition):
    reasoner = Reasoner()
    assert reasoner.follows(condition, condition)
    assert not reasoner.is_possible([condition, Not(condition)])


# Rules against each other


def rule(id_, when, effect=Effect.SHOW, section="staging/tnm", statement=None, message=""):
    condition = parse_text(when) if isinstance(when, str) else when
    return Rule(id_, effect, section, condition, statement=statement, message=message)


HIGHLIGHT, CAUTION = Effect.HIGHLIGHT, Effect.CAUTION
AGAINST = [
    # what, rule, other, codes
    ("the same", rule("a", "sex is male"), rule("b", "sex is male"), ["repeats"]),
    ("said otherwise", rule("a", "sex is male"), rule("b", "sex is not female"), ["repeats"]),
    (
        "in another order",
        rule("a", "ecog is 1 and sex is male"),
        rule("b", "sex is male and ecog is 1"),
        ["repeats"],
    ),
    ("turned around", rule("a", "ecog < 2"), rule("b", "not (ecog >= 2)"), ["repeats"]),
    ("itself", rule("a", "sex is male"), rule("a", "sex is male"), []),
    ("another section", rule("a", "sex is male"), rule("b", "sex is male", section="staging"), []),
    ("another effect", rule("a", "sex is male"), rule("b", "sex is male", CAUTION), []),
    (
        "another statement",
        rule("a", "sex is male", HIGHLIGHT, statement="111-1"),
        rule("b", "sex is male", HIGHLIGHT, statement="112-1"),
        [],
    ),
    (
        "the same statement",
        rule("a", "sex is male", HIGHLIGHT, statement="111-1"),
        rule("b", "sex is male", HIGHLIGHT, statement="111-1"),
        ["repeats"],
    ),
    ("caution twice", rule("a", "ecog is 2", CAUTION), rule("b", "ecog is 2", CAUTION), ["repeats"]),
    ("narrower", rule("a", "ecog >= 3"), rule("b", "ecog >= 2"), ["covered"]),
    ("wider", rule("a", "ecog >= 2"), rule("b", "ecog >= 3"), []),
    ("narrower caution", rule("a", "ecog >= 3", CAUTION), rule("b", "ecog >= 2", CAUTION), []),
    ("value against known", rule("a", "ecog >= 3"), rule("b", "ecog is recorded"), ["covered"]),
    ("one of two", rule("a", "ecog is 3"), rule("b", "sex is male or ecog is 3"), ["covered"]),
    ("fact that may be unknown", rule("a", "ecog is 3"), rule("b", "sex is male or sex is female"), []),
    ("never true", rule("a", "esas_pain < 0"), rule("b", "sex is male"), []),
]  # fmt: skip


@for_each(("one", "other", "codes"), [a[1:] for a in AGAINST], ids=[a[0] for a in AGAINST])
def test_rule_is_warned_of_a_rule_that_makes_it_needless(one, other, codes):
    found = warnings_against(one, [other])
    assert [warning.code for warning in found] == codes
    assert all(warning.other == other.id and f'"{other.id}"' in warning.message for warning in found)


# Too much work


def pigeons(holes):
    """More pigeons than holes, each in a hole, no two in one: never true, and hard to see."""
    keys = [f"esas_{name}" for name in ("pain", "tiredness", "drowsiness", "nausea", "appetite", "anxiety")]
    each = [Any(tuple(parse_text(f"{key} is {hole}") for hole in range(holes))) for key in keys[: holes + 1]]
    apart = [
        Not(All((parse_text(f"{a} is {hole}"), parse_text(f"{b} is {hole}"))))
        for a, b in combinations(keys[: holes + 1], 2)
        for hole in range(holes)
    ]
    return All((*each, *apart))


def test_what_takes_too_much_work_is_left_unsaid():
    assert RuleCheckCode.NEVER in {warning.code for warning in warnings_for(pigeons(2))}
    assert not Reasoner(most_work=100).follows(parse_text("sex is male"), pigeons(2))
    assert Reasoner(most_work=100).is_possible([pigeons(2)])


SYMPTOMS = VOCABULARY["symptoms"].choice_values
LARGE = [
    " and ".join(f"esas_pain is not {i % 11}" for i in range(190)),
    " or ".join(f"(egfr < {i} and age_years > {i + 18})" for i in range(1, 60)),
    " and ".join(f"(egfr < {i} or age_years > {i + 18})" for i in range(1, 60)),
    " or ".join(f"creatinine_umol_l < {i + 20}" for i in range(190)),
    " and ".join(f"symptoms has none of ({a}, {b})" for a, b in combinations(SYMPTOMS, 2)),
]  # fmt: skip


@for_each("text", LARGE, ids=[text[:30] for text in LARGE])
def test_large_condition_is_checked_as_far_as_the_work_goes(text):
    condition = parse_text(text)
    for warning in warnings_for(condition):
        assert warning.code and warning.message
    assert Reasoner().is_possible([condition]) or RuleCheckCode.NEVER in {
        w.code for w in warnings_for(condition)
    }


# Sentences

INSTEAD = "then a sentence made of the facts stands in its place."
NAMING = [
    # condition, reason, message, what is warned of
    ("egfr < 45", "eGFR is {egfr}.", "", []),
    ("egfr < 45 and (sex is male or sex is female)", "{sex}, eGFR {egfr}.", "", []),
    ("not (egfr >= 45 or ecog <= 1)", "ECOG {ecog}, eGFR {egfr}.", "", []),
    (
        "egfr < 45",
        "{sex}, {sex} again.",
        "",
        [f"The reason names sex, but the condition does not ask about it: {INSTEAD}"],
    ),
    (
        "egfr < 45 or sex is male",
        "eGFR is {egfr}.",
        "",
        [f"The reason names eGFR, but the rule can apply without it: {INSTEAD}"],
    ),
    (
        "ecog >= 2 and (egfr is not recorded or egfr < 45)",
        "",
        "ECOG {ecog} and eGFR {egfr}.",
        [
            "The caution names eGFR, but the rule can apply without it: while it is not recorded, the "
            'caution says "not recorded".'
        ],
    ),
]  # fmt: skip


@for_each(("text", "because", "message", "warned"), NAMING)
def test_a_sentence_is_warned_of_when_it_names_what_need_not_be_the_reason(text, because, message, warned):
    of_text = replace(rule("r-1", parse_text(text)), because=because, message=message)
    found = list(warnings_of_sentences(of_text))
    assert [warning.message for warning in found] == warned
    assert {warning.code for warning in found} <= {RuleCheckCode.NAMES_OTHER}
    assert {warning.place for warning in found} <= {"because" if because else "message"}


# The page about it

PAGE = (CONTENT.parents[1] / "docs" / "matching.md").read_text()
TABLE = re.search(r"<!-- warnings -->(.*?)<!-- end -->", PAGE, re.DOTALL)[1].strip().splitlines()[2:]
ON_PAGE = [tuple(cell.strip(" `") for cell in row.strip("|").split("|")) for row in TABLE]


def test_page_names_every_warning():
    assert {code for code, _, _ in ON_PAGE} == set(RuleCheckCode)


@for_each(("code", "text"), [(code, text) for code, _, text in ON_PAGE if text])
def test_example_on_the_page_is_warned_of(code, text):
    assert code in {warning.code for warning in warnings_for(parse_text(text))}


# The shipped rules


def shipped():
    for data in entries_in("rules/*.yaml", "rules"):
        when = parse_condition(data["when"])
        said = {name: data.get(name, "") for name in ("because", "message")}
        of_data = rule(data["id"], when, Effect(data["effect"]), data["section"], data.get("statement"))
        yield replace(of_data, **said)


def test_no_shipped_rule_is_pointless_or_given_twice():
    rules = list(shipped())
    codes = {
        warning.code
        for each in rules
        for warning in (
            *warnings_for(each.when),
            *warnings_of_sentences(each),
            *warnings_against(each, rules),
        )
    }
    assert codes <= {RuleCheckCode.PART_IDLE, RuleCheckCode.COVERED}
