"""What curators say, in notes and additions: what it rests on, and where it comes up."""

import re
from collections.abc import Mapping

import pytest

from cases.domain.deriving import known_facts
from guidance.domain.compiling import compile_edition
from guidance.domain.edition import CompiledEdition
from guidance.domain.explaining import answer
from guidance.domain.searching import search
from guidance.domain.vocabulary import VOCABULARY
from guidance.domain.words import WITHOUT_A_REFERENCE
from guidance.pack import read_pack
from tests.guidance.content import entries_in
from tests.tables import for_each

NOTES = entries_in("notes.yaml", "notes")
ADDITIONS = entries_in("additions.yaml", "additions")
REFERENCES = entries_in("references.yaml", "references")

SAID = {said["id"] if "id" in said else said["key"]: said for said in (*NOTES, *ADDITIONS)}
each_said = for_each("said", SAID.values(), ids=SAID)


@pytest.fixture(scope="module")
def edition() -> CompiledEdition:
    return compile_edition(read_pack(), number=2)


# What it rests on

NO_REFERENCE_OF_ITS_OWN = "expert consensus: no reference, so nothing better than C"

# What is unconfirmed about these is the citation; the figures that the notes take from them are confirmed.
UNCONFIRMED_CITATION_ONLY = {"R1", "R2", "R12", "R13", "R27"}

LONGEST = 110  # words


@each_said
def test_a_note_and_an_addition_are_no_more_certain_than_the_weakest_thing_they_rest_on(
    said: Mapping,
) -> None:
    certainty_of = {reference["id"]: reference["certainty"] for reference in REFERENCES}
    rests_on = ["A" if r in UNCONFIRMED_CITATION_ONLY else certainty_of[r] for r in said["references"]]
    assert said["certainty"] >= max(rests_on, default="C"), NO_REFERENCE_OF_ITS_OWN


@each_said
def test_a_text_says_which_part_of_it_has_no_reference_where_it_is_less_certain_than_those(
    said: Mapping,
) -> None:
    rests_on = {reference["certainty"] for reference in REFERENCES if reference["id"] in said["references"]}
    if WITHOUT_A_REFERENCE in said["text"]:
        assert said["certainty"] == "C"
    elif said["certainty"] == "C" and said["references"]:
        assert "C" in rests_on


@each_said
def test_what_a_text_cites_is_what_it_rests_on_and_cited_before_what_has_no_reference(said: Mapping) -> None:
    referenced, _, unreferenced = said["text"].partition(WITHOUT_A_REFERENCE)
    cited = set(re.findall(r"\bR\d+b?\b", referenced))
    assert cited <= set(said["references"])
    assert not re.search(r"\bR\d+b?\b", unreferenced)


@each_said
def test_a_note_and_an_addition_are_short(said: Mapping) -> None:
    assert len(said["text"].split()) <= LONGEST


# Where it comes up


LESION = {"side": "left", "pole": "upper", "location": "parenchyma", "size_mm": 24, "content": "solid"}
HYPERVASCULAR = {**LESION, "enhancement": "more_than_cortex"}
OTHER_SIDE = {**LESION, "side": "right"}

FITTING = {
    "A-hypervascular-lesion": (
        {"primary_site": "thyroid_differentiated", "lesions": [HYPERVASCULAR]},
        {"primary_site": "melanoma_skin", "lesions": [LESION, HYPERVASCULAR], "biopsy_status": "planned"},
        {"primary_site": "liver", "lesions": [HYPERVASCULAR], "kidney_diagnosis": "metastasis_confirmed"},
    ),
    "A-squamous-lesion": (
        {"primary_site": "lung", "histology": "squamous", "lesions": [LESION]},
        {"primary_site": "bladder", "histology": "squamous", "biopsy_status": "done"},
    ),
    "A-hereditary-renal-cancer": (
        {"age_years": 38, "lesions": [LESION, OTHER_SIDE]},
        {"age_years": 46, "lesions": [LESION, OTHER_SIDE], "kidney_diagnosis": "second_primary"},
        {"age_years": 61, "age_at_diagnosis_years": 44, "primary_site": "rcc"},
        {
            "age_years": 65,
            "primary_site": "rcc",
            "lesions": [LESION, LESION],
            "kidney_diagnosis": "uncertain",
        },
        {"age_years": 61, "lesions": [LESION, OTHER_SIDE], "kidney_diagnosis": "second_primary"},
        {"hereditary_syndrome": "vhl", "kidney_diagnosis": "metastasis_confirmed"},
    ),
    "A-decompression-before-cisplatin": (
        {"hydronephrosis": True, "treatments_considered": ["chemotherapy"]},
        {"hydronephrosis": True, "primary_site": "bladder", "histology": "urothelial"},
    ),
    "A-obstruction": ({"hydronephrosis": True, "kidney_diagnosis": "metastasis_confirmed"},),
    "A-cord-compression": (
        {"symptoms": ["bone_or_back_pain"], "other_metastatic_sites": ["bone"]},
        {"cord_compression_signs": True},
    ),
    "A-immunohistochemistry": ({"biopsy_status": "planned"}, {"ihc_positive": ["pax8"]}),
    "A-oligometastatic-disease": (
        {
            "primary_site": "colorectal",
            "lesions": [LESION],
            "kidney_diagnosis": "metastasis_confirmed",
            "other_metastatic_sites": ["none"],
        },
    ),
    "A-bone-agents": (
        {"treatments_considered": ["bone_agent"]},
        {
            "primary_site": "breast",
            "other_metastatic_sites": ["bone"],
            "treatments_considered": ["hormone_therapy"],
        },
    ),
    "A-radioiodine": (
        {"primary_site": "thyroid_differentiated", "kidney_diagnosis": "metastasis_confirmed"},
        {"treatments_considered": ["radioiodine"]},
    ),
    "A-hepatitis-b": (
        {"primary_site": "lymphoma"},
        {"biopsy_result": "lymphoma", "biopsy_status": "done"},
        {"kidney_diagnosis": "lymphoma"},
    ),
}

ELSEWHERE = {
    "A-hypervascular-lesion": (
        {"primary_site": "colorectal", "lesions": [HYPERVASCULAR]},
        {
            "primary_site": "thyroid_differentiated",
            "lesions": [{**LESION, "enhancement": "less_than_cortex"}],
        },
        {"primary_site": "thyroid_differentiated", "lesions": [LESION]},
    ),
    "A-squamous-lesion": (
        {"primary_site": "lung", "histology": "adenocarcinoma"},
        {"primary_site": "lung", "histology": "squamous", "biopsy_result": "renal_primary"},
        {"primary_site": "lung", "histology": "squamous", "kidney_diagnosis": "benign"},
    ),
    "A-immunohistochemistry": (
        {"biopsy_status": "done", "biopsy_result": "lymphoma"},
        {"biopsy_status": "done", "biopsy_result": "benign_or_infection"},
    ),
    "A-bone-agents": (
        {
            "primary_site": "lymphoma",
            "other_metastatic_sites": ["bone"],
            "treatments_considered": ["chemotherapy"],
        },
    ),
    "A-hereditary-renal-cancer": (
        {"age_years": 47, "lesions": [LESION, OTHER_SIDE]},
        {"age_years": 38, "lesions": [LESION]},
        {"age_years": 38, "lesions": [LESION, OTHER_SIDE], "primary_site": "lymphoma"},
        {"age_years": 38, "lesions": [LESION, OTHER_SIDE], "kidney_diagnosis": "metastasis_confirmed"},
    ),
    "A-decompression-before-cisplatin": (
        {"hydronephrosis": False, "treatments_considered": ["chemotherapy"]},
    ),
    "A-cord-compression": ({"symptoms": ["bone_or_back_pain"], "other_metastatic_sites": ["liver"]},),
    "A-radioiodine": ({"primary_site": "thyroid_medullary", "treatments_considered": ["chemotherapy"]},),
}


def added_to(edition: CompiledEdition, recorded: Mapping[str, object]) -> set[str]:
    """The additions that a case brings up, in sections that show."""
    cleaned = {key: VOCABULARY[key].clean(value) for key, value in recorded.items()}
    found = answer(edition, known_facts(cleaned))
    return {key for section in found.sections for key in section.additions}


def test_an_addition_comes_up_beside_each_case_that_it_fits_and_never_among_the_statements(
    edition: CompiledEdition,
) -> None:
    missed = [
        (key, case) for key, cases in FITTING.items() for case in cases if key not in added_to(edition, case)
    ]
    assert not missed
    assert set(FITTING) == set(edition.additions)


def test_an_addition_stays_away_from_cases_that_it_does_not_fit(edition: CompiledEdition) -> None:
    assert not [
        (key, case) for key, cases in ELSEWHERE.items() for case in cases if key in added_to(edition, case)
    ]


ASKED_FOR = ("cord compression", "denosumab", "nephrostomy", "radioiodine", "PAX8")


@for_each("asked", ASKED_FOR)
def test_an_addition_is_found_by_the_word_that_residents_ask_for(
    edition: CompiledEdition, asked: str
) -> None:
    assert any(hit.additions for hit in search(edition, asked))
