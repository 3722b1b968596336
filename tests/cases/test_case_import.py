"""A case file comes in whole or not at all, and what was given is never lost."""

import json
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cases.content.demo_cases import demo_cases
from cases.models import PatientCase
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
    assert text in unescape(html)


BAD = [
    ("", "Choose a file, or paste its text."),
    ("{", "This is not JSON"),
    ('{"format": "kidmet.case/2", "title": "", "facts": {}}', "is not the format of a case file"),
    ("[]", "This is JSON, but no object. A case file is a JSON object"),
    ("null", "This is JSON, but no object. A case file is a JSON object"),
    ('"a word"', "This is JSON, but no object. A case file is a JSON object"),
]


@pytest.mark.parametrize(("text", "said"), BAD)
def test_what_is_no_case_file_is_refused(resident: User, client_of: ClientOf, text: str, said: str) -> None:
    assert said in give(client_of(resident), text).content.decode()
    assert not PatientCase.objects.exists()


def test_a_file_that_is_too_deep_is_told_in_a_sentence_and_not_as_if_it_said_more(
    resident: User, client_of: ClientOf
) -> None:
    html = give(client_of(resident), "[" * 10_000).content.decode()

    assert "A case file takes at most 8 levels; this has more." in html
    assert "<code>&quot;more&quot;</code>" not in html and "<code>null</code>" not in html


FILES = [
    (b"\xff\xfe\x00", "is not text in UTF-8"),
    (b" " * 300_001, "A case file takes at most 200 KB; this has 300.1 KB."),
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


SOMETHING_ELSE: dict[str, tuple[bytes, str]] = {
    "FHIR": (b'{"resourceType": "Patient", "id": "1"}', "a FHIR resource (Patient)"),
    "FHIR in XML": (b'<Patient xmlns="http://hl7.org/fhir"><id value="1"/></Patient>', "(Patient, in XML)"),
    "a clinical document": (b'<?xml version="1.0"?><ClinicalDocument xmlns="urn:hl7-org:v3"/>', "HL7 CDA"),
    "HL7 version 2": (b"MSH|^~\\&|LAB|1|", "a message in HL7 version 2"),
    "DICOM": (b"\0" * 128 + b"DICM", "an image in DICOM"),
    "XML": (b"<a/>", "XML, not a case file"),
    "GIFT": (b"// Kidney\n::Q1:: Which is likeliest? {\n=Lung\n~Breast\n}\n", "a question bank in GIFT"),
    "GIFT without a name": (b"Is M0 right? {TRUE}\n", "a question bank in GIFT"),
    "Moodle XML": (b'<?xml version="1.0"?><quiz></quiz>', "a question bank in Moodle XML"),
    "a teaching case": (
        b"# A case\nformat: kidmet.teaching-case/1\nslug: a\n",
        "Teaching cases are loaded with the command load_case_library.",
    ),
    "a guidance pack": (b'{"format": "kidmet.guidance/1"}', "the page Curate, Exchange"),
    "a change set": (b'{"title": "x", "format": "kidmet.change-set/1"}', "a change set"),
    "Excel": (b"PK\x03\x04..xl/workbook.xml", "a spreadsheet"),
    "old Excel": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"), "a spreadsheet"),
    "CSV": ("age;sex\n68;männlich\n".encode("latin-1"), "a table in CSV"),
    "Word": (b"PK\x03\x04..word/document.xml", "a document of a word processor"),
    "PDF": (b"%PDF-1.7\n\xff", "a PDF"),
    "an image": (b"\x89PNG\r\n\x1a\n", "an image"),
    "a zip archive": (b"PK\x03\x04....", "Unpack it"),
    "Anki": (b"PK\x03\x04..collection.anki2", "a package of Anki cards"),
    "HTML": (b"<!DOCTYPE html><title>x</title>", "a page in HTML"),
    "plain text": (b"A woman of 68 with flank pain.", "plain text"),
    "another encoding": (b'{"format": "kidmet.case/1",\n"title": "N\xe4vus"}', "line 2 holds the byte E4"),
}


def test_a_file_that_is_something_else_is_named_as_that(client_of: ClientOf, resident: User) -> None:
    client = client_of(resident)
    for name, (raw, said) in SOMETHING_ELSE.items():
        upload = SimpleUploadedFile("file", raw)
        html = unescape(client.post("/cases/import/", {"file": upload}).content.decode())

        assert (said in html and "not a case file" in html) or "another encoding" in name, name
        assert not PatientCase.objects.exists()


FRAME = '{"format": "kidmet.case/1", "title": %s, "facts": %s}'
ESCAPED = {
    (r'"a\u0000b"', "{}"): "title: holds U+0000 (a control character)",
    (r'"a\ud800b"', "{}"): "title: holds U+D800 (half of a character)",
    ('"a"', r'{"s\u0007ex": "male"}'): "facts.s⟨U+0007⟩ex: holds U+0007",
    ('"a"', r'{"symptoms": ["\udfff"]}'): "facts.symptoms[0]: holds U+DFFF",
    ('"a"', r'{"m_category": "M\ufffe"}'): "facts.m_category: holds U+FFFE",
}


def test_characters_that_an_escape_brings_in_are_refused_at_their_place(
    client_of: ClientOf, resident: User
) -> None:
    for parts, said in ESCAPED.items():
        html = client_of(resident).post("/cases/import/", {"text": FRAME % parts}).content.decode()

        assert said in html, parts
        assert not PatientCase.objects.exists()


# What the form says beside its field, for who writes the file by hand.
HELPED = {
    '{"age": 68}': 'Did you mean "age_years"? Age now, in whole years',
    '{"Primary site": "lung"}': 'Did you mean "primary_site"?',
    '{"weight": 70}': "Allowed: from 20 to 350 kg.",
    '{"age_years": "68"}': "Write a number without quotation marks",
    '{"m_category": "MX"}': "MX was abolished with the 7th edition: enter cM0, or leave M out.",
    '{"t_category": "T9"}': '"T9" is not a category: after T comes X, 0, a, is or 1 to 4.',
    '{"n_category": "pN1a 2 of 14"}': 'Written properly it is "pN1a(2/14)".',
    '{"creatinine_umol_l": 1.2}': "Did you mean 1.2 mg/dL? That is 106.08 µmol/L.",
}


def test_a_case_file_gets_the_help_of_the_form(client_of: ClientOf, resident: User) -> None:
    for facts, said in HELPED.items():
        html = unescape(
            client_of(resident).post("/cases/import/", {"text": FRAME % ('"T"', facts)}).content.decode()
        )

        assert said in html, facts


def test_a_request_that_is_far_too_large_is_told_what_a_case_file_may_have(
    resident: User, client_of: ClientOf
) -> None:
    answer = give(client_of(resident), "x" * 1_500_000)

    assert answer.status_code == 413
    assert (
        "The form for a case file of at most 200 KB takes at most 1 MB; this has" in answer.content.decode()
    )
