"""stage_case, read_tnm and score_case, as people and scripts call them."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from cases.content.demo_cases import demo_cases
from cases.domain.record import write_case_file

SCORES = {
    "egfr",
    "creatinine_clearance",
    "body_surface_area",
    "royal_marsden_score",
    "palliative_prognostic_index",
    "palliative_prognostic_score",
    "imdc",
}


def printed(command: str, *arguments: str) -> str:
    out = io.StringIO()
    call_command(command, *arguments, stdout=out)
    return out.getvalue()


def as_json(command: str, *arguments: str) -> dict[str, Any]:
    found = json.loads(printed(command, *arguments, "--json"))
    assert isinstance(found, dict)
    return found


@pytest.fixture
def lung(tmp_path: Path) -> str:
    demo = next(demo for demo in demo_cases() if demo.slug == "lung-both-kidneys")
    path = tmp_path / "lung.json"
    path.write_text(json.dumps(write_case_file(demo.title, demo.case_file.recorded)))
    return str(path)


def case_file(folder: Path, **facts: Any) -> str:
    path = folder / "case.json"
    path.write_text(json.dumps({"format": "kidmet.case/1", "title": "A case", "facts": facts}))
    return str(path)


def test_stage_case_prints_one_object_of_the_published_shape(lung: str) -> None:
    found = as_json("stage_case", lung)

    assert list(found) == [
        "edition",
        "system",
        "entered",
        "m_from_pattern",
        "m_alternatives",
        "stage_group",
        "stage_alternatives",
        "questions",
        "findings",
        "path",
    ]
    assert found["edition"] == "V9"
    assert found["entered"] == {"t": "cT2b", "n": "cN2b", "m": "pM1c2"}
    assert (found["m_from_pattern"], found["stage_group"]) == ("M1c2", "IVB")
    assert found["path"]


def test_stage_case_tells_what_does_not_fit_together(tmp_path: Path) -> None:
    path = case_file(tmp_path, sex="male", primary_site="cervix", creatinine_umol_l=14)
    told = {finding["code"]: finding for finding in as_json("stage_case", path)["findings"]}

    fit = told["W_SEX_AND_PRIMARY"]
    assert (fit["level"], fit["fact"], fit["facts"]) == ("warning", "sex", ["sex", "primary_site"])
    assert fit["message"] == "Sex is recorded as male, but the primary site as cervix."
    assert fit["source"] and fit["certainty"] == "C"
    assert told["W_CREATININE_UNIT"]["fact"] == "creatinine_umol_l"
    assert (
        "! warning: Sex is recorded as male, but the primary site as cervix. [W_SEX_AND_PRIMARY]"
        in printed("stage_case", path)
    )


def test_stage_case_asks_where_it_takes_judgement(tmp_path: Path) -> None:
    path = case_file(
        tmp_path, primary_site="bladder", lesions=[{"side": "left", "location": "sinus_or_pelvis"}]
    )
    found = as_json("stage_case", path)

    assert found["questions"] and found["stage_group"] is None
    assert "?" in printed("stage_case", path)


def test_stage_case_says_the_path_to_people(lung: str) -> None:
    text = printed("stage_case", lung)

    assert "Stage group: IVB" in text and "no official AJCC or UICC calculator" in text


def test_score_case_prints_each_score(lung: str) -> None:
    found = as_json("score_case", lung)

    assert set(found) >= SCORES
    assert (found["egfr"]["value"], found["egfr"]["reported"], found["egfr"]["category"]) == (
        65.8709,
        66,
        "G2",
    )
    assert (found["royal_marsden_score"]["value"], found["royal_marsden_score"]["group"]) == (2, "poor")
    assert found["imdc"]["value"] is None and found["imdc"]["not_applicable"]


def test_score_case_names_what_is_missing(tmp_path: Path) -> None:
    found = as_json("score_case", case_file(tmp_path, age_years=60))

    assert found["egfr"]["value"] is None
    assert found["egfr"]["missing"] == ["creatinine_umol_l", "sex"]
    assert "lacks" in printed("score_case", case_file(tmp_path, age_years=60))


def test_read_tnm_writes_it_in_one_form() -> None:
    found = as_json("read_tnm", "ct2bcn2bpm1c2", "--primary", "lung", "--edition", "V9")

    assert found == {
        "ok": True,
        "canonical": "cT2b cN2b pM1c2 (V9)",
        "edition": "V9",
        "t": "cT2b",
        "n": "cN2b",
        "m": "pM1c2",
        "descriptors": [],
        "sites": [],
        "counts": None,
        "lugano": None,
        "findings": [],
    }


def test_a_notation_fault_is_an_answer_and_not_a_failure() -> None:
    found = as_json("read_tnm", "cT3 cN0 cM1c", "--primary", "bladder", "--edition", "AJCC8")

    assert (found["ok"], found["canonical"]) == (False, None)
    assert [(finding["code"], finding["level"]) for finding in found["findings"]] == [
        ("E_M_NOT_IN_SITE", "error")
    ]
    text = printed("read_tnm", "cT3 cN0 cM1c", "--primary", "bladder")
    assert "^" in text and "E_M_NOT_IN_SITE" in text


@pytest.mark.parametrize(
    "arguments",
    [("cT1 cN0 cM0", "--primary", "lungs"), ("cT1 cN0 cM0", "--primary", "lung", "--edition", "X")],
)
def test_an_unknown_primary_or_edition_ends_with_status_2(arguments: tuple[str, ...]) -> None:
    with pytest.raises(CommandError) as raised:
        printed("read_tnm", *arguments)
    assert raised.value.returncode == 2


@pytest.mark.parametrize("command", ["stage_case", "score_case"])
@pytest.mark.parametrize(
    ("content", "said"),
    [("{", "not JSON"), ('{"format": "kidmet.case/1", "facts": {"primary_site": "lungs"}}', "primary_site")],
)
def test_what_cannot_be_read_ends_with_status_2_and_says_why(
    tmp_path: Path, command: str, content: str, said: str
) -> None:
    path = tmp_path / "case.json"
    path.write_text(content)

    with pytest.raises(CommandError, match=said) as raised:
        printed(command, str(path), "--json")
    assert raised.value.returncode == 2


TERMINAL = "\x1b[2J\x9b1m\u202e\u200b\r\t\n\udc80"


def test_nothing_that_a_terminal_obeys_is_printed_and_the_marks_stay_at_their_places() -> None:
    raised = []
    for arguments in (("--edition", TERMINAL), ("--primary", TERMINAL), ("--edition", "x" * 100_000)):
        with pytest.raises(CommandError) as error:
            printed("read_tnm", "cT1 cN0 cM0", *arguments)
        raised.append(str(error.value))
    text = printed("read_tnm", f"cT1 cN0 \x1b[2J\u202e\n{TERMINAL[:5]}")
    _, echoed, marks, *_ = text.split("\n")

    assert not [each for each in TERMINAL if each not in "\n[1mJ2" and each in text + "".join(raised)]
    assert "⟨U+001B⟩[2J" in echoed and "⟨U+000A⟩" in echoed
    assert echoed[marks.index("^") :].startswith("⟨U+001B⟩")
    assert max(map(len, raised)) < 1_000


def test_the_title_of_a_case_is_printed_without_what_a_terminal_obeys(tmp_path: Path) -> None:
    path = tmp_path / "case.json"
    path.write_text(json.dumps({"format": "kidmet.case/1", "title": "A\u202ecase", "facts": {}}))

    for command in ("stage_case", "score_case"):
        assert printed(command, str(path)).startswith("A⟨U+202E⟩case")
