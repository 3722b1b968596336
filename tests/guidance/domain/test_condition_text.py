"""Conditions as text: written so that they read back the same, read with every fault in its place."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guidance.domain.conditions import (
    All,
    Any,
    ConditionErrors,
    Not,
    Op,
    TextErrors,
    in_words,
    parse_condition,
    parse_text,
    write_text,
)
from guidance.domain.conditions.text import MAX_LENGTH
from guidance.domain.conditions.text.text_rendering import WIDTH
from tests.guidance.content import entries_in
from tests.tables import for_each

from .strategies import conditions

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "matching.md").read_text()
RULES = entries_in("rules/*.yaml", "rules")

LUNG = {"fact": "primary_site", "op": "is", "value": "lung"}
FIT = {"fact": "ecog", "op": "<=", "value": 1}
LOW_EGFR = {"fact": "egfr", "op": "<", "value": 45}


def comparison(fact, op, value=...):
    return {"fact": fact, "op": op} | ({} if value is ... else {"value": value})


WRITTEN = [
    # data, text
    (LUNG, "primary_site is lung"),
    (comparison("primary_site", "is_not", "lung"), "primary_site is not lung"),
    (comparison("primary_site", "in", ["lung", "breast"]), "primary_site is one of (lung, breast)"),
    (comparison("primary_site", "not_in", ["lung"]), "primary_site is none of (lung)"),
    (comparison("symptoms", "has", "fever"), "symptoms has fever"),
    (comparison("symptoms", "is", "none"), "symptoms has none"),
    (comparison("symptoms", "has_any", ["fever", "malaise"]), "symptoms has any of (fever, malaise)"),
    (comparison("symptoms", "has_none_of", ["none"]), "symptoms has none of (none)"),
    (comparison("hereditary_syndrome", "is", "none"), "hereditary_syndrome is none"),
    (comparison("solitary_kidney", "is", True), "solitary_kidney is yes"),
    (comparison("solitary_kidney", "is_not", False), "solitary_kidney is not no"),
    (LOW_EGFR, "egfr < 45"),
    (comparison("egfr", ">=", 59.5), "egfr >= 59.5"),
    (comparison("ecog", "<=", "1"), "ecog <= 1"),
    (comparison("gfr_category", ">", "G3a"), "gfr_category > G3a"),
    (comparison("diagnosis_date", ">=", "2025-03"), "diagnosis_date >= 2025-03"),
    (comparison("ecog", "known"), "ecog is recorded"),
    (comparison("ecog", "not_recorded"), "ecog is not recorded"),
    (comparison("m_category", "is", "cM1c(OTH)"), 'm_category is "cM1c(OTH)"'),
    (comparison("m_category", "in", ["M0(i+)", "M1"]), 'm_category is one of ("M0(i+)", M1)'),
    ({"all": [LUNG, FIT]}, "primary_site is lung and ecog <= 1"),
    ({"any": [LUNG, FIT]}, "primary_site is lung or ecog <= 1"),
    ({"not": LUNG}, "not (primary_site is lung)"),
    ({"not": {"not": LUNG}}, "not (not (primary_site is lung))"),
    ({"all": [LUNG, {"any": [FIT, {"not": LOW_EGFR}]}]},
     "primary_site is lung and (ecog <= 1 or not (egfr < 45))"),
    ({"all": [{"all": [LUNG, FIT]}, LOW_EGFR]}, "(primary_site is lung and ecog <= 1) and egfr < 45"),
    ({"all": [LUNG]}, "all of (primary_site is lung)"),
    ({"any": [{"all": [LUNG, FIT]}]}, "any of (primary_site is lung and ecog <= 1)"),
]  # fmt: skip


@for_each(("data", "text"), WRITTEN, ids=[text for _, text in WRITTEN])
def test_condition_is_written_as_text_and_read_back(data, text):
    condition = parse_condition(data)
    assert write_text(condition) == text
    assert parse_text(text) == condition


SAME = [
    # text, the same as it is usually written
    ("  primary_site\n\t is   lung ", "primary_site is lung"),
    ("primary_site IS NOT lung AND ecog<=1", "primary_site is not lung and ecog <= 1"),
    ("egfr ≤ 45 or egfr ≥ 90", "egfr <= 45 or egfr >= 90"),
    ("primary_site is not one of (lung)", "primary_site is none of (lung)"),
    ("symptoms is none", "symptoms has none"),
    ("not solitary_kidney is yes", "not (solitary_kidney is yes)"),
    ("((primary_site is lung))", "primary_site is lung"),
    ("all of (sex is male, ecog <= 1, egfr < 45)", "sex is male and ecog <= 1 and egfr < 45"),
    ("any of (sex is male, ecog <= 1 and egfr < 45)", "sex is male or (ecog <= 1 and egfr < 45)"),
    ('primary_site is "lung"', "primary_site is lung"),
    ("primary_site is “lung”", "primary_site is lung"),
    ("egfr < 45.5\r\nand sex is male", "egfr < 45.5 and sex is male"),
    ("not sex is male and ecog <= 1", "not (sex is male) and ecog <= 1"),
]


@for_each(("text", "usual"), SAME, ids=[text.strip() for text, _ in SAME])
def test_other_ways_of_writing_say_the_same(text, usual):
    assert write_text(parse_text(text)) == usual


@settings(deadline=None)
@given(conditions())
def test_what_was_written_reads_back_the_same(condition):
    assert parse_text(write_text(condition)) == condition


@settings(deadline=None)
@given(conditions(max_leaves=30))
def test_long_conditions_are_folded_into_lines_that_fit(condition):
    text = write_text(condition)
    assert parse_text(" ".join(text.split())) == condition
    assert all(len(line) <= WIDTH + 20 for line in text.splitlines())


@for_each("rule", RULES, ids=[rule["id"] for rule in RULES])
def test_every_shipped_rule_reads_back_from_its_text(rule):
    condition = parse_condition(rule["when"])
    assert parse_text(write_text(condition)) == condition


def test_groups_that_do_not_fit_take_a_line_for_each_part():
    group = {"any": [comparison("laterality", "is", "bilateral"), comparison("solitary_kidney", "is", True)]}
    considered = comparison("treatments_considered", "has", "radical_nephrectomy")
    text = write_text(parse_condition({"all": [considered, group, {"not": {"any": [LUNG, FIT, LOW_EGFR]}}]}))
    assert text.splitlines() == [
        "treatments_considered has radical_nephrectomy",
        "and (laterality is bilateral or solitary_kidney is yes)",
        "and not (primary_site is lung or ecog <= 1 or egfr < 45)",
    ]


def test_deepest_condition_that_is_allowed_reads_back():
    data = {"all": [LUNG, FIT]}
    for _ in range(9):
        data = {"not": {"any": [data]}}
    condition = parse_condition(data)
    assert parse_text(write_text(condition)) == condition
    with pytest.raises(TextErrors, match="nested more than 20 deep"):
        parse_text(f"not (not ({write_text(condition)}))")


FAULTS = [
    # text, (line, column) and part of the message of each fault, nearest word of the first
    ("primry_site is lung", [(1, 1, "not in the vocabulary")], "primary_site"),
    ("sex is male\nand primary_site is lungs", [(2, 21, '"lungs" is not one of the choices')], "lung"),
    ("egfr has 45", [(1, 6, '"has" cannot be asked of egfr')], "is"),
    ("symptoms is one of (fever)", [(1, 10, "Allowed: has, has any of")], "has any of"),
    ("egfr below 45", [(1, 6, '"below" stands where an operator belongs')], "<"),
    ("egfr = 45", [(1, 6, "where an operator belongs")], "is"),
    ("egfr =< 45", [(1, 6, "where an operator belongs")], "<="),
    ("egfr < low", [(1, 8, '"low" is not a number. Allowed: from 0 to 250')], None),
    ("egfr < 4500", [(1, 8, "outside the plausible range")], None),
    (f"egfr < {'9' * 5000}", [(1, 8, "is not a number")], None),
    ("egfr <", [(1, 7, "The text ends where a value belongs. Allowed for egfr")], None),
    ("egfr", [(1, 5, "The text ends where an operator belongs")], None),
    ("solitary_kidney is true", [(1, 20, "Allowed: yes, no.")], "yes"),
    ("diagnosis_date > 2025", [(1, 18, "not a year and month")], None),
    ("symptoms is fever", [(1, 13, '"is" takes only none')], None),
    ("m_category is m1C", [(1, 15, "is not written as")], "M1c"),
    ("m_category is cM1c(OTH)", [(1, 15, 'is put in quotes: "cM1c(OTH)"')], None),
    ("m_category is one of (M0, cM1c(OTH,PUL))", [(1, 27, 'quotes: "cM1c(OTH,PUL)"')], None),
    ("primary_site is one of (lung, breast, lung)", [(1, 39, "is named twice")], None),
    ("primary_site is one of ()", [(1, 25, "where a value belongs. Allowed for primary_site: lung")], None),
    ("primary_site is one of lung", [(1, 24, "Allowed here: (.")], None),
    ("primary_site is one of (lung", [(1, 24, "The bracket is not closed")], None),
    ("(sex is male", [(1, 1, "The bracket is not closed")], None),
    ("sex is male)", [(1, 12, "Allowed here: and, or, the end")], None),
    ("sex is male adn ecog <= 1", [(1, 13, "Allowed here: and, or")], "and"),
    ("sex is male and", [(1, 16, "ends too early. Allowed here: a fact, not")], None),
    ("sex is and", [(1, 8, "where a value belongs. Allowed for sex: female, male.")], None),
    ("is male", [(1, 1, "Allowed here: a fact")], None),
    ("", [(1, 1, "ends too early")], None),
    ('primary_site is "lung', [(1, 17, "quotation mark is not closed")], None),
    ("sex is male and ecog <= 1\nor egfr < 45", [(2, 1, "Put what belongs together in brackets")], None),
    ("sex is mal\x00e and ecog\u200f <= 1", [(1, 11, "U+0000"), (1, 22, "U+200F")], None),
    (
        "primry_site is lung\nor egfr has 3\nor (ecog is 7 or sex = male)",
        [(1, 1, "vocabulary"), (2, 9, "cannot be asked"), (3, 13, "choices"), (3, 22, "operator")],
        "primary_site",
    ),
]


@for_each(("text", "places", "nearest"), FAULTS, ids=[repr(fault[0][:40]) for fault in FAULTS])
def test_fault_names_its_line_and_column_and_the_nearest_word(text, places, nearest):
    with pytest.raises(TextErrors) as refused:
        parse_text(text)
    errors = refused.value.errors
    assert [(error.line, error.column) for error in errors] == [place[:2] for place in places]
    assert all(place[2] in error.message for error, place in zip(errors, places, strict=True))
    assert errors[0].nearest == nearest
    line, column = places[0][:2]
    assert errors[0].place == f"line {line}, column {column}"
    assert isinstance(refused.value, ConditionErrors)


HOSTILE = [
    "(" * 100_000,
    "(" * 40_000,
    "not " * 12_000,
    "all of (" * 6_000,
    ")" * 40_000,
    "sex is male and " * 3_000,
    "x is y and " * 4_000,
    "primry_site is lung or " * 2_000,
    "a" * 49_000,
    '"' * 40_000,
    ", " * 20_000,
    "\x00" * 40_000,
    "\u202e(sex is male)",
    "\ud800 is male",
    "sex\u2028is",
    "<" * 40_000,
    "m_category is M1" + "(" * 30_000,
]


@for_each("text", HOSTILE, ids=[repr(text[:12]) for text in HOSTILE])
def test_hostile_text_is_refused_in_few_words(text):
    with pytest.raises(TextErrors) as refused:
        parse_text(text)
    assert 1 <= len(refused.value.errors) <= 21
    assert all(len(error.message) < 1_500 for error in refused.value.errors)


def test_text_of_any_length_up_to_the_limit_is_read():
    parts = " and ".join(["ecog <= 1"] * (MAX_LENGTH // 15))
    assert len(parse_text(parts).parts) == MAX_LENGTH // 15
    with pytest.raises(TextErrors, match=f"Allowed: up to {MAX_LENGTH}"):
        parse_text(parts + " " * MAX_LENGTH)


WORDS = (
    "and",
    "or",
    "not",
    "(",
    ")",
    ",",
    "is",
    "one",
    "of",
    "has",
    "none",
    "recorded",
    "egfr",
    "<",
    '"',
    "x",
)


@settings(deadline=None)
@given(conditions(), st.sampled_from(WORDS), st.data())
def test_text_with_a_word_too_many_or_too_few_is_read_or_refused_where_it_stands(condition, word, data):
    pieces = write_text(condition).split(" ")
    place = data.draw(st.integers(0, len(pieces) - 1))
    pieces[place : place + data.draw(st.integers(0, 1))] = data.draw(st.sampled_from([[], [word]]))
    text = " ".join(pieces)
    try:
        read = parse_text(text)
    except TextErrors as refused:
        lines = text.split("\n")
        for error in refused.errors:
            assert 1 <= error.line <= len(lines)
            assert 1 <= error.column <= len(lines[error.line - 1]) + 1
    else:
        assert parse_text(write_text(read)) == read


def test_groups_are_kept_as_they_were_written():
    a, b, c = (parse_condition(data) for data in (LUNG, FIT, LOW_EGFR))
    for condition in (
        All((All((a, b)), c)),
        All((a, b, c)),
        Any((Any((a,)), b)),
        All((All((a,)),)),
        Not(Not(a)),
    ):
        assert parse_text(write_text(condition)) == condition


# The page about it

BLOCKS = re.findall(r"```condition\n(.*?)```\n(?:Reads: ([^\n]*)\n)?", PAGE, re.DOTALL)
WITH_WORDS = [block for block in BLOCKS if block[1]]


@for_each("block", BLOCKS, ids=lambda block: block[0][:30])
def test_text_on_the_page_is_as_it_is_written(block):
    assert write_text(parse_text(block[0])) == block[0].strip()


@for_each(("text", "words"), WITH_WORDS, ids=[words[:30] for _, words in WITH_WORDS])
def test_text_on_the_page_reads_as_it_says(text, words):
    assert in_words(parse_text(text)) == words


def test_page_shows_every_operator_of_the_language():
    table = re.search(r"<!-- text -->(.*?)<!-- end -->", PAGE, re.DOTALL)[1]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.strip().splitlines()[2:]]
    written = dict(
        pair
        for ops, texts, _ in rows
        for pair in zip(ops.split(", "), [t.strip() for t in texts.split(";")], strict=True)
    )
    assert written == {op.value: op.written for op in Op}


def test_faults_on_the_page_are_reported_as_it_says():
    faulty, said = re.search(r"```condition-faulty\n(.*?)```\n\n```text\n(.*?)```", PAGE, re.DOTALL).groups()
    with pytest.raises(TextErrors) as refused:
        parse_text(faulty)
    assert str(refused.value) == said.strip()
