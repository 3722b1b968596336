"""What a start does before it serves: everything the first time, nothing the second."""

import errno
import os
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.core.management import CommandError, call_command

from cases.models import TeachingCase
from guidance.actions.publishing import publish_payload
from guidance.models import Document
from guidance.pack.shipped import shipped_editions
from guidance.queries.draft import guidance_document, payload_of
from kidmet_site.accounts.models import User
from kidmet_site.prepare import collect_static_files, prepare
from tests.guidance.curating import NOW
from tests.guidance.drafts import put_in_draft


def rows() -> dict[str, int]:
    ours = [
        model for app in ("accounts", "guidance", "cases") for model in apps.get_app_config(app).get_models()
    ]
    return {model._meta.label: model._default_manager.count() for model in ours}


@pytest.fixture
def prepared(db: None, settings, tmp_path: Path) -> Path:
    """The folder of static files, once everything is prepared for a demonstration."""
    settings.DEMO_MODE = True
    settings.STATIC_ROOT = tmp_path / "static"
    prepare(lambda sentence: None)
    return settings.STATIC_ROOT


def test_the_first_start_brings_guidance_people_and_cases(prepared: Path) -> None:
    found = rows()

    assert found["guidance.Edition"] == len(shipped_editions()) and found["accounts.User"] == 6
    assert found["cases.PatientCase"] >= 6
    assert found["guidance.ChangeSet"] == found["guidance.Flag"] == 1, "a curator has something to do"
    assert (prepared / "css" / "kidmet.css").exists()
    assert (prepared / "css" / "bootstrap.css").exists()
    assert not (prepared / "django_htmx" / "htmx-2.js").exists(), "only the short form of it is served"


def test_the_second_start_changes_no_row(prepared: Path) -> None:
    before = rows()

    prepare(lambda sentence: None)

    assert rows() == before


def test_the_second_start_collects_nothing(prepared: Path) -> None:
    (prepared / "css" / "kidmet.css").unlink()

    collect_static_files()

    assert not (prepared / "css" / "kidmet.css").exists()


def test_a_changed_file_is_collected(prepared: Path, settings, tmp_path: Path) -> None:
    more = tmp_path / "more"
    more.mkdir()
    (more / "new.css").write_text("p { margin: 0; }")
    settings.STATICFILES_DIRS = [*settings.STATICFILES_DIRS, more]

    collect_static_files()

    assert (prepared / "new.css").exists()


class CutShort(StaticFilesStorage):
    """Its disk goes away with the first file that is taken out; hidden ones come last, as they may."""

    is_cut = False

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        folders, files = super().listdir(path)
        return folders, sorted(files, reverse=True)

    def delete(self, name: str) -> None:
        super().delete(name)
        if self.is_cut:
            raise OSError(errno.EIO, os.strerror(errno.EIO), name)


def test_files_that_were_collected_in_part_are_collected_again(
    settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    files = tmp_path / "files"
    files.mkdir()
    (files / "new.css").write_text("p { margin: 0; }")
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATIC_ROOT, settings.STATICFILES_DIRS = tmp_path / "static", [files]
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": f"{__name__}.CutShort"}}
    collect_static_files()

    (files / "other.css").write_text("p { margin: 1px; }")
    with monkeypatch.context() as disk, pytest.raises(OSError):
        disk.setattr(CutShort, "is_cut", True)
        collect_static_files()
    (files / "other.css").unlink()
    assert not (settings.STATIC_ROOT / "new.css").exists()
    collect_static_files()

    assert (settings.STATIC_ROOT / "new.css").exists()


def test_without_a_demonstration_there_are_no_demo_people(db: None, settings, tmp_path: Path) -> None:
    settings.DEMO_MODE = False
    settings.STATIC_ROOT = tmp_path / "static"
    said: list[str] = []

    prepare(said.append)

    assert not User.objects.exists()
    assert TeachingCase.objects.exists()
    assert said == [
        "Bringing the database up to date",
        "Loading the guidance",
        "Loading the cases",
        "Collecting the static files",
    ]


def test_a_start_goes_on_with_the_curators_draft_and_names_what_is_newer(prepared: Path) -> None:
    Document.objects.update(loaded_hash="an older pack")
    put_in_draft("statement", "111-1", text="A curator put it better.")
    before, said = rows(), []

    prepare(said.append)

    assert rows() == before
    (told,) = (sentence for sentence in said if "differs from the draft that curators keep" in sentence)
    assert "at /curate/exchange/" in told
    assert said[-1] == "Collecting the static files"


def test_a_start_goes_on_when_curators_retired_what_a_teaching_case_links_to(prepared: Path) -> None:
    payload = payload_of(guidance_document())
    notes = [note for note in payload["notes"] if note["id"] != "C03"]
    publish_payload({**payload, "notes": notes, "rules": []}, by=None, now=NOW, note="Without C03.")
    before, said = rows(), []

    prepare(said.append)

    assert rows() == before
    (told,) = (sentence for sentence in said if "link to what readers here do not have" in sentence)
    assert 'the guidance, edition 3, has no note "C03".' in told
    assert said[-1] == "Collecting the static files"


def test_a_pack_that_cannot_be_loaded_stops_the_start(
    prepared: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "document.yaml").write_text("format: none")
    monkeypatch.setattr("guidance.pack.files.SHIPPED", tmp_path)

    with pytest.raises(CommandError, match="Nothing was loaded"):
        prepare(lambda sentence: None)


def test_the_commands_say_what_they_did(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_demo_people")

    assert "resident@demo.kidmet.example" in capsys.readouterr().out
