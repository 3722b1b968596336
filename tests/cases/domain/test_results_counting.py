"""What was entered how often, and how each item did, over made-up attempts at a small case."""

from typing import Any

from cases.domain.marking import mark_attempt
from cases.domain.questions import QuestionAnswer, read_answer
from cases.domain.results.case_statistics import CaseStatistics, ItemResults, TalliedEntry
from cases.domain.results.counting import CountedAttempt, ItemMark, case_statistics
from cases.domain.teaching import TeachingContent, read_teaching_case
from tests.cases.small_case import OBJECTIVES
from tests.cases.small_case import case as small_case

COMMON = {"domain": "diagnosis", "objective": "tissue"}
QUESTIONS: list[dict[str, Any]] = [
    {
        "kind": "key_feature", "key": "steps", "stem": "Which *steps*?", "maximum": 2, "write_in": True,
        "options": [
            {"key": "biopsy", "text": "Core biopsy", "credit": 1, "also": ["needle biopsy"]},
            {"key": "surgery", "text": "Surgery", "harmful": True},
        ],
    },
    {
        "kind": "script_concordance", "key": "moves", "stem": "And now?", "hypothesis": "H", "finding": "F",
        "panel": {"label": "Ten", "votes": {"-2": 0, "-1": 1, "0": 3, "1": 6, "2": 0}},
    },
    {
        "kind": "short_text", "key": "why", "stem": "Why?", "model_answer": "So.", "points": ["so"],
    },
]  # fmt: skip


def content() -> TeachingContent:
    document = small_case()
    step = document["steps"][0]
    step["questions"] += [question | COMMON for question in QUESTIONS]
    step["asked"] += ["treatments_considered", "m_category", "ecog"]
    document["key"]["record"] |= {
        "treatments_considered": ["immunotherapy", "external_radiotherapy"],
        "m_category": "cM1a",
    }
    document["key"]["marks"] += [
        {"fact": fact, "objective": "m-category", "why": "It follows."}
        for fact in ("treatments_considered", "m_category", "ecog")
    ]
    return read_teaching_case(document, OBJECTIVES)


CASE = content()


def attempt(answers: dict[str, Any] | None = None, **entered: Any) -> CountedAttempt:
    """As the expert would, with other entries where given; nothing for the short text."""
    given: dict[str, QuestionAnswer] = {}
    for question in CASE.questions:
        sent = (answers or {}).get(question.key, question.expert_answer())
        read = read_answer(question, sent)
        if read is not None:
            given[question.key] = read
    recorded = {key: value for key, value in {**CASE.key.record, **entered}.items() if value is not None}
    marks = [
        ItemMark(each.subject, each.key, each.weight, each.credit, each.entered, each.expected, each.lines)
        for each in mark_attempt(CASE, recorded, given)
    ]
    return CountedAttempt(marks, given)


def told_of(attempts: list[CountedAttempt]) -> dict[str, ItemResults]:
    return {item.key: item for item in case_statistics(CASE, attempts).items}


def counts(entries: tuple[TalliedEntry, ...]) -> dict[str, tuple[str, int]]:
    return {each.text: (each.verdict, each.count) for each in entries}


GROUP = (
    [attempt()] * 6 + [attempt({"next": "surgery"}, creatinine_umol_l=90.0)] * 3 + [attempt({"next": None})]
)


def test_every_option_is_told_with_who_chose_it_and_in_which_third() -> None:
    item = told_of(GROUP)["next"]

    biopsy, surgery = item.entries
    assert (biopsy.text, biopsy.verdict, biopsy.count) == ("A biopsy", "right", 6)
    assert (surgery.text, surgery.verdict, surgery.count) == ("Surgery", "harmful", 3)
    assert (surgery.upper, surgery.middle, surgery.lower) == (0, 0, 3)
    assert (item.nothing.count, item.nothing.middle, item.nothing.lower) == (1, 1, 0)
    assert item.facility == 0.6


def test_what_nobody_chose_is_told_too() -> None:
    assert counts(told_of([attempt()] * 3)["next"].entries)["Surgery"] == ("harmful", 0)


def test_entries_of_a_number_are_told_the_commonest_first_each_by_what_it_earned() -> None:
    item = told_of(GROUP)["creatinine_umol_l"]

    assert [(each.verdict, each.count) for each in item.entries] == [("right", 7), ("wrong", 3)]
    assert item.expected and not item.is_choice


def test_of_a_set_each_choice_is_told_by_itself() -> None:
    chosen = frozenset({"immunotherapy", "radical_nephrectomy"})
    item = told_of([attempt(treatments_considered=chosen)] * 2 + [attempt()])["treatments_considered"]

    told = sorted(counts(item.entries).values())
    assert told == [("right", 1), ("right", 3), ("wrong", 2)]


def test_category_and_prefix_of_a_token_are_one_item() -> None:
    item = told_of([attempt(m_category="pM1a"), attempt(m_category="cM0"), attempt(m_category="pM0")])[
        "m_category"
    ]

    assert counts(item.entries) == {
        "M0, c, clinical": ("partly", 1),
        "M0, p, pathological": ("wrong", 1),
        "M1a, p, pathological": ("partly", 1),
    }
    assert (item.expected, item.weight) == ("M1a, c, clinical", 1.0)


def test_leaving_open_what_nobody_can_know_is_in_the_key() -> None:
    item = told_of([attempt(), attempt(), attempt(ecog="1")])["ecog"]

    assert (item.nothing.verdict, item.nothing.count) == ("right", 2)
    assert [each.verdict for each in item.entries] == ["wrong"]


def test_spellings_are_one_entry_and_what_one_person_alone_wrote_is_not_told() -> None:
    written = [{"steps": "needle biopsy"}, {"steps": "CORE-BIOPSY\nask Mr Brown"}]
    written += [{"steps": "watchful waiting"}] * 2
    item = told_of([attempt(each) for each in written])["steps"]

    assert counts(item.entries) == {
        "Core biopsy": ("right", 2),
        "Surgery": ("harmful", 0),
        "watchful waiting": ("wrong", 2),
    }
    assert item.others is not None and item.others.count == 1
    assert "Brown" not in str(case_statistics(CASE, [attempt(each) for each in written]).as_data())


def test_a_text_that_has_to_be_marked_is_in_no_number_and_none_of_it_is_told() -> None:
    told = case_statistics(CASE, [attempt({"why": "Mrs Miller has it"})] * 3)
    item = next(each for each in told.items if each.key == "why")

    assert item.is_pending and item.is_written and item.facility is None and item.entries == ()
    assert told.alpha_items == len(told.items) - 1
    assert "Miller" not in str(told.as_data())


def test_a_question_that_not_all_were_asked_is_in_no_number() -> None:
    less = attempt()
    less = CountedAttempt([mark for mark in less.marks if mark.key != "next"], less.answers)

    assert told_of([*GROUP, less])["next"].is_pending


def test_script_concordance_is_told_with_what_its_panel_agrees_on() -> None:
    told = case_statistics(CASE, [attempt(), attempt({"moves": "0"})])

    assert told.concordance is not None
    assert (told.concordance.items, told.concordance.alpha) == (1, None)
    assert told.concordance.score == 0.75
    ((key, panel),) = told.concordance.panels
    assert (key, panel.size, panel.modal_share) == ("moves", 10, 0.6)
    item = next(each for each in told.items if each.key == "moves")
    assert [each.verdict for each in item.entries] == ["wrong", "partly", "partly", "right", "wrong"]


def test_everything_is_kept_and_read_back_as_it_was() -> None:
    told = case_statistics(CASE, GROUP)

    assert told.alpha is not None and told.thirds == (3, 4, 3)
    assert CaseStatistics.from_data(told.as_data()) == told


def test_nothing_is_told_of_nobody() -> None:
    told = case_statistics(CASE, [])

    assert (told.attempts, told.items, told.share, told.alpha) == (0, (), None, None)
