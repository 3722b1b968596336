"""Lists of people: read, told row by row, and done whole or not at all."""

import csv
import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from guidance.domain.limits import PEOPLE_BYTES, PEOPLE_COLUMNS, PEOPLE_ROWS
from kidmet_site.accounts.inviting import Invited, invite_people
from kidmet_site.accounts.models import Invitation, PeopleAct, PeopleList, User
from kidmet_site.accounts.people_lists import clear_lists
from kidmet_site.accounts.people_planning import RowOutcome
from tests.accounts.test_institution import said
from tests.tables import for_each
from tests.working import work_off

HEAD = "e-mail,name,roles\n"


@pytest.fixture
def admin(administrator: User, client_of: Callable[[User], Client]) -> Client:
    return client_of(administrator)


def upload(admin: Client, text: str | bytes) -> Any:
    data = text if isinstance(text, bytes) else text.encode()
    return admin.post("/people/list/", {"file": SimpleUploadedFile("people.csv", data)}, follow=True)


def outcomes(page: Any) -> list[tuple[int, str]]:
    return [(row.line, str(row.outcome)) for row in page.context["plan"].rows]


def confirm(admin: Client, page: Any) -> Any:
    sent = {"shown": page.context["plan"].fingerprint}
    return admin.post(page.request["PATH_INFO"], sent, follow=True)


def test_a_list_is_told_row_by_row_and_does_nothing_before_it_is_confirmed(
    admin: Client, administrator: User, resident: User, educator: User, curator: User
) -> None:
    User.objects.filter(pk=curator.pk).update(is_active=False)
    invite_people([Invited("kim@kidmet.example", ("resident",))], by=administrator, now=timezone.now())
    text = (
        f'{HEAD}Nia@kidmet.example,Nia Ncube,"resident, educator"\n'
        f"{resident.email},,educator\n{educator.email},,educator\n{curator.email},,resident\n"
        "kim@kidmet.example,,curator\nnia@kidmet.example,,educator resident\n\nnew@kidmet.example,,\n"
    )

    page = upload(admin, text)

    assert outcomes(page) == [
        (2, "new"),
        (3, "changed"),
        (4, "same"),
        (5, "closed"),
        (6, "changed"),
        (7, "twice"),
        (9, "new"),
    ]
    assert "Nothing has happened yet." in said(page) and "people.csv, 7 rows" in said(page)
    assert Invitation.objects.count() == 1 and PeopleAct.objects.count() == 1

    done = said(confirm(admin, page))
    work_off()

    assert "Invited: 2 people." in done and "Roles changed: 2 people." in done
    assert sorted(each.to[0] for each in mail.outbox) == [
        "kim@kidmet.example",
        "new@kidmet.example",
        "nia@kidmet.example",
    ]
    resident.refresh_from_db()
    assert resident.roles == ("educator",)
    kept = resident.history.first()
    assert (kept.history_user, kept.history_change_reason) == (administrator, "roles by a list")
    act = resident.people_acts.get()
    assert (act.way, act.roles_before, act.roles_after) == ("list", ["resident"], ["educator"])
    roles = {each.email: (each.display_name, each.roles) for each in Invitation.objects.all()}
    assert roles == {
        "nia@kidmet.example": ("Nia Ncube", ("resident", "educator")),
        "kim@kidmet.example": ("", ("curator",)),
        "new@kidmet.example": ("", ("resident",)),
    }
    assert not PeopleList.objects.exists()


def test_nothing_is_done_when_a_row_is_wrong(admin: Client, resident: User) -> None:
    page = upload(admin, f"{HEAD}nia@kidmet.example,,resident\n{resident.email},,educator\nnobody,,teacher\n")

    assert "nothing of the list is done" in said(page) and "Do all of it" not in said(page)
    confirm(admin, page)
    resident.refresh_from_db()
    assert resident.roles == ("resident",) and not Invitation.objects.exists()


@for_each(
    ("row", "told"),
    [
        ("nobody,,", "This is no e-mail address."),
        (",Nia,resident", "There is no e-mail address."),
        (f"{'n' * 250}@kidmet.example,,", "The e-mail address has 265 characters; at most 254 are taken."),
        (f"nia@kidmet.example,{'N' * 81},", "The name has 81 characters; at most 80 are taken."),
        (
            "nia@kidmet.example,,teacher",
            "“teacher” is no role. Roles are resident, educator, curator, or none.",
        ),
        ("nia@kidmet.example,,administrator", "Who administers the site is not said by a list."),
        ("nia@kidmet.example,,none", "Somebody new needs a role"),
        ("nia@kidmet.example,=HYPERLINK(1),", "The name begins with “=”: a spreadsheet would take it"),
        ("@nia@kidmet.example,,", "The e-mail address begins with “@”"),
        ("nia@kidmet.example,N\x00ia,", "has a character that no name or address holds"),
        (
            "nia@kidmet.example,Nia,resident,more,and more",
            "This line has 5 cells, and the first has 3 headings.",
        ),
        (
            "kim@kidmet.example,,educator\nkim@kidmet.example,,resident",
            "Line 2 has the same address with other",
        ),
    ],
    in_database=True,
)
def test_a_wrong_row_says_what_is_wrong(admin: Client, row: str, told: str) -> None:
    page = upload(admin, f"{HEAD}{row}\n")

    assert told in said(page) and not page.context["plan"].is_sound


ROW = ("nia@kidmet.example", "Nia, of the ward", "resident, educator")


def sheet(mark: str, ending: str = "\n", *heads: str) -> str:
    written = io.StringIO()
    writer = csv.writer(written, delimiter=mark, lineterminator=ending)
    writer.writerows([heads or ("e-mail", "name", "roles"), ROW])
    return written.getvalue()


@for_each(
    "data",
    [
        sheet(",").encode(),
        sheet(";", "\r\n").encode("utf-8-sig"),
        sheet("\t").encode(),
        f"sep=;\n{sheet(';')}".encode(),
        sheet(",", "\r").encode(),
        sheet(";", "\n", "E-Mail Address", "NAME", "Role").encode(),
        b'roles;e-mail;department;name\nresident/educator;nia@kidmet.example;x;"Nia, of the ward"\n',
    ],
    in_database=True,
)
def test_a_list_is_read_however_a_spreadsheet_wrote_it(admin: Client, data: bytes) -> None:
    [row] = upload(admin, data).context["plan"].rows

    assert (row.email, row.name, row.after) == (ROW[0], ROW[1], ("resident", "educator"))


@for_each(
    ("data", "told"),
    [
        (b"", "The file is empty"),
        (b"\n\n", "The file is empty"),
        ("e-mail\nnia@kidmet.example,Zo\xeb".encode("latin-1"), "The file is not in UTF-8 (line 2)."),
        (sheet(",").encode("utf-16"), "The file is not in UTF-8 (line 1)."),
        (b"PK\x03\x04\x14\x00\xff\xfe", "The file cannot be read as a spreadsheet."),
        (b"name,roles\nNia,resident\n", "No column is called “e-mail”."),
        (b"e-mail,email\nx,y\n", "Two columns are called “email” or alike"),
        (b'e-mail,name\nx@y.example,"open\n', "a quotation mark is not closed"),
        (b"e-mail\n" + b"x" * PEOPLE_BYTES.most, PEOPLE_BYTES.refusal(PEOPLE_BYTES.most + 7)),
        (
            b"e-mail\n" + b"".join(b"p%d@k.example\n" % at for at in range(20_000)),
            PEOPLE_ROWS.refusal(20_000),
        ),
        (b",".join([b"e-mail", *[b"x"] * 20]) + b"\n", PEOPLE_COLUMNS.refusal(21)),
    ],
    in_database=True,
)
def test_a_file_that_is_no_list_is_told_beside_its_field(admin: Client, data: bytes, told: str) -> None:
    page = upload(admin, data)

    assert page.status_code == 200 and told in said(page).replace("&#x27;", "'")
    assert not PeopleList.objects.exists()


def test_a_list_that_would_do_something_else_by_now_is_shown_anew(admin: Client, resident: User) -> None:
    page = upload(admin, f"{HEAD}{resident.email},,educator\nnia@kidmet.example,,\n")
    User.objects.filter(pk=resident.pk).update(is_active=False)

    again = confirm(admin, page)

    assert "Meanwhile something else happened here." in said(again)
    assert outcomes(again) == [(2, "closed"), (3, "new")] and not Invitation.objects.exists()
    assert "Invited: 1 person." in said(confirm(admin, again))
    assert "waits no more" in said(confirm(admin, again))


@pytest.mark.django_db(transaction=True)
def test_of_lists_that_are_uploaded_and_confirmed_at_once_one_is_kept_and_done(
    administrator: User, client_of: Callable[[User], Client]
) -> None:
    clients = [client_of(administrator) for _ in range(4)]

    def press(client: Client) -> str:
        try:
            page = upload(client, text) if text else client.post(address, {"shown": fingerprint}, follow=True)
        finally:
            connection.close()
        return said(page)

    text = f"{HEAD}nia@kidmet.example,,\n"
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(press, clients))
        [held] = PeopleList.objects.all()
        address, text = f"/people/list/{held.pk}/", ""
        fingerprint = clients[0].get(address).context["plan"].fingerprint
        told = list(pool.map(press, clients))

    assert Invitation.objects.count() == 1 and not PeopleList.objects.exists()
    assert sum("Invited: 1 person." in each for each in told) == 1
    assert sum("waits no more" in each for each in told) == 3 and not any(
        "Meanwhile" in each for each in told
    )


def test_a_list_is_its_uploaders_and_gone_after_a_day(
    admin: Client, stranger: User, client_of: Callable[[User], Client]
) -> None:
    page = upload(admin, f"{HEAD}nia@kidmet.example,,\n")
    User.objects.filter(pk=stranger.pk).update(is_superuser=True)
    address = page.request["PATH_INFO"]

    assert "waits no more" in said(client_of(stranger).get(address, follow=True))
    clear_lists(timezone.now())
    assert PeopleList.objects.count() == 1
    upload(admin, f"{HEAD}kim@kidmet.example,,\n")
    assert PeopleList.objects.count() == 1
    clear_lists(timezone.now() + timedelta(days=2))
    assert not PeopleList.objects.exists()


def test_how_much_is_taken_is_said_beside_the_field(admin: Client) -> None:
    assert "at most 2,000 rows and 500 KB." in admin.get("/people/list/").content.decode()


def test_as_many_rows_as_are_taken_cost_a_few_queries(admin: Client) -> None:
    User.objects.bulk_create(
        User(email=f"p{at}@kidmet.example", is_resident=True) for at in range(0, PEOPLE_ROWS.most, 2)
    )
    rows = "".join(f"p{at}@kidmet.example,,educator\n" for at in range(PEOPLE_ROWS.most))
    with CaptureQueriesContext(connection) as told:
        page = upload(admin, HEAD + rows)
    with CaptureQueriesContext(connection) as done:
        confirm(admin, page)

    assert page.context["plan"].counts == {RowOutcome.NEW: 1_000, RowOutcome.CHANGED: 1_000}
    assert len(page.content) < 150_000 and len(told) < 40 and len(done) < 120
    assert Invitation.objects.count() == 1_000 and User.objects.filter(is_educator=True).count() == 1_000


def test_the_downloads_can_be_uploaded_and_hold_no_formula(admin: Client, resident: User) -> None:
    User.objects.filter(pk=resident.pk).update(display_name="=1+1")
    template = admin.get("/people/list/template.csv")
    export = b"".join(admin.get("/people/list/people.csv").streaming_content)

    assert outcomes(upload(admin, template.content)) == [(2, "new"), (3, "new")]
    assert b"\n=1+1" not in export and b",=1+1" not in export and b"'=1+1" in export
    page = upload(admin, export)
    assert {outcome for _, outcome in outcomes(page)} == {"same"} and "There is nothing to do." in said(page)
