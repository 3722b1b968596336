"""M and stage group of every primary by each site, with each state of the kidney.

The expected values are those of public registry tables (SEER EOD Public 2.1, lung and cervix version 9 of
EOD 3.3) and of Lugano 2014 (Cheson et al., doi 10.1200/JCO.2013.54.8800), restated by site. They are written
out here, none is asked of the product.
"""

from typing import Any, NamedTuple

from cases.domain.staging import StageResult, allowed_categories, stage
from guidance.domain.vocabulary import NONE, VOCABULARY
from tests.tables import for_each

SITES = [site for site in VOCABULARY["other_metastatic_sites"].choice_values if site != NONE]
LESION = {"side": "left", "location": "parenchyma", "size_mm": 20}
NO_M0 = None
"""The stage group of M0 where the product holds no table of it."""

KIDNEY: dict[str, dict[str, Any]] = {
    "metastatic": {"lesions": [LESION], "kidney_diagnosis": "metastasis_confirmed"},
    "not metastatic": {"lesions": [LESION], "kidney_diagnosis": "second_primary"},
    "open": {"lesions": [LESION], "kidney_diagnosis": "uncertain"},
    "not recorded": {},
    "none": {"lesions": []},
}


class Expected(NamedTuple):
    """`without` and `with_kidney` map groups of sites to (M, stage group); "" stands for all other sites."""

    kidney_alone: tuple[str | None, str | None]
    without: dict[str, tuple[str | None, str | None]]
    with_kidney: dict[str, tuple[str | None, str | None]]


def always(m: str, group: str | None, aside: str = "") -> Expected:
    """One M1 whatever the site, but for sites that belong to T."""
    one = (m, group)
    without = {"": one, **({aside: ("M0", NO_M0)} if aside else {})}
    return Expected(one, without, {"": one})


EXPECTED: dict[str, Expected] = {
    "breast": always("M1", "IV"),
    "colorectal": Expected(
        ("M1a", "IVA"),
        {"peritoneum": ("M1c", "IVC"), "": ("M1a", "IVA")},
        {"peritoneum": ("M1c", "IVC"), "": ("M1b", "IVB")},
    ),
    "melanoma_skin": Expected(
        ("M1c", "IV"),
        {
            "brain other_cns": ("M1d", "IV"),
            "lung contralateral_lung": ("M1b", "IV"),
            "skin distant_nodes": ("M1a", "IV"),
            "other": ("M1", "IV"),
            "": ("M1c", "IV"),
        },
        {"brain other_cns": ("M1d", "IV"), "": ("M1c", "IV")},
    ),
    "bladder": Expected(
        ("M1b", "IVB"),
        {"distant_nodes": ("M1a", "IVA"), "": ("M1b", "IVB")},
        {"": ("M1b", "IVB")},
    ),
    "upper_tract": always("M1", "IV"),
    "prostate": Expected(
        ("M1c", "IVB"),
        {"bone": ("M1b", "IVB"), "distant_nodes": ("M1a", "IVB"), "": ("M1c", "IVB")},
        {"": ("M1c", "IVB")},
    ),
    "rcc": always("M1", "IV"),
    "thyroid_medullary": always("M1", "IVC"),
    "thyroid_anaplastic": always("M1", "IVC"),
    "oesophagus": always("M1", "IVB"),
    "stomach": always("M1", "IV"),
    "pancreas": always("M1", "IV"),
    "liver": always("M1", "IVB", aside="liver"),
    "ovary": Expected(
        ("M1b", "IVB"),
        {"peritoneum": ("M0", NO_M0), "pleura": ("M1a", "IVA"), "": ("M1b", "IVB")},
        {"": ("M1b", "IVB")},
    ),
    "endometrium": always("M1", "IVB"),
    "cervix": always("M1", "IVB"),
    "testis": Expected(
        ("M1b", "IIIC"),
        {"lung contralateral_lung distant_nodes": ("M1a", "III"), "": ("M1b", "IIIC")},
        {"": ("M1b", "IIIC")},
    ),
    "soft_tissue_sarcoma": always("M1", "IV"),
    "neuroendocrine": Expected(
        ("M1b", "IV"),
        {"liver": ("M1a", "IV"), "": ("M1b", "IV")},
        {"liver": ("M1c", "IV"), "": ("M1b", "IV")},
    ),
    "head_neck": always("M1", "IV"),
    "salivary_gland": always("M1", "IVC"),
    "nasopharynx": always("M1", "IVB"),
    "oropharynx_p16": always("M1", "IV"),
    "adrenal_cortex": always("M1", "IV", aside="adrenal"),
    "mesothelioma": always("M1", "IV", aside="pleura"),
    "thymus": Expected(
        ("M1b", "IVB"),
        {"pleura pericardium": ("M1a", "IVA"), "": ("M1b", "IVB")},
        {"": ("M1b", "IVB")},
    ),
    "gist": always("M1", "IV"),
    "anus": always("M1", "IV"),
    "gallbladder": always("M1", "IVB"),
    "small_bowel": always("M1", "IV"),
    "appendix": Expected(
        ("M1c", "IVC"),
        {"peritoneum": ("M1", "IV"), "": ("M1c", "IVC")},
        {"": ("M1c", "IVC")},
    ),
    "bone_sarcoma": Expected(
        ("M1b", "IVB"),
        {"lung contralateral_lung": ("M1a", "IVA"), "": ("M1b", "IVB")},
        {"": ("M1b", "IVB")},
    ),
    "merkel_cell": Expected(
        ("M1c", "IV"),
        {
            "lung contralateral_lung": ("M1b", "IV"),
            "skin distant_nodes": ("M1a", "IV"),
            "other": ("M1", "IV"),
            "": ("M1c", "IV"),
        },
        {"": ("M1c", "IV")},
    ),
    # The kidney lesion here is 20 mm large; how large a deposit elsewhere is, is no fact.
    "melanoma_uveal": Expected(("M1a", "IV"), {"": ("M1", "IV")}, {"": ("M1", "IV")}),
    "unknown": always("M1", None),
    "other": always("M1", None),
}
YOUNG = {"age_at_diagnosis_years": 54}
OLD = {"age_at_diagnosis_years": 55}


def found(primary: str, kidney: str, site: str | None, **more: Any) -> StageResult:
    sites = {"other_metastatic_sites": [site or NONE]}
    facts = {"primary_site": primary, **KIDNEY[kidney], **sites, **more}
    return stage({key: VOCABULARY[key].clean(value) for key, value in facts.items()})


def looked_up(table: dict[str, tuple[str | None, str | None]], site: str) -> tuple[str | None, str | None]:
    return next((value for sites, value in table.items() if site in sites.split()), table[""])


def shared(values: list[str | None], stem: str) -> str | None:
    """What both readings have in common: one value, else the bare stem where each of them has it."""
    if len(set(values)) == 1:
        return values[0]
    if any(value is None or not value.startswith(stem) for value in values):
        return None
    return stem


def expected(each: Expected, kidney: str, site: str | None) -> tuple[str | None, str | None]:
    without = ("M0", NO_M0) if site is None else looked_up(each.without, site)
    with_it = each.kidney_alone if site is None else looked_up(each.with_kidney, site)
    if with_it[0] == "M0":
        with_it = each.kidney_alone
    if kidney == "metastatic":
        return with_it
    if kidney in ("not metastatic", "none"):
        return without
    stem = "III" if with_it[1] == "IIIC" else "IV"
    return shared([without[0], with_it[0]], "M1"), shared([without[1], with_it[1]], stem)


def test_every_primary_by_every_site_and_state_of_the_kidney() -> None:
    wrong = []
    for primary, each in EXPECTED.items():
        for kidney in KIDNEY:
            for site in (None, *SITES):
                result = found(primary, kidney, site)
                got = (result.m_from_pattern, result.stage_group)
                if got != (want := expected(each, kidney, site)):
                    wrong.append((primary, kidney, site, got, want))
    assert not wrong


def test_the_table_speaks_of_every_primary() -> None:
    apart = {"lung", "lymphoma", "thyroid_differentiated", "myeloma_leukaemia"}
    assert {*EXPECTED, *apart} == set(VOCABULARY["primary_site"].choice_values)


def test_differentiated_thyroid_cancer_is_grouped_by_age() -> None:
    for kidney in ("metastatic", "none"):
        for site in SITES:
            assert found("thyroid_differentiated", kidney, site, **YOUNG).stage_group == "II"
            assert found("thyroid_differentiated", kidney, site, **OLD).stage_group == "IVB"
            assert found("thyroid_differentiated", kidney, site, age_years=49).stage_group == "II"
            assert found("thyroid_differentiated", kidney, site, age_years=60).stage_group is None


IN_THE_CHEST = {"contralateral_lung", "pleura", "pericardium"}


def test_lung_cancer_by_site_in_both_editions() -> None:
    several_organs = {"ajcc8": "M1c", "v9": "M1c2"}
    wrong = []
    for edition, m1c in several_organs.items():
        for site in SITES:
            in_chest = site in IN_THE_CHEST
            alone: tuple[str | None, str | None] = ("M1a", "IVA") if in_chest else ("M1", "IV")
            with_it = ("M1b", "IVA") if in_chest or site == "lung" else (m1c, "IVB")
            if site == "lung":
                alone = (None, None)
            for kidney, want in (("metastatic", with_it), ("not metastatic", alone), ("none", alone)):
                result = found("lung", kidney, site, staging_edition=edition)
                if (result.m_from_pattern, result.stage_group) != want:
                    wrong.append((edition, kidney, site, result.m_from_pattern, result.stage_group, want))
    assert not wrong


BEYOND_30 = {"side": "right", "location": "parenchyma", "size_mm": 31}
BEYOND_80 = {"side": "right", "location": "parenchyma", "size_mm": 81}
UNMEASURED = {"side": "right", "location": "parenchyma"}
CONFIRMED = "metastasis_confirmed"
UVEAL = {
    "3.0 cm": ([{**LESION, "size_mm": 30}], [NONE], "M1a"),
    "the larger of two": ([LESION, BEYOND_30], [NONE], "M1b"),
    "8.0 cm": ([{**LESION, "size_mm": 80}], [NONE], "M1b"),
    "8.1 cm": ([BEYOND_80], [NONE], "M1c"),
    "8.1 cm, whatever the liver holds": ([BEYOND_80], ["liver"], "M1c"),
    "the liver may hold a larger one": ([BEYOND_30], ["liver"], "M1"),
    "one without a size": ([LESION, UNMEASURED], [NONE], "M1"),
    "one that is benign": ([LESION, {**BEYOND_80, "diagnosis": "benign"}], [NONE], "M1a"),
    "no list of lesions": (None, [NONE], "M1"),
}


@for_each("lesions, sites, m", UVEAL.values())
def test_uveal_melanoma_goes_by_its_largest_deposit(
    lesions: list[dict[str, Any]] | None, sites: list[str], m: str
) -> None:
    facts = {"primary_site": "melanoma_uveal", "kidney_diagnosis": CONFIRMED, "other_metastatic_sites": sites}
    if lesions is not None:
        facts["lesions"] = lesions
    result = stage({key: VOCABULARY[key].clean(value) for key, value in facts.items()})

    assert (result.m_from_pattern, result.m_alternatives, result.stage_group) == (m, (), "IV")


def test_the_size_is_asked_for_when_it_decides_the_letter() -> None:
    asked = [
        [question.code for question in found("melanoma_uveal", "metastatic", site, lesions=lesions).questions]
        for lesions, site in (
            ([UNMEASURED], None),
            ([UNMEASURED], "liver"),
            ([LESION], None),
            ([BEYOND_80, UNMEASURED], None),
        )
    ]

    assert asked == [["Q_LESION_SIZES"], [], [], []]


def test_a_node_makes_another_group_of_an_m1_when_the_table_says_so() -> None:
    groups = {
        (primary, site, n): found(primary, "none", site, n_category=n).stage_group
        for primary, site in (("thymus", "pleura"), ("thymus", "liver"), ("bone_sarcoma", "lung"))
        for n in ("cN0", "cN1", "cN2")
        if (primary, n) != ("bone_sarcoma", "cN2")
    }

    assert groups == {
        ("thymus", "pleura", "cN0"): "IVA",
        ("thymus", "pleura", "cN1"): "IVA",
        ("thymus", "pleura", "cN2"): "IVB",
        ("thymus", "liver", "cN0"): "IVB",
        ("thymus", "liver", "cN1"): "IVB",
        ("thymus", "liver", "cN2"): "IVB",
        ("bone_sarcoma", "lung", "cN0"): "IVA",
        ("bone_sarcoma", "lung", "cN1"): "IVB",
    }


def test_no_stage_and_no_question_when_it_is_myeloma_or_leukaemia() -> None:
    for kidney in KIDNEY:
        for site in (None, *SITES):
            result = found("myeloma_leukaemia", kidney, site)
            assert (result.system, result.m_from_pattern, result.stage_group) == ("none", None, None)
            assert not result.questions and not result.findings
            assert "R-ISS" in result.stage_reason
    entered = found("myeloma_leukaemia", "metastatic", None, t_category="cT1", lugano_stage="IV")
    assert [each.code for each in entered.findings] == ["E_LUGANO_WITHOUT_LYMPHOMA", "E_NO_TNM"]
    by_edition = found("myeloma_leukaemia", "metastatic", None, staging_edition="ajcc8").findings
    assert [each.message.partition(", but ")[2] for each in by_edition] == [
        "the primary (myeloma or leukaemia) is staged here by no edition."
    ]
    asked = {
        key for key, fact in VOCABULARY.items() if fact.is_asked_of({"primary_site": "myeloma_leukaemia"})
    }
    assert asked.isdisjoint({"t_category", "n_category", "m_category", "lugano_stage", "staging_edition"})


# T, N and group without metastasis, row by row from the stage tables of SEER EOD Public 2.1.
WITHOUT_METASTASIS = {
    "anus": "T1 N0 I, T2 N0 IIA, T3 N0 IIB, T2 N1a IIIA, T4 N0 IIIB, T3 N1c IIIC",
    "gallbladder": "Tis N0 0, T1 N0 I, T2a N0 IIA, T2b N0 IIB, T3 N0 IIIA, T2b N1 IIIB, T4 N1 IVA, T1 N2 IVB",
    "small_bowel": "T2 N0 I, T3 N0 IIA, T4 N0 IIB, T1a N1 IIIA, T4 N2 IIIB",
    "appendix": "Tis(LAMN) N0 0, T2 N0 I, T4a N0 IIB, T4b N0 IIC, T1 N1b IIIA, T4a N1c IIIB, T3 N2 IIIC",
    "thymus": "T1b N0 I, T2 N0 II, T3 N0 IIIA, T4 N0 IIIB, T1 N1 IVA, T4 N2 IVB",
    "mesothelioma": "T1 N0 IA, T2 N0 IB, T3 N0 IB, T2 N1 II, T3 N1 IIIA, T1 N2 IIIB, T4 N0 IIIB",
    "adrenal_cortex": "T1 N0 I, T2 N0 II, T3 N0 III, T1 N1 III, T4 N0 III",
    "salivary_gland": "T2 N0 II, T3 N0 III, T1 N1 III, T4a N0 IVA, T2 N2c IVA, T4b N1 IVB, T1 N3a IVB",
    "nasopharynx": "T1 N0 I, T1 N1 II, T3 N0 III, T2 N2 III, T4 N0 IVA, T1 N3 IVA",
    "melanoma_uveal": "T1a N0 I, T1d N0 IIA, T3a N0 IIB, T2c N0 IIIA, T3d N0 IIIB, T4e N0 IIIC, T1a N1b IV",
}


@for_each("primary", WITHOUT_METASTASIS)
def test_the_group_without_metastasis(primary: str) -> None:
    wrong = []
    for row in WITHOUT_METASTASIS[primary].split(", "):
        t, n, group = row.split()
        result = found(primary, "none", None, t_category=f"c{t}", n_category=f"c{n}", m_category="cM0")
        if result.stage_group != group:
            wrong.append((row, result.stage_group))
    assert not wrong


def test_an_edition_that_is_not_held_is_told_when_the_diagnosis_is_of_its_time() -> None:
    told = {
        (primary, date): any(
            finding.code == "W_LATER_EDITION"
            for finding in found(primary, "metastatic", None, diagnosis_date=date).findings
        )
        for primary, date in (
            ("mesothelioma", "2024-12"),
            ("mesothelioma", "2025-01"),
            ("nasopharynx", "2025-06"),
            ("anus", "2022-12"),
            ("anus", "2023-01"),
            ("gist", "2026-01"),
        )
    }

    assert [key for key, is_told in told.items() if is_told] == [
        ("mesothelioma", "2025-01"),
        ("nasopharynx", "2025-06"),
        ("anus", "2023-01"),
    ]


def test_why_no_kidney_lesion_counts_is_told_as_it_is_recorded() -> None:
    why = {
        "there is none": found("lung", "none", "liver"),
        "biopsy": found("lung", "not recorded", "liver", lesions=[LESION], biopsy_result="renal_primary"),
    }
    told = {
        name: [step.text for step in result.path if "counts:" in step.text] for name, result in why.items()
    }

    assert told == {
        "there is none": ["No kidney lesion counts: it is recorded that there is none."],
        "biopsy": ["No kidney lesion counts: the biopsy shows something else."],
    }


def test_either_letter_stands_as_entered_when_only_the_peritoneum_holds_cancer_of_the_appendix() -> None:
    told = {}
    for m in ("cM1a", "cM1b", "cM1c"):
        result = found("appendix", "none", "peritoneum", m_category=m, staging_edition="v9")
        told[m] = (result.stage_group, result.stage_alternatives, [each.code for each in result.findings])

    assert told == {
        "cM1a": ("IVA", (), []),
        "cM1b": ("IV", ("IVA", "IVB"), []),
        "cM1c": ("IV", ("IVA", "IVB"), ["W_M_DIFFERS"]),
    }


def test_cancer_of_the_appendix_is_staged_by_version_9_from_2023() -> None:
    editions = {
        date: found("appendix", "metastatic", None, diagnosis_date=date).edition
        for date in ("2022-12", "2023-01")
    }

    assert editions == {"2022-12": "AJCC8", "2023-01": "V9"}


STAGE_IV_ALONE = {"liver", "marrow", "other_cns"}
OPEN_WITH_A_KIDNEY = {"other", "distant_nodes"}


def test_lymphoma_by_site_after_lugano() -> None:
    lymphoma = {
        **KIDNEY["metastatic"],
        "kidney_diagnosis": "metastasis_presumed",
        "biopsy_result": "lymphoma",
    }
    wrong = []
    for site in SITES:
        facts = {"primary_site": "lymphoma", **lymphoma, "other_metastatic_sites": [site]}
        with_it = stage({key: VOCABULARY[key].clean(value) for key, value in facts.items()})
        alone = found("lymphoma", "none", site)
        want = (None if site in OPEN_WITH_A_KIDNEY else "IV", "IV" if site in STAGE_IV_ALONE else None)
        if (with_it.stage_group, alone.stage_group) != want:
            wrong.append((site, with_it.stage_group, alone.stage_group, want))
    assert not wrong


# T and N of the 8th edition as the stage tables of SEER EOD Public list them (2.1; oesophagus, squamous and
# other, and medullary thyroid from 3.0). Of a stromal tumour they list no NX, which reports have.
LISTS = {
    "anus": ("X 0 is 1 2 3 4", "X 0 1 1a 1b 1c"),
    "gallbladder": ("X 0 is 1 1a 1b 2 2a 2b 3 4", "X 0 1 2"),
    "small_bowel": ("X 0 is 1 1a 1b 2 3 4", "X 0 1 2"),
    "appendix": ("X 0 is is(LAMN) 1 2 3 4 4a 4b", "X 0 1 1a 1b 1c 2"),
    "gist": ("X 0 1 2 3 4", "X 0 1"),
    "thymus": ("X 0 1 1a 1b 2 3 4", "X 0 1 2"),
    "mesothelioma": ("X 0 1 2 3 4", "X 0 1 2"),
    "adrenal_cortex": ("X 0 1 2 3 4", "X 0 1"),
    "salivary_gland": ("X 0 is 1 2 3 4 4a 4b", "X 0 1 2 2a 2b 2c 3 3a 3b"),
    "nasopharynx": ("X 0 is 1 2 3 4", "X 0 1 2 3"),
    "melanoma_uveal": ("X 0 1 1a 1b 1c 1d 2 2a 2b 2c 2d 3 3a 3b 3c 3d 4 4a 4b 4c 4d 4e", "X 0 1 1a 1b"),
    "oesophagus": ("X 0 is 1 1a 1b 2 3 4 4a 4b", "X 0 1 2 3"),
    "thyroid_medullary": ("X 0 1 1a 1b 2 3 3a 3b 4 4a 4b", "X 0 0a 0b 1 1a 1b"),
}


@for_each("prefix", ["c", "p"])
@for_each("primary", LISTS)
def test_t_and_n_are_those_of_the_registry(primary: str, prefix: str) -> None:
    allowed = tuple(
        " ".join(code.removeprefix(element) for code in allowed_categories(primary, "AJCC8", element, prefix))
        for element in "TN"
    )

    assert allowed == LISTS[primary]
