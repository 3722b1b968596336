"""What a chapter's form accepts, how it says what is wrong, and what it tells apart."""

import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from cases.actions.cases import create_case
from cases.forms import chapter_form
from cases.models import CarePlan, KidneyLesion, PatientCase, PrognosticFactors, Staging
from cases.models.patient_case import CASE_FACTS, RELATED_FACTS
from cases.models.recording import columns_for
from guidance.domain.vocabulary import CHAPTERS, LESION_FIELDS, VOCABULARY, Value
from kidmet_site.accounts.models import User
from tests.cases.samples import NOW, case_of, query, send, sent_by_browser
from tests.cases.strategies import recorded

CHAPTER_KEYS = [chapter.key for chapter in CHAPTERS]


def case_in_memory(facts: dict[str, Value]) -> PatientCase:
    """A case that no database knows."""

    def columns(keys: Any) -> dict[str, Any]:
        return columns_for({key: VOCABULARY[key] for key in keys}, facts)

    case = PatientCase(lesions_recorded="lesions" in facts, **columns(CASE_FACTS))
    case.staging = Staging(**columns(RELATED_FACTS["staging"]))
    case.prognostic_factors = PrognosticFactors(**columns(RELATED_FACTS["prognostic_factors"]))
    case.care_plan = CarePlan(**columns(RELATED_FACTS["care_plan"]))
    case.lesion_rows = [KidneyLesion(**columns_for(LESION_FIELDS, each)) for each in facts.get("lesions", ())]
    return case


def test_the_workbench_says_beside_how_something_is_entered_what_is_right() -> None:
    groups = {group.legend: group for group in chapter_form("staging", case_in_memory({})).groups}
    helps = {field.name: str(field.help_text) for field in groups["T, N and M"].fields}

    assert groups["T, N and M"].lede.endswith("The kidney lesions set M and nothing else.")
    assert helps["m_category"] == (
        "MX no longer exists: enter cM0 or leave it out. A kidney metastasis makes it M1."
    )


@given(facts=recorded())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_sending_a_form_as_it_stands_records_what_was_recorded(facts: dict[str, Value]) -> None:
    case = case_in_memory(facts)
    for chapter in CHAPTER_KEYS:
        form = chapter_form(chapter, case, query(sent_by_browser(chapter_form(chapter, case))))

        assert form.is_valid(), (chapter, form.errors)
        held = {key: value for key, value in form.recorded_chapter().items() if value is not None}
        assert held == {key: value for key, value in facts.items() if VOCABULARY[key].chapter == chapter}


@pytest.mark.parametrize("chapter", CHAPTER_KEYS)
def test_a_control_that_was_not_sent_keeps_what_is_recorded(chapter: str) -> None:
    facts = {"age_years": 68, "sex": "male", "lesions": ({"side": "left"},), "ecog": "1", "t_category": "cT2"}
    form = chapter_form(chapter, case_in_memory(facts), query([]))

    assert form.is_valid()
    held = {key: value for key, value in form.recorded_chapter().items() if value is not None}
    assert held == {key: value for key, value in facts.items() if VOCABULARY[key].chapter == chapter}


def test_a_form_changes_nothing_of_the_next() -> None:
    lung = {"primary_site": "lung", "staging_edition": "v9"}
    for chapter, facts, name in (
        ("presentation", {"age_years": 68}, "age_years"),
        ("staging", lung, "t_category"),
        ("staging", lung, "staging_edition"),
    ):
        was = str(chapter_form(chapter, case_in_memory({}))[name])
        assert str(chapter_form(chapter, case_in_memory(facts))[name]) != was
        assert str(chapter_form(chapter, case_in_memory({}))[name]) == was


def test_nobody_can_change_the_attributes_of_a_widget_that_serves_every_form() -> None:
    widget: Any = chapter_form("presentation", case_in_memory({})).fields["sex"].widget
    with pytest.raises(TypeError):
        widget.attrs["class"] = "changed"


def test_a_lesion_without_a_diagnosis_is_as_its_own_kidney() -> None:
    said = []
    for facts in ({}, {"kidney_diagnosis": "metastasis_confirmed"}, {}):
        form: Any = chapter_form("kidney", case_in_memory({"lesions": (), **facts}))
        said.append(str(form.lesions.empty_form["diagnosis"]))

    assert "As the kidney: confirmed metastasis" in said[1]
    assert said[0] == said[2] and "As the kidney: not recorded" in said[0]


ACCEPTED = [
    ("presentation", "weight_kg", "72,5", 72.5),
    ("presentation", "weight_kg", " 72.50 ", 72.5),
    ("presentation", "weight_kg", "", None),
    ("presentation", "age_years", "68", 68),
    ("presentation", "age_years", "90+", 90),
    ("presentation", "age_years", "90 +", 90),
    ("presentation", "solitary_kidney", "yes", True),
    ("presentation", "solitary_kidney", "no", False),
    ("presentation", "solitary_kidney", "", None),
    ("presentation", "symptoms", ["none"], frozenset({"none"})),
    ("presentation", "symptoms", ["fever", "fatigue"], frozenset({"fever", "fatigue"})),
    ("presentation", "symptoms", [], None),
    ("presentation", "hereditary_syndrome", "none", "none"),
    ("primary", "diagnosis_date", "2025-03", "2025-03"),
    ("prognosis", "ecog", "0", "0"),
    ("prognosis", "karnofsky", "70", 70),
    ("prognosis", "white_cells_10_9_l", "0", 0),
    ("palliative", "esas_pain", "0", 0),
    ("palliative", "oxygen_saturation_percent", "91,5", 91.5),
    ("palliative", "symptom_measures_considered", ["none"], frozenset({"none"})),
    ("presentation", "infection_signs", ["pyuria"], frozenset({"pyuria"})),
    ("imaging", "hydronephrosis", "no", False),
    ("biopsy", "upper_tract_cytology", "positive", "positive"),
    ("biopsy", "ihc_positive", ["pax8", "psa_nkx3_1"], frozenset({"pax8", "psa_nkx3_1"})),
]


@pytest.mark.parametrize(("chapter", "key", "given", "value"), ACCEPTED)
def test_what_is_typed_is_recorded(chapter: str, key: str, given: Any, value: Any) -> None:
    form = send(case_in_memory({}), chapter, **{key: given})

    assert form.is_valid(), form.errors
    assert form.recorded_chapter()[key] == value


REFUSED = [
    ("presentation", "age_years", "17", ["17", "from 18 to 120 years"]),
    ("presentation", "age_years", "68.5", ["68.5", "whole number"]),
    ("presentation", "age_years", "sixty", ['"sixty"', "not a number"]),
    ("presentation", "weight_kg", "1_0", ['"1_0"', "not a number"]),
    ("presentation", "weight_kg", "nan", ['"nan"', "not a number"]),
    ("presentation", "weight_kg", "1,200", ["Write 1200, or 1.2"]),
    ("presentation", "sex", "femal", ['"femal"', "female, male", 'nearest is "female"']),
    ("presentation", "symptoms", ["none", "fever"], ["None of these", "Fever"]),
    ("presentation", "symptoms", ["feverish"], ['"feverish"', "flank_pain"]),
    ("presentation", "solitary_kidney", "perhaps", ['"perhaps"', "true, false"]),
    ("primary", "diagnosis_date", "2025-03-14", ["2025-03-14", "more than a year and month"]),
    ("primary", "diagnosis_date", "March", ["March", "2025-03"]),
    ("prognosis", "karnofsky", "75", ["75", "steps of 10"]),
    ("prognosis", "creatinine_umol_l", "3", ["3 ", "from 10 to 2500 µmol/L", "Did you mean 3 mg/dL?"]),
    ("palliative", "esas_pain", "11", ["11", "from 0 to 10"]),
    ("palliative", "oxygen_saturation_percent", "0.95", ["0.95", "from 50 to 100 %"]),
    ("prognosis", "calcium_mmol_l", "10.4", ["from 1 to 5 mmol/L", "Did you mean 10.4 mg/dL?"]),
]


@pytest.mark.parametrize(("chapter", "key", "given", "names"), REFUSED)
def test_a_refusal_names_what_was_given_and_what_is_allowed(
    chapter: str, key: str, given: Any, names: list[str]
) -> None:
    form = send(case_in_memory({}), chapter, **{key: given})

    assert list(form.errors) == [key]
    assert [name for name in names if name not in form.errors[key][0]] == []


@pytest.mark.parametrize(
    ("chapter", "key", "given"), [row[:3] for row in REFUSED if not isinstance(row[2], list)]
)
def test_what_was_refused_is_still_in_the_field_unless_it_was_no_choice(
    chapter: str, key: str, given: str
) -> None:
    form, fact = send(case_in_memory({}), chapter, **{key: given}), VOCABULARY[key]

    assert form[key].value() == ((given, fact.unit) if fact.other_units else given)


def test_an_age_above_89_is_shown_as_90_and_kept_exactly() -> None:
    case = case_in_memory({"age_years": 95})
    form = send(case, "presentation", weight_kg="70")

    assert chapter_form("presentation", case)["age_years"].value() == "90+"
    assert form.is_valid()
    assert form.recorded_chapter()["age_years"] == 95


UNITS = [
    ("creatinine_umol_l", "1.2", "mg/dL", 106.08),
    ("creatinine_umol_l", "106.08", "µmol/L", 106.08),
    ("albumin_g_l", "3.5", "g/dL", 35),
    ("haemoglobin_g_l", "12,6", "g/dL", 126),
    ("calcium_mmol_l", "10.02", "mg/dL", 2.5),
    ("calcium_mmol_l", "10.4", "mg/dL", 2.5948),
]


@pytest.mark.parametrize(("key", "given", "unit", "stored"), UNITS)
def test_another_unit_is_converted_and_both_are_said(key: str, given: str, unit: str, stored: float) -> None:
    form = send(case_in_memory({}), "prognosis", **{key: given, f"{key}_unit": unit})

    assert form.is_valid(), form.errors
    assert form.recorded_chapter()[key] == stored
    fact = VOCABULARY[key]
    assert form[key].state_words.startswith(f"{fact.words(stored)} = ")


def test_a_refusal_in_another_unit_names_both_numbers() -> None:
    form = send(case_in_memory({}), "prognosis", creatinine_umol_l="40", creatinine_umol_l_unit="mg/dL")

    assert "40 mg/dL is 3536 µmol/L" in form.errors["creatinine_umol_l"][0]


def test_an_unknown_unit_is_refused() -> None:
    form = send(case_in_memory({}), "prognosis", creatinine_umol_l="1.2", creatinine_umol_l_unit="stone")

    assert form.errors["creatinine_umol_l"] == ['"stone" is not one of the units. Allowed: µmol/L, mg/dL.']


STATES = [
    ({}, "not_recorded", "Not recorded"),
    ({"symptoms": frozenset({"none"})}, "none", "None of these"),
    ({"symptoms": frozenset({"fever", "fatigue"})}, "recorded", "2 recorded"),
]


@pytest.mark.parametrize(("facts", "state", "words"), STATES)
def test_recorded_none_and_not_recorded_are_told_apart(
    facts: dict[str, Value], state: str, words: str
) -> None:
    field = chapter_form("presentation", case_in_memory(facts))["symptoms"]

    assert (field.state, field.state_words) == (state, words)


def test_every_wording_of_ecog_can_be_chosen_from() -> None:
    html = str(chapter_form("prognosis", case_in_memory({}))["ecog"])

    assert [choice.help for choice in VOCABULARY["ecog"].choices if choice.help not in html] == []


def test_a_choice_that_was_split_is_offered_only_to_who_holds_it() -> None:
    either, heat = "ablation_or_sbrt", "thermal_ablation"
    without = case_in_memory({"treatments_considered": frozenset({heat})})
    holding = case_in_memory({"treatments_considered": frozenset({either})})
    refused = send(holding, "treatment", treatments_considered=[either, "invented"])

    assert either not in str(chapter_form("treatment", without)["treatments_considered"])
    assert either in str(chapter_form("treatment", holding)["treatments_considered"])
    assert either in str(refused["treatments_considered"])
    assert send(holding, "treatment").recorded_chapter()["treatments_considered"] == {either}
    split = send(holding, "treatment", treatments_considered=[heat])
    assert split.is_valid() and either not in str(split["treatments_considered"])


IMDC = ["haemoglobin_below_limit", "calcium_above_limit", "neutrophils_above_limit", "platelets_above_limit"]


def test_a_long_list_stands_under_headings_and_what_is_recorded_is_chosen_there() -> None:
    form = chapter_form(
        "primary", case_in_memory({"primary_site": "merkel_cell", "second_cancer_site": "none"})
    )
    first, second = str(form["primary_site"]), str(form["second_cancer_site"])

    headings = re.findall(r'<optgroup label="([^"]+)">', first)
    assert headings[:2] == ["Chest", "Breast and female organs"]
    assert re.findall(r'<optgroup label="([^"]+)">', second) == headings
    assert 'value="merkel_cell" selected' in first
    # "None" is found before the list begins.
    assert second.index('value="none" selected') < second.index("<optgroup")
    for primary in VOCABULARY["primary_site"].choice_values:
        assert first.count(f'value="{primary}"') == 1


def test_imdc_is_asked_of_renal_cell_carcinoma_only() -> None:
    asked = chapter_form("prognosis", case_in_memory({"primary_site": "rcc"}))
    not_asked = chapter_form("prognosis", case_in_memory({"primary_site": "lung"}))

    assert set(IMDC) <= set(asked.fields)
    assert not set(IMDC) & set(not_asked.fields)
    assert "IMDC factors" not in [group.legend for group in not_asked.groups]


def test_a_hidden_question_keeps_its_answer() -> None:
    case = case_in_memory({"primary_site": "lung", "calcium_above_limit": True, "lugano_stage": "IV"})

    assert send(case, "prognosis").is_valid()
    prognosis, staging = send(case, "prognosis"), send(case, "staging")
    assert prognosis.is_valid() and staging.is_valid()
    assert prognosis.recorded_chapter()["calcium_above_limit"] is True
    assert staging.recorded_chapter()["lugano_stage"] == "IV"


@pytest.mark.django_db
def test_every_field_is_labelled_and_described(resident: User) -> None:
    case = create_case(title="A case", by=resident, now=NOW)
    for chapter in CHAPTER_KEYS:
        form = chapter_form(chapter, case_of(resident) if chapter == "kidney" else case)
        assert [field.name for field in form.visible_fields() if not (field.label and field.help_text)] == []
