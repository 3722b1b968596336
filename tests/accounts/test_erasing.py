"""Deleting an account: practice goes, what others rely on stays, and nothing leads to the person any more."""

import re
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from cases.models import (
    Accommodation,
    AssignedCase,
    Attempt,
    CaseDraft,
    Cohort,
    CohortList,
    DraftComment,
    DraftReview,
    Extension,
    FactColumn,
    Library,
    PatientCase,
    Picture,
    ReviewCard,
    TeachingCaseVersion,
    TimeRequest,
)
from guidance.actions.change_sets import add_comment
from guidance.actions.telling import tell
from guidance.models import AuditEntry, ChangeSet, Comment, Flag, InterestStatement, Notice
from kidmet_site.accounts.demo import load_demo_people
from kidmet_site.accounts.erasing import ErasingRefused, erase_account, step_erasing
from kidmet_site.accounts.exporting import begin_export
from kidmet_site.accounts.holdings import ERASING, REGISTRY, REMOVED, all_holdings, goes, of_them
from kidmet_site.accounts.models import Erasure, User
from kidmet_site.accounts.retention import erase_what_is_over
from kidmet_site.work.models import Job
from tests.accounts.leaving import (
    NOW,
    PASSWORD,
    TRACES,
    TYPED,
    be_administered,
    be_in_cohorts,
    curate,
    newcomer,
    practise,
    signed_in,
    teach,
    traces_of,
    work_what_is_assigned,
)
from tests.cases.replays import read_stored_cases
from tests.cases.samples import case_of
from tests.guidance.curating import proposed, reworded
from tests.working import work_off


def test_nothing_leads_to_a_person_whose_account_was_deleted(
    edition: object, educator: User, second: User, stranger: User, administrator: User
) -> None:
    person = newcomer(is_resident=True, is_educator=True, is_curator=True)
    browser = signed_in(person)
    practise(person)
    work_what_is_assigned(person, educator)
    be_in_cohorts(person, educator, stranger)
    teach(person, educator)
    curate(person, second, stranger)
    be_administered(person, administrator)
    assert browser.get("/account/").status_code == 200
    before = {place.partition(".")[0] for place in traces_of(*TRACES, TYPED)}
    assert len(before) > 15, before

    erased = erase_account(person=person, by=person, now=NOW)
    assert browser.get("/account/").status_code == 302
    work_off()

    erased.refresh_from_db()
    assert erased.done_at is not None
    assert traces_of(*TRACES) == []
    assert traces_of(TYPED) == []


@pytest.fixture
def gone(
    edition: object, educator: User, second: User, stranger: User, administrator: User
) -> tuple[Erasure, dict[str, int]]:
    """The same person, after all of it."""
    person = newcomer(is_resident=True, is_educator=True, is_curator=True)
    practise(person)
    kept = {"attempt": work_what_is_assigned(person, educator)}
    be_in_cohorts(person, educator, stranger)
    teach(person, educator)
    kept |= curate(person, second, stranger)
    read_stored_cases()
    assert FactColumn.objects.exists()
    erased = erase_account(person=person, by=person, now=NOW, keeps_name=True)
    work_off()
    erased.refresh_from_db()
    return erased, kept


def test_what_a_request_that_began_before_writes_afterwards_goes_too(
    edition: object, second: User, stranger: User
) -> None:
    person = newcomer(is_curator=True, is_resident=True)
    curate(person, second, stranger)
    erase_account(person=person, by=person, now=timezone.now())
    work_off()

    case_of(person, f"Typed by {person.email}")
    person.save()  # as a form that was open does
    assert traces_of(*TRACES)
    work_off(later=True)

    assert traces_of(*TRACES) == [] and not PatientCase.objects.filter(owner_id=person.pk).exists()
    assert User.objects.get(pk=person.pk).display_name.startswith("Former curator ")
    assert not Job.objects.filter(state__in=Job.OPEN).exists()


def test_what_others_rely_on_stays_under_a_random_name_without_texts(
    gone: tuple[Erasure, dict[str, int]], educator: User
) -> None:
    erased, kept = gone
    somebody = User.objects.get(pk=erased.person_id)

    assert somebody.email.endswith("@erased.invalid") and str(somebody) == erased.pseudonym
    assert not somebody.is_active and not somebody.roles and not somebody.has_usable_password()
    attempt = Attempt.objects.get(resident=somebody)
    assert attempt.pk == kept["attempt"] and attempt.marks.count() > 3 and attempt.earned is not None
    assert attempt.answers.get(question="immunostains").answer == REMOVED and not attempt.reflection
    asked = AssignedCase.objects.filter(assignment__assignees__person=somebody)
    assert [each.teaching_case_id for each in asked] == [attempt.teaching_case_id]
    led, theirs = Cohort.objects.order_by("pk")  # and the one that nobody else was in is gone
    assert (led.title, led.created_by) == (f"Ward of {erased.pseudonym}", None)
    assert [(seat.person, seat.role) for seat in led.teachers.all()] == [(educator, "lead")]
    assert led.assignments.get().instructions == REMOVED
    assert Accommodation.objects.get().given_by is None  # the leaver's own went
    assert Extension.objects.get().reason == REMOVED
    asked = TimeRequest.objects.get()  # the leaver's own went
    assert (asked.answer, asked.answered_by) == (REMOVED, None)
    assert not theirs.members.exists() and not theirs.invitations.exists()
    assert led.invitations.get().invited_by == somebody and not CohortList.objects.exists()
    own = ChangeSet.objects.get(pk=kept["own"])
    assert (own.author, own.reason, str(own)) == (somebody, REMOVED, f"Change set {own.pk}")
    assert {each.text for each in Comment.objects.filter(by=somebody)} == {REMOVED}
    assert {entry.name for entry in AuditEntry.objects.filter(by=somebody)} == {erased.pseudonym}
    assert Flag.objects.get(resolved_by=somebody).reply == REMOVED
    assert InterestStatement.objects.get(by=somebody).has_interests
    assert DraftReview.objects.get(reviewer=somebody).done_at is not None
    assert DraftComment.objects.get(by=somebody).text == REMOVED
    assert TeachingCaseVersion.objects.filter(published_by=somebody).count() == 1
    passed_on = Library.objects.get(owner=educator)
    assert passed_on.title == f"Cases of {erased.pseudonym}" and not passed_on.shares.exists()


def test_practice_goes(gone: tuple[Erasure, dict[str, int]]) -> None:
    person = gone[0].person

    assert not PatientCase.objects.filter(owner=person, is_record=False).exists()
    assert not FactColumn.objects.exists(), "nor what was worked out of them"
    assert PatientCase.objects.filter(owner=person).count() == 1  # the record of what was assigned
    assert not ReviewCard.objects.filter(owner=person).exists()
    assert not CaseDraft.objects.filter(created_by=person).exists()
    assert not Notice.objects.filter(user=person).exists()
    assert Picture.objects.count() == 0


def test_notices_of_others_go_when_they_tell_of_the_person_and_only_then(
    edition: object, curator: User, second: User, stranger: User
) -> None:
    """Whatever somebody is called: what begins with that word is not what they did."""
    stranger.is_curator = True
    stranger.save()
    second.display_name = "Edition"
    second.save()
    tell([curator, stranger], "Edition 2 of the guidance is published.", path="/guidance/", now=NOW)
    change_set = proposed(reworded(second), "A title of theirs")
    comment = add_comment(change_set=change_set, text="So?", by=curator, now=NOW)
    add_comment(change_set=change_set, text="Like this.", reply_to=comment, by=second, now=NOW)
    add_comment(change_set=change_set, text="I see.", reply_to=comment, by=stranger, now=NOW)
    assert Notice.objects.filter(user=curator).count() == 4

    erase_account(person=second, by=second, now=NOW)
    work_off()

    left = Notice.objects.order_by("user").values_list("user", "text")
    assert set(left) == {(each.pk, "Edition 2 of the guidance is published.") for each in (curator, stranger)}


def test_a_name_stays_where_somebody_signed_off_when_they_agreed(
    gone: tuple[Erasure, dict[str, int]],
) -> None:
    places = traces_of(*TRACES)

    assert {place.partition(".")[0] for place in places} == {
        "cases_library",
        "guidance_auditentry",
        "guidance_change",
        "guidance_changeset",
        "guidance_document",
        "guidance_edition",
    }


@pytest.mark.parametrize("asks", ["themselves", "an administrator"])
def test_an_account_with_nothing_that_others_rely_on_is_gone_whole(
    resident: User, administrator: User, asks: str
) -> None:
    by, why = (resident, "") if asks == "themselves" else (administrator, "Robin asked for it in writing.")
    number = resident.pk

    erase_account(person=resident, by=by, now=NOW, reason=why)
    work_off()

    assert not User.objects.filter(pk=number).exists()
    assert not User.history.filter(id=number).exists()
    kept = Erasure.objects.get()
    assert kept.person is None and kept.done_at is not None and "Robin" not in kept.reason
    assert traces_of("robin") == []


def test_somebody_who_comes_with_the_same_address_is_a_new_person(resident: User) -> None:
    resident.history.update(history_user=resident)
    erase_account(person=resident, by=resident, now=NOW)
    work_off()

    made = User.objects.create_user("robin@kidmet.example", "correct horse battery")

    assert made.pk != resident.pk and not made.roles


@pytest.mark.parametrize(
    ("whom", "by", "said"),
    [
        ("administrator", "administrator", "the only administrator who can sign in"),
        ("resident", "stranger", "Only administrators delete the account of somebody else"),
        ("resident", "administrator", "Say why this account is deleted"),
    ],
)
def test_an_account_is_not_deleted_when_it_must_not_be(
    resident: User, stranger: User, administrator: User, whom: str, by: str, said: str
) -> None:
    cast = {"resident": resident, "stranger": stranger, "administrator": administrator}

    with pytest.raises(ErasingRefused, match=said):
        erase_account(person=cast[whom], by=cast[by], now=NOW)

    cast[whom].refresh_from_db()
    assert cast[whom].is_active and not Erasure.objects.exists()


def test_a_demo_person_is_not_deleted_while_visitors_enter_as_them(settings: Any, db: None) -> None:
    settings.DEMO_MODE = True
    person = load_demo_people()[0]

    with pytest.raises(ErasingRefused, match="demonstration"):
        erase_account(person=person, by=person, now=NOW)


def test_erasing_goes_on_where_it_was_when_the_worker_is_killed(
    resident: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        case_of(resident, f"Case {number}")
    erase_account(person=resident, by=resident, now=NOW)
    cases = REGISTRY.holdings[PatientCase]

    def killed(held: Any, leaver: Any, until: float) -> bool:
        goes(held, leaver, until)
        raise RuntimeError("killed")

    with monkeypatch.context() as worker:
        worker.setitem(REGISTRY.holdings, PatientCase, replace(cases, erase=killed))
        work_off()
    assert PatientCase.objects.count() == 3 and User.objects.filter(pk=resident.pk).exists()
    work_off(later=True)

    assert PatientCase.objects.count() == 0 and not User.objects.filter(pk=resident.pk).exists()


def test_a_step_gets_on_when_its_time_is_over_as_it_begins(resident: User) -> None:
    erase_account(person=resident, by=resident, now=NOW)
    job = Job.objects.get(kind=ERASING)

    progress = step_erasing(job, now=NOW, until=time.monotonic() - 1)

    assert progress.keep is not None and progress.keep["place"] == 1


def test_what_was_stopped_is_taken_up_the_next_day(resident: User) -> None:
    erase_account(person=resident, by=resident, now=NOW)
    Job.objects.all().delete()

    erase_what_is_over(NOW)
    work_off()

    assert not User.objects.filter(pk=resident.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_no_file_of_the_database_holds_an_address_when_its_account_was_erased() -> None:
    if connection.vendor != "sqlite":  # whose files and logs are its server's
        return
    person = User.objects.create_user(email="quill.of.the.marsh@plonk.example", password=PASSWORD)
    file = Path(connection.settings_dict["NAME"])
    held = [file, file.with_name(f"{file.name}-wal")]
    assert b"quill.of.the.marsh" in b"".join(each.read_bytes() for each in held)

    erase_account(person=person, by=person, now=NOW)
    work_off()

    assert b"quill.of.the.marsh" not in b"".join(each.read_bytes() for each in held)


def test_the_page_says_what_the_password_is_asked_for_when_an_account_is_to_be_deleted(
    resident: User,
) -> None:
    page = signed_in(resident).get("/account/delete/", follow=True).content.decode()

    assert "delete an account we ask once more" in page


# The pages


def again(client: Client) -> Client:
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


def test_the_page_asks_for_the_password_and_for_a_word(resident: User) -> None:
    client = signed_in(resident)
    case_of(resident, "A case")

    assert client.get("/account/delete/")["Location"].startswith("/accounts/reauthenticate/")
    page = again(client).get("/account/delete/").content.decode()
    refused = client.post("/account/delete/", {"word": "delete"}).content.decode()
    client.post("/account/delete/", {"word": "DELETE"})
    resident.refresh_from_db()

    assert "All of them are deleted." in page and "has not said here for how long" in page
    assert "You typed “delete”. Type DELETE, in capitals" in refused
    assert not resident.is_active
    assert client.get("/account/").status_code == 302


def test_who_has_no_password_types_their_address(resident: User, client_of: Callable[[User], Client]) -> None:
    resident.set_unusable_password()
    resident.save()
    client = client_of(resident)

    refused = client.post("/account/delete/", {"word": "DELETE", "email": "sam@kidmet.example"})
    assert "You are signed in with another address" in refused.content.decode()
    client.post("/account/delete/", {"word": "DELETE", "email": "Robin@kidmet.example"})

    resident.refresh_from_db()
    assert not resident.is_active


def test_an_administrator_deletes_a_person_with_a_reason(administrator: User, resident: User) -> None:
    client = again(signed_in(administrator))
    page = f"/admin/accounts/user/{resident.pk}/held/"

    assert (
        "What is held of them" in client.get(f"/admin/accounts/user/{resident.pk}/change/").content.decode()
    )
    refused = client.post(page, {"act": "delete", "reason": "They asked.", "email": "x@y.example"})
    assert "another address than" in refused.content.decode()
    done = client.post(page, {"act": "delete", "reason": "They asked.", "email": resident.email}, follow=True)
    work_off()

    assert "The account is closed" in done.content.decode()
    assert Erasure.objects.get().asked_by == administrator
    assert not User.objects.filter(pk=resident.pk).exists()


def test_what_an_administrator_typed_is_there_still_when_it_is_refused(
    administrator: User, resident: User
) -> None:
    client = again(signed_in(administrator))
    page = f"/admin/accounts/user/{resident.pk}/held/"

    begin_export(person=resident, by=resident, now=timezone.now())
    work_off()

    told = [("delete", "They \u202easked.", "U+202E"), ("export", "They \u202easked.", "U+202E")]
    for act, reason, said in [*told, ("export", "They asked.", "Another can be made from")]:
        answer = client.post(page, {"act": act, "reason": reason, "email": resident.email})
        html = answer.content.decode()
        assert answer.status_code == 200 and said in html, (act, reason)
        assert "They asked.</textarea>" in html.replace("\u202e", ""), (act, reason)
        assert act == "export" or f'value="{resident.email}"' in html
        ids = re.findall(r' id="(\w+)"', html)
        assert len(ids) == len(set(ids))
    assert not Erasure.objects.exists() and User.objects.get(pk=resident.pk).is_active


def test_an_administrator_reads_of_them_what_the_person_reads_of_themselves(
    administrator: User, resident: User
) -> None:
    case_of(resident)
    told = again(signed_in(administrator)).get(f"/admin/accounts/user/{resident.pk}/held/").content.decode()

    assert "no address, which nobody can open." in told and "Where something of theirs stays" in told
    assert (
        "Where something of yours stays"
        in again(signed_in(resident)).get("/account/delete/").content.decode()
    )
    sentences = {of_them(said) for held in all_holdings() for said in (held.title, held.after)}
    assert [said for said in sentences if re.search(r"\byou", said, re.IGNORECASE)] == []
    assert of_them("Yours are deleted, and lists that name you; you agree.") == (
        "Theirs are deleted, and lists that name them; they agree."
    )


def test_only_administrators_reach_what_is_held_of_others(curator: User, resident: User) -> None:
    client = again(signed_in(curator))

    assert client.get(f"/admin/accounts/user/{resident.pk}/held/").status_code == 403
