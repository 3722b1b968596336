"""Characters that no text may hold are refused with a sentence, whichever way they come, on every route."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.actions.attempts import write_reflection
from cases.actions.cases import create_case
from cases.models import PatientCase
from guidance.actions.change_sets import add_comment
from guidance.actions.changing import describe_change_set
from guidance.domain.characters import (
    ForbiddenCharacter,
    check_characters,
    forbidden_in,
    is_blank,
    seen,
    without_forbidden,
    without_refused,
    written_said,
)
from guidance.domain.edition import CompiledEdition
from guidance.permissions import StepRefused
from kidmet_site.accounts.models import User
from tests.cases.attempts import load_cases, submitted
from tests.guidance.curating import NOW, reworded
from tests.test_access import PEOPLE, ROWS, cast

__all__ = ["cast"]

ClientOf = Callable[[User], Client]
FORBIDDEN = (
    "\x00",
    "\x07",
    "\x0b",
    "\x1b",
    "\x7f",
    "\x85",
    "\ud800",
    "\ufdd0",
    "\ufffd",
    "\uffff",
    "\U0010ffff",
)
ALLOWED = "\t\r\n naïve 日本語 שלום \u200f\u200d 👩\u200d⚕ \u2028 \xa0 \ufeff \ue000"
SAID = "cannot be kept or shown"


def test_what_cannot_be_kept_is_told_from_what_can() -> None:
    for character in FORBIDDEN:
        assert forbidden_in(f"a{character}b") == (character,)
        assert without_forbidden(f"a{character}b") == "ab"
    assert forbidden_in(ALLOWED) == ()


TURNING = ("\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069")
UNSEEN = ("\u200b", "\ufeff\u200d ", "\u3164", "\u2800", "\u2060\xa0\u200f", "\u00ad")


def test_what_turns_text_around_is_told_from_letters_that_run_from_the_right() -> None:
    for character in TURNING:
        assert "which turns text around" in written_said(f"a{character}b"), repr(character)
        assert without_refused(f"a{character}b\x00") == "ab"
    assert written_said(ALLOWED + "حالة نمی‌خواهم क्‍ष") == ""


def test_a_text_that_nobody_can_see_is_empty() -> None:
    assert [text for text in (*UNSEEN, "", " \n") if seen(text)] == []
    assert [text for text in ("a\u200b", "؛", "\u0301", "-") if is_blank(text)] == []
    assert seen(" نمی‌خواهم ") == "نمی‌خواهم"


def test_data_is_looked_through_to_its_names() -> None:
    for data in ("\x00", ["a", {"b": ("\x00",)}], {"a": {"\x00": 1}}):
        with pytest.raises(ForbiddenCharacter, match=r"The text holds U\+0000 \(a control character\)"):
            check_characters(data, "The text")
    check_characters({"a": [1, None, True, ALLOWED]})


# Addresses

PATHS = ("/%00", "/cases/%00/", "/guidance/a%07b/", "/guidance/statements/%7F/", "/library/a/%EF%B7%90/")
QUERIES = ("q=%00", "q=a%0Bb", "%1B=1", "page=%C2%85", "q=%ED%A0%80", "q=%FF", "q=%EF%BF%BD", "a=1&q=%00")
SPOKEN = ("%ud800", "q=%", "q=%ud800", "q=%zz", "=&&=", "q=%26%23")


def test_an_address_is_refused_on_a_page_that_names_the_character(client: Client) -> None:
    for path in (*PATHS, *(f"/guidance/search/?{query}" for query in QUERIES)):
        response = client.get(path)
        page = response.content.decode()

        assert response.status_code == 400, path
        assert SAID in page or "no text in UTF-8" in page, path
        assert not forbidden_in(page) and "Go to your cases" in page


def test_the_page_leads_on_to_the_address_without_the_character(client: Client) -> None:
    page = client.get("/guidance/search/?edition=1&q=renal%00+mass").content.decode()

    assert "“q” in the address holds U+0000 (a control character)" in page
    assert 'href="/guidance/search/?edition=1&amp;q=renal+mass">Go on without it' in page


def test_no_way_on_leaves_the_site(client: Client) -> None:
    page = client.get("/", PATH_INFO="//evil.example/", QUERY_STRING="q=%00").content.decode()

    assert 'href="/%2Fevil.example/?q="' in page


def test_odd_addresses_that_hold_nothing_forbidden_are_answered(client: Client, edition: object) -> None:
    for query in SPOKEN:
        assert client.get(f"/guidance/search/?{query}").status_code == 200, query


def test_a_broken_cookie_is_deleted_not_looked_up(client: Client, db: None) -> None:
    client.cookies.load({"sessionid": "a\x00bcdefgh", "theme": "dark"})
    response = client.get("/cases/")

    assert response.status_code == 400 and "A cookie of this site was broken" in response.content.decode()
    assert response.cookies["sessionid"]["max-age"] == 0 and "theme" not in response.cookies


# Every route


@dataclass
class Form:
    """What a browser would send of one form, and which of it a person types."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    typed: set[str] = field(default_factory=set)


class Forms(HTMLParser):
    TYPED = ("text", "search", "email", "url", "password", "tel")

    def __init__(self, html: str, address: str) -> None:
        super().__init__(convert_charrefs=True)
        self.address, self.found, self.by_id = address, list[Form](), dict[str, Form]()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append(Form(held.get("action") or self.address, held.get("method", "get").lower()))
        elif self.found and tag in ("input", "textarea", "select") and held.get("name"):
            form, kind = self.found[-1], held.get("type", "text")
            if tag == "textarea" or (tag == "input" and kind in self.TYPED):
                form.typed.add(held["name"])
            if kind not in ("checkbox", "radio", "file") or "checked" in held:
                form.fields.setdefault(held["name"], held.get("value", ""))
        elif self.found and tag == "button" and held.get("name"):
            self.found[-1].fields.setdefault(held["name"], held.get("value", ""))


def pages(cast: dict[str, User], client_of: ClientOf) -> Iterator[tuple[str, Client, str]]:
    """Each route with somebody who may go there, and its address."""
    for route, row in ROWS.items():
        kwargs = row.get("kwargs", {})
        who = min(reversed(PEOPLE), key=lambda person: (row[person] != 200, row[person] == 404))
        address = reverse(route, kwargs=kwargs(cast) if callable(kwargs) else kwargs)
        yield route, client_of(cast[who]) if who in cast else Client(), address


PROBES = ("healthz", "readyz", "metrics")
"""Answered before anything of a request is read."""


def test_no_route_takes_it_in_its_address_or_its_forms_and_none_fails(
    cast: dict[str, User], client_of: ClientOf
) -> None:
    """What is typed comes back, but for the character, with the sentence beside it."""
    wrong, filled = [], 0
    for route, client, address in pages(cast, client_of):
        for answer in (client.get(f"{address}?q=a%00b"), client.post(f"{address}?q=a%00b")):
            if answer.status_code != 400 or SAID not in answer.content.decode():
                wrong.append((route, "query", answer.status_code))
        for form in posted_forms(client.get(address), address):
            if form.typed:
                filled += 1
                typed = dict.fromkeys(form.typed, "Typed\x00 here")
                answer = client.post(form.action, form.fields | typed)
                page = answer.content.decode()
                if f"U+0000 (a control character), which {SAID}" not in page or forbidden_in(page):
                    wrong.append((route, form.action, answer.status_code))
            hidden = {name: f"{value}\x00" for name, value in form.fields.items()}
            answer = client.post(form.action, hidden)
            if answer.status_code >= 500:
                wrong.append((route, form.action, hidden))
        data: Any = ROWS[route].get("data") or {"a": "b"}
        answer = client.post(address, {name: f"{value}\x00" for name, value in data.items()})
        if answer.status_code >= 500:
            wrong.append((route, "post", answer.status_code))

    assert [each for each in wrong if each[0] not in PROBES] == []
    assert filled > 20


def test_whoever_signs_in_with_one_is_told_that_alone_and_no_try_is_counted(resident: User) -> None:
    typed = {"login": "ro\x00bin@kidmet.example", "password": "guess"}
    pages = [Client().post("/accounts/login/", typed).content.decode() for _ in range(6)]

    for page in pages:
        assert SAID in page and "We know no open account" not in page and "too often" not in page
    assert Client().post("/accounts/login/", typed | {"login": resident.email}).status_code == 200


def posted_forms(response: Any, address: str) -> list[Form]:
    if response.status_code != 200 or "text/html" not in response["Content-Type"]:
        return []
    found = Forms(response.content.decode(), address).found
    return [form for form in found if form.method == "post" and "logout" not in form.action]


# What somebody writes

OVERRIDE = "A \u202edellac esac"
SAYS_SO = "holds U+202E RIGHT-TO-LEFT OVERRIDE, which turns text around. Give it without."


def case_text(title: str) -> str:
    return json.dumps({"format": "kidmet.case/1", "title": title, "facts": {}})


def test_a_title_that_turns_text_around_is_refused_beside_its_field(
    resident: User, client_of: ClientOf, edition: CompiledEdition
) -> None:
    client = client_of(resident)
    for address, sent in (
        ("/cases/new/", {"title": OVERRIDE}),
        ("/cases/import/", {"text": case_text(OVERRIDE)}),
        ("/cases/import/", {"text": case_text("A case"), "title": OVERRIDE}),
        ("/account/", {"display_name": OVERRIDE}),
    ):
        page = client.post(address, sent).content.decode()
        assert SAYS_SO in page, (address, sent)
    assert not PatientCase.objects.exists()
    client.post("/cases/import/", {"text": case_text(OVERRIDE), "title": "Another"})
    client.post("/cases/new/", {"title": "حالة تعليمية"})
    assert set(PatientCase.objects.values_list("title", flat=True)) == {"Another", "حالة تعليمية"}


def test_a_title_or_a_name_that_nobody_can_see_counts_as_none(
    resident: User, client_of: ClientOf, edition: CompiledEdition
) -> None:
    client = client_of(resident)
    for unseen in UNSEEN:
        page = client.post("/cases/new/", {"title": unseen}).content.decode()
        assert "Give the case a title" in page, repr(unseen)
        client.post("/cases/import/", {"text": case_text(unseen)})
        client.post("/account/", {"display_name": unseen})
        resident.refresh_from_db()
        assert resident.display_name == ""
    assert set(PatientCase.objects.values_list("title", flat=True)) == {"Untitled case"}


def test_what_is_written_by_actions_turns_no_text_around_and_can_be_seen(
    resident: User, curator: User, edition: CompiledEdition
) -> None:
    load_cases()
    attempt, change_set = submitted(resident), reworded(curator)
    writes: tuple[Callable[[str], Any], ...] = (
        lambda text: create_case(title=text, by=resident, now=NOW),
        lambda text: write_reflection(attempt=attempt, text=text, by=resident, now=NOW),
        lambda text: add_comment(change_set=change_set, text=text, by=curator, now=NOW),
        lambda text: describe_change_set(change_set=change_set, title=text, reason="", by=curator, now=NOW),
        lambda text: describe_change_set(change_set=change_set, title="T", reason=text, by=curator, now=NOW),
    )
    for write in writes:
        with pytest.raises(ForbiddenCharacter, match=re.escape(SAYS_SO)):
            write(OVERRIDE)
    with pytest.raises(StepRefused, match="Write something first"):
        add_comment(change_set=change_set, text=UNSEEN[0], by=curator, now=NOW)
    assert write_reflection(attempt=attempt, text=UNSEEN[1], by=resident, now=NOW).reflection == ""
    assert create_case(title=UNSEEN[0], by=resident, now=NOW).title == "Untitled case"
