"""The stage that follows from a pattern: primary by primary, where it asks, and what it never overwrites."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from cases.domain.deriving import derive, known_facts
from cases.domain.known import METASTASIS, OF_ANOTHER_NATURE
from cases.domain.staging import StageResult, stage
from guidance.domain.vocabulary import NOT_APPLICABLE, VOCABULARY
from tests.cases.strategies import recorded
from tests.tables import for_each

LEFT = {"side": "left", "location": "parenchyma"}
RIGHT = {"side": "right", "location": "parenchyma"}
IN_SINUS = {"side": "left", "location": "sinus_or_pelvis"}


def staged(primary: str | None, lesions: list[dict[str, Any]] | None = None, *sites: str, **more: Any) -> Any:
    facts: dict[str, Any] = dict(more)
    if primary:
        facts["primary_site"] = primary
    if lesions is not None:
        facts["lesions"] = lesions
    if sites:
        facts["other_metastatic_sites"] = list(sites)
    return stage({key: VOCABULARY[key].clean(value) for key, value in facts.items()})


V9 = {"staging_edition": "v9"}
IS_METASTASIS = {"kidney_diagnosis": "metastasis_confirmed"}
PATTERNS: list[tuple[str, StageResult, str | None, str | None]] = [
    ("lung 8, one", staged("lung", [LEFT], "none"), "M1b", "IVA"),
    ("lung 8, two", staged("lung", [LEFT, LEFT], "none"), "M1c", "IVB"),
    ("lung 8, one and the other lung", staged("lung", [LEFT], "contralateral_lung"), "M1b", "IVA"),
    ("lung 8, one and an adrenal", staged("lung", [LEFT], "adrenal"), "M1c", "IVB"),
    ("lung V9, one", staged("lung", [LEFT], "none", **V9), "M1b", "IVA"),
    ("lung V9, both kidneys", staged("lung", [LEFT, RIGHT], "none", **V9), "M1c1", "IVB"),
    ("lung V9, and an adrenal", staged("lung", [LEFT, RIGHT], "adrenal", **V9), "M1c2", "IVB"),
    ("lung V9, and distant nodes", staged("lung", [LEFT], "distant_nodes", **V9), "M1c2", "IVB"),
    ("breast", staged("breast", [LEFT], "none"), "M1", "IV"),
    ("colorectal, kidney only", staged("colorectal", [LEFT], "none"), "M1a", "IVA"),
    ("colorectal, and liver", staged("colorectal", [LEFT], "liver"), "M1b", "IVB"),
    ("colorectal, and peritoneum", staged("colorectal", [LEFT], "liver", "peritoneum"), "M1c", "IVC"),
    ("melanoma", staged("melanoma_skin", [LEFT], "lung"), "M1c", "IV"),
    ("melanoma, brain", staged("melanoma_skin", [LEFT], "brain"), "M1d", "IV"),
    (
        "melanoma, LDH raised",
        staged("melanoma_skin", [LEFT], "none", ldh_u_l=410, ldh_upper_limit_u_l=250),
        "M1c(1)",
        "IV",
    ),
    (
        "melanoma, LDH normal",
        staged("melanoma_skin", [LEFT], "none", ldh_u_l=250, ldh_upper_limit_u_l=250),
        "M1c(0)",
        "IV",
    ),
    ("bladder, accepted", staged("bladder", [LEFT], "none", **IS_METASTASIS), "M1b", "IVB"),
    ("bladder, nodes only", staged("bladder", [], "distant_nodes"), "M1a", "IVA"),
    ("prostate, with bone", staged("prostate", [LEFT], "bone"), "M1c", "IVB"),
    ("RCC, judged metastatic", staged("rcc", [LEFT], "none", **IS_METASTASIS), "M1", "IV"),
    (
        "thyroid at 37",
        staged("thyroid_differentiated", [LEFT], "none", age_at_diagnosis_years=37),
        "M1",
        "II",
    ),
    (
        "thyroid at 54",
        staged("thyroid_differentiated", [LEFT], "none", age_at_diagnosis_years=54),
        "M1",
        "II",
    ),
    (
        "thyroid at 55",
        staged("thyroid_differentiated", [LEFT], "none", age_at_diagnosis_years=55),
        "M1",
        "IVB",
    ),
    ("testis", staged("testis", [LEFT], "none"), "M1b", "IIIC"),
    ("pancreas", staged("pancreas", [LEFT], "none"), "M1", "IV"),
    ("unknown primary", staged("unknown", [LEFT], "none"), "M1", None),
]


@for_each(("_name", "result", "m", "group"), PATTERNS, ids=[row[0] for row in PATTERNS])
def test_m_and_the_group_follow_from_the_pattern(
    _name: str, result: StageResult, m: str | None, group: str | None
) -> None:
    assert (result.m_from_pattern, result.stage_group) == (m, group)
    assert result.path and all(step.text for step in result.path)


LYMPHOMA = [
    ("one kidney", [LEFT], ["none"], "IE"),
    ("one kidney, several", [LEFT, LEFT], ["none"], "IE"),
    ("both kidneys", [LEFT, RIGHT], ["none"], "IV"),
    ("marrow", [LEFT], ["marrow"], "IV"),
]


@for_each(("_name", "lesions", "sites", "group"), LYMPHOMA, ids=[row[0] for row in LYMPHOMA])
def test_lymphoma_has_lugano_and_no_tnm(_name: str, lesions: Any, sites: Any, group: str) -> None:
    result = staged("lymphoma", lesions, *sites, biopsy_result="lymphoma")

    assert (result.system, result.m_from_pattern, result.stage_group) == ("Lugano", None, group)


ASKS = [
    ("bladder and the sinus", staged("bladder", [IN_SINUS], "none", biopsy_result="urothelial")),
    ("bladder, place not recorded", staged("bladder", [{"side": "left"}], "none")),
    ("RCC and another renal mass", staged("rcc", [RIGHT], "none")),
    ("upper tract and the kidney", staged("upper_tract", [LEFT], "none")),
]


@for_each(("_name", "result"), ASKS, ids=[row[0] for row in ASKS])
def test_where_it_takes_judgement_it_asks_and_does_not_decide(_name: str, result: StageResult) -> None:
    assert result.questions
    assert result.m_from_pattern is None and result.stage_group is None


def test_without_a_primary_there_is_a_question_and_no_stage() -> None:
    result = staged(None, [LEFT], "none")

    assert [question.fact for question in result.questions] == ["primary_site"]
    assert result.stage_group is None


def test_what_is_not_recorded_leaves_alternatives() -> None:
    result = staged("lung", [LEFT], **V9)

    assert set(result.m_alternatives) == {"M1b", "M1c2"}
    assert "other_metastatic_sites" in {question.fact for question in result.questions}


def test_a_difference_is_explained_and_nothing_is_overwritten() -> None:
    result = staged("lung", [LEFT, RIGHT], "none", **V9, **IS_METASTASIS, m_category="cM0")

    assert result.entered["m"] == "cM0"
    assert result.m_from_pattern == "M1c1"
    assert "error" in {finding.level for finding in result.findings}


def test_the_edition_follows_the_date_of_diagnosis_and_can_be_chosen() -> None:
    dates = {"2024-12": "AJCC8", "2025-01": "V9"}
    assert {date: staged("lung", diagnosis_date=date).edition for date in dates} == dates
    assert staged("lung", diagnosis_date="2025-03", staging_edition="ajcc8").edition == "AJCC8"
    assert staged("breast", diagnosis_date="2025-03").edition == "AJCC8"


@given(recorded())
def test_any_case_that_can_be_recorded_is_staged(facts: dict[str, Any]) -> None:
    result = stage(facts)

    for element in "tnm":
        assert result.entered[element] == facts.get(f"{element}_category")
    assert result.stage_group is None or not any(each.code == "asked" for each in result.questions)


@given(recorded())
def test_derived_facts_are_of_their_kind_and_the_rest_wait_for_askable_ones(facts: dict[str, Any]) -> None:
    derived = derive(facts)

    for key, working in derived.workings.items():
        if working.value is not None:
            assert VOCABULARY[key].check(working.value) == working.value
            assert derived.facts[key] == working.value
        else:
            assert key not in derived.facts
            assert not set(working.waits_for) & set(facts)
            assert all(not VOCABULARY[waiting].is_derived for waiting in working.waits_for)


@given(recorded())
def test_what_was_recorded_is_known_as_it_was(facts: dict[str, Any]) -> None:
    known = known_facts(facts)

    assert {key: known[key] for key in facts} == facts


EXTENT = [
    ({"lesions": [LEFT], "other_metastatic_sites": ["none"]}, "kidney_only"),
    ({"lesions": [LEFT], "other_metastatic_sites": ["adrenal"], "other_lesion_count": 4}, "oligometastatic"),
    ({"lesions": [LEFT], "other_metastatic_sites": ["adrenal"], "other_lesion_count": 5}, "widespread"),
    ({"lesions": [LEFT], "other_metastatic_sites": ["adrenal", "lung", "liver"]}, "widespread"),
    ({"lesions": [LEFT], "other_metastatic_sites": ["adrenal"]}, None),
    ({"lesions": [LEFT] * 5, "other_metastatic_sites": ["adrenal"]}, "widespread"),
    ({"other_metastatic_sites": ["none"]}, None),
    ({"lesions": [LEFT]}, None),
    ({"lesions": [LEFT], "other_metastatic_sites": ["none"], "kidney_diagnosis": "uncertain"}, None),
    (
        {"lesions": [LEFT], "other_metastatic_sites": ["none"], "kidney_diagnosis": "second_primary"},
        NOT_APPLICABLE,
    ),
    (
        {"lesions": [LEFT], "other_metastatic_sites": ["none"], "biopsy_result": "benign_or_infection"},
        NOT_APPLICABLE,
    ),
    ({"lesions": [], "other_metastatic_sites": ["none"]}, NOT_APPLICABLE),
    ({"lesions": [IN_SINUS], "other_metastatic_sites": ["none"], "primary_site": "bladder"}, None),
    (
        {
            "lesions": [LEFT, {**LEFT, "diagnosis": "second_primary"}],
            "other_metastatic_sites": ["adrenal"],
            "other_lesion_count": 4,
        },
        "oligometastatic",
    ),
    ({"lesions": [LEFT], "other_metastatic_sites": ["none"], "primary_site": "lymphoma"}, NOT_APPLICABLE),
]


@for_each(("facts", "extent"), EXTENT)
def test_extent(facts: dict[str, Any], extent: str | None) -> None:
    clean = {key: VOCABULARY[key].clean(value) for key, value in facts.items()}

    assert known_facts(clean).get("extent") == extent


@given(recorded(), st.data())
def test_one_more_fact_never_makes_the_extent_unknown_again(
    facts: dict[str, Any], data: st.DataObject
) -> None:
    # What a lesion is, and of which primary, may take back what was assumed of it.
    natures = {"kidney_diagnosis", "biopsy_result", "primary_site", "lesions"}
    others = sorted(set(facts) - natures)
    if not others:
        return
    left_out = data.draw(st.sampled_from(others))
    fewer = {key: value for key, value in facts.items() if key != left_out}

    if known_facts(fewer).get("extent") is not None:
        assert known_facts(facts).get("extent") is not None


def test_every_diagnosis_of_the_kidney_counts_as_a_metastasis_as_something_else_or_as_open() -> None:
    meant = METASTASIS | OF_ANOTHER_NATURE | {"lymphoma", "uncertain"}

    assert set(VOCABULARY["kidney_diagnosis"].choice_values) == meant
