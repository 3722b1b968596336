"""A file that is no guidance, brought in where guidance is taken, is named as what it looks like."""

from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client

from guidance.models import ChangeSet, Document
from kidmet_site.accounts.models import User

OTHERS: dict[str, tuple[bytes, str]] = {
    "FHIR": (b'{"resourceType": "Bundle"}', "a FHIR resource (Bundle)"),
    "XML": (b"<a/>", "looks like XML"),
    "a case file": (b'{"format": "kidmet.case/1", "facts": {}}', "Case files are imported on the page Cases"),
    "a teaching case": (b"format: kidmet.teaching-case/1\nslug: a\n", "the command load_case_library"),
    "a spreadsheet": (b"PK\x03\x04\xff xl/workbook.xml", "looks like a spreadsheet"),
    "a PDF": (b"%PDF-1.7\n\xff", "looks like a PDF"),
    "an image": (b"\x89PNG\r\n\x1a\n\0", "looks like an image"),
    "HTML": (b"<!doctype html><p>x", "looks like a page in HTML"),
}


def test_the_page_of_exchange_names_it(
    edition: object, client_of: Callable[[User], Client], curator: User
) -> None:
    others = OTHERS | {
        "GIFT": (b"::Q:: What? {=a ~b}", "looks like a question bank in GIFT"),
        "YAML": (b"title: a\nlines:\n  - b\n", "This looks like YAML, not a guidance pack"),
        "plain text": (b"What the board said.", "This looks like plain text, not a guidance pack"),
        "a table": (b"a,b\nc,d\n", "This looks like a table in CSV"),
        "a pack in YAML": (
            b"format: kidmet.guidance/1\n",
            "in YAML. Here it is taken as JSON",
        ),
        "a sheet all of text": (b"PK\x03\x04 xl/workbook.xml", "This looks like a spreadsheet"),
    }
    for name, (raw, said) in others.items():
        sent = {"file": SimpleUploadedFile("file", raw), "title": "T", "reason": "Because."}
        html = client_of(curator).post("/curate/exchange/", sent).content.decode()

        assert said in unescape(html), name
        assert "Did you mean" not in html, name
        assert ('<span class="muted">nothing' in html) == (name == "FHIR"), name
    assert not ChangeSet.objects.exists()


@pytest.mark.parametrize("command", ["load_guidance", "import_document"])
def test_the_commands_name_it_and_end_with_status_2(db: None, tmp_path: Path, command: str) -> None:
    for name, (raw, said) in OTHERS.items():
        file = tmp_path / "file"
        file.write_bytes(raw)
        with pytest.raises(CommandError) as refused:
            call_command(command, str(file))

        assert said in str(refused.value) and refused.value.returncode == 2, name
    assert not Document.objects.exists()
