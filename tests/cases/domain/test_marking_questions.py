"""Marks of answers: one table for each kind of question, each row an answer and what it earns."""

from typing import Any

import pytest

from cases.domain.marking import mark_question
from cases.domain.questions import KINDS, AnswerError, AnyQuestion, read_answer
from tests.tables import for_each


def question(kind: str, **more: Any) -> AnyQuestion:
    base = {"key": "q", "kind": kind, "stem": "?", "domain": "staging", "objective": "m-category"}
    return KINDS[kind].read(base | more)


def options(*rows: tuple[str, float], harmful: str = "") -> list[dict[str, Any]]:
    return [{"key": key, "text": key.upper(), "credit": credit} for key, credit in rows] + (
        [{"key": harmful, "text": harmful.upper(), "harmful": True}] if harmful else []
    )


KEY_FEATURE = question(
    "key_feature", options=options(("a", 1), ("b", 1), ("c", 0), harmful="knife"), maximum=2
)
WRITE_IN = question(
    "key_feature",
    options=[
        {"key": "biopsy", "text": "Core biopsy", "credit": 1, "also": ["biopsy", "needle biopsy"]},
        {"key": "nephrectomy", "text": "Nephrectomy", "harmful": True},
    ],
    maximum=2,
    write_in=True,
)
RANKED = question(
    "ranked_differential", options=options(("a", 0), ("b", 0), ("c", 0), ("d", 0)), ranked=["a", "b", "c"]
)
CONCORDANCE = question(
    "script_concordance",
    hypothesis="metastasis",
    finding="adrenal lesion",
    panel={"label": "Example", "votes": {"-2": 0, "-1": 1, "0": 2, "1": 6, "2": 3}},
)
SINGLE = question("single_best_answer", options=options(("a", 1), ("b", 0.5), ("c", 0)))
MULTIPLE = question("multiple_best_answer", options=options(("a", 1), ("b", 1), ("c", 0), ("d", 0)))
NUMERIC = question("numeric", value=66, tolerance=1, unit="mL/min", minimum=1, maximum=200)
SHORT = question("short_text", model_answer="M.", points=["one", "two", "three", "four"], maximum_length=80)


MARKED = [
    pytest.param(KEY_FEATURE, ["a", "b"], 1, id="both key features"),
    pytest.param(KEY_FEATURE, ["a"], 0.5, id="one key feature"),
    pytest.param(KEY_FEATURE, ["a", "c"], 0.5, id="a distractor costs nothing by itself"),
    pytest.param(KEY_FEATURE, ["a", "b", "c"], 0, id="one more than the maximum costs all"),
    pytest.param(KEY_FEATURE, ["a", "knife"], 0, id="a harmful one costs all"),
    pytest.param(KEY_FEATURE, None, 0, id="nothing chosen"),
    pytest.param(WRITE_IN, "NEEDLE-biopsy", 1, id="another spelling, other capitals and hyphens"),
    pytest.param(WRITE_IN, "core biopsy\nwatchful waiting", 1, id="an unexpected line costs nothing"),
    pytest.param(WRITE_IN, "biopsy\nneedle biopsy", 1, id="the same twice counts once"),
    pytest.param(WRITE_IN, "biopsy\nwaiting\nprayer", 0, id="three lines where two are allowed"),
    pytest.param(WRITE_IN, "biopsy\nnephrectomy", 0, id="a harmful one written in"),
    pytest.param(WRITE_IN, "nephrostomy", 0, id="near is not the same"),
    pytest.param(RANKED, ["a", "b", "c"], 1, id="the expert's order"),
    pytest.param(RANKED, ["c", "b", "a"], 0.789999, id="the order turned round"),
    pytest.param(RANKED, ["a"], 0.630002, id="only the first"),
    pytest.param(RANKED, ["d"], 0, id="none of the expert's"),
    pytest.param(CONCORDANCE, "1", 1, id="the modal answer"),
    pytest.param(CONCORDANCE, "2", 0.5, id="3 votes of 6"),
    pytest.param(CONCORDANCE, "-1", 1 / 6, id="1 vote of 6"),
    pytest.param(CONCORDANCE, "-2", 0, id="nobody's answer"),
    pytest.param(SINGLE, "a", 1, id="the best"),
    pytest.param(SINGLE, "b", 0.5, id="a second best"),
    pytest.param(SINGLE, "c", 0, id="not the best"),
    pytest.param(MULTIPLE, ["a", "b"], 1, id="all that are right"),
    pytest.param(MULTIPLE, ["a", "b", "c"], 0.5, id="a wrong one takes a right one away"),
    pytest.param(MULTIPLE, ["c", "d"], 0, id="never below nothing"),
    pytest.param(NUMERIC, "67", 1, id="at the edge of the tolerance"),
    pytest.param(NUMERIC, "64,9", 0, id="outside it, with a comma"),
    pytest.param(SHORT, None, 0, id="no text"),
]


def test_every_kind_has_its_rows() -> None:
    forgotten = set(KINDS) - {row.values[0].kind for row in MARKED}

    assert forgotten == set(), "MARKED has no answer to a question of the kind with what it earns"


@for_each(("asked", "given", "credit"), MARKED)
def test_an_answer_earns(asked: AnyQuestion, given: object, credit: float) -> None:
    answer = read_answer(asked, given)

    mark = mark_question(asked, answer, "step")

    assert mark.credit == pytest.approx(credit, abs=1e-5)
    assert mark_question(asked, answer, "step") == mark  # marking again gives the same mark


def test_a_short_text_waits_for_its_writer() -> None:
    mark = mark_question(SHORT, "My text", "step")

    assert mark.credit is None
    assert mark.verdict == "pending"
    assert SHORT.self_credit([0, 2]) == 0.5
    with pytest.raises(ValueError, match="4 points"):
        SHORT.self_credit([7])


def test_a_mark_says_what_was_entered_what_was_expected_and_why() -> None:
    mark = mark_question(KEY_FEATURE, ("a", "knife"), "step")

    assert (mark.entered, mark.expected) == ("A; KNIFE", "A; B")
    assert "KNIFE" in mark.why
    assert "do harm" in mark.why
    assert [(line.text, line.verdict) for line in mark.lines] == [
        ("A", "right"),
        ("B", "missing"),
        ("C", ""),
        ("KNIFE", "harmful"),
    ]


@for_each(
    ("asked", "given", "says"),
    [
        pytest.param(KEY_FEATURE, ["zebra"], "none of the answers", id="an option of another question"),
        pytest.param(RANKED, ["a", "a"], "two places", id="ranked twice"),
        pytest.param(RANKED, ["a", "b", "c", "d"], "3 are asked for", id="more than asked for"),
        pytest.param(CONCORDANCE, "3", "no point of the scale", id="off the scale"),
        pytest.param(CONCORDANCE, "much", "no point of the scale", id="words"),
        pytest.param(SINGLE, ["a", "b"], "has one", id="two of one"),
        pytest.param(NUMERIC, "about 66", "is no number", id="words for a number"),
        pytest.param(NUMERIC, "1e3", "is no number", id="an exponent"),
        pytest.param(NUMERIC, "900", "1 to 200 mL/min", id="out of range names the range"),
        pytest.param(SHORT, "x" * 81, "at most 80", id="too long"),
        pytest.param(WRITE_IN, "\n".join("abcdefghijklm"), "at most 12", id="too many lines"),
        pytest.param(SINGLE, {"a": 1}, "no answer", id="not even text"),
    ],
)
def test_what_is_no_answer_is_refused_in_a_sentence(asked: AnyQuestion, given: object, says: str) -> None:
    with pytest.raises(AnswerError, match=says):
        read_answer(asked, given)


@for_each(
    ("kind", "more", "says"),
    [
        ("single_best_answer", {"options": options(("a", 1), ("b", 1))}, "exactly one"),
        ("multiple_best_answer", {"options": options(("a", 0.5), ("b", 1))}, "right (1) or not (0)"),
        ("key_feature", {"options": options(("a", 1), ("b", 1)), "maximum": 1}, "at most 1"),
        ("key_feature", {"options": options(("a", 0), ("b", 0)), "maximum": 1}, "none of the options"),
        ("ranked_differential", {"options": options(("a", 0), ("b", 0)), "ranked": ["a", "z"]}, '"z"'),
        ("numeric", {"value": 5, "tolerance": 0, "minimum": 6, "maximum": 9}, "does not lie"),
        (
            "script_concordance",
            {"hypothesis": "h", "finding": "f", "panel": {"label": "", "votes": {"0": 0}}},
            "nobody voted",
        ),
        ("single_best_answer", {"options": options(("a", 1), ("a", 0))}, "2 times"),
    ],
)
def test_a_faulty_question_is_told(kind: str, more: dict[str, Any], says: str) -> None:
    assert says in " ".join(said for _, said in question(kind, **more).faults())
