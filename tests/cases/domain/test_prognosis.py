"""The scores against worked examples, at their thresholds, and what each says when something is missing."""

from typing import Any

import pytest

from cases.domain.deriving import derive
from cases.domain.prognosis import gfr_category, scores
from cases.domain.prognosis.esas import band
from cases.domain.prognosis.kidney_function import (
    PREGNANT,
    UNSTABLE,
    ckd_epi_2021,
    cockcroft_gault,
    deindexed,
    du_bois,
    mosteller,
)
from guidance.domain.vocabulary import VOCABULARY
from tests.tables import for_each

MG_DL = 88.4

EGFR = [
    (0.9, 55, "female", 75.4988, "75", "G2"),
    (1.0, 50, "male", 91.6915, "92", "G1"),
    (1.5, 65, "male", 51.3457, "51", "G3a"),
    (0.9, 40, "male", 110.7256, "111", "G1"),
    (1.4, 60, "male", 57.5394, "58", "G3a"),
    (0.5, 45, "female", 117.7987, "118", "G1"),
    (3.4, 47, "male", 21.5108, "22", "G4"),
    (5.8, 58, "female", 7.9216, "8", "G5"),
    (0.7, 54, "female", 102.7104, "103", "G1"),
    (0.8, 50, "female", 89.7074, "90", "G1"),
    (1.2, 68, "male", 65.8709, "66", "G2"),
]


def of(**facts: Any) -> dict[str, Any]:
    return dict(scores({key: VOCABULARY[key].clean(value) for key, value in facts.items()}))


@for_each(("mg_dl", "age", "sex", "exact", "reported", "category"), EGFR)
def test_egfr(mg_dl: float, age: int, sex: str, exact: float, reported: str, category: str) -> None:
    egfr = of(creatinine_umol_l=mg_dl * MG_DL, age_years=age, sex=sex)["egfr"]

    assert egfr.value == pytest.approx(exact, abs=0.01)
    assert (egfr.reported, egfr.category) == (reported, category)
    assert egfr.value == ckd_epi_2021(mg_dl * MG_DL, age, female=sex == "female")


@for_each(
    ("egfr", "category"),
    [(89.5, "G1"), (89.49, "G2"), (59.5, "G2"), (59.4, "G3a"), (44.5, "G3a"), (29.4, "G4"), (14.4, "G5")],
)
def test_the_category_follows_the_rounded_number(egfr: float, category: str) -> None:
    assert gfr_category(egfr) == category


def test_an_unstable_creatinine_makes_the_egfr_nothing_to_rely_on() -> None:
    egfr = of(creatinine_umol_l=300, age_years=47, sex="male", creatinine_unstable=True)["egfr"]

    assert UNSTABLE in egfr.caveats


OF_THE_KIDNEY = {"creatinine_umol_l": 106, "age_years": 34, "sex": "female", "weight_kg": 70}


@for_each(
    ("recorded", "reason"),
    [({"pregnant": True}, PREGNANT), ({"creatinine_unstable": True}, UNSTABLE), ({"pregnant": False}, None)],
)
def test_a_kidney_function_that_is_not_valid_is_shown_and_drives_no_rule(
    recorded: dict[str, bool], reason: str | None
) -> None:
    derived = derive(OF_THE_KIDNEY | recorded)

    for key in ("egfr", "gfr_category", "creatinine_clearance"):
        assert (key in derived.facts) is (reason is None), key
        assert derived.workings[key].reason == (reason or ""), key
    for key in ("egfr", "creatinine_clearance"):
        assert derived.scores[key].value
        assert reason is None or reason in derived.scores[key].caveats, key


@for_each(
    ("age", "kg", "mg_dl", "sex", "expected"),
    [(68, 74, 1.2, "male", 61.67), (74, 58, 1.1, "female", 41.08), (40, 70, 1.0, "male", 97.22)],
)
def test_creatinine_clearance(age: int, kg: float, mg_dl: float, sex: str, expected: float) -> None:
    score = of(age_years=age, weight_kg=kg, creatinine_umol_l=mg_dl * MG_DL, sex=sex)["creatinine_clearance"]

    assert score.value == pytest.approx(expected, abs=0.01)
    assert cockcroft_gault(mg_dl * MG_DL, age, kg, female=sex == "female") == score.value


@for_each(
    ("cm", "kg", "by_mosteller", "by_du_bois"),
    [(170, 70, 1.8181, 1.8097), (160, 60, 1.633, 1.6221), (190, 110, 2.4095, 2.3771)],
)
def test_body_surface_area(cm: float, kg: float, by_mosteller: float, by_du_bois: float) -> None:
    assert mosteller(cm, kg) == pytest.approx(by_mosteller, abs=0.0001)
    assert du_bois(cm, kg) == pytest.approx(by_du_bois, abs=0.0001)
    assert of(height_cm=cm, weight_kg=kg)["body_surface_area"].value == mosteller(cm, kg)


def test_egfr_for_a_body_surface() -> None:
    assert deindexed(52.0, 1.90) == pytest.approx(57.11, abs=0.01)


SITES = ["lung", "liver", "bone", "brain"]
RMH = [
    (38, 200, 250, 2, 0, "good"),
    (35.0, 260, 250, 2, 1, "good"),
    (34.9, 250, 250, 3, 2, "poor"),
    (41, 251, 250, 3, 2, "poor"),
    (30, 600, 250, 4, 3, "poor"),
]


@for_each(("albumin", "ldh", "limit", "sites", "points", "group"), RMH)
def test_royal_marsden(albumin: float, ldh: float, limit: float, sites: int, points: int, group: str) -> None:
    score = of(
        albumin_g_l=albumin,
        ldh_u_l=ldh,
        ldh_upper_limit_u_l=limit,
        kidney_diagnosis="metastasis_confirmed",
        other_metastatic_sites=SITES[: sites - 1],
    )["royal_marsden_score"]

    assert (score.value, score.group) == (points, group)
    assert len(score.parts) == 3


def test_royal_marsden_is_settled_where_the_kidney_cannot_change_it_and_waits_where_it_can() -> None:
    blood = {"albumin_g_l": 40, "ldh_u_l": 200, "ldh_upper_limit_u_l": 250}

    assert of(**blood, other_metastatic_sites=["lung"])["royal_marsden_score"].value == 0
    open_score = of(**blood, other_metastatic_sites=["lung", "liver"])["royal_marsden_score"]
    assert (open_score.value, open_score.missing) == (None, ("kidney_diagnosis",))


PPI = [
    ((60, "normal", False, False, False), 0, "A"),
    ((50, "moderately_reduced", False, False, False), 3.5, "B"),
    ((40, "normal", False, True, False), 6.0, "C"),
    ((10, "severely_reduced", True, True, True), 15, "C"),
    ((20, "normal", False, False, False), 4, "B"),
]


@for_each(("given", "value", "group"), PPI)
def test_palliative_prognostic_index(given: tuple, value: float, group: str) -> None:
    keys = ("pps", "oral_intake", "oedema", "dyspnoea_at_rest", "delirium")
    score = of(**dict(zip(keys, given, strict=True)))["palliative_prognostic_index"]

    assert (score.value, score.group) == (value, group)


BREATHLESS = frozenset({"breathlessness"})
NOTHING = frozenset({"none"})
PAP_KEYS = ("anorexia", "karnofsky", "clinician_weeks", "white_cells_10_9_l", "lymphocyte_percent")
PAP = [
    ({"dyspnoea_at_rest": True}, (True, 40, "7_10", 9.2, 15), 6.5, "B"),
    ({"symptoms": NOTHING, "dyspnoea_at_rest": False}, (False, 90, "over_12", 7, 30), 0, "A"),
    ({"symptoms": BREATHLESS}, (True, 20, "1_2", 14, 8), 17.5, "C"),
    ({"symptoms": BREATHLESS, "dyspnoea_at_rest": False}, (True, 50, "11_12", 9, 22), 5.0, "A"),
    ({"symptoms": NOTHING}, (False, 30, "over_12", 8.5, 20), 0, "A"),
    ({"symptoms": NOTHING, "dyspnoea_at_rest": True}, (False, 30, "over_12", 8.5, 20), 1, "A"),
]


@for_each(("dyspnoea", "given", "value", "group"), PAP)
def test_palliative_prognostic_score(dyspnoea: dict, given: tuple, value: float, group: str) -> None:
    score = of(**dyspnoea, **dict(zip(PAP_KEYS, given, strict=True)))["palliative_prognostic_score"]

    assert (score.value, score.group) == (value, group)


@for_each("dyspnoea", [{}, {"dyspnoea_at_rest": False}])
def test_the_score_lacks_any_dyspnoea_while_no_symptoms_are_recorded(dyspnoea: dict) -> None:
    given = dict(zip(PAP_KEYS, (False, 90, "over_12", 7, 30), strict=True))
    score = of(**dyspnoea, **given)["palliative_prognostic_score"]

    assert (score.value, score.missing) == (None, ("symptoms",))


NO_RISK = {
    "karnofsky": 80,
    "days_diagnosis_to_treatment": 365,
    "haemoglobin_below_limit": False,
    "calcium_above_limit": False,
    "neutrophils_above_limit": False,
    "platelets_above_limit": False,
}


@for_each(
    ("changed", "value", "group"),
    [
        ({}, 0, "favourable"),
        ({"karnofsky": 70}, 1, "intermediate"),
        ({"days_diagnosis_to_treatment": 364, "calcium_above_limit": True}, 2, "intermediate"),
        (
            {"karnofsky": 70, "haemoglobin_below_limit": True, "platelets_above_limit": True},
            3,
            "poor",
        ),
    ],
)
def test_imdc(changed: dict[str, Any], value: int, group: str) -> None:
    score = of(primary_site="rcc", **(NO_RISK | changed))["imdc"]

    assert (score.value, score.group) == (value, group)


def test_imdc_is_only_for_renal_cell_carcinoma() -> None:
    score = of(primary_site="lung", **NO_RISK)["imdc"]

    assert score.value is None and "renal cell carcinoma" in (score.not_applicable or "")
    assert score.as_json()["not_applicable"] == score.not_applicable


@for_each(
    ("rating", "name"),
    [(0, "none"), (1, "mild"), (3, "mild"), (4, "moderate"), (6, "moderate"), (7, "severe"), (10, "severe")],
)
def test_bands_of_symptoms(rating: int, name: str) -> None:
    assert band(rating) == name


def test_symptoms_rated_4_or_more_are_counted_as_those_to_act_on() -> None:
    meaning = of(esas_pain=3, esas_nausea=4, esas_anxiety=9)["esas"].meaning

    assert meaning == "Two symptoms rated 4 or more, from where one acts."


def test_nothing_recorded_gives_no_number_and_says_what_each_lacks() -> None:
    found = of()

    assert all(score.value is None and score.missing for score in found.values())
    lacking = {key for score in found.values() for key in score.missing}
    assert lacking <= {fact.key for fact in VOCABULARY.askable}


def test_what_is_printed_for_scripts_has_the_published_parts() -> None:
    printed = of(creatinine_umol_l=1.2 * MG_DL, age_years=68, sex="male")["egfr"].as_json()

    assert printed["value"] == 65.8709
    assert printed["reported"] == 66
    assert {"category", "unit", "formula", "reference", "certainty"} <= set(printed)
    assert of()["egfr"].as_json()["missing"] == ["creatinine_umol_l", "age_years", "sex"]
