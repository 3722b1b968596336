"""Marking a whole attempt with its difference in guidance, against matching the same record alone."""

from __future__ import annotations

from collections.abc import Callable

from cases.content.library import shipped_library
from cases.domain.deriving import derive
from cases.domain.known import Recorded
from cases.domain.marking import guidance_difference, mark_attempt
from cases.domain.questions import QuestionAnswer, read_answer
from cases.domain.teaching import TeachingContent
from guidance.domain.explaining import answer
from tests.benchmarks.editions import shipped_edition
from tests.benchmarks.timing import medians, table

MOST_TIMES_MATCHING = 3


def test_marking_costs_few_matchings() -> None:
    """Marking begins at the record and derives its facts; matching alone is given them.

    The key's own answer is worked out once and kept, as the server keeps it; the resident's never is.
    """
    edition = shipped_edition()
    cases = shipped_library().cases
    answers = {case.slug: _answers(case) for case in cases}
    expected = {case.slug: answer(edition, derive(case.key.record).facts) for case in cases}
    entered = {case.slug: _without_m(case.key.record) for case in cases}
    facts = {slug: derive(recorded).facts for slug, recorded in entered.items()}

    def match(case: TeachingContent) -> object:
        return answer(edition, facts[case.slug])

    def mark(case: TeachingContent) -> object:
        marks = mark_attempt(case, entered[case.slug], answers[case.slug])
        wrong = {each.key for each in marks if each.is_missed}
        mine = answer(edition, derive(entered[case.slug]).facts)
        return guidance_difference(mine, expected[case.slug], wrong)

    seconds = medians({"matching alone": _each(match, cases), "marking with difference": _each(mark, cases)})
    ratio = seconds["marking with difference"] / seconds["matching alone"]
    rows = [[name, f"{each * 1000:.2f}"] for name, each in seconds.items()]
    table(
        "A full attempt of each shipped teaching case in turn", ["", "ms"], [*rows, ["ratio", f"{ratio:.2f}"]]
    )
    assert ratio <= MOST_TIMES_MATCHING


def _each(
    work: Callable[[TeachingContent], object], cases: tuple[TeachingContent, ...]
) -> Callable[[], object]:
    """One call does all cases, so that both works do the same ones."""
    return lambda: [work(case) for case in cases]


def _answers(case: TeachingContent) -> dict[str, QuestionAnswer]:
    given = {question.key: read_answer(question, question.expert_answer()) for question in case.questions}
    return {key: answer for key, answer in given.items() if answer is not None}


def _without_m(record: Recorded) -> Recorded:
    return {key: value for key, value in record.items() if key not in ("m_category", "kidney_diagnosis")}
