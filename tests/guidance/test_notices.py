"""What people are told: in the app at once, by e-mail where they asked for it."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from guidance.actions import telling
from guidance.actions.notices import mark_notices_read, subscribe, unsubscribe
from guidance.actions.telling import tell
from guidance.domain.edition import CompiledEdition
from guidance.models import AuditEntry, Notice, Subscription
from kidmet_site.accounts.models import User
from tests.guidance.editions import publish_with, put
from tests.guidance.reading import html_of, links_of, text_of
from tests.pages import squeezed
from tests.working import outbox, work_off

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOME = "https://kidmet.example/"
WORSE = put("notes", "C01", severity="low")


class Broken(EmailBackend):
    """A mail server that nobody answers at."""

    def open(self) -> bool:
        raise ConnectionRefusedError("nobody is there")


def mail_by(settings: Any, backend: type) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.{backend.__name__}"


def sent_to() -> list[str]:
    return [each.to[0] for each in outbox()]


# A new edition


def test_who_subscribed_is_told_of_a_new_edition_and_nobody_else(
    edition: CompiledEdition, resident: User, stranger: User
) -> None:
    subscribe(by=resident, now=NOW)

    publish_with(WORSE, note="C01 matters less.")
    work_off()

    notice = Notice.objects.get()
    assert notice.user == resident
    assert notice.text == "Edition 2 of the guidance is published. C01 matters less."
    assert notice.path == "/guidance/changes/?from=1&to=2"


def test_what_they_are_told_leads_to_a_page_that_is_there(
    edition: CompiledEdition, resident: User, client: Client
) -> None:
    subscribe(by=resident, now=NOW)
    publish_with(WORSE)
    work_off()

    assert client.get(Notice.objects.get().path).status_code == 200


def test_the_mail_has_a_subject_what_happened_and_a_whole_address(
    edition: CompiledEdition, resident: User
) -> None:
    subscribe(by=resident, now=NOW)
    publish_with(WORSE, note="C01 matters less.")

    (message,) = outbox()
    assert message.to == ["robin@kidmet.example"]
    assert message.subject == "KidMet: Edition 2 of the guidance is published. C01 matters less."
    assert "C01 matters less." in message.body
    assert "https://kidmet.example/guidance/changes/?from=1&to=2\n" in message.body
    assert "You can change that at any time: https://kidmet.example/guidance/notices/" in message.body


def test_each_subscriber_is_told_once_however_many_there_are(
    edition: CompiledEdition, resident: User, stranger: User, educator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for person in (resident, stranger, educator):
        subscribe(by=person, now=NOW)
    publish_with(WORSE)
    monkeypatch.setattr(telling, "AT_A_TIME", 2)

    assert sorted(sent_to()) == ["eli@kidmet.example", "robin@kidmet.example", "sam@kidmet.example"]
    assert Notice.objects.count() == 3
    assert len(outbox()) == 3


def test_publishing_asks_as_much_for_many_subscribers_as_for_one(
    edition: CompiledEdition, resident: User
) -> None:
    counts = []
    for number, severity in enumerate(("low", "high")):
        for each in range(20 * number + 1):
            person = User.objects.create_user(f"p{number}-{each}@kidmet.example")
            subscribe(by=person, now=NOW)
        with CaptureQueriesContext(connection) as asked:
            publish_with(put("notes", "C01", severity=severity))
        counts.append(len(asked))

    assert counts[0] >= counts[1]


def test_a_summary_of_many_lines_makes_a_subject_of_one(edition: CompiledEdition, resident: User) -> None:
    subscribe(by=resident, now=NOW)
    publish_with(WORSE, note=f"First line\r\nBcc: everybody@example.org\n{'x' * 500}")

    (message,) = outbox()

    assert message.subject == "KidMet: Edition 2 of the guidance is published. First line"
    assert message.recipients() == ["robin@kidmet.example"]


def test_who_may_not_sign_in_any_more_gets_nothing(edition: CompiledEdition, resident: User) -> None:
    subscribe(by=resident, now=NOW)
    User.objects.filter(pk=resident.pk).update(is_active=False)
    publish_with(WORSE)

    assert (sent_to(), Notice.objects.count()) == ([], 0)


def test_who_subscribes_after_an_edition_is_not_told_of_it(edition: CompiledEdition, resident: User) -> None:
    subscribe(by=resident, now=NOW)
    publish_with(WORSE)
    Subscription.objects.update(since=timezone.now() + timedelta(minutes=1))

    assert sent_to() == []


def test_who_unsubscribes_gets_neither_the_next_nor_what_still_waits(
    edition: CompiledEdition, resident: User, settings: Any
) -> None:
    subscribe(by=resident, now=NOW)
    publish_with(WORSE)
    with_mail = settings.EMAIL_BACKEND
    mail_by(settings, Broken)
    work_off()
    unsubscribe(by=resident, now=NOW)
    publish_with(put("notes", "C01", severity="high"))

    settings.EMAIL_BACKEND = with_mail
    work_off(later=True)
    assert sent_to() == []
    assert Notice.objects.count() == 1, "what they were told in the app stays"


def test_what_is_only_for_the_app_is_not_mailed(resident: User) -> None:
    tell([resident], "Your flag was answered.", path="/guidance/", now=NOW)

    assert sent_to() == []


# The command


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("send_notices", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_sends_what_waits(edition: CompiledEdition, resident: User) -> None:
    subscribe(by=resident, now=NOW)
    publish_with(WORSE)

    assert run("--home", "https://kidmet.example") == "Sent: 1. Still waiting: 0.\n"
    assert json.loads(run("--home", "https://kidmet.example", "--json")) == {"sent": 0, "waiting": 0}
    assert "https://kidmet.example/guidance/changes/" in outbox()[0].body


def test_the_command_says_when_some_still_wait(
    edition: CompiledEdition, resident: User, settings: Any
) -> None:
    subscribe(by=resident, now=NOW)
    publish_with(WORSE)
    mail_by(settings, Broken)

    with pytest.raises(CommandError, match="They wait for the next time") as fault:
        run("--home", "https://kidmet.example")

    assert fault.value.returncode == 1


@pytest.mark.parametrize("home", ["kidmet.example", "/guidance/", "ftp://kidmet.example", "https://", ""])
def test_the_command_refuses_what_is_no_address(db: None, home: str) -> None:
    with pytest.raises(CommandError, match="is not the address of a site") as fault:
        run("--home", home)

    assert fault.value.returncode == 2


# Subscribing


def test_subscribing_twice_is_subscribing_once_and_both_ways_are_audited(resident: User) -> None:
    for _ in range(2):
        subscribe(by=resident, now=NOW)
    assert Subscription.objects.count() == 1
    for _ in range(2):
        unsubscribe(by=resident, now=NOW)
    assert not Subscription.objects.exists()

    acts = AuditEntry.objects.filter(by=resident).order_by("pk")
    assert [str(each).split(": ")[1] for each in acts] == [
        "subscribed to new editions",
        "unsubscribed from new editions",
    ]


@pytest.mark.parametrize("path", ["/guidance/editions/", "/guidance/notices/", "/account/"])
def test_the_button_subscribes_and_leads_back(
    edition: CompiledEdition, resident: User, client_of: Callable[[User], Client], path: str
) -> None:
    client = client_of(resident)
    assert "Tell me of new editions" in client.get(path).content.decode()

    response = client.post("/guidance/subscription/", {"wanted": "yes", "next": path}, follow=True)

    assert response.redirect_chain == [(path, 302)]
    assert "You will be told of new editions, here and by e-mail." in response.content.decode()
    assert "Do not tell me any more" in response.content.decode()

    client.post("/guidance/subscription/", {"wanted": "no", "next": path})
    assert "Tell me of new editions" in client.get(path).content.decode()


@pytest.mark.parametrize("next_", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_it_leads_nowhere_else(resident: User, client_of: Callable[[User], Client], next_: str) -> None:
    response = client_of(resident).post("/guidance/subscription/", {"wanted": "yes", "next": next_})

    assert response["Location"] == "/guidance/notices/"


def test_who_is_not_signed_in_is_shown_where_to(edition: CompiledEdition, client: Client) -> None:
    assert "/accounts/login/?next=/guidance/editions/" in links_of(html_of(client, "editions/"))
    assert client.get("/guidance/subscription/").status_code == 405


# Reading them


@pytest.fixture
def told(resident: User, stranger: User) -> None:
    tell([stranger], "Not Robin's.", path="/guidance/", now=NOW)
    for number in range(1, 4):
        tell([resident], f"Notice {number}.", path=f"/guidance/?n={number}", now=NOW.replace(hour=number))


def test_ones_own_notices_are_listed_the_newest_first(
    told: None, resident: User, client_of: Callable[[User], Client]
) -> None:
    html = client_of(resident).get("/guidance/notices/").content.decode()
    words = text_of(html)

    assert words.index("Notice 3.") < words.index("Notice 2.") < words.index("Notice 1.")
    assert "Not Robin's." not in words
    assert "/guidance/?n=3" in links_of(html)
    assert words.count("New 2 March 2026") == 3


def test_looking_at_them_does_not_mark_them_as_read(
    told: None, resident: User, client_of: Callable[[User], Client]
) -> None:
    client = client_of(resident)
    client.get("/guidance/notices/")

    assert "3 not read yet" in text_of(client.get("/guidance/notices/").content.decode())


def test_the_button_marks_what_was_shown_and_not_what_came_since(
    told: None, resident: User, stranger: User, client_of: Callable[[User], Client]
) -> None:
    client = client_of(resident)
    html = client.get("/guidance/notices/").content.decode()
    until = html.split('name="until" value="', 1)[1].split('"', 1)[0]
    tell([resident], "Only now.", path="/guidance/", now=NOW)

    response = client.post("/guidance/notices/", {"until": until}, follow=True)

    assert "1 not read yet" in text_of(response.content.decode())
    assert Notice.objects.get(user=resident, read_at=None).text == "Only now."
    assert Notice.objects.get(user=stranger).read_at is None


@pytest.mark.parametrize("until", ["", "x", "-1", "9" * 40])
def test_a_form_without_a_number_marks_nothing(
    told: None, resident: User, client_of: Callable[[User], Client], until: str
) -> None:
    assert client_of(resident).post("/guidance/notices/", {"until": until}).status_code == 302
    assert Notice.objects.filter(user=resident, read_at=None).count() == 3


def test_a_second_reading_keeps_the_first_time(told: None, resident: User) -> None:
    last = Notice.objects.filter(user=resident).latest("pk").pk
    assert mark_notices_read(until=last, by=resident, now=NOW) == 3
    assert mark_notices_read(until=last, by=resident, now=NOW.replace(hour=20)) == 0


def test_the_bar_counts_what_is_not_read(
    told: None, edition: CompiledEdition, resident: User, educator: User, client: Client, client_of: Callable
) -> None:
    def bar(browser: Client) -> str:
        return squeezed(browser.get("/guidance/").content).split("</header>", 1)[0]

    assert 'Notices<b class="bar-count">3<span class="visually-hidden">not read yet</span></b>' in bar(
        client_of(resident)
    )
    assert "Notices</a>" in bar(client_of(educator))
    assert "Notices" not in bar(client)


def test_an_empty_page_says_what_to_do(resident: User, client_of: Callable[[User], Client]) -> None:
    words = text_of(client_of(resident).get("/guidance/notices/").content.decode())

    assert "Nothing yet" in words
    assert "Tell me of new editions" in words


def test_marks_in_a_notice_are_words(resident: User, client_of: Callable[[User], Client]) -> None:
    tell([resident], "<script>alert(1)</script>", path='/guidance/"><b>', now=NOW)

    html = client_of(resident).get("/guidance/notices/").content.decode()

    assert "<script>alert" not in html
    assert '"><b>' not in html


def test_the_page_costs_the_same_for_many_and_has_pages(
    resident: User, client_of: Callable[[User], Client]
) -> None:
    client = client_of(resident)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/guidance/notices/").status_code == 200
        return len(queries)

    tell([resident], "One.", path="/guidance/", now=NOW)
    before = cost()
    tell([resident] * 50, "Another.", path="/guidance/", now=NOW)

    assert cost() == before <= 8
    assert "?page=2" in links_of(client.get("/guidance/notices/").content.decode())
