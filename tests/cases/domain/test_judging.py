"""What of a case is judgement and what is copying, told of small cases."""

from typing import Any

import pytest

from cases.domain.teaching import TeachingContent
from cases.domain.teaching.judging import entries_at, judgement
from tests.cases.vignettes import MARKS, RECORD, STEPS, vignette_content
from tests.tables import for_each


def case_saying(text: str, step: int = 1, **parts: Any) -> TeachingContent:
    """The vignette with another narrative at a step."""
    steps = [{**each} for each in STEPS]
    steps[step] |= {"narrative": text} | parts
    return vignette_content(steps=steps)


def told(case: TeachingContent) -> set[str]:
    return {mark.key for mark in judgement(case).marks if not mark.is_judgement}


@for_each(
    ("text", "gives_away"),
    [
        pytest.param("Two lesions, one of them a cyst.", set(), id="nothing"),
        pytest.param("Together it is cM1c2.", {"m_category"}, id="the category"),
        pytest.param("It was **pM1c2** then.", {"m_category"}, id="with another prefix, in bold"),
        pytest.param("M1 at least, and M1c as likely.", set(), id="a coarser category"),
        pytest.param(
            "The board: metastasis,\npresumed.", {"kidney_diagnosis"}, id="the label over two lines"
        ),
        pytest.param("A PRESUMED METASTASIS.", {"kidney_diagnosis"}, id="the words in capitals"),
        pytest.param(
            "A presumed metastasis and a benign cyst.", {"kidney_diagnosis", "lesions"}, id="each lesion"
        ),
        pytest.param("Metastases are presumed benign.", set(), id="the words apart"),
        pytest.param("His ECOG performance status is 1.", set(), id="of a step that is closed"),
    ],
)
def test_a_mark_is_no_judgement_when_its_answer_stands_in_the_text(text: str, gives_away: set[str]) -> None:
    assert told(case_saying(text)) == gives_away


@for_each(
    ("text", "is_told"),
    [
        pytest.param("One lesion of 1 cm, seen on day 1.", False, id="a bare number"),
        pytest.param("Performance status: 1", True, id="behind its name"),
        pytest.param("ECOG 1", True, id="behind its short name"),
        pytest.param("An ECOG of about 1 at home", True, id="a word between"),
        pytest.param("Restricted in strenuous activity alone.", False, id="in words that have to be read"),
    ],
)
def test_a_short_code_tells_something_behind_a_word_of_its_fact_alone(text: str, is_told: bool) -> None:
    assert ("ecog" in told(case_saying(text, step=0))) is is_told


def test_what_is_told_after_a_step_was_committed_does_not_count_for_it() -> None:
    assert told(case_saying("It is cM1c2.", step=2)) == set()


def test_a_table_a_figure_and_a_stem_tell_as_the_text_does() -> None:
    table = {"caption": "TNM", "columns": ["What", "Found"], "rows": [["M", "M1c2"]]}
    figure = {
        "kind": "trend",
        "alt": "It rises with cM1c2.",
        "caption": "LDH",
        "points": [{"label": "March", "value": 1}, {"label": "April", "value": 2}],
    }
    question = STEPS[0]["questions"][0] | {"key": "other", "stem": "Why is it cM1c2?"}
    for part in ({"tables": [table]}, {"figures": [figure]}, {"questions": [question]}):
        assert told(case_saying("Two lesions.", **part)) == {"m_category"}


def test_what_the_expert_said_of_an_earlier_step_tells_unless_the_answers_wait() -> None:
    steps = [{**STEPS[0], "expert": "Soon it will be cM1c2."}, *STEPS[1:]]

    assert told(vignette_content(steps=steps)) == {"m_category"}
    assert told(vignette_content(steps=steps, answers_wait=True)) == set()


def test_what_the_registry_calls_no_judgement_is_none_and_the_share_is_of_the_points() -> None:
    steps = [{**STEPS[0], "given": ["primary_site", "histology"], "asked": ["age_years", "ecog"]}, *STEPS[1:]]
    marks = [*MARKS, {"fact": "age_years", "objective": "plan", "why": "W.", "weight": 4}]
    found = judgement(vignette_content(steps=steps, key={"record": RECORD, "marks": marks}))

    assert [mark.why_not for mark in found.marks if mark.key == "age_years"] == [
        "It is told, measured or read off."
    ]
    assert found.share == pytest.approx(11 / 15)


def test_an_option_that_stands_in_the_text_is_copied() -> None:
    assert told(case_saying("The letter says: look at the kidneys.", step=0)) == {"next"}


def test_lesions_count_as_one_entry_with_what_they_are() -> None:
    steps = [
        STEPS[0],
        {**STEPS[1], "given": STEPS[1]["given"][1:], "asked": [*STEPS[1]["asked"], "lesions"]},
        STEPS[2],
    ]
    assert [entries_at(step) for step in vignette_content(steps=steps).steps] == [2, 3, 1]
