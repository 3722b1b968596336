"""A library out and in again: in steps, whole or not at all, with the same hashes."""

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.urls import reverse

from cases.actions.drafting import begin_draft
from cases.actions.exporting import start_export, step_export
from cases.actions.importing import start_import, step_import
from cases.actions.pictures import keep_picture
from cases.actions.publishing import checked, publish_draft
from cases.actions.revising import revise_case
from cases.actions.teaching import publish_case
from cases.actions.transfers import TransferRefused, stop_transfer
from cases.actions.trials import start_trial
from cases.content.library_file import LibraryFile, LibraryFileError, content_hash
from cases.domain.teaching import read_teaching_case
from cases.models import (
    ImportedCase,
    Library,
    LibraryTransfer,
    Picture,
    TeachingCase,
    TeachingCaseVersion,
    TransferChunk,
)
from cases.permissions import NotYourLibrary
from cases.queries import stored_files
from cases.queries.stored_files import pieces_of
from guidance.models import Notice
from kidmet_site.accounts.models import User
from kidmet_site.work.models import Job
from kidmet_site.work.upkeep import begin_at_start
from tests.cases.drafts import library_of
from tests.cases.pictures import slice_of, uploaded
from tests.cases.samples import LATER, NOW
from tests.cases.small_case import OBJECTIVES, case
from tests.cases.test_library_file import changed
from tests.pages import squeezed
from tests.working import work_off

HTMX = {"HX-Request": "true"}

pytestmark = pytest.mark.django_db


@pytest.fixture
def library(educator: User, edition: object) -> Library:
    made = library_of(educator)
    made.objectives, made.licence = OBJECTIVES, "CC-BY-4.0"
    made.save()
    for place, slug in enumerate(("one", "two")):
        publish(made, place, case() | {"slug": slug, "title": f"Case {slug}"})
    return made


def publish(library: Library, place: int, document: dict[str, Any]) -> None:
    content = read_teaching_case(document, library.objectives)
    publish_case(library, place, content, now=NOW, by=library.owner)


def with_pictures(library: Library, by: User) -> list[str]:
    kept = [keep_picture(upload=uploaded(slice_of(number)), by=by, now=NOW).hash for number in range(3)]
    document = case() | {"slug": "stack", "title": "A stack"}
    stack = {
        "key": "ct",
        "caption": "CT",
        "alt": "Three slices",
        "origin": "Drawn here",
        "licence": "CC0-1.0",
        "slices": [{"image": hash} for hash in kept],
    }
    document["steps"][0]["images"] = [stack]
    publish(library, 2, document)
    return kept


def run(transfer: LibraryTransfer, by: User, step: Any) -> LibraryTransfer:
    """Every step by itself, as if the page were closed after each."""
    for _ in range(20):
        transfer = step(transfer=LibraryTransfer.objects.get(pk=transfer.pk), by=by, now=LATER, seconds=0)
        if not transfer.is_running:
            return transfer
    raise AssertionError("It did not come to an end.")


def exported(library: Library, by: User) -> bytes:
    done = run(start_export(library=library, by=by, now=NOW), by, step_export)
    return b"".join(pieces_of(done))


def imported(raw: bytes, by: User) -> LibraryTransfer:
    return run(start_import(file=io.BytesIO(raw), name="ours.zip", by=by, now=NOW), by, step_import)


def emptied() -> None:
    TeachingCase.objects.update(latest=None)
    for model in (TeachingCaseVersion, TeachingCase, Library, Picture):
        model._default_manager.all().delete()


def hashes() -> list[tuple[str, str]]:
    rows = TeachingCaseVersion.objects.filter(latest_of__isnull=False).order_by("latest_of__position")
    return list(rows.values_list("teaching_case__slug", "hash"))


def test_a_library_comes_in_with_the_same_hashes_when_the_installation_is_empty(
    library: Library, educator: User
) -> None:
    kept = with_pictures(library, educator)
    before = hashes()
    raw = exported(library, educator)
    emptied()

    done = imported(raw, educator)

    assert done.state == "done", done.faults
    assert done.results == {"new": 3, "changed": 0, "known": 0, "is_new_library": True}
    assert hashes() == before
    assert sorted(Picture.objects.values_list("hash", flat=True)) == sorted(kept)
    made = Library.objects.get()
    assert (made.title, made.licence, made.objectives) == ("Ward nine", "CC-BY-4.0", OBJECTIVES)
    assert (made.owner, made.visibility) == (educator, "private")
    assert exported(made, educator) == raw
    assert not ImportedCase.objects.exists()


def test_what_is_known_is_left_alone_and_what_differs_is_a_new_version(
    library: Library, educator: User
) -> None:
    raw = exported(library, educator)
    publish(library, 0, case() | {"slug": "one", "title": "Another title"})

    done = imported(raw, educator)

    assert done.results == {"new": 0, "changed": 1, "known": 1, "is_new_library": False}
    assert Library.objects.count() == 1
    assert TeachingCase.objects.get(slug="one").latest.number == 3


def test_a_draft_and_a_case_that_comes_in_under_its_address_stay_two_cases(
    library: Library, educator: User
) -> None:
    raw = exported(library, educator)
    emptied()
    home = imported(raw, educator).library
    assert home is not None
    TeachingCase.objects.update(latest=None)
    TeachingCaseVersion.objects.all().delete()
    TeachingCase.objects.all().delete()
    texts: dict[str, Any] = {"by": educator, "now": NOW, "said": "Began", "library": home}
    one, two = (begin_draft(document=case() | {"title": title}, **texts) for title in ("One", "Two"))
    start_trial(draft=one, by=educator, now=NOW)
    assert [one.slug, two.slug] == ["one", "two"]

    imported(raw, educator)
    theirs = TeachingCase.objects.get(slug="one")
    revised = revise_case(teaching_case=theirs, by=educator, now=LATER)
    one.refresh_from_db()
    acknowledged = checked(one, LATER).token
    mine = publish_draft(draft=one, opened=1, summary="", acknowledged=acknowledged, by=educator, now=LATER)

    assert (theirs.latest.title if theirs.latest else "", mine.title) == ("Case one", "One")
    assert mine.teaching_case != theirs and mine.document["slug"] == "one-2"
    assert (revised.slug, revised.title) == ("one", "Case one")


def test_another_person_gets_a_library_of_their_own(library: Library, educator: User, second: User) -> None:
    second.is_educator = True
    second.save()
    raw = exported(library, educator)

    done = imported(raw, second)

    assert done.library.owner == second
    assert done.library.slug != library.slug
    assert imported(raw, second).library == done.library


def test_an_export_is_whole_when_it_lies_across_pieces(
    library: Library, educator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = zipfile.ZipFile(io.BytesIO(exported(library, educator)))

    monkeypatch.setattr(stored_files, "CHUNK", 101)
    file = zipfile.ZipFile(io.BytesIO(exported(library, educator)))

    assert file.testzip() is None
    assert file.namelist() == whole.namelist()


def test_an_export_is_of_the_moment_at_which_it_began(library: Library, educator: User) -> None:
    transfer = start_export(library=library, by=educator, now=NOW)
    publish(library, 0, case() | {"slug": "one", "title": "Later"})

    done = run(transfer, educator, step_export)

    file = LibraryFile(io.BytesIO(b"".join(pieces_of(done))))
    assert [file.document(each)["title"] for each in file.manifest.cases] == ["Case one", "Case two"]


def faulty(entries: dict[str, bytes]) -> None:
    """The second case has a fault of meaning, and the manifest is right about its content."""
    document = json.loads(entries["cases/two.json"])
    document["key"]["marks"][0]["objective"] = "elsewhere"
    entries["cases/two.json"] = json.dumps(document).encode()
    held = {name: each for name, each in json.loads(entries["manifest.json"]).items() if name != "sha256"}
    held["cases"][1]["sha256"] = content_hash(document)
    entries["manifest.json"] = json.dumps(held | {"sha256": content_hash(held)}).encode()


def test_nothing_is_taken_when_one_case_has_a_fault(library: Library, educator: User) -> None:
    raw = changed(faulty, exported(library, educator))
    emptied()

    done = imported(raw, educator)

    assert done.state == "refused"
    assert [fault.split(":")[0] for fault in done.faults] == ["cases/two.json"]
    left = (Library, TeachingCase, TeachingCaseVersion, ImportedCase)
    assert [model.__name__ for model in left if model._default_manager.exists()] == []
    assert not TransferChunk.objects.filter(transfer=done).exists()


def test_a_picture_that_carries_more_refuses_the_file(library: Library, educator: User) -> None:
    (hash, *_) = with_pictures(library, educator)
    row = Picture.objects.get(pk=hash)
    polyglot = bytes(row.content) + b"PK\x03\x04 and more"
    raw = exported(library, educator)

    with zipfile.ZipFile(io.BytesIO(raw)) as file:
        assert any(name.endswith(f"{hash}.png") for name in file.namelist())

    def smuggled(entries: dict[str, bytes]) -> None:
        import hashlib

        new = hashlib.sha256(polyglot).hexdigest()
        entries[f"pictures/{new}.png"] = polyglot
        del entries[f"pictures/{hash}.png"]
        text = entries["cases/stack.json"].decode().replace(hash, new)
        entries["cases/stack.json"] = text.encode()
        held = json.loads(entries["manifest.json"].decode().replace(hash, new))
        held.pop("sha256")
        held["cases"][2]["sha256"] = content_hash(json.loads(text))
        entries["manifest.json"] = json.dumps(held | {"sha256": content_hash(held)}).encode()

    done = imported(changed(smuggled, raw), educator)

    assert done.state == "refused"
    assert "carries more than a picture" in done.faults[0]


def test_a_stopped_import_leaves_nothing(library: Library, educator: User) -> None:
    raw = exported(library, educator)
    transfer = start_import(file=io.BytesIO(raw), name="ours.zip", by=educator, now=NOW)
    transfer = step_import(transfer=transfer, by=educator, now=NOW, seconds=0)
    assert ImportedCase.objects.exists()

    stop_transfer(transfer=transfer, by=educator, now=LATER)

    assert not ImportedCase.objects.exists()
    assert not TransferChunk.objects.filter(transfer=transfer).exists()
    assert step_import(transfer=transfer, by=educator, now=LATER).state == "stopped"


def test_a_transfer_is_its_owners_alone(library: Library, educator: User, administrator: User) -> None:
    transfer = start_export(library=library, by=educator, now=NOW)

    with pytest.raises(TransferRefused):
        step_export(transfer=transfer, by=administrator, now=NOW)
    with pytest.raises(NotYourLibrary):
        start_export(library=library, by=administrator, now=NOW)


def test_nothing_is_kept_when_the_file_is_no_library(educator: User) -> None:
    with pytest.raises(LibraryFileError):
        start_import(file=io.BytesIO(b"PK nothing"), name="x.zip", by=educator, now=NOW)

    assert not LibraryTransfer.objects.exists()


def test_the_command_loads_a_file_as_the_page_does(library: Library, educator: User, tmp_path: Path) -> None:
    with_pictures(library, educator)
    before, path = hashes(), tmp_path / "ours.zip"
    path.write_bytes(exported(library, educator))
    emptied()

    call_command("load_case_library", str(path), stdout=io.StringIO())
    call_command("load_case_library", str(path), stdout=io.StringIO())

    assert hashes() == before
    assert Library.objects.get().owner is None
    assert Picture.objects.count() == 3


def test_the_command_takes_nothing_of_a_file_with_a_fault(
    library: Library, educator: User, tmp_path: Path
) -> None:
    path = tmp_path / "ours.zip"
    path.write_bytes(changed(faulty, exported(library, educator)))
    emptied()

    with pytest.raises(CommandError, match=r"cases/two\.json"):
        call_command("load_case_library", str(path))

    assert not Library.objects.exists()


# Its page, while a worker is at it


@pytest.fixture
def eli(educator: User, client_of: Callable[[User], Client]) -> Client:
    return client_of(educator)


def begun(eli: Client, library: Library) -> LibraryTransfer:
    answer = eli.post(reverse("teach_export", args=[library.slug]))
    transfer = LibraryTransfer.objects.latest("pk")
    assert answer.url == reverse("teach_transfer", args=[transfer.pk])
    return transfer


def page_of(eli: Client, transfer: LibraryTransfer, **headers: str) -> str:
    return squeezed(eli.get(reverse("teach_transfer", args=[transfer.pk]), headers=headers).content)


def test_the_page_watches_and_offers_the_file_at_the_end(library: Library, eli: Client) -> None:
    transfer = begun(eli, library)
    html = page_of(eli, transfer)
    assert '<progress id="transfer-done" value="0" max="2">' in html
    assert 'hx-trigger="load delay:1s"' in html and "Look again</a>" in html
    assert "It waits for a worker," in html

    work_off()

    assert "hx-trigger" not in page_of(eli, transfer, **HTMX)
    assert f"Save {library.slug}.zip" in page_of(eli, transfer, **HTMX)
    assert transfer.job is not None and transfer.job.path == reverse("teach_transfer", args=[transfer.pk])


def test_an_import_comes_in_by_the_worker_and_who_left_is_told(
    library: Library, educator: User, eli: Client
) -> None:
    raw = io.BytesIO(exported(library, educator))
    raw.name = "ours.zip"
    Notice.objects.all().delete()
    emptied()

    eli.post(reverse("teach_import"), {"file": raw})
    assert not Library.objects.exists()
    work_off()

    assert Library.objects.get().title == "Ward nine"
    transfer = LibraryTransfer.objects.latest("pk")
    assert [(told.text, told.path) for told in Notice.objects.filter(user=educator)] == [
        ("The import of “Ward nine” is done.", reverse("teach_transfer", args=[transfer.pk]))
    ]


def test_administrators_do_not_read_what_a_private_library_on_its_way_is_called(
    library: Library, eli: Client, administrator: User, client_of: Callable[[User], Client]
) -> None:
    transfer = begun(eli, library)
    ada = client_of(administrator)

    pages = [ada.get(reverse("work_list")), ada.get(reverse("work_job", args=[transfer.job_id]))]
    pages.append(ada.post(reverse("work_stop", args=[transfer.job_id]), {"from": "list"}, follow=True))

    for each in pages:
        html = each.content.decode()
        assert f"Export of a library, number {transfer.pk}" in html
        assert library.title not in html and library.slug not in html


def test_what_a_kill_cut_off_goes_on_where_it_was(library: Library, educator: User, eli: Client) -> None:
    """One entry was written, and the worker ended before it could say that its step was done."""
    transfer = begun(eli, library)
    step_export(transfer=LibraryTransfer.objects.get(pk=transfer.pk), by=educator, now=NOW, seconds=0)
    assert 'value="1" max="2"' in page_of(eli, transfer)

    work_off()

    transfer.refresh_from_db()
    file = LibraryFile(io.BytesIO(b"".join(pieces_of(transfer))))
    assert [file.document(each)["slug"] for each in file.manifest.cases] == ["one", "two"]


def test_what_an_older_version_had_under_way_goes_on_with_the_first_worker(
    library: Library, educator: User, eli: Client
) -> None:
    """Pages went through it then, and no job."""
    transfer = begun(eli, library)
    step_export(transfer=LibraryTransfer.objects.get(pk=transfer.pk), by=educator, now=NOW, seconds=0)
    Job.objects.all().delete()

    for _ in range(2):
        begin_at_start(NOW)
    assert "transfer-done" in page_of(eli, transfer)
    work_off()

    assert "Save" in page_of(eli, transfer)
    assert Job.objects.filter(kind="library").count() == 1


def test_it_is_stopped_with_its_job_and_a_job_that_was_stopped_goes_on(library: Library, eli: Client) -> None:
    transfer = begun(eli, library)
    eli.post(reverse("work_stop", args=[transfer.job_id]))
    html = page_of(eli, transfer)
    assert "Stopped after 0 of 2." in html and "Begin again where it was</button>" in html
    eli.post(reverse("work_again", args=[transfer.job_id]))
    assert "transfer-done" in page_of(eli, transfer)

    eli.post(reverse("teach_transfer_stop", args=[transfer.pk]))

    assert Job.objects.get(pk=transfer.job_id).state == "stopped"
    eli.post(reverse("work_again", args=[transfer.job_id]))
    work_off()
    assert "Begin it anew." in Job.objects.get(pk=transfer.job_id).fault


def test_who_is_no_educator_any_more_imports_nothing(library: Library, educator: User, eli: Client) -> None:
    raw = io.BytesIO(exported(library, educator))
    raw.name = "ours.zip"
    emptied()
    eli.post(reverse("teach_import"), {"file": raw})
    User.objects.filter(pk=educator.pk).update(is_educator=False)

    work_off()

    transfer = LibraryTransfer.objects.latest("pk")
    assert transfer.state == "refused" and transfer.faults
    assert not Library.objects.exists()
