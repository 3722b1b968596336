"""How much of a case is taken: refused by every road, with what was given and what is allowed."""

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from cases.actions.cases import create_case, save_chapter
from cases.domain.record import CaseFileError, read_case_text
from cases.models import KidneyLesion, PatientCase
from cases.presenting.kidney_map import kidney_map
from guidance.domain.edition import CompiledEdition
from guidance.domain.limits import CASE_BYTES, CASE_FAULTS, LESIONS, NOTATION, OverLimit
from guidance.domain.vocabulary import VOCABULARY, FactError
from kidmet_site.accounts.models import User
from tests.cases.samples import NOW, case_of
from tests.pages import squeezed

ClientOf = Callable[[User], Client]
MANY = [{"side": "left"}] * (LESIONS.most + 1)
SAID = f"A case takes at most 50 lesions; this has {len(MANY)}."


def case_text(facts: dict[str, Any] | None = None, **more: Any) -> str:
    return json.dumps({"format": "kidmet.case/1", "title": "", "facts": facts or {}, **more})


def nested(depth: int) -> str:
    return "[" * depth + "]" * depth


TOO_MUCH = {
    "lesions": (case_text({"lesions": MANY}), f"lesions (Kidney lesions): {SAID}"),
    "bytes": ("{" + " " * 200_000, "A case file takes at most 200 KB; this has 200.1 KB."),
    "bytes of letters beyond ASCII": ("é" * 100_001, "A case file takes at most 200 KB; this has 200.1 KB."),
    "names of an object": (
        json.dumps({str(number): 1 for number in range(5_000)}),
        "An object of a case file takes at most 200 names; this has 5,000.",
    ),
    "things in a list": (
        case_text({"symptoms": ["flank_pain"] * 1_001}),
        "A list of a case file takes at most 1,000 things; this has 1,001.",
    ),
    "depth": (case_text({"lesions": json.loads(nested(40))}), "A case file takes at most 8 levels;"),
    "depth beyond the parser's": (nested(90_000), "A case file takes at most 8 levels; this has more."),
    "digits": (f'{{"n": {"9" * 100_000}}}', "A number takes at most 40 digits; this has 100,000."),
    "title": (case_text(title="x" * 201), "is not text of at most 200 characters"),
    "characters of a category": (
        case_text({"m_category": f"pM1(PUL{',OSS' * 60})"}),
        "has 248 characters; at most 200 characters are read",
    ),
}


@pytest.mark.parametrize(("text", "said"), TOO_MUCH.values(), ids=TOO_MUCH.keys())
def test_a_case_file_is_refused_when_there_is_too_much(text: str, said: str) -> None:
    with pytest.raises(CaseFileError) as raised:
        read_case_text(text)

    assert said in str(raised.value)
    assert len(str(raised.value)) < 300


def test_no_more_than_a_hundred_faults_are_told_and_looked_for() -> None:
    lesion = {f"n{number}": 1 for number in range(150)}
    for facts in (
        {f"egfr_ml{number}": 1 for number in range(190)},
        {"lesions": [lesion] * 50},
    ):
        with pytest.raises(CaseFileError) as raised:
            read_case_text(case_text(facts))

        assert len(raised.value.faults) == CASE_FAULTS.most


@pytest.mark.django_db
@pytest.mark.parametrize("as_file", [False, True], ids=["pasted", "uploaded"])
def test_an_import_is_refused_alike_when_pasted_or_uploaded(
    resident: User, client_of: ClientOf, as_file: bool
) -> None:
    for text, said in (TOO_MUCH["bytes"], TOO_MUCH["names of an object"], TOO_MUCH["depth"]):
        upload = io.BytesIO(text.encode())
        upload.name = "case.json"
        given = {"file": upload} if as_file else {"text": upload.getvalue().decode()}
        html = client_of(resident).post("/cases/import/", given).content.decode()

        assert said in html
    assert not PatientCase.objects.exists()


@pytest.mark.django_db
def test_more_than_fifty_lesions_are_refused_by_every_road_into_a_case(resident: User) -> None:
    lesions: Any = tuple(MANY)
    case = case_of(resident)
    with pytest.raises(OverLimit, match=SAID):
        create_case(title="Lung", by=resident, now=NOW, recorded={"lesions": lesions})
    with pytest.raises(CaseFileError, match=SAID):
        read_case_text(TOO_MUCH["lesions"][0])
    with pytest.raises(FactError, match=SAID):
        save_chapter(
            case=case,
            chapter="kidney",
            recorded_chapter={"lesions": lesions},
            version=1,
            by=resident,
            now=NOW,
        )

    assert not KidneyLesion.objects.exists()


def with_lesions(person: User, count: int) -> PatientCase:
    """A case as it may be stored from before there was a limit."""
    case = case_of(person, lesions=[{"side": "left"}])
    rows = [KidneyLesion(case=case, position=place, side="left") for place in range(1, count)]
    KidneyLesion.objects.bulk_create(rows)
    return PatientCase.objects.get(pk=case.pk)


def sent(client: Client, case: PatientCase, rows: int, **more: str) -> str:
    data = {"lesions-TOTAL_FORMS": str(rows), "lesions-INITIAL_FORMS": "0", "version": str(case.version)}
    data |= {f"lesions-{place}-side": "right" for place in range(rows)}
    return client.post(
        f"/cases/{case.pk}/kidney/", data | more, headers={"HX-Request": "true"}
    ).content.decode()


@pytest.mark.django_db
def test_the_form_keeps_every_row_and_says_how_many_are_allowed_when_there_are_too_many(
    resident: User, client_of: ClientOf, edition: CompiledEdition
) -> None:
    case = case_of(resident)
    html = client_of(resident).post(
        f"/cases/{case.pk}/kidney/",
        {"lesions-TOTAL_FORMS": "51", "lesions-INITIAL_FORMS": "0", "version": "1"}
        | {f"lesions-{place}-size_mm": str(place + 100) for place in range(51)},
    ).content.decode()  # fmt: skip

    assert SAID in html
    assert 'value="150"' in html
    assert not KidneyLesion.objects.exists()
    sent(client_of(resident), case, 51, **{"lesions-3-DELETE": "on"})
    assert KidneyLesion.objects.count() == 50


@pytest.mark.django_db
def test_a_case_from_before_the_limit_stays_readable_and_takes_fewer_but_not_more(
    resident: User, client_of: ClientOf, edition: CompiledEdition
) -> None:
    case = with_lesions(resident, 60)
    client = client_of(resident)
    assert "60 lesions recorded" in client.get(f"/cases/{case.pk}/kidney/").content.decode()
    assert "A case takes at most 50 lesions; this has 61." in sent(client, case, 61)
    assert KidneyLesion.objects.filter(side="left").count() == 60
    sent(client, case, 60)
    assert KidneyLesion.objects.filter(side="right").count() == 60
    sent(client, PatientCase.objects.get(pk=case.pk), 59)
    assert KidneyLesion.objects.count() == 59


@pytest.mark.django_db
def test_lesions_stay_as_they_are_when_they_are_more_than_a_form_could_send(
    resident: User, client_of: ClientOf, edition: CompiledEdition
) -> None:
    case = with_lesions(resident, 1_000)
    client = client_of(resident)
    for page in ("kidney/", "summary/?full"):
        html = client.get(f"/cases/{case.pk}/{page}").content.decode()
        assert "950 more are not drawn" in html
        assert len(html) < 200_000
    page = squeezed(client.get(f"/cases/{case.pk}/kidney/").content)
    assert "this has 1,000. They stay as they are" in page
    sent(client, case, 3, kidney_architecture_distorted="yes")
    assert KidneyLesion.objects.count() == 1_000
    assert PatientCase.objects.get(pk=case.pk).kidney_architecture_distorted is True
    file = client.get(f"/cases/{case.pk}/export/")
    assert len(json.loads(file.content)["facts"]["lesions"]) == 1_000


def test_the_map_draws_no_more_than_a_case_takes() -> None:
    drawn = kidney_map([{"side": "left"}] * 300_000)

    assert len(drawn.spots) == LESIONS.most
    assert drawn.sentence.startswith("300,000 lesions: left kidney")
    assert drawn.sentence.endswith("; 299,950 more are not drawn.")


@pytest.mark.django_db
def test_a_notation_is_refused_beside_its_field_and_kept_when_it_is_too_long(
    resident: User, client_of: ClientOf, edition: CompiledEdition
) -> None:
    case = case_of(resident, primary_site="lung", t_category="cT2a")
    typed = "c" * (NOTATION.most + 1)
    html = client_of(resident).post(
        f"/cases/{case.pk}/staging/", {"version": "1", "tnm_notation": typed}
    ).content.decode()  # fmt: skip

    assert "A TNM notation takes at most 2,000 characters; this has 2,001." in html
    assert typed in html
    assert PatientCase.objects.get(pk=case.pk).recorded()["t_category"] == "cT2a"


# The commands


def refused(*arguments: str, stdin: bytes | None = None, monkeypatch: Any = None) -> str:
    if stdin is not None:
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(stdin)))
    out = io.StringIO()
    with pytest.raises(CommandError) as raised:
        call_command(*arguments, stdout=out)

    assert raised.value.returncode == 2
    assert out.getvalue() == ""
    return str(raised.value)


CASE_COMMANDS = ("stage_case", "score_case", "match_guidance")


@pytest.mark.django_db
@pytest.mark.parametrize("more", [(), ("--json",)], ids=["for people", "for scripts"])
@pytest.mark.parametrize("command", CASE_COMMANDS)
def test_a_command_ends_with_status_2_and_one_line_when_there_is_too_much(
    command: str,
    more: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    edition: CompiledEdition,
) -> None:
    for text, said in TOO_MUCH.values():
        (tmp_path / "case.json").write_text(text)
        for line in (
            refused(command, str(tmp_path / "case.json"), *more),
            refused(command, "-", *more, stdin=text.encode(), monkeypatch=monkeypatch),
        ):
            assert said.partition("; this has")[0] in line
            assert "\n" not in line


@pytest.mark.parametrize("command", CASE_COMMANDS)
def test_what_is_no_text_file_ends_a_command_with_status_2(command: str, tmp_path: Path) -> None:
    (tmp_path / "picture").write_bytes(b"\x89PNG\r\n\x1a\n\xff")

    assert "cannot be read: Is a directory" in refused(command, str(tmp_path))
    assert "is not a case file: This looks like an image" in refused(command, str(tmp_path / "picture"))
    assert "cannot be read: File name too long" in refused(command, "x" * 5_000)
    assert "cannot be read" in refused(command, "a\0b")


def test_no_more_of_a_file_is_read_than_tells_that_it_is_too_much() -> None:
    """A device never ends."""
    assert "is not a case file: A case file takes at most 200 KB; this has more." in refused(
        "stage_case", "/dev/zero"
    )
    assert CASE_BYTES.most == 200_000


def test_read_tnm_ends_with_status_2_when_the_notation_is_too_long() -> None:
    for more in ((), ("--json",)):
        assert (
            refused("read_tnm", "L0" * 1_001, *more)
            == "A TNM notation takes at most 2,000 characters; this has 2,002."
        )


def test_the_longest_notation_is_answered_in_few_words() -> None:
    for typed in ("L0" * 1_000, "cT2 cN0 cM0 " + "L0" * 990, "c" * 2_000, "(" * 2_000, "cT2 " + "x" * 1_990):
        out = io.StringIO()
        call_command("read_tnm", typed, stdout=out)

        assert len(out.getvalue()) < 20_000


def test_a_value_of_the_vocabulary_is_limited_wherever_it_is_read() -> None:
    with pytest.raises(FactError, match=SAID):
        VOCABULARY["lesions"].clean(MANY)


@pytest.mark.django_db
def test_a_number_of_thousands_of_digits_is_refused_beside_its_field_and_as_a_version(
    resident: User, client_of: ClientOf, edition: CompiledEdition
) -> None:
    """Python itself refuses to read so many digits, which was a crash."""
    case, client = case_of(resident), client_of(resident)
    digits = client.post(f"/cases/{case.pk}/presentation/", {"version": "1", "age_years": "9" * 5_000})
    version = client.post(f"/cases/{case.pk}/presentation/", {"version": "9" * 5_000, "sex": "male"})

    assert digits.status_code == version.status_code == 200
    assert "A field of a chapter takes at most 200 characters; this has 5,000." in digits.content.decode()
    assert PatientCase.objects.get(pk=case.pk).version == 1
