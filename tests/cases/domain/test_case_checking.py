"""What stops a case from being published, and nothing of it in those that ship."""

from copy import deepcopy
from datetime import date
from typing import Any

import pytest

from cases.content.case_checks import checks_of
from cases.content.library import shipped_library
from tests.cases.small_case import OBJECTIVES, case

TODAY = date(2026, 11, 1)


def said(document: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [
        (check.level.value, check.code, check.address)
        for check in checks_of(document, OBJECTIVES, None, TODAY)
    ]


def test_nothing_is_said_when_all_is_well() -> None:
    assert said(case()) == []


def empty_step(document: dict[str, Any]) -> None:
    document["steps"].append({"key": "end", "kind": "planning", "title": "End", "narrative": " "})


def without_key(document: dict[str, Any]) -> None:
    document["steps"][0]["asked"].append("treatment_intent")


def not_told(document: dict[str, Any]) -> None:
    document["steps"][0]["narrative"] = "Her creatinine is raised."


def harmful(document: dict[str, Any]) -> None:
    document["steps"][0]["questions"][0]["options"][1]["why"] = " "


def at_odds(document: dict[str, Any]) -> None:
    document["steps"][0]["given"] += ["sex", "age_years", "age_at_diagnosis_years"]
    document["key"]["record"] |= {"sex": "female", "age_years": 40, "age_at_diagnosis_years": 60}


def unmarked(document: dict[str, Any]) -> None:
    document["key"]["marks"][0]["objective"] = "tissue"


def identifying(document: dict[str, Any]) -> None:
    document["steps"][0]["narrative"] += " Mrs Miller was born on 3 May 1961."


def long(document: dict[str, Any]) -> None:
    document["steps"][0]["narrative"] += " She walks." * 520


def picture(document: dict[str, Any]) -> None:
    stack = {"key": "ct", "caption": "CT", "slices": [{"image": "0" * 64}], "alt": " "}
    document["steps"][0]["images"] = [stack | {"origin": "Drawn here", "licence": "CC0-1.0"}]


def bare_map(document: dict[str, Any]) -> None:
    step = document["steps"][0]
    step["given"] = [*step.get("given", ()), "lesions", "kidney_diagnosis"]
    step["figures"] = [{"kind": "kidney_map", "caption": "The kidneys", "alt": "Two kidneys."}]
    told = {"lesions": [{"side": "left", "size_mm": 18}], "kidney_diagnosis": "metastasis_presumed"}
    document["key"]["record"] |= told


def blank(document: dict[str, Any]) -> None:
    document["title"] = ""


def unknown(document: dict[str, Any]) -> None:
    document["key"]["marks"][0]["objective"] = "elsewhere"


@pytest.mark.parametrize(
    ("change", "level", "code", "address"),
    [
        (empty_step, "fault", "empty-step", "steps/end"),
        (without_key, "fault", "chapter-without-key", "steps/blood/asked"),
        (not_told, "fault", "not-told", "steps/blood/narrative"),
        (harmful, "fault", "harmful-without-feedback", "steps/blood/questions/next"),
        (at_odds, "fault", "key-contradicts-itself", "key/record/age_at_diagnosis_years"),
        (unmarked, "fault", "objective-without-mark", "objectives"),
        (picture, "fault", "picture-lacks", "steps/blood/images/ct"),
        (bare_map, "remark", "map-without-lesions", "steps/blood/figures"),
        (identifying, "remark", "identifiers", "steps/blood/narrative"),
        (long, "remark", "reading-time", "minutes"),
        (blank, "fault", "shape", "title"),
        (unknown, "fault", "meaning", "key/marks/creatinine_umol_l/objective"),
    ],
)
def test_it_is_named_with_its_place_when_there_is(change: Any, level: str, code: str, address: str) -> None:
    document = case()
    change(document)

    assert said(document) == [(level, code, address)]


def test_a_number_is_told_when_it_stands_there_in_a_unit_of_its_fact() -> None:
    for text, is_told in (
        ("141.44 µmol/L", True),
        ("1.6 mg/dL", True),
        ("1,6 mg/dL", True),
        ("16 mg/dL", False),
        ("none", False),
    ):
        document = case()
        document["steps"][0]["narrative"] = f"Creatinine: {text}."
        assert ("fault", "not-told", "steps/blood/narrative") not in said(document) or not is_told, text
        assert bool(said(document)) is not is_told, text


def test_a_place_is_told_in_words_when_something_is_missing() -> None:
    document = deepcopy(case())
    del document["steps"][0]["questions"][0]["options"][0]["text"]

    (check,) = checks_of(document, OBJECTIVES, None, TODAY)

    assert check.message == "Step “Blood”, question 1, option 1, text: is missing."


def test_a_fact_is_told_by_its_label_when_the_key_does_not_answer_it() -> None:
    document = deepcopy(case())
    document["steps"][0]["given"] += ["age_years", "lesions.diagnosis"]

    messages = [check.message for check in checks_of(document, OBJECTIVES, None, TODAY)]

    assert "Step “Blood”, what is given: “Age” is given, and the key has no answer to it." in messages
    assert not [message for message in messages if "lesions.diagnosis" in message or "age_years" in message]


def test_the_shipped_cases_have_no_fault() -> None:
    library = shipped_library()
    faults = [
        f"{content.slug}: {check.message}"
        for content in library.cases
        for check in checks_of(content.document, library.objectives, None, TODAY)
        if check.is_fault and content.format.endswith("/2")
    ]

    assert faults == []
