"""Everything that is held of a person, as a file that they alone fetch."""

import json
import zipfile
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.utils import timezone

from cases.actions.assigning import open_debrief
from cases.actions.pictures import keep_picture
from cases.domain.record import read_case_text
from cases.queries import stored_files
from cases.queries.stored_files import pieces_of
from guidance.actions.looking import look_inside
from guidance.domain.limits import Limit
from kidmet_site.accounts import exporting
from kidmet_site.accounts.erasing import what_is_held
from kidmet_site.accounts.exporting import ANEW_AFTER, ExportRefused, begin_export, forget_old_exports
from kidmet_site.accounts.models import AccountExport, ExportPiece, Insight, User
from tests.accounts.leaving import (
    ADDRESS,
    NOW,
    OLD_ADDRESS,
    TYPED,
    curate,
    newcomer,
    practise,
    signed_in,
    teach,
    work_what_is_assigned,
)
from tests.cases.attempts import load_cases, submitted
from tests.cases.cohorts import assigned, cohort_of
from tests.cases.pictures import slice_of, uploaded
from tests.cases.samples import case_of
from tests.pages import squeezed
from tests.working import work_off

TELL_THE_KEY = ("attempts", "review-cards", "progress")
PASSWORD = {"password": "correct horse battery"}


def file_of(person: User, now: datetime = NOW) -> zipfile.ZipFile:
    begin_export(person=person, by=person, now=now)
    work_off()
    return zipfile.ZipFile(BytesIO(b"".join(pieces_of(AccountExport.objects.get(person=person)))))


def test_the_file_holds_all_that_somebody_did(
    edition: object, educator: User, second: User, stranger: User
) -> None:
    person = newcomer(is_resident=True, is_educator=True, is_curator=True)
    practise(person)
    work_what_is_assigned(person, educator)
    teach(person, educator)
    curate(person, second, stranger)

    file = file_of(person)
    names = file.namelist()
    texts = {name: file.read(name).decode() for name in names if not name.startswith("pictures/")}

    assert file.testzip() is None and len(names) == len(set(names))
    held = {name.partition("/")[0] for name in names}
    assert {"cases", "attempts", "review-cards", "libraries", "drafts-of-teaching-cases", "pictures"} <= held
    assert {"change-sets", "comments-on-changes", "flags", "notices", "account", "account-as-it-was"} <= held
    case, kept = (text for name, text in sorted(texts.items()) if name.startswith("cases/"))
    assert TYPED in kept
    assert read_case_text(case).recorded["primary_site"] == "lung"
    attempts = [json.loads(text) for name, text in texts.items() if name.startswith("attempts/")]
    assert any(each["marks"] and each["answers"] and each["reflection"] for each in attempts)
    assert ADDRESS in texts["README.txt"] and "cases/ (1)" in texts["README.txt"]
    others = [name for name, text in texts.items() if "eli@kidmet.example" in text]
    assert others == [] and sum(TYPED in text for text in texts.values()) > 8
    assert "password" not in texts["account/001.json"]


def test_others_are_named_only_where_the_page_and_the_file_say_so(
    edition: object, educator: User, second: User, stranger: User, administrator: User
) -> None:
    person = newcomer(is_resident=True, is_educator=True, is_curator=True)
    practise(person)
    work_what_is_assigned(person, educator)
    teach(person, educator)
    curate(person, second, stranger)
    for name, each in {"Eligible": educator, "Secundus": second, "Strangeways": stranger}.items():
        User.objects.filter(pk=each.pk).update(display_name=name)
    administrator.display_name = "Adamantine"
    administrator.save()
    case = case_of(person, "Looked at")
    look_inside(
        kind=Insight.Kind.CASE,
        number=case.pk,
        people=[person],
        reason="A fault was told of it.",
        by=administrator,
        now=NOW,
    )

    file = file_of(person)
    texts = {name: file.read(name).decode() for name in file.namelist() if not name.startswith("pictures/")}
    others = ("Adamantine", "Eligible", "Secundus", "Strangeways", "Cato", "@kidmet.example")
    folders = {
        name.partition("/")[0]
        for name, text in texts.items()
        if any(word in text.replace(ADDRESS, "").replace(OLD_ADDRESS, "") for word in others)
    }
    said_here = squeezed(signed_in(person).get("/account/export/").content.decode())

    assert folders == {"who-looked", "notices"}
    for said in (said_here, squeezed(texts["README.txt"])):
        assert all(f"“{folder}”" in said for folder in folders) and "somebody else" in said
        assert "not named" not in said


def test_the_file_tells_nothing_of_a_key_until_the_debrief_opens(
    edition: object, educator: User, resident: User
) -> None:
    load_cases()
    asked = assigned(cohort_of(educator, resident, now=timezone.now()), educator, debrief="by_hand")
    submitted(resident, entered={"m_category": "cM0"})

    held, counted = [file_of(resident)], [what_is_held(resident)]
    open_debrief(assignment=asked, by=educator, now=timezone.now())
    held.append(file_of(resident, NOW + timedelta(days=1)))
    counted.append(what_is_held(resident))

    def told(file: zipfile.ZipFile) -> list[bool]:
        names = [name for name in file.namelist() if name.partition("/")[0] in TELL_THE_KEY]
        texts = [file.read(name).decode() for name in names]
        return [any(word in text for text in texts) for word in ('"expected"', '"due_at"', '"earned"')]

    assert [told(file) for file in held] == [[False] * 3, [True] * 3]
    # A card is of what was missed: also their number tells.
    folders = [{name.partition("/")[0] for name in file.namelist()} & {*TELL_THE_KEY} for file in held]
    assert folders == [{"attempts"}, {*TELL_THE_KEY}]
    titles = [{each.holding.title for each in held} & {"Review cards", "Progress"} for held in counted]
    assert titles == [set(), {"Review cards", "Progress"}]
    [attempt] = [held[0].read(name) for name in held[0].namelist() if name.startswith("attempts/")]
    assert json.loads(attempt)["review_cards"].startswith("Left out until the debrief")


def test_it_goes_on_where_it_was_step_by_step(resident: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "PORTION_SECONDS", 0)
    for number in range(6):
        case_of(resident, f"Case {number}")

    file = file_of(resident)

    assert len([name for name in file.namelist() if name.startswith("cases/")]) == 6
    assert len(file.namelist()) == len(set(file.namelist()))


def test_nothing_is_missing_when_the_list_of_files_lies_across_pieces(
    resident: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "PORTION_SECONDS", 0)
    for number in range(6):
        case_of(resident, f"Case {number}")
    whole = file_of(resident)
    AccountExport.objects.all().delete()

    monkeypatch.setattr(stored_files, "CHUNK", 101)
    file = file_of(resident)

    assert file.testzip() is None
    assert file.namelist() == whole.namelist()
    cases = [name for name in file.namelist() if name.startswith("cases/")]
    assert [file.read(name) for name in cases] == [whole.read(name) for name in cases]
    assert ExportPiece.objects.count() > 20


def test_of_two_workers_that_do_the_same_step_one_writes_it(resident: User) -> None:
    case_of(resident, "A case")
    export = begin_export(person=resident, by=resident, now=NOW)
    portion = exporting._gather(export)

    assert exporting._keep(export, portion, NOW)
    assert not exporting._keep(export, portion, NOW)


def test_what_is_asked_for_twice_is_made_once(resident: User) -> None:
    first = begin_export(person=resident, by=resident, now=NOW)

    assert begin_export(person=resident, by=resident, now=NOW) == first
    work_off()
    assert begin_export(person=resident, by=resident, now=NOW + ANEW_AFTER) != first
    assert AccountExport.objects.count() == 1


def test_it_is_not_made_anew_as_often_as_somebody_presses(resident: User) -> None:
    client = signed_in(resident)
    client.post("/account/export/")
    work_off()
    first = AccountExport.objects.get()

    page = client.get("/account/export/").content.decode()
    refused = client.post("/account/export/", follow=True).content.decode()

    assert "Save the file" in page and "Another can be made from" in page and "Make it anew" not in page
    assert "Another can be made from" in refused and AccountExport.objects.get() == first
    AccountExport.objects.update(asked_at=first.asked_at - ANEW_AFTER)
    assert "Make it anew" in client.get("/account/export/").content.decode()


def test_only_its_owner_fetches_it_and_gives_the_password_once_more(resident: User, stranger: User) -> None:
    file_of(resident)
    own, other = signed_in(resident), signed_in(stranger)
    other.post("/accounts/reauthenticate/", PASSWORD)

    assert own.get("/account/export/file/").status_code == 302
    own.post("/accounts/reauthenticate/", PASSWORD)
    fetched = own.get("/account/export/file/")

    content = b"".join(fetched.streaming_content)
    assert (
        len(content) == int(fetched["Content-Length"]) and zipfile.ZipFile(BytesIO(content)).testzip() is None
    )
    assert other.get("/account/export/file/").status_code == 404


def test_the_page_tells_how_far_it_is_and_until_when_it_is_kept(resident: User) -> None:
    client = signed_in(resident)
    assert "Make the file" in client.get("/account/export/").content.decode()

    client.post("/account/export/")
    waiting = client.get("/account/export/").content.decode()
    work_off()
    done = client.get("/account/export/").content.decode()

    assert "waits for a worker" in waiting and "Make the file" not in waiting
    assert "Save the file" in done and "It is deleted on" in done


def test_an_administrator_says_why_and_the_person_reads_it(administrator: User, resident: User) -> None:
    with pytest.raises(ExportRefused, match="Say why"):
        begin_export(person=resident, by=administrator, now=NOW)
    admin = signed_in(administrator)
    admin.post("/accounts/reauthenticate/", PASSWORD)

    admin.post(f"/admin/accounts/user/{resident.pk}/held/", {"act": "export", "reason": "They wrote to us."})
    work_off()

    own = signed_in(resident)
    assert "An administrator had everything of yours put in a file" in own.get("/account/").content.decode()
    assert "“They wrote to us.”" in own.get("/account/export/").content.decode()
    begin_export(person=resident, by=resident, now=timezone.now() + timedelta(hours=1))
    assert "An administrator had" not in own.get("/account/").content.decode()
    assert admin.get("/account/export/file/").status_code == 404


def test_pictures_beyond_the_limit_are_left_out_and_named(
    resident: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "EXPORT_BYTES", Limit(10, "bytes", "an export"))
    keep_picture(upload=uploaded(slice_of(3)), by=resident, now=NOW)

    file = file_of(resident)

    assert [name for name in file.namelist() if name.startswith("pictures/")] == []
    assert len(json.loads(file.read("left-out.json"))) == 1
    assert "1 pictures: an export takes at most 10 bytes" in file.read("README.txt").decode()


def test_an_old_file_goes(resident: User, settings: Any) -> None:
    file_of(resident)
    made = AccountExport.objects.get()

    forget_old_exports(made.finished_at + timedelta(days=settings.RETAIN_EXPORTS_DAYS, seconds=-1))
    assert ExportPiece.objects.exists()
    forget_old_exports(made.finished_at + timedelta(days=settings.RETAIN_EXPORTS_DAYS, seconds=1))

    assert not AccountExport.objects.exists() and not ExportPiece.objects.exists()
