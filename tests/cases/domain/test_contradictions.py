"""Facts that do not fit together: each rule where it speaks, and beside it where it is silent."""

from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from cases.content.demo_cases import demo_cases
from cases.content.library import shipped_library
from cases.domain.contradictions import RULES, Remark, remarks
from cases.domain.known import HAEMATOLOGICAL
from guidance.domain.vocabulary import VOCABULARY
from tests.cases.strategies import recorded as any_record
from tests.tables import for_each

TODAY = date(2026, 7, 15)
BOTH_SIDES = [{"side": "left"}, {"side": "right"}]
CONFIRMED = [{"side": "left"}, {"side": "left", "diagnosis": "metastasis_confirmed"}]
ASSESSED = [{"side": "left", "enhancement": "less_than_cortex"}]

# Code, the facts that do not fit, what is different in the neighbour (None: not recorded).
RULE_CASES: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    (
        "W_AGE_AT_DIAGNOSIS",
        {"age_at_diagnosis_years": 61, "age_years": 60},
        {"age_at_diagnosis_years": 60},
    ),
    ("W_DIAGNOSIS_TO_COME", {"diagnosis_date": "2026-08"}, {"diagnosis_date": "2026-07"}),
    ("W_SECOND_CANCER_TO_COME", {"second_cancer_date": "2027-01"}, {"second_cancer_date": "2026-07"}),
    (
        "W_INTERVAL_AND_DIAGNOSIS",
        {"interval_months": 15, "diagnosis_date": "2025-05"},
        {"interval_months": 14.5},
    ),
    ("W_INTERVAL_AND_AGE", {"interval_months": 480, "age_years": 39}, {"age_years": 40}),
    (
        "W_INTERVAL_AND_AGES",
        {"interval_months": 72, "age_at_diagnosis_years": 50, "age_years": 55},
        {"interval_months": 71},
    ),
    (
        "W_AGES_AND_DIAGNOSIS",
        {"age_at_diagnosis_years": 50, "diagnosis_date": "2024-07", "age_years": 54},
        {"age_years": 53},
    ),
    (
        "W_TREATMENT_AND_DIAGNOSIS",
        {"days_diagnosis_to_treatment": 94, "diagnosis_date": "2026-05"},
        {"days_diagnosis_to_treatment": 93},
    ),
    ("W_SEX_AND_PRIMARY", {"sex": "male", "primary_site": "cervix"}, {"primary_site": "breast"}),
    ("W_SEX_AND_SECOND_CANCER", {"sex": "female", "second_cancer_site": "prostate"}, {"sex": "male"}),
    ("W_SEX_AND_PREGNANCY", {"sex": "male", "pregnant": True}, {"pregnant": False}),
    ("W_PREGNANCY_AND_PRIMARY", {"pregnant": True, "primary_site": "testis"}, {"primary_site": "ovary"}),
    (
        "W_PREGNANCY_AND_SECOND_CANCER",
        {"pregnant": True, "second_cancer_site": "testis"},
        {"second_cancer_site": "none"},
    ),
    (
        "W_PRIMARY_AND_SECOND_CANCER",
        {"primary_site": "prostate", "second_cancer_site": "ovary"},
        {"second_cancer_site": "prostate"},
    ),
    (
        "W_PRIMARY_WITHOUT_CANCER",
        {"cancer_history": "none_known", "primary_site": "lung"},
        {"primary_site": "unknown"},
    ),
    (
        "W_SECOND_CANCER_WITHOUT_CANCER",
        {"cancer_history": "none_known", "second_cancer_site": "breast"},
        {"second_cancer_site": "none"},
    ),
    (
        "W_DIAGNOSIS_WITHOUT_CANCER",
        {"cancer_history": "none_known", "diagnosis_date": "2024-01"},
        {"cancer_history": "previous"},
    ),
    (
        "W_FOUND_BY_FOLLOW_UP_WITHOUT_CANCER",
        {"detection": "staging_or_surveillance", "cancer_history": "none_known"},
        {"detection": "incidental"},
    ),
    (
        "W_HISTOLOGY_OF_LYMPHOMA",
        {"primary_site": "lymphoma", "histology": "adenocarcinoma"},
        {"histology": "lymphoma"},
    ),
    ("W_LYMPHOMA_ELSEWHERE", {"primary_site": "stomach", "histology": "lymphoma"}, {"primary_site": "other"}),
    (
        "W_HISTOLOGY_OF_MELANOMA",
        {"primary_site": "melanoma_skin", "histology": "squamous"},
        {"histology": "melanoma"},
    ),
    (
        "W_HISTOLOGY_OF_BLOOD",
        {"primary_site": "myeloma_leukaemia", "histology": "adenocarcinoma"},
        {"histology": "lymphoma"},
    ),
    (
        "W_HISTOLOGY_OF_MESOTHELIOMA",
        {"primary_site": "mesothelioma", "histology": "adenocarcinoma"},
        {"histology": "other"},
    ),
    (
        "W_HISTOLOGY_OF_MERKEL_CELL",
        {"primary_site": "merkel_cell", "histology": "melanoma"},
        {"histology": "small_cell"},
    ),
    (
        "W_HISTOLOGY_OF_SARCOMA",
        {"primary_site": "soft_tissue_sarcoma", "histology": "lobular"},
        {"histology": "sarcoma"},
    ),
    (
        "W_DATE_OF_NO_SECOND_CANCER",
        {"second_cancer_site": "none", "second_cancer_date": "2019-06"},
        {"second_cancer_site": "breast"},
    ),
    (
        "W_STAGE_OF_NO_SECOND_CANCER",
        {"second_cancer_site": "none", "second_cancer_stage": "II"},
        {"second_cancer_site": "breast"},
    ),
    (
        "W_TNM_OF_NO_SECOND_CANCER",
        {"second_cancer_site": "none", "second_cancer_tnm": "pT1b cN0 cM0"},
        {"second_cancer_site": "breast"},
    ),
    (
        "W_SPREAD_OF_NO_SECOND_CANCER",
        {"second_cancer_site": "none", "which_cancer_spread": "second"},
        {"which_cancer_spread": "first"},
    ),
    (
        "W_PROGRESSION_WITHOUT_SITE",
        {"progression_elsewhere": True, "other_metastatic_sites": ["none"]},
        {"other_metastatic_sites": ["bone"]},
    ),
    (
        "W_PROGRESSION_WITHOUT_LESION",
        {"progression_elsewhere": True, "other_lesion_count": 0},
        {"other_lesion_count": 1},
    ),
    (
        "W_CYTOLOGY_WITHOUT_PLEURA",
        {"pleural_cytology": "positive", "other_metastatic_sites": ["none"]},
        {"other_metastatic_sites": ["pleura"]},
    ),
    ("W_SOLITARY_KIDNEY", {"solitary_kidney": True, "lesions": BOTH_SIDES}, {"lesions": BOTH_SIDES[:1]}),
    (
        "W_DIAGNOSIS_WITHOUT_LESION",
        {"lesions": [], "kidney_diagnosis": "second_primary"},
        {"tissue_source": ["kidney_resection"]},
    ),
    (
        "W_BIOPSY_WITHOUT_LESION",
        {"lesions": [], "biopsy_result": "metastasis"},
        {"tissue_source": ["kidney_resection"]},
    ),
    (
        "W_CONCLUSION_WITHOUT_LESION",
        {"lesions": [], "imaging_conclusion": "favours_metastasis"},
        {"imaging_conclusion": "indeterminate"},
    ),
    (
        "W_SECOND_PRIMARY_WITHOUT_SECOND_CANCER",
        {"kidney_diagnosis": "second_primary", "second_cancer_site": "none"},
        {"second_cancer_site": "rcc"},
    ),
    (
        "W_SECOND_LESION_WITHOUT_SECOND_CANCER",
        {"lesions": [{}, {"diagnosis": "lymphoma"}], "second_cancer_site": "none"},
        {"primary_site": "lymphoma"},
    ),
    (
        "W_CONCLUSION_WITHOUT_IMAGING",
        {"imaging_done": ["none"], "imaging_conclusion": "indeterminate"},
        {"imaging_done": ["ct_plain"]},
    ),
    (
        "W_ENHANCEMENT_WITHOUT_CONTRAST",
        {"lesions": ASSESSED, "imaging_done": ["ct_plain", "ultrasound"]},
        {"imaging_done": ["ct_plain", "mri"]},
    ),
    (
        "W_RESULT_WITHOUT_BIOPSY",
        {"biopsy_result": "metastasis", "biopsy_status": "planned"},
        {"tissue_source": ["kidney_resection"]},
    ),
    (
        "W_ROUTE_WITHOUT_BIOPSY",
        {"biopsy_route": "percutaneous", "biopsy_status": "contraindicated"},
        {"biopsy_status": "planned"},
    ),
    (
        "W_TISSUE_WITHOUT_BIOPSY",
        {"tissue_source": ["kidney_biopsy"], "biopsy_status": "not_done"},
        {"tissue_source": ["other_site"]},
    ),
    (
        "W_BIOPSY_WITHOUT_TISSUE",
        {"tissue_source": ["none"], "biopsy_status": "done"},
        {"biopsy_result": "non_diagnostic"},
    ),
    (
        "W_RESULT_WITHOUT_TISSUE",
        {"tissue_source": ["none"], "biopsy_result": "urothelial"},
        {"tissue_source": ["kidney_biopsy"]},
    ),
    (
        "W_BIOPSY_OF_ANOTHER_CANCER",
        {
            "kidney_diagnosis": "metastasis_presumed",
            "biopsy_result": "lymphoma",
            "primary_site": "lung",
        },
        {"second_cancer_site": "lymphoma"},
    ),
    (
        "W_BIOPSY_OF_ANOTHER_NATURE",
        {"kidney_diagnosis": "benign", "biopsy_result": "renal_primary"},
        {"biopsy_result": "benign_or_infection"},
    ),
    (
        "W_PRESUMED_WITH_PROOF",
        {"kidney_diagnosis": "metastasis_presumed", "biopsy_result": "metastasis"},
        {"kidney_diagnosis": "metastasis_confirmed"},
    ),
    (
        "W_CONFIRMED_WITHOUT_BIOPSY",
        {"kidney_diagnosis": "metastasis_confirmed", "biopsy_status": "not_done"},
        {"tissue_source": ["kidney_resection"]},
    ),
    (
        "W_CONFIRMED_WITHOUT_TISSUE",
        {"kidney_diagnosis": "metastasis_confirmed", "tissue_source": ["none"]},
        {"tissue_source": ["other_site"]},
    ),
    (
        "W_CONFIRMED_WITHOUT_RESULT",
        {"kidney_diagnosis": "metastasis_confirmed", "biopsy_result": "non_diagnostic"},
        {"tissue_source": ["kidney_biopsy", "kidney_resection"]},
    ),
    (
        "W_LESION_CONFIRMED_WITHOUT_BIOPSY",
        {"lesions": CONFIRMED, "biopsy_status": "planned"},
        {"biopsy_status": "done"},
    ),
    (
        "W_LESION_CONFIRMED_WITHOUT_TISSUE",
        {"lesions": CONFIRMED, "tissue_source": ["none"]},
        {"tissue_source": ["cytology"]},
    ),
    (
        "W_LESION_CONFIRMED_WITHOUT_RESULT",
        {"lesions": CONFIRMED, "biopsy_result": "non_diagnostic"},
        {"biopsy_result": "metastasis"},
    ),
    ("W_FOUND_BY_NO_SYMPTOM", {"detection": "symptoms", "symptoms": ["none"]}, {"symptoms": ["fever"]}),
    (
        "W_DYSPNOEA_WITHOUT_SYMPTOM",
        {"dyspnoea_at_rest": True, "symptoms": ["none"]},
        {"dyspnoea_at_rest": False},
    ),
    ("W_ANOREXIA_WITHOUT_SYMPTOM", {"anorexia": True, "symptoms": ["none"]}, {"anorexia": False}),
    (
        "W_FINDINGS_WITHOUT_TEST",
        {"molecular_findings": ["egfr"], "molecular_testing": "not_done"},
        {"molecular_testing": "done"},
    ),
    ("W_ECOG_AND_KARNOFSKY", {"ecog": 1, "karnofsky": 40}, {"karnofsky": 50}),
    ("W_ECOG_AND_PPS", {"ecog": 3, "pps": 80}, {"pps": 60}),
    ("W_KARNOFSKY_AND_PPS", {"karnofsky": 90, "pps": 50}, {"pps": 70}),
    ("W_CREATININE_UNIT", {"creatinine_umol_l": 24.9}, {"creatinine_umol_l": 25}),
    ("W_CREATININE_UNIT_CHOSEN", {"creatinine_umol_l": 1500.5}, {"creatinine_umol_l": 1500}),
    ("W_ALBUMIN_UNIT", {"albumin_g_l": 9.9}, {"albumin_g_l": 10}),
    ("W_HAEMOGLOBIN_UNIT", {"haemoglobin_g_l": 13}, {"haemoglobin_g_l": 20}),
    ("W_CALCIUM_IONISED", {"calcium_mmol_l": 1.2}, {"calcium_mmol_l": 1.5}),
    ("W_CALCIUM_UNIT", {"calcium_mmol_l": 4.8}, {"calcium_mmol_l": 4}),
    (
        "W_CALCIUM_AND_LIMIT",
        {"calcium_mmol_l": 2.9, "calcium_above_limit": False},
        {"calcium_mmol_l": 2.7},
    ),
    (
        "W_HAEMOGLOBIN_AND_LIMIT",
        {"haemoglobin_g_l": 165, "haemoglobin_below_limit": True},
        {"haemoglobin_g_l": 130},
    ),
    (
        "W_SEX_AND_PSA",
        {"sex": "female", "tumour_markers_rising": ["psa", "cea"]},
        {"tumour_markers_rising": ["cea"]},
    ),
    (
        "W_MARKER_IN_BOTH_LISTS",
        {"ihc_positive": ["pax8", "ck7"], "ihc_negative": ["pax8", "ttf1"]},
        {"ihc_negative": ["ttf1"]},
    ),
    (
        "W_POSITIVE_WITHOUT_TISSUE",
        {"ihc_positive": ["pax8"], "biopsy_status": "not_done"},
        {"tissue_source": ["kidney_resection"]},
    ),
    (
        "W_NEGATIVE_WITHOUT_TISSUE",
        {"ihc_negative": ["pax8"], "biopsy_status": "planned"},
        {"biopsy_status": "done"},
    ),
    (
        "W_HYDRONEPHROSIS_WITHOUT_IMAGING",
        {"hydronephrosis": True, "imaging_done": ["none"]},
        {"hydronephrosis": False},
    ),
    (
        "W_TREATMENT_AGAINST_INTENT",
        {"treatment_intent": "symptom_control_only", "treatments_considered": ["chemotherapy"]},
        {"treatments_considered": ["embolisation"]},
    ),
    (
        "W_SUPPORTIVE_AGAINST_INTENT",
        {"treatment_intent": "disease_control", "treatments_considered": ["supportive_care_only"]},
        {"treatments_considered": ["supportive_care_only", "chemotherapy"]},
    ),
    (
        "W_COURSE_WITHOUT_TREATMENT",
        {"disease_course": "progressing_on_treatment", "prior_systemic_therapy": False},
        {"prior_systemic_therapy": True},
    ),
    (
        "W_UNTREATED_AFTER_TREATMENT",
        {"disease_course": "untreated", "prior_systemic_therapy": True},
        {"disease_course": "stable"},
    ),
]
BY_CODE = {rule.code: rule for rule in RULES}


def said(facts: dict[str, Any], today: date = TODAY) -> dict[str, Remark]:
    recorded = {key: VOCABULARY[key].clean(value) for key, value in facts.items() if value is not None}
    return {remark.code: remark for remark in remarks(recorded, today=today)}


@for_each(("code", "facts", "neighbour"), RULE_CASES, ids=[code for code, *_ in RULE_CASES])
def test_a_rule_speaks_where_facts_do_not_fit_and_is_silent_beside_it(
    code: str, facts: dict[str, Any], neighbour: dict[str, Any]
) -> None:
    assert list(said(facts)) == [code]
    assert code not in said(facts | neighbour)
    for key in BY_CODE[code].facts:
        assert code not in said(facts | {key: None}), "what is not recorded contradicts nothing"


def test_every_rule_is_in_the_table_once() -> None:
    assert sorted(code for code, *_ in RULE_CASES) == sorted(rule.code for rule in RULES)
    assert {key for rule in RULES for key in rule.facts} <= {fact.key for fact in VOCABULARY.askable}
    assert [rule.code for rule in RULES if not rule.source or rule.certainty not in ("A", "B", "C")] == []


SENTENCES = {
    "W_AGE_AT_DIAGNOSIS": "Age at diagnosis is recorded as 61 years, but age now as 60 years.",
    "W_INTERVAL_AND_DIAGNOSIS": "The interval to the kidney lesion is recorded as 15 months, but the primary "
    "was diagnosed in 2025-05, 14 months ago.",
    "W_SEX_AND_PRIMARY": "Sex is recorded as male, but the primary site as cervix.",
    "W_LESION_CONFIRMED_WITHOUT_BIOPSY": "Lesion 2 is held to be a confirmed metastasis, but the biopsy is "
    "recorded as planned, and no other tissue is recorded.",
    "W_SECOND_LESION_WITHOUT_SECOND_CANCER": "Lesion 2 is held to be lymphoma, but a second cancer is "
    "recorded as none.",
    "W_ECOG_AND_KARNOFSKY": "ECOG is recorded as 1, but Karnofsky as 40%. They are more than one band apart.",
    "W_CREATININE_UNIT": "Serum creatinine is recorded as 24.9 µmol/L, which is very low. Was that 24.9 "
    "mg/dL, which is 2,201.16 µmol/L?",
    "W_CREATININE_UNIT_CHOSEN": "Serum creatinine is recorded as 1,500.5 µmol/L, which is 17 mg/dL and very "
    "high. Was it 17 µmol/L?",
    "W_HAEMOGLOBIN_UNIT": "Haemoglobin is recorded as 13 g/L, which is very low. Was that 13 g/dL, which is "
    "130 g/L?",
    "W_CALCIUM_UNIT": "Serum calcium is recorded as 4.80 mmol/L, which is very high. Was that 4.8 mEq/L, "
    "which is 2.4 mmol/L?",
    "W_CALCIUM_AND_LIMIT": "Serum calcium is recorded as 2.90 mmol/L, but calcium above the upper limit as "
    "no.",
    "W_MARKER_IN_BOTH_LISTS": "Recorded as positive and as negative in the immunohistochemistry: PAX8.",
    "W_POSITIVE_WITHOUT_TISSUE": "Markers are recorded as positive: PAX8. But the biopsy of the kidney is "
    "recorded as not done, and no other tissue is recorded.",
    "W_TREATMENT_AGAINST_INTENT": "The intent is recorded as control of symptoms only, but the treatments "
    "considered hold chemotherapy.",
}


def test_a_sentence_names_both_facts_with_their_values() -> None:
    told = {code: said(facts)[code].message for code, facts, _ in RULE_CASES}

    assert {code: told[code] for code in SENTENCES} == SENTENCES
    assert [each for each in told.values() if "{" in each or "_" in each or "None" in each] == []


SEX_BOUND = [("male", site) for site in ("ovary", "endometrium", "cervix")] + [
    ("female", site) for site in ("prostate", "testis")
]


def test_every_primary_of_one_sex_is_held_against_the_other() -> None:
    other = {"male": "female", "female": "male"}
    wrong = [(sex, site) for sex, site in SEX_BOUND if not said({"sex": sex, "primary_site": site})]
    wrong += [(sex, site) for sex, site in SEX_BOUND if said({"sex": other[sex], "primary_site": site})]

    assert wrong == []


def test_performance_may_be_one_band_apart_and_not_two() -> None:
    bands = {0: (100, 90), 1: (80, 70), 2: (60, 50), 3: (40, 30), 4: (20, 10), 5: (0,)}
    wrong = [
        (ecog, scale, figure)
        for ecog in bands
        for band, figures in bands.items()
        for figure in figures
        for scale in ("karnofsky", "pps")
        if bool(said({"ecog": ecog, scale: figure})) is not (abs(ecog - band) > 1)
    ]

    assert wrong == []


def test_a_lymphoma_in_the_kidney_is_no_second_cancer_when_the_primary_is_of_blood_or_lymph() -> None:
    kidney = {"kidney_diagnosis": "lymphoma", "biopsy_result": "lymphoma", "second_cancer_site": "none"}
    told = {primary: list(said({"primary_site": primary, **kidney})) for primary in ("lung", *HAEMATOLOGICAL)}
    assert told == {
        "lung": ["W_SECOND_PRIMARY_WITHOUT_SECOND_CANCER"],
        "lymphoma": [],
        "myeloma_leukaemia": [],
    }


PALLIATIVE = ("external_radiotherapy", "bone_agent", "ureteric_drainage", "embolisation", "other")
AGAINST_DISEASE = (
    "thermal_ablation",
    "stereotactic_radiotherapy",
    "ablation_or_sbrt",
    "radioiodine",
    "radioligand_therapy",
    "external_radiotherapy",
)


def test_what_relieves_symptoms_fits_an_intent_to_relieve_them_and_what_treats_fits_one_to_treat() -> None:
    relief = {"treatment_intent": "symptom_control_only"}
    control = {"treatment_intent": "disease_control"}
    told = [each for each in PALLIATIVE if said({**relief, "treatments_considered": [each]})]
    told += [
        each
        for each in AGAINST_DISEASE
        if said({**control, "treatments_considered": ["supportive_care_only", each]})
    ]
    assert told == []
    assert list(said({**control, "treatments_considered": ["supportive_care_only", "bone_agent"]})) == [
        "W_SUPPORTIVE_AGAINST_INTENT"
    ]


def test_no_proof_is_missed_where_tissue_was_taken() -> None:
    taken = ["kidney_resection", "other_site", "cytology"]
    told = [
        (source, status, code)
        for source in taken
        for status in ("not_done", "planned", "contraindicated", "done")
        for code in said(
            {"kidney_diagnosis": "metastasis_confirmed", "biopsy_status": status, "tissue_source": [source]}
        )
    ]

    assert told == []


def test_the_shipped_cases_fit_together() -> None:
    shipped = [(demo.slug, demo.case_file.recorded) for demo in demo_cases()]
    shipped += [(case.slug, case.key.record) for case in shipped_library().cases]

    for today in (TODAY, date(2046, 1, 1)):
        assert [
            (slug, remarks(facts, today=today)) for slug, facts in shipped if remarks(facts, today=today)
        ] == []


@settings(max_examples=60)
@given(recorded=any_record(), today=st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_nothing_that_can_be_recorded_makes_it_stumble(recorded: dict[str, Any], today: date) -> None:
    for remark in remarks(recorded, today=today):
        assert remark.message and set(remark.facts) <= recorded.keys()
