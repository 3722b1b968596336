"""The registry: its shape, what it refuses, what it says."""

import re

import pytest

from guidance.domain.vocabulary import (
    CHAPTERS,
    KINDS,
    LESION_FIELDS,
    NONE,
    VOCABULARY,
    Fact,
    FactError,
    upper_first,
)
from tests.tables import for_each

from .strategies import FACTS


def test_every_fact_belongs_to_a_chapter_and_the_chapters_follow_each_other():
    order = [fact.chapter for fact in VOCABULARY.values()]
    assert list(dict.fromkeys(order)) == [chapter.key for chapter in CHAPTERS]


@for_each("fact", VOCABULARY.derived, ids=lambda fact: fact.key)
def test_derived_fact_cannot_be_entered(fact: Fact):
    with pytest.raises(FactError, match="cannot be entered"):
        fact.clean(1)


def test_conditions_at_random_ask_about_every_kind_of_fact():
    assert {fact.kind for fact in FACTS} == set(KINDS), "KEYS of tests/guidance/domain/strategies.py"


def test_dates_are_private():
    assert [fact.key for fact in VOCABULARY.values() if fact.private] == [
        fact.key for fact in VOCABULARY.values() if fact.kind == "date"
    ]


ASKED_OF = [
    ("pleural_cytology", {"other_metastatic_sites": frozenset({"pleura", "lung"})}, True),
    ("pleural_cytology", {"primary_site": "ovary"}, True),
    ("pleural_cytology", {"primary_site": "lung", "other_metastatic_sites": frozenset({"lung"})}, False),
    ("biopsy_route", {"biopsy_status": "planned"}, True),
    ("biopsy_route", {"biopsy_status": "not_done"}, False),
    ("which_cancer_spread", {"second_cancer_site": "rcc"}, True),
    ("which_cancer_spread", {"second_cancer_site": "none"}, False),
    ("second_cancer_tnm", {}, False),
    ("serum_marker_category", {"primary_site": "testis"}, True),
    ("reported_stage_group", {"primary_site": "lymphoma"}, False),
    ("reported_stage_group", {}, True),
]


@for_each(("key", "known", "asked"), ASKED_OF)
def test_a_fact_is_asked_of_the_cases_it_concerns(key, known, asked):
    assert VOCABULARY[key].is_asked_of(known) is asked


OF_A_LESION = (
    *("detection", "interval_months", "imaging_conclusion", "kidney_diagnosis"),
    *("biopsy_status", "biopsy_route", "biopsy_result", "ihc_positive", "ihc_negative"),
)
SENT_TO_ASK = [
    ("pregnant", {}, True),
    ("pregnant", {"sex": "female"}, True),
    ("pregnant", {"sex": "male"}, False),
    ("biopsy_result", {"biopsy_status": "done"}, True),
    ("biopsy_result", {"biopsy_status": "not_done"}, False),
    ("biopsy_result", {"biopsy_status": "planned"}, False),
    ("molecular_findings", {"molecular_testing": "pending"}, False),
    ("kidney_diagnosis", {"lesions": ({"side": "left"},)}, True),
    *((key, {"lesions": ()}, False) for key in OF_A_LESION),
]


@for_each(("key", "known", "asked"), SENT_TO_ASK)
def test_nobody_is_sent_to_ask_what_cannot_be_when_it_can_still_be_entered(key, known, asked):
    assert VOCABULARY[key].is_worth_asking(known) is asked
    assert VOCABULARY["pregnant"].is_asked_of(known)


def test_a_lesion_takes_the_diagnoses_that_the_kidney_takes():
    assert LESION_FIELDS["diagnosis"].choices == VOCABULARY["kidney_diagnosis"].choices


KEPT = [
    ("sex", "female", "female"),
    ("ecog", 2, "2"),
    ("ecog", "2", "2"),
    ("age_years", 68, 68),
    ("age_years", 68.0, 68),
    ("weight_kg", 74.5, 74.5),
    ("karnofsky", 80, 80),
    ("solitary_kidney", False, False),
    ("diagnosis_date", "2025-01", "2025-01"),
    ("symptoms", ["fever", "flank_pain"], frozenset({"fever", "flank_pain"})),
    ("symptoms", ["none"], frozenset({"none"})),
    ("t_category", "cT2b", "cT2b"),
    ("t_category", "pTis(DCIS)", "pTis(DCIS)"),
    ("n_category", "pN1mi(sn)", "pN1mi(sn)"),
    ("m_category", "rpM1c(1)", "rpM1c(1)"),
    ("m_category", "pM1c2", "pM1c2"),
    ("m_category", "cM1(OSS,OTH)", "cM1(OSS,OTH)"),
    ("kidney_diagnosis", "direct_growth", "direct_growth"),
    ("tissue_source", ["cytology", "kidney_biopsy"], frozenset({"cytology", "kidney_biopsy"})),
    ("second_cancer_site", "none", "none"),
    ("second_cancer_tnm", "pT1b cN0 cM0 R0 (AJCC8)", "pT1b cN0 cM0 R0 (AJCC8)"),
    ("second_cancer_tnm", "pT1b", "pT1b"),
    *[
        ("reported_stage_group", group, group)
        for group in ("0", "0a", "0is", "occult", "I", "IA1", "IIIC", "IVC")
    ],
    ("treatments_considered", ["ablation_or_sbrt"], frozenset({"ablation_or_sbrt"})),
    (
        "treatments_considered",
        ["thermal_ablation", "bone_agent", "other"],
        frozenset({"thermal_ablation", "bone_agent", "other"}),
    ),
    ("symptom_measures_considered", ["none"], frozenset({"none"})),
    (
        "symptom_measures_considered",
        ["opioid", "breathing_and_fan"],
        frozenset({"opioid", "breathing_and_fan"}),
    ),
    ("oxygen_saturation_percent", 92, 92),
    ("oxygen_saturation_percent", 91.5, 91.5),
    ("hydronephrosis", True, True),
    ("upper_tract_cytology", "not_done", "not_done"),
    ("ihc_positive", ["ttf1", "ck7"], frozenset({"ttf1", "ck7"})),
    ("ihc_negative", ["sox10_s100", "psa_nkx3_1"], frozenset({"sox10_s100", "psa_nkx3_1"})),
    ("tumour_markers_rising", ["ca15_3", "ca125"], frozenset({"ca15_3", "ca125"})),
    ("tumour_markers_rising", ["none"], frozenset({"none"})),
    ("calcium_mmol_l", 2.4, 2.4),
    *[(key, False, False) for key in ("urinary_stones", "cord_compression_signs", "patient_informed")],
    ("infection_signs", ["positive_culture", "pyuria"], frozenset({"positive_culture", "pyuria"})),
    ("lesions", [], ()),
    ("lesions", [{"diagnosis": "second_primary"}], ({"diagnosis": "second_primary"},)),
    ("lesions", [{"side": "left", "size_mm": 18}], ({"side": "left", "size_mm": 18},)),
]


@for_each(("key", "given", "kept"), KEPT)
def test_valid_value_is_kept_and_written_back(key, given, kept):
    fact = VOCABULARY[key]
    assert fact.clean(given) == kept
    assert fact.clean(fact.as_data(kept)) == kept


REFUSED = [
    ("primary_site", "lungs", "lung", "not one of the choices"),
    ("primary_site", 3, None, "not text"),
    ("age_years", 17, None, "a whole number from 18 to 120 years"),
    ("age_years", 121, None, "outside the plausible range"),
    ("age_years", 60.5, None, "not a whole number"),
    ("age_years", "60", None, "not a number"),
    ("age_years", True, None, "not a number"),
    ("weight_kg", float("nan"), None, "not a number"),
    ("karnofsky", 55, None, "not in steps of 10"),
    ("ecog", 6, None, "Allowed: 0, 1, 2, 3, 4, 5"),
    ("ecog", True, None, "not text"),
    ("solitary_kidney", "yes", None, "not true or false"),
    ("solitary_kidney", 0, None, "not true or false"),
    ("symptoms", [], None, "empty answer"),
    ("symptoms", "fever", None, "not a list"),
    ("symptoms", ["fevr"], "fever", '"fevr"'),
    ("symptoms", ["none", "fever"], None, '"none" together'),
    ("symptoms", ["fever", "fever"], None, "twice"),
    ("diagnosis_date", "2025-03-14", "2025-03", "more than a year and month"),
    ("diagnosis_date", "2025-13", None, "not a year and month"),
    ("diagnosis_date", "0025-01", None, "not a year and month"),
    ("diagnosis_date", 2025, None, "not text"),
    ("t_category", "ct2B", "cT2b", "not written"),
    ("m_category", "PM1C2", "pM1c2", "not written"),
    ("m_category", "MX", None, "not written"),
    ("m_category", 1, None, "not text"),
    ("sex", None, None, "null"),
    ("kidney_diagnosis", "begnin", "benign", "not one of the choices"),
    ("tissue_source", ["none", "cytology"], None, '"none" together'),
    ("biopsy_route", "percutanous", "percutaneous", "not one of the choices"),
    ("reported_stage_group", "iiib", "IIIB", "not written"),
    ("reported_stage_group", "0IS", "0is", "not written"),
    ("reported_stage_group", "V", None, "I to IV"),
    ("second_cancer_tnm", "T9", None, "not written"),
    ("treatments_considered", ["thermal_ablaton"], "thermal_ablation", "not one of the choices"),
    ("ihc_positive", ["pax_8"], "pax8", "not one of the choices"),
    ("ihc_negative", ["none"], None, "not one of the choices"),
    ("infection_signs", ["none", "pyuria"], None, '"none" together'),
    ("calcium_mmol_l", 9.5, None, "outside the plausible range"),
    ("oxygen_saturation_percent", 0.95, None, "from 50 to 100 %"),
    ("upper_tract_cytology", True, None, "not text"),
    ("lesions", {"side": "left"}, None, "not a list of lesions"),
    ("lesions", ["left"], None, "not a lesion"),
]


@for_each(("key", "given", "nearest", "says"), REFUSED)
def test_refusal_names_the_fact_what_was_given_and_what_is_allowed(key, given, nearest, says):
    with pytest.raises(FactError) as refused:
        VOCABULARY[key].clean(given)
    error = refused.value
    assert error.key.startswith(key) and says in error.message and error.nearest == nearest
    assert error.allowed and f"Allowed: {error.allowed}" in error.message


def test_every_fault_of_a_list_of_lesions_is_reported():
    with pytest.raises(FactError) as refused:
        VOCABULARY["lesions"].clean([{"side": "lft", "size_mm": 900}, {"sise_mm": 3}])
    found = [(fault.key, fault.nearest) for fault in refused.value.faults]
    assert found == [
        ("lesions[0].side", "left"),
        ("lesions[0].size_mm", None),
        ("lesions[1].sise_mm", "size_mm"),
    ]


WORDS = [
    ("primary_site", "lung", "lung"),
    ("primary_site", "melanoma_skin", "cutaneous melanoma"),
    ("hereditary_syndrome", "bhd", "Birt-Hogg-Dubé syndrome"),
    ("symptoms", frozenset({"fever", "flank_pain", "weight_loss"}), "flank pain, weight loss and fever"),
    ("symptoms", frozenset({NONE}), "none"),
    ("imaging_done", frozenset({"ct_contrast"}), "CT with contrast"),
    ("laterality", "bilateral", "both kidneys"),
    ("creatinine_umol_l", 44, "44 µmol/L"),
    ("creatinine_umol_l", 106.08, "106.08 µmol/L"),
    ("weight_kg", 74.0, "74 kg"),
    ("calcium_mmol_l", 2.5948, "2.59 mmol/L"),
    ("oxygen_saturation_percent", 88, "88%"),
    ("ihc_positive", frozenset({"pax8", "p40", "er"}), "PAX8, p40 and ER"),
    ("symptom_measures_considered", frozenset({"nsaid", "oxygen"}), "NSAID and oxygen"),
    ("treatments_considered", frozenset({"bone_agent", "other"}), "bone agent and another treatment"),
    ("egfr", 65.87, "66 mL/min/1.73 m²"),
    ("egfr", 58.5, "59 mL/min/1.73 m²"),
    ("body_surface_area", 1.875, "1.88 m²"),
    ("palliative_prognostic_index", 6.0, "6"),
    ("lymphocyte_percent", 15, "15%"),
    ("age_years", 89, "89 years"),
    ("age_years", 90, "90+ years"),
    ("age_years", 104, "90+ years"),
    ("age_at_diagnosis_years", 1, "1 year"),
    ("interval_months", 1, "1 month"),
    ("days_diagnosis_to_treatment", 200, "200 days"),
    ("ecog", "2", "2"),
    ("solitary_kidney", True, "yes"),
    ("m_category", "pM1c2", "pM1c2"),
    ("diagnosis_date", "2025-01", "2025-01"),
    ("kidney_diagnosis", "direct_growth", "direct growth of the primary"),
    ("second_cancer_stage", "IV", "IV"),
    ("which_cancer_spread", "second", "the second cancer"),
    ("tissue_source", frozenset({"kidney_biopsy", "cytology"}), "biopsy of the kidney and cytology"),
    ("lesions", (), "no lesion"),
    ("lesions", ({"side": "left", "diagnosis": "benign"},), "1 lesion: left, benign"),
    (
        "lesions",
        ({"side": "left", "pole": "upper", "location": "parenchyma", "size_mm": 18}, {}),
        "2 lesions: left upper pole, parenchyma, 18 mm; nothing else recorded",
    ),
]


@for_each(("key", "value", "words"), WORDS)
def test_value_reads_as_words_in_a_sentence(key, value, words):
    assert VOCABULARY[key].words(value) == words


@for_each(
    ("written", "meant"),
    [
        ("primry_site", "primary_site"),
        ("Primary site", "primary_site"),
        ("eGFR", "egfr"),
        ("zzzz", None),
        (7, None),
    ],
)
def test_nearest_key_is_found(written, meant):
    assert VOCABULARY.nearest(written) == meant


def test_keys_are_put_in_the_order_of_the_vocabulary():
    assert VOCABULARY.in_order({"ecog", "sex", "zebra", "age_years"}) == ("age_years", "sex", "ecog", "zebra")


BEGINNINGS = {
    "lung": "Lung",
    "von Hippel-Lindau disease": "Von Hippel-Lindau disease",
    "no lesion is seen": "No lesion is seen",
    "eGFR is low": "eGFR is low",
    "pM1b is entered": "pM1b is entered",
    "rpM1a(OTH)": "rpM1a(OTH)",
    "ypN0(sn)": "ypN0(sn)",
    "rT2": "rT2",
    "": "",
}


@for_each(("words", "begun"), BEGINNINGS.items())
def test_a_notation_keeps_its_small_letter_when_it_begins_a_sentence(words: str, begun: str) -> None:
    assert upper_first(words) == begun


@for_each(("typed", "meant"), [("iva", "IVA"), ("ii_BULKY", "II_bulky"), ("0A", "0a")])
def test_a_group_in_other_capitals_is_refused_with_the_right_ones(typed: str, meant: str) -> None:
    with pytest.raises(FactError) as refused:
        VOCABULARY["stage_group"].check(typed)
    assert refused.value.nearest == meant


def test_a_refusal_writes_what_was_given_as_its_file_does() -> None:
    with pytest.raises(
        FactError, match=re.escape('["none", "flank_pain"] holds "none" together with other choices')
    ):
        VOCABULARY["symptoms"].clean(["none", "flank_pain"])


def test_no_choice_is_explained_by_its_own_label() -> None:
    choices = [choice for fact in VOCABULARY.values() for choice in fact.choices if choice.help]
    assert [it for it in choices if it.help.rstrip(".").casefold() in it.label.casefold()] == []
