"""Steps that say what they give and what they ask: what is read of them, and each fault with its place."""

from typing import Any

import pytest

from cases.content.library import validator_for
from cases.domain.teaching import TeachingCaseError, read_teaching_case
from guidance.pack.schema import schema_faults
from tests.cases.domain.test_marking_facts import CHAPTERS, document
from tests.cases.domain.test_marking_facts import OBJECTIVES as FIRST_OBJECTIVES
from tests.cases.vignettes import MARKS, OBJECTIVES, RECORD, vignette, vignette_content
from tests.tables import for_each


def changed(step: int = 1, *, record: Any = None, marks: Any = None, **parts: Any) -> dict[str, Any]:
    """The vignette with other parts in one step, or another key."""
    key = {"record": {**RECORD, **(record or {})}, "marks": [*MARKS, *(marks or [])]}
    found = vignette(key=key)
    found["steps"][step] |= parts
    return found


def without(fact: str) -> dict[str, Any]:
    found = vignette()
    del found["key"]["record"][fact]
    return found


GIVEN, ASKED = vignette()["steps"][1]["given"], vignette()["steps"][1]["asked"]


@for_each(
    ("document", "place", "says"),
    [
        pytest.param(changed(asked=[*ASKED, "lesions"]), "steps[1].asked[3]", "one or the other", id="both"),
        pytest.param(without("t_category"), "steps[1].given[3]", "has no answer to it", id="no value"),
        pytest.param(
            changed(marks=[{"fact": "age_years", "objective": "plan", "why": "W."}]),
            "key.marks[5].fact",
            "no step asks age_years",
            id="a mark of what is given",
        ),
        pytest.param(
            changed(record={"sex": "male"}), "key.record.sex", "no step gives or asks sex", id="a stray value"
        ),
        pytest.param(
            changed(given=[*GIVEN, "imaging_conclusio"]),
            "steps[1].given[5]",
            '"imaging_conclusio" is nothing that a step can give',
            id="unknown",
        ),
        pytest.param(
            changed(asked=[*ASKED, "stage_group"]),
            "steps[1].asked[3]",
            "nothing that a step can ask",
            id="derived",
        ),
        pytest.param(
            changed(step=2, given=["lesions"]),
            "steps[2].given[0]",
            'given already, at the step "The kidneys',
            id="twice",
        ),
        pytest.param(
            changed(step=2, asked=["t_category"]),
            "steps[2].asked[0]",
            "would copy it",
            id="asked after it was given",
        ),
        pytest.param(
            changed(step=0, asked=["lesions.diagnosis"]),
            "steps[0].asked[0]",
            "the lesions whose diagnosis this asks",
            id="a diagnosis of no lesion",
        ),
        pytest.param(
            changed(step=0, given=["lesions.diagnosis"]),
            "steps[0].given[0]",
            "the lesions whose diagnosis this gives",
            id="a diagnosis given of no lesion",
        ),
        pytest.param(
            changed(asked=["kidney_diagnosis", "m_category"]),
            "key.record.lesions",
            "no step gives or asks lesions.diagnosis",
            id="a diagnosis that nobody asks",
        ),
        pytest.param(
            changed(asked=[*ASKED, "lugano_stage"]),
            "steps[1].asked[3]",
            "is not asked of a case with the record of this key",
            id="no such field",
        ),
        pytest.param(
            changed(asked=["kidney_diagnosis", "m_category"]),
            "key.marks[1].fact",
            "no step asks lesions.diagnosis",
            id="a mark of a diagnosis that nobody asks",
        ),
    ],
)
def test_what_does_not_hang_together_is_told_with_its_place(
    document: dict[str, Any], place: str, says: str
) -> None:
    with pytest.raises(TeachingCaseError) as refused:
        read_teaching_case(document, OBJECTIVES)
    assert [fault.place for fault in refused.value.faults if says in fault.message] == [place]


def test_the_nearest_address_is_told_when_one_is_misspelt() -> None:
    with pytest.raises(TeachingCaseError) as refused:
        read_teaching_case(changed(asked=[*ASKED, "lesions.diagnose"]), OBJECTIVES)
    assert [fault.nearest for fault in refused.value.faults] == ["lesions.diagnosis"]


def test_a_mark_of_two_parts_of_the_lesions_is_refused_when_they_are_asked_at_two_steps() -> None:
    found = changed(step=0, asked=["ecog", "lesions"])
    found["steps"][1]["given"] = [each for each in GIVEN if each != "lesions"]
    found["key"]["marks"][1]["fields"] = ["side", "diagnosis"]
    with pytest.raises(TeachingCaseError, match="last asked at two steps"):
        read_teaching_case(found, OBJECTIVES)


def test_the_chapters_of_a_step_follow_from_what_it_asks() -> None:
    case = vignette_content()

    assert [step.chapters for step in case.steps] == [
        ("prognosis",),
        ("kidney", "biopsy", "staging"),
        ("treatment",),
    ]
    assert {mark.fact: case.step_of_mark(mark) for mark in case.key.marks} == {
        "ecog": "history",
        "lesions": "imaging",
        "kidney_diagnosis": "imaging",
        "m_category": "imaging",
        "treatment_intent": "plan",
    }


def test_a_step_asks_all_of_its_chapters_when_the_case_is_of_the_first_format() -> None:
    step = read_teaching_case(document(), FIRST_OBJECTIVES).steps[0]

    assert (step.given, step.chapters) == ((), tuple(CHAPTERS))
    assert {"age_years", "lesions", "lesions.diagnosis", "m_category", "ecog"} <= set(step.asked)
    assert "treatment_intent" not in step.asked


def test_each_format_takes_only_its_own_parts() -> None:
    first, second = document(), vignette()
    first["steps"][0]["asked"] = ["ecog"]
    second["steps"][0]["chapters"] = ["prognosis"]
    odd = vignette(format="kidmet.teaching-case/3")

    said = [str(fault) for each in (first, second, odd) for fault in schema_faults(each, validator_for(each))]
    assert len(said) == 3
    assert "steps[0].asked" in said[0]
    assert "steps[0].chapters" in said[1]
    assert "kidmet.teaching-case/1" in said[2] and "kidmet.teaching-case/2" in said[2]


def test_what_a_case_says_of_itself_is_read() -> None:
    case = vignette_content(
        answers_wait=True,
        licence="CC-BY-4.0",
        credits=[{"name": "A. Writer", "role": "author"}],
        derived_from={
            "library": "a-library",
            "slug": "a-case",
            "version": 2,
            "title": "A case",
            "credits": [{"name": "B. Writer"}],
        },
    )

    assert not list(schema_faults(dict(case.document), validator_for(case.document)))
    assert (case.answers_wait, case.licence, case.credits[0].role) == (True, "CC-BY-4.0", "author")
    assert case.derived_from and case.derived_from.credits[0].name == "B. Writer"
    assert vignette_content().derived_from is None
