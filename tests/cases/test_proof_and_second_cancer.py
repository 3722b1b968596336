"""A lesion's own diagnosis, proof of tissue, a second cancer, what a report says: form, file and page."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from cases.actions.teaching import load_library
from cases.content.library import ShippedLibrary, shipped_library
from cases.domain.marking import mark_attempt
from cases.domain.record import CaseFileError, read_case_file, write_case_file
from cases.domain.report_lines import stage_group_in
from cases.domain.teaching import read_teaching_case
from cases.forms import chapter_form
from cases.models import Attempt, Tally
from cases.queries.teaching import teaching_case_in
from guidance.domain.edition import CompiledEdition
from guidance.domain.vocabulary import VOCABULARY
from kidmet_site.accounts.models import User
from tests.cases.attempts import BEGUN, load_cases, lung_case, submitted
from tests.cases.samples import case_of, send
from tests.cases.test_chapter_forms import case_in_memory

ClientOf = Callable[[User], Client]
SECOND = {"second_cancer_site": "rcc"}
TYPED = [
    ("primary", {}, "pleural_cytology", "positive", "positive"),
    ("primary", {}, "second_cancer_site", "rcc", "rcc"),
    ("primary", {}, "second_cancer_site", "none", "none"),
    ("primary", SECOND, "second_cancer_date", "2019-06", "2019-06"),
    ("primary", SECOND, "second_cancer_stage", "unknown", "unknown"),
    ("primary", SECOND, "second_cancer_tnm", "pT1bN0M0", "pT1b N0 M0 (AJCC8)"),
    ("primary", SECOND, "second_cancer_tnm", "pT1b", "pT1b (AJCC8)"),
    ("primary", {"second_cancer_site": "lymphoma"}, "second_cancer_tnm", "ii bulky", "II bulky"),
    ("primary", SECOND, "second_cancer_tnm", "", None),
    ("primary", SECOND, "which_cancer_spread", "second", "second"),
    ("biopsy", {}, "biopsy_route", "endoscopic", "endoscopic"),
    ("biopsy", {}, "tissue_source", ["kidney_biopsy", "cytology"], frozenset({"kidney_biopsy", "cytology"})),
    ("biopsy", {}, "tissue_source", ["none"], frozenset({"none"})),
    ("biopsy", {}, "kidney_diagnosis", "direct_growth", "direct_growth"),
    ("biopsy", {}, "kidney_diagnosis", "lymphoma", "lymphoma"),
    ("biopsy", {}, "kidney_diagnosis", "benign", "benign"),
    ("staging", {"primary_site": "testis"}, "serum_marker_category", "s2", "s2"),
    ("staging", {"primary_site": "lung"}, "reported_stage_group", " Stage iiib", "IIIB"),
    ("staging", {"primary_site": "lung"}, "reported_stage_group", "Occult", "occult"),
]


@pytest.mark.parametrize(("chapter", "facts", "key", "given", "value"), TYPED)
def test_what_is_typed_is_recorded(
    chapter: str, facts: dict[str, Any], key: str, given: Any, value: Any
) -> None:
    form = send(case_in_memory(facts), chapter, **{key: given})

    assert form.is_valid(), form.errors
    assert form.recorded_chapter()[key] == value


REFUSED = [
    ("primary", {}, "pleural_cytology", "maybe", ['"maybe"', "positive, negative, not_done"]),
    ("primary", {}, "second_cancer_site", "kidny", ['"kidny"']),
    ("primary", SECOND, "second_cancer_date", "2019-06-12", ["2019-06-12", "more than a year and month"]),
    ("primary", SECOND, "second_cancer_stage", "V", ['"V"', "I, II, III, IV, unknown"]),
    ("primary", SECOND, "second_cancer_tnm", "pT9 N0 M0", ["pT9 N0 M0", "at “pT9”"]),
    ("primary", SECOND, "second_cancer_tnm", "large", ['"large"', "such as pT1b cN0 cM0"]),
    ("primary", SECOND, "which_cancer_spread", "both", ['"both"', "first, second, unclear"]),
    ("biopsy", {}, "biopsy_route", "open", ['"open"', "percutaneous, endoscopic, surgical"]),
    ("biopsy", {}, "tissue_source", ["none", "cytology"], ["None of these", "Cytology"]),
    ("biopsy", {}, "kidney_diagnosis", "cyst", ['"cyst"', "direct_growth", "lymphoma", "benign"]),
    ("staging", {"primary_site": "testis"}, "serum_marker_category", "s4", ['"s4"', "s0, s1, s2, s3"]),
    ("staging", {"primary_site": "lung"}, "reported_stage_group", "Stage V", ['"Stage V"', "I to IV"]),
]


@pytest.mark.parametrize(("chapter", "facts", "key", "given", "names"), REFUSED)
def test_a_refusal_stands_at_its_field_and_names_what_is_allowed(
    chapter: str, facts: dict[str, Any], key: str, given: Any, names: list[str]
) -> None:
    form = send(case_in_memory(facts), chapter, **{key: given})

    assert list(form.errors) == [key]
    assert [name for name in names if name not in form.errors[key][0]] == []
    assert form.kept_text[key]["typed"] == given


GROUPS = {
    "IIIB": "IIIB", "iiib": "IIIB", "Stage 3b": "IIIB", "UICC stage: IVC": "IVC", "stage group ia1": "IA1",
    "0IS": "0is", "0 a": "0a", "OCCULT": "occult", "Stage V": "Stage V", "III/IV": "III/IV", "": "",
    "IIIE": "IIIE", "stage": "stage",
}  # fmt: skip


@pytest.mark.parametrize(("typed", "group"), GROUPS.items())
def test_a_stage_group_is_read_as_reports_write_it(typed: str, group: str) -> None:
    assert stage_group_in(typed) == group


def test_a_lesion_takes_a_diagnosis_of_its_own_and_says_what_it_is_without_one() -> None:
    case = case_in_memory({"lesions": ({"side": "left"},), "kidney_diagnosis": "metastasis_presumed"})
    html = str(chapter_form("kidney", case).lesions.forms[0]["diagnosis"])
    form = send(case, "kidney", **{"lesions-0-diagnosis": "second_primary"})

    assert "As the kidney: presumed metastasis" in html
    assert "As the kidney: not recorded" in str(chapter_form("kidney", case_in_memory({})).lesions.empty_form)
    assert form.is_valid()
    assert form.recorded_chapter()["lesions"] == ({"side": "left", "diagnosis": "second_primary"},)
    wrong = send(case, "kidney", **{"lesions-0-diagnosis": "cyst"})
    assert '"cyst" is not one of the choices' in wrong.lesions.forms[0].errors["diagnosis"][0]


def test_a_line_is_read_with_the_tables_of_the_cancer_that_is_chosen() -> None:
    case = case_in_memory({})
    fits = send(case, "primary", second_cancer_site="lung", second_cancer_tnm="cT1c cN2a cM0",
                second_cancer_date="2025-06")  # fmt: skip
    not_yet = send(case, "primary", second_cancer_site="lung", second_cancer_tnm="cT1c cN2a cM0",
                   second_cancer_date="2020-06")  # fmt: skip

    assert fits.recorded_chapter()["second_cancer_tnm"] == "cT1c cN2a cM0 (V9)"
    assert list(not_yet.errors) == ["second_cancer_tnm"]


def test_what_was_changed_in_a_line_or_left_aside_is_said() -> None:
    form = send(case_in_memory(SECOND), "primary", second_cancer_tnm="pT3a pN0 GG3")

    assert form.is_valid()
    assert form["second_cancer_tnm"].read_as == 'Read as pT3a pN0 (AJCC8). "GG3" is not read.'
    as_it_is = send(case_in_memory(SECOND), "primary", second_cancer_tnm="pT3a pN0 (AJCC8)")
    assert as_it_is.is_valid() and as_it_is["second_cancer_tnm"].read_as == ""


def test_a_line_that_was_left_stays_as_it_is_recorded() -> None:
    """One from before its site was recorded names no edition; saving something else adds none."""
    facts = {"second_cancer_site": "rcc", "second_cancer_tnm": "pT1b cN0 cM0"}
    form = send(case_in_memory(facts), "primary", histology="clear_cell")

    assert form.recorded_chapter()["second_cancer_tnm"] == "pT1b cN0 cM0"


SET_ASIDE = [
    ("primary", {}, {"pleural_cytology", "second_cancer_tnm", "which_cancer_spread"}, True),
    ("primary", {"primary_site": "ovary"}, {"pleural_cytology"}, False),
    ("primary", {"other_metastatic_sites": frozenset({"pleura"})}, {"pleural_cytology"}, False),
    ("primary", {"second_cancer_site": "none"}, {"which_cancer_spread"}, True),
    ("primary", SECOND, {"second_cancer_date", "second_cancer_tnm", "which_cancer_spread"}, False),
    ("primary", {"which_cancer_spread": "first"}, {"which_cancer_spread"}, False),
    ("biopsy", {}, {"biopsy_route"}, True),
    ("biopsy", {"biopsy_status": "planned"}, {"biopsy_route"}, False),
]


@pytest.mark.parametrize(("chapter", "facts", "keys", "aside"), SET_ASIDE)
def test_a_field_is_set_aside_where_it_is_not_asked_and_holds_nothing(
    chapter: str, facts: dict[str, Any], keys: set[str], aside: bool
) -> None:
    form = chapter_form(chapter, case_in_memory(facts))

    assert {form[key].is_set_aside for key in keys} == {aside}


def test_markers_are_asked_of_testis_alone_and_a_reported_group_not_of_lymphoma() -> None:
    def asked(primary: str) -> set[str]:
        fields = set(chapter_form("staging", case_in_memory({"primary_site": primary})).fields)
        return {"serum_marker_category", "reported_stage_group"} & fields

    assert asked("testis") == {"serum_marker_category", "reported_stage_group"}
    assert asked("lung") == {"reported_stage_group"}
    assert asked("lymphoma") == set()


ALL = {
    "primary_site": "lung",
    "other_metastatic_sites": ["pleura"],
    "pleural_cytology": "negative",
    "second_cancer_site": "rcc",
    "second_cancer_date": "2019-06",
    "second_cancer_stage": "I",
    "second_cancer_tnm": "pT1b cN0 cM0 (AJCC8)",
    "which_cancer_spread": "unclear",
    "lesions": [{"side": "left", "diagnosis": "second_primary"}, {"side": "right"}],
    "biopsy_route": "percutaneous",
    "tissue_source": ["kidney_biopsy", "other_site"],
    "kidney_diagnosis": "metastasis_confirmed",
    "serum_marker_category": "s1",
    "reported_stage_group": "IVA",
}


def document(**facts: Any) -> dict[str, Any]:
    return {"format": "kidmet.case/1", "title": "A case", "facts": facts}


def test_a_case_file_brings_all_of_them_back(resident: User) -> None:
    read = read_case_file(document(**ALL))

    assert write_case_file(read.title, read.recorded)["facts"] == ALL
    assert write_case_file("A case", case_of(resident, **ALL).recorded())["facts"] == ALL


def test_a_case_file_may_hold_a_line_and_a_group_as_a_report_writes_them() -> None:
    given = document(
        second_cancer_tnm="pt1bN0M0", second_cancer_site="rcc", reported_stage_group="Stage iv b"
    )
    read = read_case_file(given).recorded

    assert (read["second_cancer_tnm"], read["reported_stage_group"]) == ("pT1b N0 M0 (AJCC8)", "IVB")


WRONG_IN_FILE = {
    "second_cancer": ("rcc", "second_cancer"),
    "second_cancer_tnm": ("pT9 N0 M0", "at “pT9”"),
    "reported_stage_group": ("Stage V", "I to IV"),
    "tisue_source": (["none"], 'Did you mean "tissue_source"?'),
    "kidney_diagnosis": ("direct growth", 'The nearest is "direct_growth"'),
    "biopsy_route": (3, "is not text"),
}


@pytest.mark.parametrize(("key", "given", "says"), [(key, *row) for key, row in WRONG_IN_FILE.items()])
def test_a_case_file_is_refused_by_name(key: str, given: Any, says: str) -> None:
    with pytest.raises(CaseFileError) as refused:
        read_case_file(document(**{key: given}))
    assert len(refused.value.faults) == 1 and says in refused.value.faults[0].message


def test_the_summary_says_them(edition: CompiledEdition, resident: User, client_of: ClientOf) -> None:
    case = case_of(resident, **ALL)
    page = client_of(resident).get(f"/cases/{case.pk}/summary/?full").content.decode()

    labels = [VOCABULARY[key].label for key in ALL if key not in ("lesions", "serum_marker_category")]
    assert [label for label in labels if label not in page] == []
    assert "Lesions in the kidneys" in page and "a second primary" in page


def library_before() -> ShippedLibrary:
    """The shipped library with the lung case as it was while no source of tissue was recorded."""
    shipped = shipped_library()
    document = deepcopy(dict(shipped.cases[0].document))
    for step in document["steps"]:
        step["asked"] = [address for address in step.get("asked", ()) if address != "tissue_source"]
    key = document["key"]
    key["marks"] = [mark for mark in key["marks"] if mark["fact"] != "tissue_source"]
    key["record"] = {fact: value for fact, value in key["record"].items() if fact != "tissue_source"}
    return replace(shipped, cases=(read_teaching_case(document, shipped.objectives), *shipped.cases[1:]))


def test_an_attempt_keeps_its_marks_when_its_case_has_learnt_new_facts(
    edition: CompiledEdition, resident: User
) -> None:
    def given(pk: int) -> tuple[Any, ...]:
        attempt = Attempt.objects.get(pk=pk)
        marks = list(attempt.marks.values_list("key", "part", "credit", "weight", "entered", "expected"))
        tallies = list(Tally.objects.filter(attempt=attempt).order_by("pk").values())
        return attempt.earned, attempt.possible, attempt.version.number, marks, tallies

    load_library(library=library_before(), now=BEGUN)
    attempt = submitted(resident, entered={"kidney_diagnosis": None, "t_category": "cT4"})
    before = given(attempt.pk)
    load_cases()

    assert lung_case().latest.number == 2
    assert given(attempt.pk) == before
    content = teaching_case_in(attempt.version)
    again = mark_attempt(content, attempt.case.recorded(), {})
    facts = [(mark.key, mark.part, mark.credit) for mark in again if mark.subject == "fact"]
    kept = attempt.marks.filter(subject="fact").values_list("key", "part", "credit")
    assert facts == list(kept)
