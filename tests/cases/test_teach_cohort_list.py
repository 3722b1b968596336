"""A list of residents: told row by row, then carried out whole or not at all."""

import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from cases.actions import cohorts
from cases.actions.assigning import CaseTerms
from cases.actions.attempts import start_attempt
from cases.actions.cohort_lists import clear_cohort_lists
from cases.actions.cohorts import (
    archive_cohort,
    join_cohort,
    leave_cohort,
    open_joining,
    renew_code,
    restore_cohort,
)
from cases.models import Cohort, CohortInvitation, CohortList
from cases.queries import cohort_lists
from cases.queries.cohort_lists import ResidentOutcome
from guidance.domain.limits import (
    COHORT_LIST_BYTES,
    COHORT_LIST_COLUMNS,
    COHORT_LIST_ROWS,
    COHORT_MEMBERS,
    INVITATION_SENT,
)
from guidance.models import Notice
from kidmet_site.accounts.inviting import Invited, invite_people
from kidmet_site.accounts.models import User
from kidmet_site.work.models import Letter
from tests.accounts.test_institution import said
from tests.cases.attempts import lung_case
from tests.cases.cohorts import assigned, cohort_of, seat_of, taught_with
from tests.tables import for_each
from tests.test_sheets import xlsx
from tests.working import outbox, work_off

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
ClientOf = Callable[[User], Client]
HEAD = "e-mail,name,time factor,extra days\n"


@pytest.fixture
def client(educator: User, client_of: ClientOf) -> Client:
    return client_of(educator)


@pytest.fixture
def cohort(educator: User) -> Cohort:
    return cohort_of(educator)


def upload(client: Client, cohort: Cohort, text: str | bytes, name: str = "ward.csv") -> Any:
    data = text if isinstance(text, bytes) else text.encode()
    address = reverse("teach_cohort_list", args=[cohort.pk])
    return client.post(address, {"file": SimpleUploadedFile(name, data)}, follow=True)


def confirm(client: Client, page: Any) -> Any:
    return client.post(page.request["PATH_INFO"], {"shown": page.context["plan"].fingerprint}, follow=True)


def outcomes(page: Any) -> list[tuple[int, str]]:
    return [(row.row.line, str(row.outcome)) for row in page.context["plan"].rows]


def granted_to(cohort: Cohort, person: User) -> tuple[str, int] | None:
    held = getattr(seat_of(cohort, person), "accommodation", None)
    return held and (str(held.time_factor), held.extra_days)


def test_a_list_is_told_row_by_row_and_does_nothing_before_it_is_confirmed(
    client: Client,
    cohort: Cohort,
    educator: User,
    resident: User,
    stranger: User,
    curator: User,
    second: User,
    administrator: User,
) -> None:
    cohort = cohort_of(educator, stranger, curator)
    taught_with(cohort, administrator, "teacher", educator)
    leave_cohort(cohort=cohort, person=curator.pk, by=curator, now=timezone.now())
    User.objects.filter(pk=second.pk).update(is_active=False)
    text = (
        f"{HEAD}{resident.email.upper()},Robin R.,1.5,2\n{stranger.email},,1.25,\n{curator.email},,,\n"
        f"{administrator.email},,,\n{second.email},,,\nnew@kidmet.example,Nia Ncube,1.5,\n"
        f"{resident.email},,1.50,2\n\n"
    )

    page = upload(client, cohort, text)

    assert outcomes(page) == [
        (2, "joins"),
        (3, "granted"),
        (4, "back"),
        (5, "teaches"),
        (6, "closed"),
        (7, "invited"),
        (8, "twice"),
    ]
    assert "Nothing has happened yet." in said(page) and "ward.csv, 7 rows" in said(page)
    assert "As in line 2; it counts once." in said(page) and "time × 1.5, 2 more days" in said(page)
    assert cohort.members.filter(left_at=None).count() == 1 and not Letter.objects.exists()

    done = said(confirm(client, page))
    work_off()

    assert "2 people joined, 1 person was invited by mail, 1 person has other time." in done
    assert "1 person was invited by mail and has not joined yet." in done
    assert {each.person for each in cohort.members.filter(left_at=None)} == {resident, stranger, curator}
    assert granted_to(cohort, resident) == ("1.50", 2) and granted_to(cohort, stranger) == ("1.25", 0)
    assert {each.user for each in Notice.objects.all()} == {resident, curator}
    assert "Eli has put you in the cohort “Urology, autumn”." in Notice.objects.first().text
    [sent] = mail.outbox
    assert sent.to == ["new@kidmet.example"] and f"/join/{cohort.code}/" in sent.body
    assert "Dear Nia Ncube" in sent.body and "until whoever teaches it closes it" in sent.body
    assert not CohortList.objects.exists()


def test_who_was_invited_has_what_the_list_granted_once_they_join(
    client: Client, cohort: Cohort, educator: User, resident: User
) -> None:
    confirm(client, upload(client, cohort, f"{HEAD}nia@kidmet.example,,1.5,3\n"))
    nia = User.objects.create_user("nia@kidmet.example", None, is_resident=True)

    join_cohort(code=cohort.code, by=nia, now=timezone.now())

    assert granted_to(cohort, nia) == ("1.50", 3) and not CohortInvitation.objects.exists()


def test_nobody_is_written_to_twice_unless_the_code_is_new(
    client: Client, cohort: Cohort, educator: User
) -> None:
    text = f"{HEAD}nia@kidmet.example,,,\n"
    confirm(client, upload(client, cohort, text))

    again = upload(client, cohort, text)
    other = upload(client, cohort, f"{HEAD}nia@kidmet.example,,1.5,\n")
    confirm(client, other)
    renew_code(cohort=cohort, by=educator)
    renewed = upload(client, cohort, text)
    confirm(client, renewed)

    assert (outcomes(again), outcomes(other), outcomes(renewed)) == (
        [(2, "waiting")],
        [(2, "waiting")],
        [(2, "invited")],
    )
    assert "There is nothing to do." in said(again) and "no mail is sent again" in said(again)
    assert "a code that lets nobody in any longer" in said(renewed)
    assert Letter.objects.count() == 1 and CohortInvitation.objects.get().time_factor == Decimal("1.5")


def test_an_address_is_not_written_to_more_often_than_is_allowed_however_often_the_code_is_new(
    client: Client, educator: User, cohort: Cohort
) -> None:
    for _ in range(INVITATION_SENT.most):
        confirm(client, upload(client, cohort, f"{HEAD}new@kidmet.example"))
        work_off()
        renew_code(cohort=cohort, by=educator)

    page = upload(client, cohort, f"{HEAD}new@kidmet.example")
    confirm(client, page)
    work_off()

    assert outcomes(page) == [(2, "out")] and "Was written to 5 times" in said(page)
    assert len(outbox()) == INVITATION_SENT.most == CohortInvitation.objects.get().times_sent


def test_what_was_taken_back_before_it_was_sent_does_not_count(
    client: Client, educator: User, cohort: Cohort
) -> None:
    for _ in range(INVITATION_SENT.most + 1):
        confirm(client, upload(client, cohort, f"{HEAD}new@kidmet.example"))
        renew_code(cohort=cohort, by=educator)

    assert CohortInvitation.objects.get().times_sent == 0 and not Letter.objects.exists()


def test_a_message_is_not_sent_once_its_link_lets_nobody_in(
    client: Client, cohort: Cohort, educator: User
) -> None:
    now = timezone.now()
    open_joining(cohort=cohort, is_joinable=True, expires_at=now + timedelta(hours=2), by=educator, now=now)
    confirm(client, upload(client, cohort, f"{HEAD}nia@kidmet.example,,,\n"))

    assert Letter.objects.get().good_until <= now + timedelta(hours=2, seconds=1)


def renewed(cohort: Cohort, educator: User, settings: Any) -> None:
    renew_code(cohort=cohort, by=educator)


def archived_and_back(cohort: Cohort, educator: User, settings: Any) -> None:
    archive_cohort(cohort=cohort, by=educator, now=timezone.now())
    restore_cohort(cohort=cohort, by=educator)


def closed(cohort: Cohort, educator: User, settings: Any) -> None:
    open_joining(cohort=cohort, is_joinable=False, expires_at=None, by=educator, now=timezone.now())


def expired(cohort: Cohort, educator: User, settings: Any) -> None:
    Cohort.objects.filter(pk=cohort.pk).update(code_expires_at=timezone.now() - timedelta(hours=1))


def without_sign_up(cohort: Cohort, educator: User, settings: Any) -> None:
    settings.SIGN_UP_OPEN = False


@for_each("make", [renewed, closed, archived_and_back], in_database=True)
def test_a_message_that_waits_is_taken_back_when_its_link_ends(
    client: Client, cohort: Cohort, educator: User, settings: Any, make: Callable[..., None]
) -> None:
    text, now = f"{HEAD}nia@kidmet.example,,,\n", timezone.now()
    other = cohort_of(educator)
    for each in (cohort, other):
        confirm(client, upload(client, each, text))

    make(cohort, educator, settings)
    waits = Letter.objects.get()
    open_joining(cohort=cohort, is_joinable=True, expires_at=None, by=educator, now=now)
    cohort.refresh_from_db()
    confirm(client, upload(client, cohort, text))
    soon = now + timedelta(hours=2)
    open_joining(cohort=cohort, is_joinable=True, expires_at=soon, by=educator, now=now)

    again = Letter.objects.exclude(pk=waits.pk).get()
    assert waits.kind.endswith(f" {other.pk}") and again.good_until == soon
    assert [cohort.code in each.body for each in outbox()[-2:]] == [False, True]


@for_each(
    ("make", "told"),
    [
        (closed, "the code lets nobody in: open joining first."),
        (expired, "the code has expired: open joining first."),
        (without_sign_up, "an administrator has to invite them first."),
    ],
    in_database=True,
)
def test_who_cannot_come_in_is_not_invited_and_keeps_nobody_else_out(
    client: Client,
    cohort: Cohort,
    educator: User,
    resident: User,
    settings: Any,
    make: Callable[..., None],
    told: str,
) -> None:
    make(cohort, educator, settings)

    page = upload(client, cohort, f"{HEAD}{resident.email},,,\nnia@kidmet.example,,,\n")
    confirm(client, page)
    settings.SIGN_UP_OPEN = True

    assert outcomes(page) == [(2, "joins"), (3, "out")] and told in said(page)
    assert seat_of(cohort, resident) and not Letter.objects.exists()


def test_who_is_invited_to_the_site_may_be_invited_where_sign_up_is_closed(
    client: Client, cohort: Cohort, administrator: User, settings: Any
) -> None:
    settings.SIGN_UP_OPEN = False
    invite_people([Invited("nia@kidmet.example", ("resident",))], by=administrator, now=timezone.now())

    assert outcomes(upload(client, cohort, f"{HEAD}nia@kidmet.example,,,\n")) == [(2, "invited")]


def test_who_never_confirmed_an_address_has_no_account_yet(
    client: Client, cohort: Cohort, resident: User
) -> None:
    User.objects.filter(pk=resident.pk).update(is_confirmed=False)

    assert outcomes(upload(client, cohort, f"{HEAD}{resident.email},,,\n")) == [(2, "invited")]


@for_each(
    ("row", "told"),
    [
        ("nobody,,,", "This is no e-mail address."),
        (",Nia,,", "There is no e-mail address."),
        ("=cmd@kidmet.example,,,", "The e-mail address begins with “=”: a spreadsheet would take it"),
        ("nia@kidmet.example,=HYPERLINK(1),,", "The name begins with “=”"),
        ("nia@kidmet.example,,=1+1,", "The time factor begins with “=”"),
        ("nia@kidmet.example,,,@SUM(1)", "The number of extra days begins with “@”"),
        (f"nia@kidmet.example,{'N' * 81},,", "The name has 81 characters; at most 80 are taken."),
        ("nia@kidmet.example,N\x00ia,,", "has a character that no name or address holds"),
        (
            "nia@kidmet.example,,9,",
            "a number from 1 to 4 with two decimals at most, such as 1.5; this is “9”.",
        ),
        ("nia@kidmet.example,,-1,", "this is “-1”."),
        ("nia@kidmet.example,,1.255,", "this is “1.255”."),
        ("nia@kidmet.example,,NaN,", "this is “NaN”."),
        ("nia@kidmet.example,,1e9,", "this is “1e9”."),
        ("nia@kidmet.example,,,61", "Extra days are a whole number from 0 to 60; this is “61”."),
        ("nia@kidmet.example,,,1.5", "this is “1.5”."),
        ("nia@kidmet.example,,,٣", "this is “٣”."),
        ("nia@kidmet.example,,,,more", "This line has 5 cells, and the first has 4 headings."),
        ("nia@kidmet.example,,1.5,\nnia@kidmet.example,,2,", "Line 2 has the same address with other time."),
        (f"{'n' * 1_001},,,", "a cell of a list takes at most 1,000 characters".capitalize()),
    ],
    in_database=True,
)
def test_a_wrong_row_says_what_is_wrong_and_nothing_is_done(
    client: Client, cohort: Cohort, resident: User, row: str, told: str
) -> None:
    page = upload(client, cohort, f"{HEAD}{row}\n{resident.email},,,\n")
    confirm(client, page)

    assert told in said(page) and "nothing of the list is done" in said(page)
    assert "Do all of it" not in said(page) and not cohort.members.exists()


@for_each(
    ("data", "told"),
    [
        (b"", "The file is empty"),
        ("e-mail\nnia@kidmet.example,Zo\xeb".encode("latin-1"), "The file is not in UTF-8 (line 2)."),
        (b"name\nNia\n", "No column is called “e-mail”."),
        (b"PK\x03\x04\x14\x00\xff\xfe", "The file cannot be read as a spreadsheet."),
        (b"e-mail\n" + b"x" * COHORT_LIST_BYTES.most, COHORT_LIST_BYTES.refusal(COHORT_LIST_BYTES.most + 7)),
        (
            b"e-mail\n" + b"".join(b"p%d@k.example\n" % at for at in range(20_000)),
            COHORT_LIST_ROWS.refusal(20_000),
        ),
        (b",".join([b"e-mail", *[b"x"] * 20]) + b"\n", COHORT_LIST_COLUMNS.refusal(21)),
    ],
    in_database=True,
)
def test_a_file_that_is_no_list_is_told_beside_its_field(
    client: Client, cohort: Cohort, data: bytes, told: str
) -> None:
    page = upload(client, cohort, data)

    assert page.status_code == 200 and told in said(page)
    assert not CohortList.objects.exists()


def test_a_column_that_is_not_read_is_named(client: Client, cohort: Cohort) -> None:
    page = upload(client, cohort, "e-mail,Zeitfaktor,,name\nkim@kidmet.example,1.5,,Kim\n")

    told = "Not read: the column “Zeitfaktor”. What is read are e-mail, name, time factor, extra days."
    assert told in said(page) and outcomes(page) == [(2, "invited")]
    assert "Not read" not in said(upload(client, cohort, f"{HEAD}kim@kidmet.example,,,\n"))


def test_a_spreadsheet_is_taken_and_its_numbers_are_numbers(
    client: Client, cohort: Cohort, resident: User, stranger: User
) -> None:
    rows = [(resident.email, None, 1.5, 2), (stranger.email, None, 2, None)]
    data = xlsx(("E-Mail", "Name", "Time factor", "Extra days"), *rows)

    confirm(client, upload(client, cohort, data, "ward.xlsx"))

    assert granted_to(cohort, resident) == ("1.50", 2) and granted_to(cohort, stranger) == ("2.00", 0)


def test_both_templates_can_be_uploaded_as_they_are(client: Client, cohort: Cohort) -> None:
    for kind in ("csv", "xlsx"):
        template = client.get(reverse("teach_cohort_list_template", args=[cohort.pk, kind]))
        assert outcomes(upload(client, cohort, template.content)) == [(2, "invited"), (3, "invited")]
    assert load_workbook(io.BytesIO(template.content)).active["A1"].value == "e-mail"
    assert client.get(reverse("teach_cohort_list_template", args=[cohort.pk, "ods"])).status_code == 404


def test_a_list_that_would_do_something_else_by_now_is_shown_anew(
    client: Client, cohort: Cohort, resident: User
) -> None:
    page = upload(client, cohort, f"{HEAD}{resident.email},,,\nnia@kidmet.example,,,\n")
    join_cohort(code=cohort.code, by=resident, now=timezone.now())

    again = confirm(client, page)

    assert "Meanwhile something else happened here." in said(again)
    assert outcomes(again) == [(2, "here"), (3, "invited")] and not Letter.objects.exists()
    assert "1 person was invited by mail." in said(confirm(client, again))
    assert "No list waits here" in said(confirm(client, again))


def at_once(press: Callable[[int], Any]) -> list[Any]:
    def pressed(number: int) -> Any:
        try:
            return press(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        return list(pool.map(pressed, range(4)))


@pytest.mark.django_db(transaction=True)
def test_of_lists_that_are_uploaded_and_confirmed_at_once_one_is_kept_and_done(
    educator: User, client_of: ClientOf
) -> None:
    cohort = cohort_of(educator)
    clients = [client_of(educator) for _ in range(4)]
    text = HEAD + "".join(f"p{at}@kidmet.example,,,\n" for at in range(50))

    pages = at_once(lambda number: upload(clients[number], cohort, text))
    kept = CohortList.objects.count()
    told = [said(page) for page in at_once(lambda number: confirm(clients[number], pages[number]))]

    assert kept == 1 and not CohortList.objects.exists() and CohortInvitation.objects.count() == 50
    assert sum("50 people were invited by mail." in each for each in told) == 1
    assert sum("No list waits here: it was done" in each for each in told) == 3
    assert not any("Meanwhile" in each for each in told)


def test_a_list_is_its_uploaders_and_gone_after_a_day(
    client: Client, cohort: Cohort, educator: User, administrator: User, client_of: ClientOf
) -> None:
    taught_with(cohort, administrator, "teacher", educator)
    page = upload(client, cohort, f"{HEAD}nia@kidmet.example,,,\n")

    assert "No list waits here" in said(client_of(administrator).get(page.request["PATH_INFO"], follow=True))
    clear_cohort_lists(timezone.now())
    assert CohortList.objects.count() == 1
    upload(client, cohort, f"{HEAD}kim@kidmet.example,,,\n")
    assert CohortList.objects.count() == 1
    clear_cohort_lists(timezone.now() + timedelta(days=2))
    assert not CohortList.objects.exists()


def test_who_reads_results_only_and_whoever_does_not_teach_it_uploads_nothing(
    client: Client, cohort: Cohort, educator: User, administrator: User, client_of: ClientOf
) -> None:
    taught_with(cohort, administrator, "reader", educator)
    reader = client_of(administrator)
    people = reader.get(reverse("teach_cohort_people", args=[cohort.pk]))

    answers = [
        reader.get(reverse("teach_cohort_list", args=[cohort.pk])),
        upload(reader, cohort, f"{HEAD}nia@kidmet.example,,,\n"),
        reader.get(reverse("teach_cohort_list_report", args=[cohort.pk])),
        reader.get(reverse("teach_cohort_list_template", args=[cohort.pk, "csv"])),
    ]

    assert "Upload a list" not in said(people) and [each.status_code for each in answers] == [404] * 4
    assert not CohortList.objects.exists()


def test_an_archived_cohort_takes_no_list(
    client: Client, cohort: Cohort, educator: User, resident: User
) -> None:
    waiting = upload(client, cohort, f"{HEAD}{resident.email},,,\n")
    archive_cohort(cohort=cohort, by=educator, now=timezone.now())

    page = upload(client, cohort, f"{HEAD}{resident.email},,,\n")
    confirm(client, waiting)

    assert "This cohort is archived. Nobody joins it any longer." in said(page)
    assert "Look at it" not in said(client.get(reverse("teach_cohort_list", args=[cohort.pk])))
    assert "Upload a list" not in said(client.get(reverse("teach_cohort_people", args=[cohort.pk])))
    assert not cohort.members.exists()


def test_where_names_are_hidden_a_list_tells_nobody_who_is_which_number(
    client: Client, educator: User
) -> None:
    cohort = cohort_of(educator, hides_names=True)
    people = [User(email=f"p{at}@kidmet.example", is_resident=True, is_confirmed=True) for at in range(20)]
    User.objects.bulk_create(people)
    rows = "".join(f"{each.email},,,\n" for each in people)

    refused = upload(client, cohort, f"{HEAD}p0@kidmet.example,,1.5,\n")
    confirm(client, upload(client, cohort, HEAD + rows))

    assert "would tell who is which number" in said(refused) and "Do all of it" not in said(refused)
    seated = list(cohort.members.order_by("number").values_list("person__email", flat=True))
    assert sorted(seated) == sorted(each.email for each in people) and seated != [
        each.email for each in people
    ]


def test_where_names_are_hidden_a_list_does_not_tell_who_is_in_it_by_now(
    client: Client, educator: User, resident: User, stranger: User
) -> None:
    cohort = cohort_of(educator, resident, hides_names=True)
    other = cohort_of(educator, hides_names=True)
    text = f"{HEAD}{resident.email},,,\n{stranger.email},,,\n"

    page = upload(client, cohort, text)
    elsewhere = upload(client, other, text)  # where neither is

    assert (
        [outcome for _, outcome in outcomes(page)]
        == ["in", "in"]
        == [each for _, each in outcomes(elsewhere)]
    )
    assert page.context["plan"].fingerprint == elsewhere.context["plan"].fingerprint
    assert "in it already" not in said(page) and "Do all of it" in said(upload(client, cohort, text))
    done = confirm(client, page)
    assert "2 people of the list are in the cohort." in said(done)
    assert cohort.members.count() == 2 and Notice.objects.filter(text__contains="put you in").count() == 1


def test_a_cohort_that_would_grow_too_large_takes_nobody(
    client: Client, cohort: Cohort, resident: User, stranger: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (cohort_lists, cohorts):
        monkeypatch.setattr(module, "COHORT_MEMBERS", replace(COHORT_MEMBERS, most=1))
    page = upload(client, cohort, f"{HEAD}{resident.email},,,\n{stranger.email},,,\n")
    confirm(client, page)

    assert "A cohort takes at most 1 residents; this has 2." in said(page)
    assert "Do all of it" not in said(page) and not cohort.members.exists()


def test_more_time_holds_at_once_for_an_attempt_under_way(
    client: Client, educator: User, resident: User
) -> None:
    now = timezone.now()
    cohort = cohort_of(educator, resident, now=now)
    terms = {"purpose": "counting", "time_limit": "imposed"}
    assigned(cohort, educator, CaseTerms(lung_case(), minutes=40), now=now, **terms)
    attempt = start_attempt(teaching_case=lung_case(), by=resident, now=now)

    confirm(client, upload(client, cohort, f"{HEAD}{resident.email},,1.5,\n"))

    attempt.refresh_from_db()
    assert attempt.deadline_at == now + timedelta(minutes=60)


def test_as_many_rows_as_are_taken_cost_a_few_queries(client: Client, cohort: Cohort) -> None:
    User.objects.bulk_create(
        User(email=f"p{at}@kidmet.example", is_resident=True, is_confirmed=True)
        for at in range(0, COHORT_LIST_ROWS.most, 2)
    )
    rows = "".join(f"p{at}@kidmet.example,,1.5,\n" for at in range(COHORT_LIST_ROWS.most))
    counts = []
    for text in ("p0@kidmet.example,,1.5,\n", rows):
        CohortList.objects.all().delete()
        with CaptureQueriesContext(connection) as told:
            page = upload(client, cohort, HEAD + text)
        counts.append(len(told))
    with CaptureQueriesContext(connection) as done:
        confirm(client, page)

    assert counts[0] == counts[1] < 60
    assert page.context["plan"].counts == {ResidentOutcome.JOINS: 2_500, ResidentOutcome.INVITED: 2_500}
    assert len(page.content) < 150_000 and len(done) < 250
    assert cohort.members.count() == Letter.objects.count() == 2_500
