"""Marks of the record: one table; each row what was entered and what each mark earns."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.domain.marking import as_finely_told, mark_attempt, mark_fact
from cases.domain.marks import score_by, score_of
from cases.domain.teaching import TeachingCaseError, TeachingContent, read_teaching_case
from guidance.domain.vocabulary import VOCABULARY
from tests.tables import for_each

OBJECTIVES = {"m-category": "Derive M"}
RECORD = {
    "primary_site": "lung",
    "symptoms": ["fatigue", "microscopic_haematuria"],
    "solitary_kidney": False,
    "lesions": [
        {"side": "left", "pole": "upper", "size_mm": 18},
        {"side": "right", "pole": "lower", "size_mm": 9},
    ],
    "staging_edition": "v9",
    "t_category": "cT2b",
    "n_category": "cN2b",
    "m_category": "pM1c2",
    "ecog": 1,
    "creatinine_umol_l": 106,
}
CHAPTERS = ["presentation", "primary", "kidney", "staging", "prognosis"]


def document(**changes: Any) -> dict[str, Any]:
    marks = changes.pop("marks", [{"fact": "m_category", "objective": "m-category", "why": "W."}])
    record = changes.pop("record", RECORD)
    return {
        "format": "kidmet.teaching-case/1",
        "slug": "small",
        "title": "Small",
        "summary": "S.",
        "topic": "lung",
        "difficulty": 1,
        "minutes": 5,
        "objectives": ["m-category"],
        "steps": [
            {"key": "one", "kind": "history", "title": "One", "narrative": "N.", "chapters": CHAPTERS},
        ],
        "key": {"record": record, "marks": marks},
    } | changes


def case_with(**mark: Any) -> TeachingContent:
    full = {"objective": "m-category", "why": "Because.", "weight": 4} | mark
    return read_teaching_case(document(marks=[full]), OBJECTIVES)


def credits(case: TeachingContent, **entered: Any) -> dict[str, float | None]:
    recorded = {key: VOCABULARY[key].clean(value) for key, value in entered.items()}
    return {mark.part: mark.credit for mark in mark_fact(case, case.key.marks[0], recorded)}


@for_each(
    ("mark", "entered", "credit"),
    [
        pytest.param({"fact": "primary_site"}, "lung", 1, id="exact"),
        pytest.param({"fact": "primary_site"}, "breast", 0, id="another"),
        pytest.param({"fact": "primary_site"}, None, 0, id="not recorded"),
        pytest.param(
            {"fact": "primary_site", "accept": [{"value": "other", "credit": 0.4}]},
            "other",
            0.4,
            id="accepted",
        ),
        pytest.param({"fact": "solitary_kidney"}, False, 1, id="no is an answer"),
        pytest.param({"fact": "solitary_kidney"}, True, 0, id="yes instead of no"),
        pytest.param({"fact": "symptoms"}, ["fatigue"], 0.5, id="half of a set"),
        pytest.param(
            {"fact": "symptoms"}, ["fatigue", "microscopic_haematuria", "fever"], 0.5, id="one too many"
        ),
        pytest.param({"fact": "symptoms"}, ["fever"], 0, id="never below nothing"),
        pytest.param({"fact": "symptoms"}, ["none"], 0, id="none instead of some"),
        pytest.param({"fact": "ecog"}, 2, 0, id="one step off without leave"),
        pytest.param({"fact": "ecog", "steps_apart": 1}, 2, 0.5, id="one step off"),
        pytest.param({"fact": "ecog", "steps_apart": 1}, 3, 0, id="two steps off"),
        pytest.param({"fact": "ecog", "steps_apart": 2}, 3, 1 / 3, id="two steps off where two are allowed"),
        pytest.param({"fact": "creatinine_umol_l"}, 107, 0, id="a number without tolerance"),
        pytest.param({"fact": "creatinine_umol_l", "tolerance": 2}, 108, 1, id="within the tolerance"),
        pytest.param({"fact": "creatinine_umol_l", "tolerance": 2}, 109, 0, id="outside it"),
        pytest.param({"fact": "creatinine_unstable"}, None, 1, id="unknowable and left open"),
        pytest.param({"fact": "creatinine_unstable"}, False, 0, id="unknowable and guessed"),
        pytest.param({"fact": "lesions", "tolerance": 1}, RECORD["lesions"], 1, id="the same lesions"),
        pytest.param({"fact": "lesions", "tolerance": 1}, RECORD["lesions"][::-1], 1, id="in another order"),
        pytest.param({"fact": "lesions", "tolerance": 1}, RECORD["lesions"][:1], 0.5, id="one is missing"),
        pytest.param(
            {"fact": "lesions", "tolerance": 1},
            [{"side": "left", "pole": "upper", "size_mm": 30}, RECORD["lesions"][1]],
            (2 / 3 + 1) / 2,
            id="one has another size",
        ),
        pytest.param({"fact": "lesions"}, [], 0, id="none seen"),
        pytest.param(
            {"fact": "lesions", "fields": ["side"]}, [{"side": "left"}, {"side": "right"}], 1, id="sides only"
        ),
    ],
)
def test_an_entry_earns(mark: dict[str, Any], entered: Any, credit: float) -> None:
    recorded = {} if entered is None else {mark["fact"]: entered}
    assert credits(case_with(**mark), **recorded)[""] == pytest.approx(credit, abs=1e-6)


SPARED, EITHER = "nephron_sparing_surgery", "ablation_or_sbrt"
HEAT, BEAM = "thermal_ablation", "stereotactic_radiotherapy"


@for_each(
    ("of_key", "entered", "credit"),
    [
        pytest.param([SPARED, EITHER], [SPARED, HEAT], 1, id="a finer choice"),
        pytest.param([SPARED, EITHER], [SPARED, HEAT, BEAM], 1, id="both finer choices"),
        pytest.param([SPARED, EITHER], [HEAT], 0.5, id="a finer choice alone"),
        pytest.param([SPARED, EITHER], [SPARED, HEAT, "chemotherapy"], 0.5, id="and one too many"),
        pytest.param([SPARED], [SPARED, HEAT], 0, id="a choice that the key has not"),
        pytest.param([SPARED, HEAT], [SPARED, BEAM], 0, id="the other of the two"),
        pytest.param([SPARED, HEAT], [SPARED, EITHER], 0.5, id="left open is neither right nor wrong"),
        pytest.param([HEAT], [EITHER], 0, id="left open alone"),
    ],
)
def test_a_finer_choice_earns_what_the_one_that_was_split_did(
    of_key: list[str], entered: list[str], credit: float
) -> None:
    key = {"fact": "treatments_considered", "objective": "m-category", "why": "W."}
    steps = [{**document()["steps"][0], "chapters": ["treatment"]}]
    record = {"treatments_considered": of_key}
    case = read_teaching_case(document(marks=[key], record=record, steps=steps), OBJECTIVES)

    assert credits(case, treatments_considered=entered)[""] == credit


def test_a_finer_choice_meets_an_alternative_of_the_key() -> None:
    accept = [{"value": [EITHER], "credit": 0.8, "why": "It spares the kidney too."}]
    key = {"fact": "treatments_considered", "objective": "m-category", "why": "W.", "accept": accept}
    steps = [{**document()["steps"][0], "chapters": ["treatment"]}]
    record = {"treatments_considered": [SPARED]}
    case = read_teaching_case(document(marks=[key], record=record, steps=steps), OBJECTIVES)

    assert credits(case, treatments_considered=[BEAM])[""] == 0.8


def test_a_finer_choice_meets_what_an_alternative_depends_on() -> None:
    accept = [{"value": "cM1", "when": {"treatments_considered": [EITHER]}}]
    key = {"fact": "m_category", "objective": "m-category", "why": "W.", "accept": accept}
    steps = [{**document()["steps"][0], "chapters": ["staging", "treatment"]}]
    case = read_teaching_case(document(marks=[key], record={"m_category": "cM0"}, steps=steps), OBJECTIVES)

    assert credits(case, m_category="cM1", treatments_considered=[HEAT])[""] == 1
    assert credits(case, m_category="cM1", treatments_considered=[SPARED])["category"] == 0


def test_the_experts_record_is_told_as_finely_as_the_entries() -> None:
    coarse = {"treatments_considered": frozenset({SPARED, EITHER})}
    fine = {"treatments_considered": frozenset({HEAT, "chemotherapy"})}

    assert as_finely_told(coarse, fine) == {"treatments_considered": {SPARED, HEAT}}
    assert as_finely_told(fine, coarse) == fine
    assert as_finely_told(coarse, {}) == coarse


@for_each(
    ("fact", "entered", "category", "prefix"),
    [
        pytest.param("m_category", "pM1c2", 1, 1, id="exact"),
        pytest.param("m_category", "cM1c2", 1, 0, id="only the prefix is wrong"),
        pytest.param("m_category", "pM1c", 0.5, 1, id="without the subcategory"),
        pytest.param("m_category", "pM1c1", 0.25, 1, id="another subcategory"),
        pytest.param("m_category", "pM1b", 0.25, 1, id="another letter"),
        pytest.param("m_category", "cM0", 0, 0, id="M0"),
        pytest.param("m_category", "rpM1c2", 1, 0.5, id="a prefix that shares its last letter"),
        pytest.param("t_category", "cT2", 0.5, 1, id="T without its letter"),
        pytest.param("t_category", "cT2a", 0.25, 1, id="T with another letter"),
        pytest.param("t_category", "cT4", 0, 1, id="another T"),
        pytest.param("t_category", "cTX", 0, 1, id="TX"),
        pytest.param("n_category", None, 0, 0, id="not recorded"),
    ],
)
def test_tnm_is_marked_element_by_element(
    fact: str, entered: str | None, category: float, prefix: float
) -> None:
    recorded = {} if entered is None else {fact: entered}
    assert credits(case_with(fact=fact), **recorded) == {"category": category, "prefix": prefix}


def test_category_and_prefix_share_the_weight() -> None:
    case = case_with(fact="m_category")
    marks = list(mark_fact(case, case.key.marks[0], {"m_category": "cM1c2"}))

    assert [(mark.part, mark.weight) for mark in marks] == [("category", 3), ("prefix", 1)]
    assert score_of(marks).earned == 3


def test_an_alternative_counts_only_with_the_edition_that_it_belongs_to() -> None:
    accept = [{"value": "cN2", "when": {"staging_edition": "ajcc8"}}]
    case = case_with(fact="n_category", accept=accept)

    assert credits(case, n_category="cN2", staging_edition="ajcc8") == {"": 1}
    assert credits(case, n_category="cN2", staging_edition="v9") == {"category": 0.5, "prefix": 1}


def test_a_fact_that_the_key_does_not_name_is_not_marked() -> None:
    case = case_with(fact="m_category")
    marks = mark_attempt(case, {"m_category": "pM1c2", "sex": "male", "age_years": 12}, {})

    assert {mark.key for mark in marks} == {"m_category"}


def test_scores_are_by_whatever_one_asks_for() -> None:
    marks = [{"fact": fact, "objective": "m-category", "why": "W."} for fact in ("ecog", "m_category")]
    case = read_teaching_case(document(marks=marks), OBJECTIVES)
    got = score_by(mark_attempt(case, case.key.record, {}), lambda mark: mark.chapter)

    assert {chapter: score.percent for chapter, score in got.items()} == {"prognosis": 100, "staging": 100}


@given(st.sampled_from(sorted(RECORD)), st.data())
def test_no_entry_ever_earns_less_than_nothing_or_more_than_all(fact: str, data: st.DataObject) -> None:
    case = case_with(fact=fact)
    entered = data.draw(st.sampled_from([RECORD[fact], *ODD.get(fact, ["lung"])]))
    try:
        value = VOCABULARY[fact].clean(entered)
    except ValueError:
        return
    for mark in mark_fact(case, case.key.marks[0], {fact: value}):
        assert mark.credit is not None
        assert 0 <= mark.credit <= 1


ODD: dict[str, list[Any]] = {
    "lesions": [[], [{}], [{"side": "left"}] * 9, RECORD["lesions"] * 4],
    "symptoms": [["none"], ["fever", "flank_pain"]],
    "t_category": ["cTis", "T0", "ypT1mi"],
    "n_category": ["N0(i+)", "cNX"],
    "m_category": ["cM1", "pM1a(OSS)", "M0(i+)"],
    "ecog": [0, 5],
    "creatinine_umol_l": [10, 2500],
    "solitary_kidney": [True],
    "staging_edition": ["lugano"],
}


@for_each(
    ("changes", "says"),
    [
        pytest.param({"objectives": ["m-categry"]}, 'Did you mean "m-category"', id="an objective misspelt"),
        pytest.param({"record": {"m_categry": "cM0"}}, 'Did you mean "m_category"', id="a fact misspelt"),
        pytest.param({"record": {"egfr": 60}}, "no fact that a case records", id="a derived fact"),
        pytest.param(
            {"record": {"biopsy_status": "done"}}, "no step fills the chapter biopsy", id="not asked"
        ),
        pytest.param(
            {"record": RECORD | {"m_category": "cN1"}}, "m_category", id="a token of another element"
        ),
        pytest.param({"record": {"ecog": 9}}, "Performance status", id="a value that cannot be"),
        pytest.param(
            {"marks": [{"fact": "sex", "objective": "m-category", "why": "W", "steps_apart": 1}]},
            "has no order",
            id="steps of what has no order",
        ),
        pytest.param(
            {"marks": [{"fact": "sex", "objective": "m-category", "why": "W", "tolerance": 1}]},
            "is no number",
            id="tolerance of what is no number",
        ),
        pytest.param(
            {"marks": [{"fact": "ecog", "objective": "m-category", "why": "W"}] * 2},
            "2 times",
            id="marked twice",
        ),
        pytest.param(
            {
                "steps": [
                    {"key": "a", "kind": "history", "title": "A", "narrative": "N", "chapters": ["spleen"]}
                ]
            },
            '"spleen" is no chapter',
            id="no such chapter",
        ),
        pytest.param(
            {
                "steps": [
                    {
                        "key": "a",
                        "kind": "history",
                        "title": "A",
                        "narrative": "N",
                        "chapters": CHAPTERS,
                        "tables": [{"caption": "T", "columns": ["a", "b"], "rows": [["1"]]}],
                    }
                ]
            },
            "1 cells where the table has 2",
            id="a ragged table",
        ),
    ],
)
def test_what_does_not_hang_together_is_told(changes: dict[str, Any], says: str) -> None:
    with pytest.raises(TeachingCaseError, match=says.replace("(", r"\(")):
        read_teaching_case(document(**changes), OBJECTIVES)


TWO = RECORD["lesions"]
ONE_OF_EACH = [{**TWO[0], "diagnosis": "second_primary"}, TWO[1]]
BY_DIAGNOSIS = {"fact": "lesions", "fields": ["side", "diagnosis"]}


@for_each(
    ("of_key", "lesions", "of_kidney", "credit"),
    [
        pytest.param(ONE_OF_EACH, ONE_OF_EACH, "metastasis_presumed", 1, id="the same"),
        pytest.param(ONE_OF_EACH, TWO, "metastasis_presumed", 0.75, id="one is left as the kidney"),
        pytest.param(
            ONE_OF_EACH,
            [ONE_OF_EACH[0], {**TWO[1], "diagnosis": "metastasis_presumed"}],
            None,
            1,
            id="said at the lesion instead of the kidney",
        ),
        pytest.param(ONE_OF_EACH, ONE_OF_EACH, "benign", 0.75, id="the kidney is held to be something else"),
        pytest.param(ONE_OF_EACH, TWO, None, 0.5, id="no diagnosis at all"),
    ],
)
def test_a_lesion_earns_for_what_it_is_held_to_be(
    of_key: list[dict[str, Any]], lesions: list[dict[str, Any]], of_kidney: str | None, credit: float
) -> None:
    record = {"lesions": of_key, "kidney_diagnosis": "metastasis_presumed"}
    mark = {"objective": "m-category", "why": "W."} | BY_DIAGNOSIS
    steps = [{"key": "one", "kind": "history", "title": "One", "narrative": "N.",
              "chapters": ["kidney", "biopsy"]}]  # fmt: skip
    case = read_teaching_case(document(record=record, marks=[mark], steps=steps), OBJECTIVES)
    entered = {"lesions": lesions} | ({"kidney_diagnosis": of_kidney} if of_kidney else {})

    assert credits(case, **entered) == {"": pytest.approx(credit)}


def test_a_diagnosis_that_the_key_does_not_compare_changes_no_mark() -> None:
    """Keys from before lesions had one compare other properties."""
    case = case_with(fact="lesions", tolerance=1)

    assert credits(case, lesions=ONE_OF_EACH) == credits(case, lesions=TWO) == {"": 1.0}


def test_a_stage_group_and_a_line_are_marked_whole() -> None:
    record = {
        "reported_stage_group": "Stage IIIB",
        "second_cancer_site": "rcc",
        "second_cancer_tnm": "pT1bN0M0",
    }
    marks = [{"fact": fact, "objective": "m-category", "why": "W."} for fact in record]
    case = read_teaching_case(document(record=record, marks=marks), OBJECTIVES)

    assert case.key.record["second_cancer_tnm"] == "pT1b N0 M0 (AJCC8)"
    found = mark_attempt(case, {**case.key.record, "reported_stage_group": "IIIA"}, {})
    assert [(mark.key, mark.part, mark.credit) for mark in found] == [
        ("reported_stage_group", "", 0.0),
        ("second_cancer_site", "", 1.0),
        ("second_cancer_tnm", "", 1.0),
    ]
