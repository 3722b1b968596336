"""What is said of who sees something, and of what deleting does, is so on every installation."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.template.loader import render_to_string
from django.test import RequestFactory

from cases.views.teach_new import UNTIL_PUBLISHED
from kidmet_site.privacy import OWN
from kidmet_site.setup import ROOT

CLAIM = re.compile(
    r"\b(nobody|no one|none) (else|but \w+|sees|can see)\b|\bonly (you|\w+ owner|\w+ authors?)\b"
    r"|\b(you|yours?|owners?|authors?) alone\b|\b(others|other people) (do not|never|cannot) (see|read)"
    r"|\bothers see nothing\b|\bshown to (others|nobody|no one)|\bnever shown\b|\bto nobody else\b",
    re.IGNORECASE,
)
HONEST = re.compile(
    r"\badministrators?\b.*\breason\b|\breason\b.*\badministrators?\b", re.IGNORECASE | re.DOTALL
)
SETTLED = {
    "It opens to you alone, to read, for one hour.": "an insight opens to one administrator",
    "Only its owner changes these.": "of changing, not of seeing",
    "Only its owner can change it.": "of changing, not of seeing",
    "Only its author can do this:": "of changing, not of seeing",
    "Only its author moves changes out of a set.": "of changing, not of seeing",
    "to its owner alone.": "of a file that the site gives to nobody else",
    "Nobody but you can fetch it.": "of a file that the site gives to nobody else",
    "with your reason, and nobody else can fetch it.": "of a file that the site gives to nobody else",
    "nobody else's writing waits for longer than that.": "of waiting",
    "Within minutes what is yours alone is deleted.": "of deleting",
    "stops nobody else's": "of mail that waits",
    "A second step asks for something only you have:": "of a key",
    "not shown to others": "of private facts, which no reason shows",
    "Files on their way are shown to nobody here.": "of the admin, which shows them to nobody",
    "They are shown to nobody:": "of columns in the admin, which shows them to nobody",
    "each page says so, and facts that could point to a person take a month at most and are shown to nobody "
    "but the owner.": "of private facts, which no reason shows",
    "A text of nothing but what nobody can see counts as empty.": "of characters without a shape",
    "Characters that nobody can see (marks of writing direction, zero-width and control characters, half "
    "characters) are refused by their name in every text;": "of characters without a shape",
    "kept without what nobody can see, refused with a sentence.": "of characters without a shape",
    ", which nobody can see.": "of characters without a shape",
    "which only its owner can read": "of a file on the server",
    "Only its owner can read it.": "of a file on the server",
    "You wrote it, and nobody else here can review it.": "of reviewing, not of seeing",
    "Its case, which without a published version nobody sees.": "of a trial",
    "What no draft and no version names, and nobody else has uploaded, goes.": "of deleting",
    "A private library that nobody else has used is deleted with its cases.": "of deleting",
    "What you alone wrote in your own library and never published is deleted.": "of deleting",
    "Columns of facts are shown to nobody.": "of columns in the admin, which shows them to nobody",
}
"""Sentences of the kind that are true as they are, with what they speak of."""
FILES_ON_THE_SERVER = ("kidmet_site/backups/", "kidmet_site/environment.py")
"""These speak of who may open a file there."""


def sentences() -> Iterator[tuple[str, str]]:
    """(where, sentence) of every page, message, mail, document and string of the code."""
    for path in sorted(ROOT.glob("templates/**/*.html")) + sorted(ROOT.glob("templates/**/*.txt")):
        said = re.sub(r"\{#.*?#\}", "", path.read_text(), flags=re.DOTALL)
        yield from in_text(path, re.sub(r"\{%.*?%\}|<[^>]+>", " ", said, flags=re.DOTALL))
    for path in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(ROOT.glob("docs/**/*.md"))):
        yield from in_text(path, path.read_text())
    for app in ("kidmet_site", "cases", "guidance"):
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                for text in strings_in(path):
                    yield from in_text(path, text)


def strings_in(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def in_text(path: Path, text: str) -> Iterator[tuple[str, str]]:
    for sentence in re.split(r"(?<=[.!?:;])\s+|\n\n", text):
        yield str(path.relative_to(ROOT)), " ".join(sentence.split())


def test_who_says_that_nobody_sees_something_says_what_administrators_do() -> None:
    claims = {
        (where, said)
        for where, said in sentences()
        if CLAIM.search(said) and not where.startswith(FILES_ON_THE_SERVER)
    }
    unsettled = {
        (where, said)
        for where, said in claims
        if not HONEST.search(said) and not any(settled in said for settled in SETTLED)
    }

    assert unsettled == set()
    assert len(claims) >= 10
    assert [said for said in SETTLED if not any(said in claim for _, claim in claims)] == []


def test_it_is_said_in_one_way_on_pages_and_in_messages() -> None:
    page = render_to_string("_partials/who_sees.html", {}, RequestFactory().get("/"))
    said = " ".join(re.sub(r"<[^>]+>", "", page).split())

    assert said == (
        "It is seen by you, and by an administrator only with a reason that you can read. "
        "Whoever runs this server has its database. About privacy"
    )
    assert "by an administrator only with a reason that they can read" in UNTIL_PUBLISHED
    assert OWN == "You, and an administrator who gives a reason that you can read."
    files = [path.read_text() for path in ROOT.glob("templates/**/*.html") if path.name != "who_sees.html"]
    assert not [text for text in files if "only with a reason that" in text]


def test_who_deletes_something_is_told_of_backups() -> None:
    """Only where what is deleted was in the database: what is undone on the site itself is no such thing."""
    pages = [
        path
        for path in ROOT.glob("templates/**/*.html")
        if re.search(r"cannot be undone|brings them back|for good and all", path.read_text())
    ]

    assert len(pages) >= 2
    assert [page.name for page in pages if "_partials/backups_keep.html" not in page.read_text()] == []
