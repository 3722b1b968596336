"""match_guidance and load_case_library, as people and scripts call them."""

import io
import json
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from cases.content.demo_attempts import DEMO_ATTEMPTS
from cases.content.demo_cases import demo_cases
from cases.domain.record import write_case_file
from cases.models import Assignment, Attempt, PatientCase
from cases.queries.cases import cases_for, demo_case
from guidance.domain.edition import CompiledEdition
from kidmet_site.accounts.demo import load_demo_people
from kidmet_site.accounts.models import User


@pytest.fixture
def lung(tmp_path: Path) -> Path:
    demo = demo_case("lung-both-kidneys")
    assert demo is not None
    path = tmp_path / "lung.json"
    path.write_text(json.dumps(write_case_file(demo.title, demo.case_file.recorded)))
    return path


def printed(command: str, *arguments: str) -> str:
    out = io.StringIO()
    call_command(command, *arguments, stdout=out)
    return out.getvalue()


def test_match_guidance_prints_one_json_object_of_the_published_shape(
    lung: Path, edition: CompiledEdition
) -> None:
    found = json.loads(printed("match_guidance", str(lung), "--json"))

    assert found["edition"] == {"number": edition.number, "hash": edition.hash}
    assert list(found) == ["edition", "sections", "cautions", "undecided", "ask_next"]
    shapes = {
        "sections": {"slug": str, "domain": str, "because": list, "statements": list, "notes": list},
        "cautions": {"slug": str, "message": str, "notes": list},
        "undecided": {"slug": str, "waits_for": list},
        "ask_next": {"fact": str, "settles": int},
    }
    for part, shape in shapes.items():
        for entry in found[part]:
            allowed = shape | ({"additions": list} if entry.get("additions") else {})
            assert {key: type(value) for key, value in entry.items()} == allowed
    assert "staging/tnm" in {section["slug"] for section in found["sections"]}
    assert {section["slug"] for section in found["sections"]} <= set(edition.sections)


ADDED = {
    "A-hypervascular-lesion": {
        "primary_site": "thyroid_differentiated",
        "lesions": [{"side": "left", "enhancement": "more_than_cortex"}],
    },
    "A-squamous-lesion": {"primary_site": "lung", "histology": "squamous"},
    "A-hereditary-renal-cancer": {"age_years": 38, "lesions": [{"side": "left"}, {"side": "right"}]},
    "A-decompression-before-cisplatin": {"hydronephrosis": True, "treatments_considered": ["chemotherapy"]},
}


def test_match_guidance_lists_what_curators_add_where_it_fits_and_never_among_the_statements(
    tmp_path: Path, edition: CompiledEdition
) -> None:
    path = tmp_path / "case.json"
    for key, facts in ADDED.items():
        path.write_text(json.dumps({"format": "kidmet.case/1", "title": "A case", "facts": facts}))
        sections = json.loads(printed("match_guidance", str(path), "--json"))["sections"]
        added = [key for section in sections for key in section.get("additions", [])]
        assert key in added
        assert all(section.get("additions") != [] for section in sections)
        assert not set(added) & {key for section in sections for key in section["statements"]}


def test_match_guidance_for_people_names_sections_and_reasons(lung: Path, edition: CompiledEdition) -> None:
    text = printed("match_guidance", str(lung))

    assert text.startswith(
        f"Lung adenocarcinoma, both kidneys and an adrenal: guidance edition {edition.number}"
    )
    assert "(staging/tnm)" in text


def test_match_guidance_reads_standard_input(
    lung: Path, edition: CompiledEdition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(lung.read_bytes())))

    assert json.loads(printed("match_guidance", "-", "--json"))["sections"]


def test_match_guidance_takes_an_edition(lung: Path, edition: CompiledEdition) -> None:
    found = json.loads(printed("match_guidance", str(lung), "--edition", str(edition.number), "--json"))

    assert found["edition"]["number"] == edition.number


UNREADABLE: list[tuple[Any, str]] = [
    (None, "cannot be read"),
    (b"\xff\xfe", "is not text in UTF-8"),
    (b"{", "This is not JSON"),
    (b'{"format": "kidmet.case/1", "facts": {"age_years": 3, "sx": 1}}', "sx"),
]


@pytest.mark.parametrize(("content", "said"), UNREADABLE)
def test_what_cannot_be_read_ends_with_status_2_and_says_why(
    tmp_path: Path, edition: CompiledEdition, content: bytes | None, said: str
) -> None:
    path = tmp_path / "case.json"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(CommandError, match=said) as raised:
        printed("match_guidance", str(path), "--json")
    assert raised.value.returncode == 2


def test_an_edition_that_does_not_exist_ends_with_status_2(lung: Path, edition: CompiledEdition) -> None:
    with pytest.raises(CommandError) as raised:
        printed("match_guidance", str(lung), "--edition", "999")
    assert raised.value.returncode == 2


# load_case_library


def test_the_demo_resident_gets_each_demo_case_once(edition: CompiledEdition, settings: Any) -> None:
    settings.DEMO_MODE = True
    load_demo_people()

    assert "6 copied for resident@demo.kidmet.example" in printed("load_case_library")
    assert "0 copied" in printed("load_case_library")
    own = cases_for(User.objects.get(email="resident@demo.kidmet.example"))
    assert len(own) == len(demo_cases()) == 6
    assert own[0].title == demo_cases()[0].title


def test_the_demo_residents_get_attempts_once(edition: CompiledEdition, settings: Any) -> None:
    settings.DEMO_MODE = True
    load_demo_people()

    assert f"{len(DEMO_ATTEMPTS)} demo attempts made" in printed("load_case_library")
    assert "0 demo attempts made" in printed("load_case_library")
    assert Attempt.objects.filter(submitted_at=None).count() == 2
    submitted = Attempt.objects.exclude(submitted_at=None)
    assert all(0 < attempt.earned < attempt.possible for attempt in submitted)
    assert Assignment.objects.count() == 3


def test_without_guidance_there_are_no_attempts_and_the_command_says_why(db: None, settings: Any) -> None:
    settings.DEMO_MODE = True
    load_demo_people()

    assert "load the guidance first" in printed("load_case_library")
    assert not Attempt.objects.exists()


def test_outside_a_demonstration_nobody_gets_cases(db: None, settings: Any) -> None:
    settings.DEMO_MODE = False
    load_demo_people()

    assert printed("load_case_library") == (
        "6 demo cases, all readable.\n9 teaching cases, 9 of them new or changed.\n"
    )
    assert "0 of them new or changed" in printed("load_case_library")
    assert not PatientCase.objects.exists()


def test_the_copies_can_go_to_somebody_named(resident: User) -> None:
    assert "6 copied" in printed("load_case_library", "--for", resident.email.upper())


def test_somebody_unknown_is_named(db: None) -> None:
    with pytest.raises(CommandError, match="Nobody has the e-mail address"):
        printed("load_case_library", "--for", "nobody@example.org")
