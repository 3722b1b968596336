"""A case file comes in whole or not at all, and what was given is never lost."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cases.models import PatientCase
from cases.queries import demo_cases
from kidmet_site.accounts.models import User

ClientOf = Callable[[User], Client]
GOOD = {"format": "kidmet.case/1", "title": "Lung", "facts": {"primary_site": "lung", "symptoms": ["none"]}}
FAULTY = {
    "format": "kidmet.case/1",
    "title": "Faulty",
    "facts": {"age_years": 7, "sx": "male", "ecog": "bad"},
}


def give(client: Client, text: str = "", upload: bytes | None = None, **more: str) -> Any:
    data: dict[str, Any] = {"text": text, **more}
    if upload is not None:
        data["file"] = SimpleUploadedFile("case.json", upload, content_type="application/json")
    return client.post("/cases/import/", data)


def test_pasted_text_is_imported(resident: User, client_of: ClientOf) -> None:
    response = give(client_of(resident), json.dumps(GOOD))
    case = PatientCase.objects.get()

    assert response["Location"] == f"/cases/{case.pk}/"
    assert (case.title, case.recorded()) == (
        "Lung",
        {"primary_site": "lung", "symptoms": frozenset({"none"})},
    )


def test_a_file_is_imported(resident: User, client_of: ClientOf) -> None:
    give(client_of(resident), upload=b"\xef\xbb\xbf" + json.dumps(GOOD).encode())

    assert PatientCase.objects.get().title == "Lung"


def test_another_title_can_be_given(resident: User, client_of: ClientOf) -> None:
    give(client_of(resident), json.dumps(GOOD), title="Mine")

    assert PatientCase.objects.get().title == "Mine"


@pytest.mark.parametrize("as_file", [False, True], ids=["pasted", "uploaded"])
def test_every_fault_is_listed_nothing_is_imported_and_the_text_is_kept(
    resident: User, client_of: ClientOf, as_file: bool
) -> None:
    text = json.dumps(FAULTY)
    client = client_of(resident)
    html = (give(client, upload=text.encode()) if as_file else give(client, text)).content.decode()

    assert not PatientCase.objects.exists()
    assert "The case file has 3 faults. Nothing was imported." in html
    for key, given, allowed in [
        ("age_years", "7", "from 18 to 120 years"),
        ("sx", "&quot;sx&quot;", "a key of the vocabulary"),
        ("ecog", "&quot;bad&quot;", "0, 1, 2, 3, 4, 5"),
    ]:
        row = html.split(f"<code>{key}</code>")[1].split("</tr>")[0]
        assert f"<code>{given}</code>" in row
        assert allowed in row
    assert text.replace('"', "&quot;") in html


BAD = [
    ("", "Choose a file, or paste its text."),
    ("{", "This is not JSON"),
    ('{"format": "kidmet.case/2", "title": "", "facts": {}}', "is not the format of a case file"),
    ("[]", "A case file is a JSON object"),
]


@pytest.mark.parametrize(("text", "said"), BAD)
def test_what_is_no_case_file_is_refused(resident: User, client_of: ClientOf, text: str, said: str) -> None:
    assert said in give(client_of(resident), text).content.decode()
    assert not PatientCase.objects.exists()


FILES = [
    (b"\xff\xfe\x00", "is not text in UTF-8"),
    (b" " * 1_000_001, "A case file takes at most 200 KB; this has 1.01 MB."),
]


@pytest.mark.parametrize(("upload", "said"), FILES)
def test_a_file_that_cannot_be_a_case_file_is_refused(
    resident: User, client_of: ClientOf, upload: bytes, said: str
) -> None:
    assert said in give(client_of(resident), upload=upload).content.decode()


def test_the_title_in_the_file_is_asked_about_where_it_could_name_somebody(
    resident: User, client_of: ClientOf
) -> None:
    text = json.dumps(GOOD | {"title": "Mr Smith"})
    client = client_of(resident)
    asked = give(client, text).content.decode()

    assert "“Mr Smith” looks like a person" in asked
    assert not PatientCase.objects.exists()
    give(client, text, title_confirmed="on")
    assert PatientCase.objects.get().title == "Mr Smith"


@pytest.mark.parametrize("demo", demo_cases(), ids=lambda demo: demo.slug)
def test_what_was_exported_is_imported_as_it_was(resident: User, client_of: ClientOf, demo: Any) -> None:
    client = client_of(resident)
    client.post("/cases/new/", {"demo": demo.slug})
    exported = client.get(f"/cases/{PatientCase.objects.get().pk}/export/")
    give(client, exported.content.decode())
    copy = PatientCase.objects.latest("pk")

    assert exported["Content-Type"] == "application/json"
    assert (copy.title, copy.recorded()) == (demo.title, demo.case_file.recorded)
    assert client.get(f"/cases/{copy.pk}/export/").content == exported.content
