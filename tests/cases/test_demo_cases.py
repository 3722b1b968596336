"""Each demo case is complete, and gives the stage and the scores that it was made for."""

from typing import Any

import pytest

from cases.content.demo_cases import DemoCase, demo_cases
from cases.domain.deriving import derive
from cases.forms import chapter_form
from cases.queries.cases import askable_facts, demo_case, read
from guidance.domain.edition import CompiledEdition
from guidance.domain.identifiers import suspicions
from guidance.domain.vocabulary import CHAPTERS
from tests.cases.test_chapter_forms import case_in_memory

DEMOS = demo_cases()
COUNTED_FROM_THE_LESIONS = {"extrathoracic_lesion_count"}
TOLD_BY_SOME = {"urinary_stones", "hydronephrosis", "ihc_positive", "ihc_negative", "tumour_markers_rising"}
"""Told where their vignette has a report of it, and invented for none of the others."""
TOLD = frozenset().union(*(demo.case_file.recorded for demo in DEMOS)) - TOLD_BY_SOME
"""What else one of them tells, each tells where it is asked."""
NOT_TO_BE_ANSWERED = {
    # The result is pending, so there are no findings.
    "lymphoma-kidney-injury": {"molecular_findings"},
    # Not biopsied, so there is no result.
    "breast-bone-kidney": {"biopsy_result"},
    # Not tested, so there are no findings. A biopsy, and nothing that says by which route.
    "prostate-solitary-kidney": {"molecular_findings", "biopsy_route"},
    "melanoma-raised-ldh": {"biopsy_route"},
    "colorectal-solitary": {"biopsy_route"},
}


@pytest.mark.parametrize("demo", DEMOS, ids=lambda demo: demo.slug)
def test_a_demo_case_is_complete_in_all_nine_chapters(demo: DemoCase) -> None:
    recorded = demo.case_file.recorded
    asked = {fact.key for chapter in CHAPTERS for fact in askable_facts(chapter.key, recorded)}

    left_out = (asked & TOLD) - set(recorded) - COUNTED_FROM_THE_LESIONS
    assert left_out == NOT_TO_BE_ANSWERED.get(demo.slug, set())


STAGES = [
    ("lung-both-kidneys", "V9", "M1c2", "IVB"),
    ("melanoma-raised-ldh", "AJCC8", "M1c(1)", "IV"),
    ("colorectal-solitary", "AJCC8", "M1a", "IVA"),
    ("lymphoma-kidney-injury", "LUGANO", None, "IV"),
    ("breast-bone-kidney", "AJCC8", "M1", "IV"),
    ("prostate-solitary-kidney", "AJCC8", "M1c", "IVB"),
]


@pytest.mark.parametrize(("slug", "edition", "m", "group"), STAGES)
def test_a_demo_case_has_its_stage(slug: str, edition: str, m: str | None, group: str) -> None:
    stage = derive(recorded_of(slug)).stage

    assert (stage.edition, stage.m_from_pattern, stage.stage_group) == (edition, m, group)


@pytest.mark.parametrize("demo", DEMOS, ids=lambda demo: demo.slug)
def test_what_a_demo_case_enters_is_what_follows(demo: DemoCase) -> None:
    stage = derive(demo.case_file.recorded).stage

    assert stage.group_settled
    assert [finding.message for finding in stage.findings if finding.level == "error"] == []


SCORES = [
    ("lung-both-kidneys", "egfr", "value", 65.87),
    ("lung-both-kidneys", "egfr", "category", "G2"),
    ("lung-both-kidneys", "creatinine_clearance", "value", 61.67),
    ("lung-both-kidneys", "royal_marsden_score", "value", 2),
    ("lung-both-kidneys", "royal_marsden_score", "group", "poor"),
    ("melanoma-raised-ldh", "egfr", "value", 102.71),
    ("melanoma-raised-ldh", "egfr", "category", "G1"),
    ("melanoma-raised-ldh", "royal_marsden_score", "value", 1),
    ("melanoma-raised-ldh", "royal_marsden_score", "group", "good"),
    ("colorectal-solitary", "egfr", "value", 72.73),
    ("colorectal-solitary", "royal_marsden_score", "value", 0),
    ("lymphoma-kidney-injury", "egfr", "value", 21.51),
]


@pytest.mark.parametrize(("slug", "score", "part", "expected"), SCORES)
def test_a_demo_case_has_its_scores(slug: str, score: str, part: str, expected: Any) -> None:
    found = getattr(derive(recorded_of(slug)).scores[score], part)

    assert found == (pytest.approx(expected, abs=0.01) if isinstance(expected, float) else expected)


STAINED = [
    ("lung-both-kidneys", {"ttf1"}, {"pax8"}),
    ("melanoma-raised-ldh", {"sox10_s100"}, None),
    ("colorectal-solitary", {"ck20", "cdx2"}, {"ck7", "pax8"}),
]


@pytest.mark.parametrize(("slug", "positive", "negative"), STAINED)
def test_a_demo_case_has_the_markers_of_its_vignette(slug: str, positive: Any, negative: Any) -> None:
    recorded = recorded_of(slug)

    assert (recorded["ihc_positive"], recorded.get("ihc_negative")) == (positive, negative)


def test_in_acute_kidney_injury_the_egfr_is_not_a_number_to_rely_on() -> None:
    assert derive(recorded_of("lymphoma-kidney-injury")).scores["egfr"].caveats


VARIANTS = [
    ("lung-both-kidneys", {"other_metastatic_sites": frozenset({"none"})}, "M1c1", "IVB"),
    ("melanoma-raised-ldh", {"other_metastatic_sites": frozenset({"lung", "brain"})}, "M1d(1)", "IV"),
    ("colorectal-solitary", {"other_metastatic_sites": frozenset({"liver"})}, "M1b", "IVB"),
    ("colorectal-solitary", {"other_metastatic_sites": frozenset({"peritoneum"})}, "M1c", "IVC"),
]


@pytest.mark.parametrize(("slug", "changed", "m", "group"), VARIANTS)
def test_a_change_teaches_what_it_was_made_for(slug: str, changed: Any, m: str, group: str) -> None:
    recorded = {**recorded_of(slug), **changed, "other_lesion_count": len(changed["other_metastatic_sites"])}
    if changed["other_metastatic_sites"] == {"none"}:
        recorded["other_lesion_count"] = 0
    recorded.pop("m_category")
    stage = derive(recorded).stage

    assert (stage.m_from_pattern, stage.stage_group) == (m, group)


@pytest.mark.parametrize("demo", DEMOS, ids=lambda demo: demo.slug)
def test_a_demo_case_matches_sections_of_every_domain(demo: DemoCase, edition: CompiledEdition) -> None:
    domains = {match.domain for match in read(demo.case_file.recorded, edition).answer.sections}

    assert {"diagnosis", "staging", "treatment", "palliative"} <= domains


@pytest.mark.parametrize("demo", DEMOS, ids=lambda demo: demo.slug)
def test_a_demo_case_can_be_saved_chapter_by_chapter(demo: DemoCase) -> None:
    case = case_in_memory(dict(demo.case_file.recorded))

    assert [chapter.key for chapter in CHAPTERS if chapter_form(chapter.key, case).errors] == []


@pytest.mark.parametrize("demo", DEMOS, ids=lambda demo: demo.slug)
def test_a_demo_case_says_what_it_teaches_and_names_nobody(demo: DemoCase) -> None:
    assert all((demo.title, demo.summary, demo.teaching_point, demo.source))
    assert suspicions(demo.title) == ()


def test_there_are_six_with_different_primaries() -> None:
    assert len({demo.case_file.recorded["primary_site"] for demo in DEMOS}) == len(DEMOS) == 6


def recorded_of(slug: str) -> dict[str, Any]:
    demo = demo_case(slug)
    assert demo is not None
    return dict(demo.case_file.recorded)
