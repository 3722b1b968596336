"""docs/matching.md says what the code does: its examples are read, its tables compared."""

import re
from pathlib import Path

import pytest
import yaml

from guidance.domain.conditions import (
    ConditionErrors,
    Truth,
    in_words,
    parse_condition,
    weigh,
    write_condition,
)
from guidance.domain.facts import Facts
from guidance.domain.vocabulary import KINDS, VOCABULARY
from tests.tables import for_each

PAGE = (Path(__file__).parents[3] / "docs" / "matching.md").read_text()
EXAMPLES = re.findall(r"```yaml\n(.*?)```\n(?:Reads: ([^\n]*)\n)?", PAGE, re.DOTALL)
READ = [example for example in EXAMPLES if example[1]]
ANSWERS = {"holds": Truth.TRUE, "does not hold": Truth.FALSE, "undecided": Truth.UNDECIDED}


def between(name):
    return re.search(rf"<!-- {name} -->(.*?)<!-- end -->", PAGE, re.DOTALL)[1]


def rows(name):
    lines = between(name).strip().splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


@for_each("example", EXAMPLES, ids=lambda example: example[0][:40])
def test_example_is_a_condition_that_can_be_written_back(example):
    condition = parse_condition(yaml.safe_load(example[0]))
    assert parse_condition(write_condition(condition)) == condition


@for_each(("text", "words"), READ, ids=[words[:40] for _, words in READ])
def test_example_reads_as_the_page_says(text, words):
    assert in_words(parse_condition(yaml.safe_load(text))) == words


def test_page_has_examples():
    assert len(READ) >= 5 and len(EXAMPLES) > len(READ)


def test_table_of_operators_is_the_code():
    written = {kind: operators for kind, operators, _ in rows("operators")}
    assert written.pop("lesions").startswith("none of its own")
    assert written == {name: ", ".join(kind.operators) for name, kind in KINDS.items() if kind.operators}


def test_every_kind_of_fact_is_in_the_table():
    assert {row[0] for row in rows("operators")} == set(KINDS)


def test_grades_are_those_that_can_be_compared():
    graded = [fact.key for fact in VOCABULARY.values() if fact.kind == "one_of" and "<" in fact.ops]
    assert re.findall(r"`(\w+)`", between("grades")) == graded


@for_each(("recorded", "answer", "keys"), rows("answers"))
def test_answer_is_what_the_page_says(recorded, answer, keys):
    condition = parse_condition(yaml.safe_load(EXAMPLES[-1][0]))
    known = {} if recorded == "nothing" else dict(pair.split(": ") for pair in recorded.split(", "))
    truth, behind = weigh(condition, Facts(known))
    assert (truth, ", ".join(behind)) == (ANSWERS[answer], keys)


def test_faults_are_reported_as_the_page_says():
    faulty, said = re.search(r"```yaml faulty\n(.*?)```\n\n```text\n(.*?)```", PAGE, re.DOTALL).groups()
    with pytest.raises(ConditionErrors) as refused:
        parse_condition(yaml.safe_load(faulty))
    assert str(refused.value) == said.strip()
