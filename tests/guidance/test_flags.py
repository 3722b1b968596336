"""Readers doubt a statement or a note; curators answer, and the reader is told."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guidance.actions.flagging import AlreadyFlagged, FlagIsResolved, raise_flag, resolve_flag
from guidance.actions.free_text import TextRefused
from guidance.domain.edition import CompiledEdition
from guidance.models import AuditEntry, Flag, Notice
from guidance.permissions import NotACurator, NotSignedIn
from guidance.queries.editions import NoEdition, current_edition
from guidance.queries.flags import NotInEdition
from kidmet_site.accounts.models import User
from tests.guidance.editions import drop, publish_with, put
from tests.guidance.reading import html_of, links_of, read, text_of
from tests.pages import squeezed

NOW = datetime(2026, 3, 3, 9, tzinfo=UTC)
LATER = NOW + timedelta(days=2)
REASON = "The source of the cancer is elsewhere."
RAISE = "/guidance/flags/statement/130-3/?edition=1"


def flagged(by: User, *, kind: str = "statement", id_: str = "130-3", reason: str = REASON) -> Flag:
    return raise_flag(kind=kind, entry_id=id_, edition=1, reason=reason, by=by, now=NOW)


# Raising one


def test_a_flag_keeps_what_was_flagged_who_when_and_why(edition: CompiledEdition, resident: User) -> None:
    flag = flagged(resident)

    assert (flag.kind, flag.entry_id, flag.edition) == ("statement", "130-3", 1)
    assert (flag.reason, flag.by, flag.at) == (REASON, resident, NOW)
    assert flag.text == edition.statements["130-3"].text
    entry = AuditEntry.objects.get(act="flagged")
    assert (entry.by, entry.role, entry.subject, entry.why) == (resident, "reader", "statement 130-3", REASON)
    assert entry.edition == 1


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("", "Write 10 characters or more."),
        ("   \n ", "Write 10 characters or more."),
        ("Too short", "Write 10 characters or more; this has 9."),
        ("   nine char   ", "Write 10 characters or more; this has 9."),
        ("short\u200b\u200b\u200b\u200b\u200b", "Write 10 characters or more; this has 5."),
        ("x" * 2001, "This has 2,001 characters; at most 2,000 are kept."),
        (
            "Nil\x00 and so on",
            "This holds U+0000 (a control character), which cannot be kept or shown. Give it without.",
        ),
    ],
)
def test_a_reason_that_cannot_be_kept_is_refused(
    edition: CompiledEdition, resident: User, reason: str, said: str
) -> None:
    with pytest.raises(TextRefused) as refusal:
        flagged(resident, reason=reason)

    assert str(refusal.value) == said
    assert not Flag.objects.exists()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  ten chars.  ", "ten chars."),
        ("Two lines\r\nof reason", "Two lines\nof reason"),
        ("x" * 2000, "x" * 2000),
        ("Turned \u202earound\u202c here", "Turned around here"),
        ("Naïve — “quoted” λ 中文 reason", "Naïve — “quoted” λ 中文 reason"),
    ],
)
def test_what_nobody_can_see_is_not_kept(
    edition: CompiledEdition, resident: User, typed: str, kept: str
) -> None:
    assert flagged(resident, reason=typed).reason == kept


def test_only_what_the_edition_holds_can_be_flagged(edition: CompiledEdition, resident: User) -> None:
    with pytest.raises(NotInEdition, match=r"Edition 1 has no statement 999-9\."):
        flagged(resident, id_="999-9")
    with pytest.raises(NotInEdition, match=r"Edition 1 has no rule x\."):
        flagged(resident, kind="rule", id_="x")
    with pytest.raises(NoEdition):
        raise_flag(kind="note", entry_id="C33", edition=7, reason=REASON, by=resident, now=NOW)


def test_what_only_an_older_edition_holds_can_be_flagged_there(
    edition: CompiledEdition, resident: User
) -> None:
    publish_with(drop("notes", "C33"))

    assert flagged(resident, kind="note", id_="C33").text == edition.notes["C33"].text


def test_a_reader_has_one_open_flag_on_an_entry(
    edition: CompiledEdition, resident: User, stranger: User, curator: User
) -> None:
    flag = flagged(resident)
    with pytest.raises(AlreadyFlagged, match="You have flagged this statement already"):
        flagged(resident)
    flagged(stranger)
    flagged(resident, kind="note", id_="C33")

    resolve_flag(flag=flag, reply="You are right.", by=curator, now=LATER)
    flagged(resident)

    assert Flag.objects.filter(by=resident, entry_id="130-3").count() == 2


def test_the_database_holds_it_too(edition: CompiledEdition, resident: User) -> None:
    flagged(resident)
    with pytest.raises(IntegrityError), transaction.atomic():
        Flag.objects.create(kind="statement", entry_id="130-3", edition=1, reason=REASON, by=resident, at=NOW)


def test_who_is_not_signed_in_flags_nothing(edition: CompiledEdition) -> None:
    with pytest.raises(NotSignedIn):
        raise_flag(kind="note", entry_id="C33", edition=1, reason=REASON, by=AnonymousUser(), now=NOW)


# Answering it


def test_an_answer_is_kept_audited_and_told_to_the_reader(
    edition: CompiledEdition, resident: User, curator: User
) -> None:
    flag = resolve_flag(flag=flagged(resident), reply=" Agreed, see C33. ", by=curator, now=LATER)

    assert (flag.reply, flag.resolved_by, flag.resolved_at) == ("Agreed, see C33.", curator, LATER)
    entry = AuditEntry.objects.get(act="resolved the flag on")
    assert (entry.by, entry.role, entry.why) == (curator, "curator", "Agreed, see C33.")
    notice = Notice.objects.get()
    assert notice.user == resident
    assert notice.text == "Your flag on statement 130-3 was answered: “Agreed, see C33.”"
    assert notice.path == "/guidance/statements/130-3/#flags"


def test_the_notice_leads_into_the_edition_that_still_has_the_entry(
    edition: CompiledEdition, resident: User, curator: User
) -> None:
    flag = flagged(resident, kind="note", id_="C33")
    publish_with(drop("notes", "C33"))

    resolve_flag(flag=flag, reply="It is gone.", by=curator, now=LATER)

    assert Notice.objects.get(user=resident).path == "/guidance/notes/C33/?edition=1#flags"


def test_of_two_curators_at_once_one_wins_and_the_other_is_told(
    edition: CompiledEdition, resident: User, curator: User, administrator: User
) -> None:
    seen_by_both = flagged(resident)
    resolve_flag(flag=seen_by_both, reply="First.", by=curator, now=NOW)

    with pytest.raises(FlagIsResolved, match=r"Cleo has answered this before you: “First\.”"):
        resolve_flag(flag=seen_by_both, reply="Second.", by=administrator, now=LATER)

    assert Flag.objects.get().reply == "First."
    assert Notice.objects.count() == 1
    assert AuditEntry.objects.filter(act="resolved the flag on").count() == 1


def test_only_curators_answer_and_not_with_next_to_nothing(
    edition: CompiledEdition, resident: User, stranger: User, curator: User
) -> None:
    flag = flagged(resident)
    with pytest.raises(NotACurator):
        resolve_flag(flag=flag, reply="I agree.", by=stranger, now=LATER)
    with pytest.raises(TextRefused, match="Write 3 characters or more; this has 2"):
        resolve_flag(flag=flag, reply=" ok ", by=curator, now=LATER)

    assert Flag.objects.get().is_open


def test_a_curator_who_answers_their_own_flag_is_not_told(edition: CompiledEdition, curator: User) -> None:
    resolve_flag(flag=flagged(curator), reply="Done.", by=curator, now=LATER)

    assert not Notice.objects.exists()


def test_the_flag_of_somebody_who_has_left_can_be_answered(
    edition: CompiledEdition, resident: User, curator: User, client_of: Callable[[User], Client]
) -> None:
    flag = flagged(resident)
    resident.delete()

    resolve_flag(flag=flag, reply="Thank you.", by=curator, now=LATER)

    assert "A reader , 3 March 2026 , edition 1 answered" in text_of(
        client_of(curator).get("/curate/flags/").content.decode()
    )


# On the page of a statement or note


@pytest.mark.parametrize("path", ["statements/130-3/", "notes/C33/"])
def test_who_is_not_signed_in_is_shown_where_to(edition: CompiledEdition, client: Client, path: str) -> None:
    html = html_of(client, path)

    kind, id_ = path.strip("/").split("/")
    assert "Something wrong here? Sign in and tell the curators" in text_of(html)
    assert f"/accounts/login/?next=/guidance/flags/{kind[:-1]}/{id_}/" in links_of(html)
    assert "<textarea" not in html


@pytest.mark.parametrize("path", ["statements/130-3/", "notes/C33/"])
def test_a_reader_sends_the_form_of_the_page(
    edition: CompiledEdition, resident: User, client_of: Callable[[User], Client], path: str
) -> None:
    client = client_of(resident)
    html = html_of(client, path)
    action = html.split('class="flag-form" method="post" action="', 1)[1].split('"', 1)[0]

    response = client.post(action, {"text": REASON}, follow=True)

    assert response.redirect_chain == [(f"/guidance/{path}#flags", 302)]
    words = response.content.decode()
    assert "Thank you. The curators see this now" in words
    assert "Your flag" in words
    assert REASON in words
    assert "waits for an answer" in words
    assert "Tell the curators</summary>" not in words, "one at a time"


def test_what_was_typed_is_kept_where_it_is_refused(
    edition: CompiledEdition, resident: User, client_of: Callable[[User], Client]
) -> None:
    response = client_of(resident).post(RAISE, {"text": "<b>Wrong"})

    html = response.content.decode()
    assert response.status_code == 200
    assert "&lt;b&gt;Wrong</textarea>" in html
    assert 'aria-live="polite"><p>Write 10 characters or more; this has 8.</p>' in squeezed(html)
    assert edition.statements["130-3"].text in text_of(html)


def test_a_reason_that_looks_like_a_patients_details_is_asked_about_first(
    edition: CompiledEdition, resident: User, client_of: Callable[[User], Client]
) -> None:
    client = client_of(resident)
    typed = {"text": "Mr Smith, MRN 4471, had another course."}

    html = client.post(RAISE, typed).content.decode()
    assert "“MRN 4471” looks like a record number; “Mr Smith” looks like a person&#x27;s name." in html
    assert "It names no patient. Send it as it is." in html
    assert not Flag.objects.exists()

    assert client.post(RAISE, {**typed, "confirmed": "on"}).status_code == 302
    assert Flag.objects.get().reason == typed["text"]


def test_a_second_flag_is_refused_with_a_sentence(
    edition: CompiledEdition, resident: User, client_of: Callable[[User], Client]
) -> None:
    flagged(resident)

    response = client_of(resident).post(RAISE, {"text": "Once more, with feeling."})

    assert response.status_code == 200
    assert "You have flagged this statement already, and nobody has answered yet." in text_of(
        response.content.decode()
    )
    assert "Once more, with feeling.</textarea>" in response.content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "statement/999-9/",
        "rule/x/",
        "section/diagnosis/",
        "note/C33/?edition=9",
        "statement/130-3/?edition=x",
    ],
)
def test_there_is_no_form_for_what_is_not_there(
    edition: CompiledEdition, resident: User, client_of: Callable[[User], Client], path: str
) -> None:
    assert client_of(resident).get(f"/guidance/flags/{path}").status_code == 404


def test_a_flag_names_the_edition_that_the_reader_saw(
    edition: CompiledEdition, resident: User, client_of: Callable[[User], Client]
) -> None:
    publish_with(put("statements", "130-3", text="It was reworded."))

    client_of(resident).post(RAISE, {"text": REASON})

    flag = Flag.objects.get()
    assert (flag.edition, flag.text) == (1, edition.statements["130-3"].text)


def test_a_reader_finds_the_answer_beside_the_text(
    edition: CompiledEdition,
    resident: User,
    stranger: User,
    curator: User,
    client_of: Callable[[User], Client],
) -> None:
    resolve_flag(flag=flagged(resident), reply="Agreed, see C33.", by=curator, now=LATER)

    words = read(client_of(resident), "statements/130-3/")

    assert "Your flag , 3 March 2026 , edition 1 answered The source of the cancer is elsewhere." in words
    assert "Cleo , 5 March 2026 Agreed, see C33." in words
    assert "Agreed" not in read(client_of(stranger), "statements/130-3/")


def test_marks_in_a_flag_and_its_answer_are_words(
    edition: CompiledEdition, resident: User, curator: User, client_of: Callable[[User], Client]
) -> None:
    flag = flagged(resident, reason="<script>alert(1)</script>")
    resolve_flag(flag=flag, reply="<img src=x onerror=alert(1)>", by=curator, now=LATER)

    for client, path in ((resident, "/guidance/statements/130-3/"), (curator, "/curate/flags/")):
        html = client_of(client).get(path).content.decode()
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


# For curators


def test_open_flags_stand_beside_the_text_for_curators_alone(
    edition: CompiledEdition,
    resident: User,
    stranger: User,
    curator: User,
    client_of: Callable[[User], Client],
) -> None:
    flagged(resident)
    flagged(stranger)
    flagged(resident, kind="note", id_="C33")
    section = "treatment/surgery/nephrectomy/"

    words = read(client_of(curator), section)
    assert "2 open flags on statement 130-3" in words
    assert "Curator note C33: error / RCC confusion Important 1 open flag Wrong for" in words
    assert "Read the flags" in words
    assert "3 open flags in Nephrectomy" in read(client_of(curator), "")
    assert REASON in read(client_of(curator), "statements/130-3/")
    for path in (section, "", "statements/130-3/", "notes/C33/"):
        assert "open flag" not in read(client_of(resident), path)
        assert "Sam" not in read(client_of(resident), path)


def test_the_list_has_open_ones_first_with_who_when_and_what_it_says(
    edition: CompiledEdition,
    resident: User,
    stranger: User,
    curator: User,
    client_of: Callable[[User], Client],
) -> None:
    resolve_flag(flag=flagged(stranger, reason="Settled by now."), reply="Yes.", by=curator, now=LATER)
    flagged(resident)
    publish_with(put("statements", "130-3", text="It was reworded."))

    html = client_of(curator).get("/curate/flags/").content.decode()
    words = text_of(html)

    assert words.index(REASON) < words.index("Settled by now.")
    assert "Statement 130-3 The main characteristic of nephrectomy is said to be" in words
    assert "Now it says: “It was reworded.”" in words
    assert "Robin , 3 March 2026 , edition 1 waits for an answer" in words
    assert "/guidance/statements/130-3/?edition=1" in links_of(html)
    assert "/curate/draft/statements/130-3/" in links_of(html)


@pytest.mark.parametrize(
    ("state", "shown", "hidden"),
    [("open", "Open it is.", "Settled by now."), ("resolved", "Settled by now.", "Open it is.")],
)
def test_the_list_can_be_narrowed(
    edition: CompiledEdition,
    resident: User,
    stranger: User,
    curator: User,
    client_of: Callable[[User], Client],
    state: str,
    shown: str,
    hidden: str,
) -> None:
    resolve_flag(flag=flagged(stranger, reason="Settled by now."), reply="Yes.", by=curator, now=LATER)
    flagged(resident, reason="Open it is.")

    words = text_of(client_of(curator).get(f"/curate/flags/?state={state}").content.decode())

    assert shown in words
    assert hidden not in words


def test_a_curator_answers_in_the_list(
    edition: CompiledEdition, resident: User, curator: User, client_of: Callable[[User], Client]
) -> None:
    flag = flagged(resident)
    client = client_of(curator)

    response = client.post(
        "/curate/flags/?state=open", {"flag": flag.pk, f"flag-{flag.pk}-text": "Agreed."}, follow=True
    )

    assert response.redirect_chain == [("/curate/flags/?state=open", 302)]
    assert "Answered. The reader is told." in response.content.decode()
    assert Flag.objects.get().reply == "Agreed."


def test_an_answer_that_is_refused_is_kept_beside_its_flag(
    edition: CompiledEdition,
    resident: User,
    stranger: User,
    curator: User,
    client_of: Callable[[User], Client],
) -> None:
    flag, other = flagged(resident), flagged(stranger)

    response = client_of(curator).post("/curate/flags/", {"flag": flag.pk, f"flag-{flag.pk}-text": "no"})

    html = response.content.decode()
    assert response.status_code == 200
    assert html.count("Write 3 characters or more; this has 2.") == 1
    own = html.split(f'name="flag-{flag.pk}-text"', 1)[1].split("</textarea>", 1)[0]
    assert own.endswith(">no")
    assert html.split(f'name="flag-{other.pk}-text"', 1)[1].split("</textarea>", 1)[0].endswith(">")


def test_a_curator_who_comes_second_is_told_in_the_list(
    edition: CompiledEdition,
    resident: User,
    curator: User,
    administrator: User,
    client_of: Callable[[User], Client],
) -> None:
    flag = flagged(resident)
    resolve_flag(flag=flag, reply="First.", by=administrator, now=LATER)

    response = client_of(curator).post(
        "/curate/flags/", {"flag": flag.pk, f"flag-{flag.pk}-text": "Second."}, follow=True
    )

    assert "Ada has answered this before you: “First.” Nothing was saved." in response.content.decode()


@pytest.mark.parametrize("number", ["", "x", "999999", "9" * 40, "-1"])
def test_an_answer_to_no_flag_is_not_found(
    edition: CompiledEdition, curator: User, client_of: Callable[[User], Client], number: str
) -> None:
    data = {"flag": number, "flag-0-text": "Agreed.", f"flag-{number}-text": "Agreed."}

    assert client_of(curator).post("/curate/flags/", data).status_code == 404


def test_an_empty_list_says_so(
    edition: CompiledEdition, curator: User, client_of: Callable[[User], Client]
) -> None:
    client = client_of(curator)

    assert "No flags yet" in text_of(client.get("/curate/flags/").content.decode())
    assert "Nothing waits for an answer" in text_of(client.get("/curate/flags/?state=open").content.decode())


def test_the_list_has_pages(
    edition: CompiledEdition, resident: User, curator: User, client_of: Callable[[User], Client]
) -> None:
    for id_ in list(edition.statements)[:25]:
        flagged(resident, id_=id_)
    client = client_of(curator)

    first = client.get("/curate/flags/?state=open").content.decode()
    assert first.count('class="flag-row"') == 20
    assert "?state=open&page=2" in links_of(first)
    assert client.get("/curate/flags/?state=open&page=2").content.decode().count('class="flag-row"') == 5


def queries_of(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    return len(queries)


@pytest.mark.parametrize(
    "path",
    [
        "/curate/flags/",
        "/guidance/",
        "/guidance/treatment/surgery/nephrectomy/",
        "/guidance/statements/130-3/",
        "/guidance/notes/C33/",
    ],
)
def test_a_page_costs_a_curator_the_same_however_many_flags_there_are(
    edition: CompiledEdition, resident: User, stranger: User, curator: User, client_of: Callable, path: str
) -> None:
    client = client_of(curator)
    flagged(resident)
    before = queries_of(client, path)

    flagged(stranger)
    for id_ in list(edition.statements)[:30]:
        if id_ != "130-3":
            flagged(resident, id_=id_)
    flagged(resident, kind="note", id_="C33")

    assert queries_of(client, path) == before


def test_who_is_not_signed_in_costs_nothing_more(
    edition: CompiledEdition, resident: User, client: Client
) -> None:
    flagged(resident)
    current_edition()

    for path in ("", "treatment/surgery/nephrectomy/", "statements/130-3/", "notes/C33/"):
        assert queries_of(client, f"/guidance/{path}") == 1
