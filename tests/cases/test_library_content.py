"""The teaching cases that ship: whole, traceable, and the key earns everything against itself."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cases.actions.teaching import CitationFaults, load_library
from cases.content.demo_attempts import DEMO_ATTEMPTS
from cases.content.library import FOLDER, LibraryFaults, read_library, shipped_library
from cases.domain.deriving import derive
from cases.domain.marking import mark_attempt
from cases.domain.questions import KINDS, KeyFeature, ScriptConcordance, read_answer
from cases.domain.teaching import TeachingContent, fact_at
from cases.domain.teaching.judging import entries_at, judgement
from cases.models import TeachingCaseVersion
from guidance.domain.edition import CompiledEdition
from guidance.domain.vocabulary import Value
from tests.cases.samples import NOW

CASES = shipped_library().cases
each_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.slug)
STAGE = {
    "lung-m-category": ("M1c2", "IVB"),
    "colorectal-solitary-lesion": ("M1a", "IVA"),
    "breast-bone-and-kidney": ("M1", "IV"),
    "prostate-only-kidney": ("M1c", "IVB"),
    "melanoma-ldh": ("M1c(1)", "IV"),
    "thyroid-age-and-stage": ("M1", "II"),
    "bladder-upper-tract": (None, None),
    "lymphoma-kidney-injury": (None, "IV"),
    "rcc-contralateral-mass": (None, None),
}


@each_case
def test_the_key_earns_everything(case: TeachingContent) -> None:
    answers = {
        question.key: answer
        for question in case.questions
        if (answer := read_answer(question, question.expert_answer())) is not None
    }
    marks = mark_attempt(case, case.key.record, answers)

    lost = [(mark.key, mark.part, mark.credit) for mark in marks if mark.credit not in (1, None)]
    assert lost == []
    assert all(
        question.self_credit(range(len(question.points_to_tick))) == 1
        for question in case.questions
        if question.points_to_tick
    )


@each_case
def test_the_stage_is_the_one_it_teaches(case: TeachingContent) -> None:
    stage = derive(case.key.record).stage
    assert (stage.m_from_pattern if stage.m_settled else None, stage.stage_group) == STAGE[case.slug]


@each_case
def test_every_clinical_statement_is_traceable(case: TeachingContent, edition: CompiledEdition) -> None:
    for kind, id_ in case.cited():
        assert id_ in (edition.statements if kind == "statement" else edition.notes)
    unlinked = [
        linked
        for linked in (*case.key.marks, *case.questions)
        if not (linked.statements or linked.notes or linked.source)
    ]
    assert unlinked == []


@each_case
def test_a_case_is_complete(case: TeachingContent) -> None:
    assert case.commentary
    assert case.sources
    assert len(case.steps) >= 5
    assert all(step.chapters or step.questions for step in case.steps)
    assert all(figure.alt and figure.caption for step in case.steps for figure in step.figures)


JUDGEMENT = 2 / 3
ENTRIES = 8
SENTENCES = range(3, 7)
WORDS_A_MINUTE = 200


def test_a_resident_decides_rather_than_copies() -> None:
    amiss = [f"{case.slug}: {said}" for case in CASES for said in cut_amiss(case)]

    assert amiss == []


def cut_amiss(case: TeachingContent) -> Iterator[str]:
    share = judgement(case)
    if share.share < JUDGEMENT:
        copied = {mark.key: mark.why_not for mark in share.marks if not mark.is_judgement}
        yield f"{share.share:.0%} of the points are judgement; not {copied}"
    for step in case.steps:
        if entries_at(step) > ENTRIES:
            yield f"{step.key} asks {entries_at(step)} entries"
        if len(re.findall(r"[.?!](?:\s|$)", step.expert)) not in SENTENCES:
            yield f"{step.key} has no expert of three to six sentences"
    given = {key: value for key, value in case.key.record.items() if key not in asked_of(case)}
    empty = mark_attempt(case, given, {})
    yield from (f"{mark.key} earns when it is left open" for mark in empty if mark.credit and mark.expected)
    words = sum(len(f"{step.narrative} {step.expert}".split()) for step in case.steps)
    if words / WORDS_A_MINUTE > case.minutes:
        yield f"{words} words in {case.minutes} minutes"


def asked_of(case: TeachingContent) -> dict[str, Value]:
    asked = {fact_at(address) for step in case.steps for address in step.asked}
    return {fact: value for fact, value in case.key.record.items() if fact in asked}


def test_lesions_that_a_step_gives_stand_in_its_summary_and_in_no_table_besides() -> None:
    twice = [
        f"{case.slug} {step.key}: {table.caption}"
        for case in CASES
        for step in case.steps
        for table in step.tables
        if "lesions" in step.given and "lesions" in table.caption
    ]
    assert twice == []


def test_there_are_at_least_two_of_each_kind_of_question() -> None:
    kinds = Counter(
        f"{question.kind}{' write-in' if isinstance(question, KeyFeature) and question.write_in else ''}"
        for case in CASES
        for question in case.questions
    )
    assert set(kinds) == {*KINDS, "key_feature write-in"}
    assert min(kinds.values()) >= 2


def test_no_panel_passes_for_experts() -> None:
    panels = [
        question.panel
        for case in CASES
        for question in case.questions
        if isinstance(question, ScriptConcordance)
    ]
    assert all(panel.is_example and "no opinion of experts" in panel.label for panel in panels)
    assert any(panel.is_small for panel in panels)


def test_difficulty_rises_along_the_library() -> None:
    levels = [case.difficulty for case in CASES]
    assert levels == sorted(levels)
    assert set(levels) == {1, 2, 3}


def test_the_demo_attempts_miss_something_of_what_is_asked() -> None:
    slugs = {case.slug: case for case in CASES}
    for demo in DEMO_ATTEMPTS:
        case = slugs[demo.case]
        assert demo.entered or demo.answers
        assert set(demo.entered) <= set(asked_of(case))
        assert set(demo.answers) <= set(case.question_by_key)


# A faulty library


def copy_with(tmp_path: Path, old: str, new: str) -> Path:
    for path in FOLDER.glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        if path.stem == "lung-m-category":
            assert old in text
            text = text.replace(old, new, 1)
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        pytest.param("kind: history", "kind: hystory", "hystory", id="a kind misspelt"),
        pytest.param("difficulty: 1", "difficulty: easy", "not allowed", id="a wrong type"),
        pytest.param(
            "- fact: t_category", "- fact: t_categroy", 'Did you mean "t_category"', id="a fact misspelt"
        ),
        pytest.param("minutes: 20\n", "", "minutes: is missing", id="something missing"),
        pytest.param("topic: lung", "topic: lung\nsecret: 1", "secret", id="something unknown"),
        pytest.param("slug: lung-m-category", "slug: [", "is not YAML", id="not YAML"),
    ],
)
def test_a_fault_is_told_with_file_and_line(tmp_path: Path, old: str, new: str, says: str) -> None:
    with pytest.raises(LibraryFaults) as faults:
        read_library(copy_with(tmp_path, old, new))
    assert "lung-m-category.yaml:" in str(faults.value)
    assert says in str(faults.value)


def test_a_file_that_the_index_does_not_name_is_a_fault(tmp_path: Path) -> None:
    copy_with(tmp_path, "minutes: 20", "minutes: 21")
    (tmp_path / "stray.yaml").write_text("slug: stray")
    with pytest.raises(LibraryFaults, match=r"stray.yaml:1: is not named in index.yaml"):
        read_library(tmp_path)


def test_a_statement_that_the_guidance_does_not_have_is_refused(
    tmp_path: Path, edition: CompiledEdition
) -> None:
    library = read_library(copy_with(tmp_path, 'statements: ["064-1", "086-1"]', 'statements: ["999-9"]'))
    with pytest.raises(CitationFaults, match="999-9"):
        load_library(library=library, now=NOW)


def test_a_case_that_changed_gets_a_version_that_says_what_changed(
    tmp_path: Path, edition: CompiledEdition
) -> None:
    changed = read_library(copy_with(tmp_path, "minutes: 20", "minutes: 21"))
    told = {"lung-m-category": "A minute more."}
    load_library(library=replace(shipped_library(), changes=told), now=NOW)
    load_library(library=replace(changed, changes=told), now=NOW)

    versions = TeachingCaseVersion.objects.filter(teaching_case__slug="lung-m-category").order_by("number")
    assert [(each.number, each.change_summary) for each in versions] == [(1, ""), (2, "A minute more.")]
