"""What is open is worked out both ways: what the readings share is settled, only the rest is asked about."""

from typing import Any

from cases.domain.staging import StageResult, stage
from guidance.domain.vocabulary import VOCABULARY
from tests.tables import for_each

PARENCHYMA = {"side": "left", "location": "parenchyma"}
SINUS = {"side": "left", "location": "sinus_or_pelvis"}
OTHER_SIDE = {"side": "right", "location": "parenchyma"}
V9 = {"staging_edition": "v9"}
UNCERTAIN = {"kidney_diagnosis": "uncertain"}
CONFIRMED = {"kidney_diagnosis": "metastasis_confirmed"}
SECOND = {"kidney_diagnosis": "second_primary"}


def staged(primary: str, lesions: list[dict[str, Any]] | None, *sites: str, **more: Any) -> StageResult:
    facts: dict[str, Any] = {"primary_site": primary, **more}
    if lesions is not None:
        facts["lesions"] = lesions
    if sites:
        facts["other_metastatic_sites"] = list(sites)
    return stage({key: VOCABULARY[key].clean(value) for key, value in facts.items()})


def as_diagnosed(lesion: dict[str, Any], diagnosis: str) -> dict[str, Any]:
    return {**lesion, "diagnosis": diagnosis}


Row = tuple[str, StageResult, str | None, list[str], str | None, list[str], set[str]]
"""What it is, M with its alternatives, the group with its alternatives, the codes of the questions."""

READINGS: list[Row] = [
    (
        "bladder, sinus lesion, lung metastases",
        staged("bladder", [SINUS], "lung"),
        "M1b",
        [],
        "IVB",
        [],
        {"Q_UPPER_TRACT"},
    ),
    (
        "bladder, uncertain sinus lesion, distant nodes",
        staged("bladder", [SINUS], "distant_nodes", **UNCERTAIN),
        "M1",
        ["M1a", "M1b"],
        "IV",
        ["IVA", "IVB"],
        {"Q_UPPER_TRACT"},
    ),
    (
        "renal cell carcinoma, contralateral mass uncertain, lung",
        staged("rcc", [OTHER_SIDE], "lung", **UNCERTAIN),
        "M1",
        [],
        "IV",
        [],
        {"Q_RCC_SECOND_PRIMARY"},
    ),
    (
        "colorectal, kidney uncertain, liver",
        staged("colorectal", [PARENCHYMA], "liver", **UNCERTAIN),
        "M1",
        ["M1a", "M1b"],
        "IV",
        ["IVA", "IVB"],
        {"Q_KIDNEY_DIAGNOSIS"},
    ),
    (
        "colorectal, kidney uncertain, liver and lung",
        staged("colorectal", [PARENCHYMA], "liver", "lung", **UNCERTAIN),
        "M1b",
        [],
        "IVB",
        [],
        set(),
    ),
    (
        "colorectal, second primary in the kidney, liver",
        staged("colorectal", [PARENCHYMA], "liver", **SECOND),
        "M1a",
        [],
        "IVA",
        [],
        set(),
    ),
    (
        "lung, one metastasis and one renal cell carcinoma",
        staged(
            "lung",
            [as_diagnosed(PARENCHYMA, "metastasis_confirmed"), as_diagnosed(OTHER_SIDE, "second_primary")],
            "none",
            **V9,
        ),
        "M1b",
        [],
        "IVA",
        [],
        set(),
    ),
    (
        "a lesion's own diagnosis wins over that of the kidney",
        staged("colorectal", [as_diagnosed(PARENCHYMA, "benign")], "liver", **CONFIRMED),
        "M1a",
        [],
        "IVA",
        [],
        set(),
    ),
    (
        "bladder, sinus lesion says nothing of a confirmed one in the parenchyma",
        staged("bladder", [SINUS, as_diagnosed(OTHER_SIDE, "metastasis_confirmed")], "none"),
        "M1b",
        [],
        "IVB",
        [],
        {"Q_UPPER_TRACT"},
    ),
    (
        "bladder, positive cytology of the upper tract asks of a lesion in the parenchyma",
        staged("bladder", [PARENCHYMA], "lung", upper_tract_cytology="positive"),
        "M1b",
        [],
        "IVB",
        [],
        {"Q_UPPER_TRACT"},
    ),
    (
        "bladder, positive cytology and a lesion that is all there is",
        staged("bladder", [PARENCHYMA], "none", upper_tract_cytology="positive"),
        None,
        ["M0", "M1b"],
        None,
        ["IVB"],
        {"Q_UPPER_TRACT"},
    ),
    (
        "bladder, positive cytology and a confirmed metastasis is staged as recorded",
        staged("bladder", [PARENCHYMA], "none", upper_tract_cytology="positive", **CONFIRMED),
        "M1b",
        [],
        "IVB",
        [],
        set(),
    ),
    (
        "bladder, negative cytology says nothing",
        staged("bladder", [PARENCHYMA], "none", upper_tract_cytology="negative"),
        "M1b",
        [],
        "IVB",
        [],
        set(),
    ),
    (
        "colorectal, positive cytology of the upper tract says nothing of it",
        staged("colorectal", [PARENCHYMA], "none", upper_tract_cytology="positive"),
        "M1a",
        [],
        "IVA",
        [],
        set(),
    ),
    (
        "bladder, confirmed metastasis in the sinus is staged as recorded",
        staged("bladder", [SINUS], "none", **CONFIRMED),
        "M1b",
        [],
        "IVB",
        [],
        set(),
    ),
    (
        "liver, growing into the kidney",
        staged("liver", [PARENCHYMA], "none", t_category="cT4", kidney_diagnosis="direct_growth"),
        "M0",
        [],
        None,
        [],
        set(),
    ),
    (
        "lung, kidney uncertain, a lesion of one of the lungs",
        staged("lung", [PARENCHYMA], "lung", **UNCERTAIN, **V9),
        None,
        ["M0", "M1a", "M1b"],
        None,
        ["IVA"],
        {"Q_KIDNEY_DIAGNOSIS", "Q_WHICH_LUNG"},
    ),
    (
        "lymphoma, two lesions without a side",
        staged("lymphoma", [{}, {}], "none", kidney_diagnosis="lymphoma"),
        None,
        [],
        None,
        ["IE", "IV"],
        {"Q_LESION_SIDES"},
    ),
    (
        "that a second cancer has spread counts for nothing where there is none",
        staged("colorectal", [], "liver", second_cancer_site="none", which_cancer_spread="second"),
        "M1a",
        [],
        "IVA",
        [],
        set(),
    ),
    (
        "lung, unclear which cancer has spread: no needless question of numbers",
        staged(
            "lung",
            [PARENCHYMA],
            "liver",
            "bone",
            **V9,
            **CONFIRMED,
            second_cancer_site="breast",
            which_cancer_spread="unclear",
        ),
        None,
        ["M0", "M1c2"],
        None,
        ["IVB"],
        {"Q_WHICH_CANCER_SPREAD"},
    ),
    (
        "lymphoma, kidney uncertain, liver",
        staged("lymphoma", [PARENCHYMA], "liver", **UNCERTAIN),
        None,
        [],
        "IV",
        [],
        set(),
    ),
    (
        "testis, kidney uncertain, lung",
        staged("testis", [PARENCHYMA], "lung", **UNCERTAIN),
        "M1",
        ["M1a", "M1b"],
        "III",
        ["IIIA", "IIIB", "IIIC"],
        {"Q_KIDNEY_DIAGNOSIS", "Q_SERUM_MARKER_CATEGORY"},
    ),
    (
        "testis, lung, markers S2",
        staged("testis", [], "lung", serum_marker_category="s2"),
        "M1a",
        [],
        "IIIB",
        [],
        set(),
    ),
    (
        "ovary, effusion, cytology not recorded",
        staged("ovary", [], "pleura"),
        "M1a",
        [],
        "IVA",
        [],
        {"Q_PLEURAL_CYTOLOGY"},
    ),
    (
        "ovary, effusion with negative cytology",
        staged("ovary", [], "pleura", pleural_cytology="negative"),
        "M0",
        [],
        None,
        [],
        set(),
    ),
    (
        "ovary, effusion and kidney: the cytology changes nothing",
        staged("ovary", [PARENCHYMA], "pleura", **CONFIRMED),
        "M1b",
        [],
        "IVB",
        [],
        set(),
    ),
    (
        "the second of two cancers has spread",
        staged(
            "colorectal",
            [PARENCHYMA],
            "liver",
            **CONFIRMED,
            second_cancer_site="breast",
            which_cancer_spread="second",
        ),
        "M0",
        [],
        None,
        [],
        set(),
    ),
    (
        "which of two cancers has spread is unclear",
        staged(
            "colorectal",
            [PARENCHYMA],
            "liver",
            **CONFIRMED,
            second_cancer_site="breast",
            which_cancer_spread="unclear",
        ),
        None,
        ["M0", "M1b"],
        None,
        ["IVB"],
        {"Q_WHICH_CANCER_SPREAD"},
    ),
    (
        "which of two cancers has spread is not recorded",
        staged("colorectal", [PARENCHYMA], "none", **CONFIRMED, second_cancer_site="breast"),
        "M1a",
        [],
        "IVA",
        [],
        {"Q_WHICH_CANCER_SPREAD"},
    ),
    (
        "melanoma, a site that no letter names",
        staged("melanoma_skin", [], "other", ldh_u_l=400, ldh_upper_limit_u_l=250),
        "M1",
        [],
        "IV",
        [],
        set(),
    ),
]


@for_each("row", READINGS, ids=[row[0] for row in READINGS])
def test_what_the_readings_share_is_settled(row: Row) -> None:
    _name, result, m, m_alternatives, group, groups, questions = row

    assert result.m_from_pattern == m
    assert list(result.m_alternatives) == m_alternatives
    assert result.stage_group == group
    assert list(result.stage_alternatives) == groups
    assert {question.code for question in result.questions} == questions


ENTERED: list[tuple[str, StageResult, set[str], str | None, str | None]] = [
    (
        "M1b where the letter is unknown",
        staged("melanoma_skin", [], "other", m_category="cM1b"),
        set(),
        None,
        "IV",
    ),
    (
        "M1 where the letter is known is told it",
        staged("colorectal", [], "liver", m_category="cM1"),
        {"W_M_LETTER"},
        "cM1a",
        "IVA",
    ),
    ("M1a as it follows", staged("colorectal", [], "liver", m_category="cM1a"), set(), None, "IVA"),
    (
        "another letter than follows",
        staged("colorectal", [], "liver", m_category="cM1b"),
        {"W_M_DIFFERS"},
        "cM1a",
        "IVA",
    ),
    (
        "one of two that a person has to judge",
        staged("colorectal", [PARENCHYMA], "liver", **UNCERTAIN, m_category="cM1b"),
        set(),
        None,
        "IV",
    ),
    (
        "one of those that are open for want of facts",
        staged("colorectal", [PARENCHYMA], **CONFIRMED, m_category="pM1b"),
        set(),
        None,
        "IVB",
    ),
    ("a letter of melanoma alone", staged("melanoma_skin", None, m_category="cM1d(1)"), set(), None, "IV"),
    (
        "M0 where the lung may be that of the primary",
        staged("lung", [PARENCHYMA], "lung", **UNCERTAIN, **V9, m_category="cM0"),
        set(),
        None,
        None,
    ),
    (
        "a letter outside the chest where no lesion lies there",
        staged("lung", [], "lung", **V9, m_category="cM1b"),
        {"W_M_DIFFERS"},
        None,
        None,
    ),
    (
        "pM0 with metastases: what follows is offered, once followed nothing more",
        staged("bladder", [], "liver", m_category="pM0"),
        {"E_PM0", "E_M0_WITH_METASTASIS"},
        "cM1b",
        "IVB",
    ),
    (
        "a letter is told without the proof that it lacks",
        staged("prostate", [], "bone", m_category="rpM1", biopsy_status="not_done"),
        {"W_M_LETTER", "W_PM1_WITHOUT_PROOF"},
        "rcM1b",
        "IVB",
    ),
    (
        "a site is named that is not recorded: nothing is offered in its place",
        staged("colorectal", [], "liver", m_category="cM1b(PUL,HEP)"),
        {"W_M_DIFFERS", "W_SITES_DIFFER"},
        None,
        "IVA",
    ),
    (
        "what stands in brackets and before the letter stays in what is offered",
        staged("colorectal", [], "liver", m_category="ycM1(HEP)"),
        {"W_M_LETTER"},
        "ycM1a(HEP)",
        "IVA",
    ),
    (
        "and where another letter is offered",
        staged("colorectal", [], "liver", t_category="rcT2", m_category="rcM1b(HEP)"),
        {"W_M_DIFFERS", "W_SITE_DIFFERS"},
        "rcM1a(HEP)",
        "IVA",
    ),
    ("Lugano alone", staged("lymphoma", None, lugano_stage="II_bulky"), set(), None, "II_bulky"),
    (
        "a Lugano stage that the pattern excludes",
        staged("lymphoma", [PARENCHYMA], "distant_nodes", kidney_diagnosis="lymphoma", lugano_stage="III"),
        {"W_STAGE_DIFFERS"},
        None,
        None,
    ),
    (
        "none of two that are open: nothing is offered",
        staged("colorectal", [PARENCHYMA], "liver", **UNCERTAIN, m_category="cM1c"),
        {"W_M_DIFFERS"},
        None,
        "IV",
    ),
    ("M alone", staged("ovary", None, m_category="cM1a"), set(), None, "IVA"),
    ("M alone, markers open", staged("testis", None, m_category="cM1a"), set(), None, "III"),
    (
        "M alone, without a letter",
        staged("neuroendocrine", None, m_category="cM1"),
        {"W_SUBCATEGORY_WANTED"},
        None,
        "IV",
    ),
    (
        "M0 with a metastasis of one lesion and a second primary",
        staged(
            "colorectal",
            [as_diagnosed(PARENCHYMA, "metastasis_presumed"), as_diagnosed(OTHER_SIDE, "second_primary")],
            "none",
            m_category="cM0",
        ),
        {"E_M0_WITH_KIDNEY_METASTASIS"},
        "cM1a",
        "IVA",
    ),
    (
        "M0 with a second primary only",
        staged("colorectal", [PARENCHYMA], "none", **SECOND, m_category="cM0"),
        set(),
        None,
        None,
    ),
    (
        "M0 with growth of the primary",
        staged("colorectal", [PARENCHYMA], "none", kidney_diagnosis="direct_growth", m_category="cM0"),
        set(),
        None,
        None,
    ),
    (
        "pM1 where the kidney was resected",
        staged(
            "breast",
            [PARENCHYMA],
            "none",
            m_category="pM1",
            biopsy_status="not_done",
            tissue_source=["kidney_resection"],
            kidney_diagnosis="metastasis_presumed",
        ),
        set(),
        None,
        "IV",
    ),
    (
        "pM1 where the diagnosis is recorded as shown under the microscope",
        staged("breast", [PARENCHYMA], "none", m_category="pM1", biopsy_status="not_done", **CONFIRMED),
        set(),
        None,
        "IV",
    ),
    (
        "pM1 and no tissue of anything",
        staged("breast", [PARENCHYMA], "none", m_category="pM1", tissue_source=["none"]),
        {"W_PM1_WITHOUT_PROOF", "W_KIDNEY_DIAGNOSIS_ASSUMED"},
        "cM1",
        "IV",
    ),
]


@for_each("row", ENTERED, ids=[row[0] for row in ENTERED])
def test_what_was_entered_is_compared_and_never_sent_round_in_a_circle(row: Any) -> None:
    _name, result, findings, suggestion, group = row

    assert {finding.code for finding in result.findings} == findings
    offered = {finding.suggestion for finding in result.findings if finding.suggestion}
    assert offered == ({suggestion} if suggestion else set())
    assert result.stage_group == group


def test_a_metastasis_that_was_accepted_beside_a_positive_cytology_has_a_remark() -> None:
    beside = staged("bladder", [PARENCHYMA], "none", upper_tract_cytology="positive", **CONFIRMED)

    assert [finding.code for finding in beside.findings] == ["W_METASTASIS_AND_CYTOLOGY"]
    assert not staged("bladder", [PARENCHYMA], "none", upper_tract_cytology="not_done", **CONFIRMED).findings


UNANSWERED = [
    ("bladder", [as_diagnosed(SINUS, "uncertain")], "Q_UPPER_TRACT"),
    ("bladder", [SINUS, OTHER_SIDE], "Q_UPPER_TRACT"),
    ("rcc", [as_diagnosed(OTHER_SIDE, "uncertain")], "Q_RCC_SECOND_PRIMARY"),
    ("colorectal", [as_diagnosed(PARENCHYMA, "uncertain")], "Q_KIDNEY_DIAGNOSIS"),
]


@for_each(("primary", "found", "code"), UNANSWERED)
def test_what_is_asked_of_one_lesion_is_answered_at_the_lesion(primary: str, found: Any, code: str) -> None:
    (question,) = [each for each in staged(primary, found, "none").questions if each.code == code]

    assert question.fact == "lesions"
    assert not [option for option in question.options if option.value]


def test_every_answer_of_a_question_for_the_kidney_ends_it() -> None:
    asks = {"bladder": [SINUS], "rcc": [OTHER_SIDE], "upper_tract": [PARENCHYMA], "colorectal": [PARENCHYMA]}
    again = []
    for primary, found in asks.items():
        before = staged(primary, found, "none", **(UNCERTAIN if primary == "colorectal" else {}))
        for option in before.questions[0].options:
            after = staged(primary, found, "none", **{str(option.fact): option.value})
            again += [(primary, option.value)] if after.questions else []
    assert not again


def offers(primary: str, site: str, entered: str, kidney: dict[str, Any]) -> list[str]:
    found = staged(primary, [PARENCHYMA], site, **kidney, m_category=entered).findings
    return [each.suggestion for each in found if each.fact == "m_category" and each.suggestion]


def test_what_is_offered_agrees_once_it_is_entered() -> None:
    circles = []
    for primary in VOCABULARY["primary_site"].choice_values:
        for site in ("liver", "distant_nodes", "lung", "peritoneum", "other", "none"):
            for kidney in (CONFIRMED, SECOND, UNCERTAIN, {}):
                for entered in ("cM0", "cM1", "cM1a", "cM1b", "pM1c"):
                    for offered in offers(primary, site, entered, kidney):
                        again = offers(primary, site, offered, kidney)
                        if again:
                            circles.append((primary, site, kidney, entered, offered, again))
    assert not circles


def test_the_stage_that_a_report_gives_never_fills_the_group() -> None:
    no_table = staged("colorectal", [], "none", reported_stage_group="IIIB")
    differs = staged("colorectal", [], "liver", reported_stage_group="IIIB")
    less = staged("colorectal", [], "liver", reported_stage_group="IV")

    assert no_table.stage_group is None and not no_table.findings
    assert differs.stage_group == "IVA"
    assert [finding.code for finding in differs.findings] == ["W_REPORTED_STAGE_DIFFERS"]
    assert not less.findings


def test_pm1_that_was_proven_elsewhere_asks_for_the_site() -> None:
    proven = {"tissue_source": ["other_site"], "m_category": "pM1"}
    asks = staged("breast", [PARENCHYMA], "bone", "liver", **proven, kidney_diagnosis="metastasis_presumed")
    one = staged("breast", [PARENCHYMA], "bone", **proven, kidney_diagnosis="metastasis_presumed")

    assert "Q_PROVEN_SITE" in {question.code for question in asks.questions}
    assert "Q_PROVEN_SITE" not in {question.code for question in one.questions}


BEFORE = {
    "thyroid_differentiated": "45",
    "colorectal": "M1c",
    "lung": "M1c",
    "bladder": "one M1",
    "melanoma_skin": "M1d",
}


def test_a_diagnosis_before_the_edition_says_what_differed() -> None:
    for primary, said in BEFORE.items():
        found = staged(primary, None, diagnosis_date="2017-12").findings
        assert any(said in each.message for each in found if each.code == "W_BEFORE_EDITION")
        after = staged(primary, None, diagnosis_date="2018-01").findings
        assert not any(each.code == "W_BEFORE_EDITION" for each in after)


def test_cervix_is_staged_by_the_edition_of_its_year() -> None:
    editions = {"2020-12": "AJCC8", "2021-01": "V9", None: "V9"}
    for date, edition in editions.items():
        more = {"diagnosis_date": date} if date else {}
        assert staged("cervix", [PARENCHYMA], "none", **more).edition == edition


@for_each(("t", "n", "group"), [("cTis", "cN0", "0"), ("cTX", "cN0", "occult"), ("cT1a", "cN0", "IA1")])
def test_lung_version_9_without_metastasis(t: str, n: str, group: str) -> None:
    result = staged("lung", [], "none", **V9, t_category=t, n_category=n, m_category="cM0")

    assert result.stage_group == group
