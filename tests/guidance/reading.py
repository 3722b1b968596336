"""What a reader sees of a page: its words without the mark-up, and its notes, open or closed."""

import re
from datetime import UTC, datetime
from html import unescape

from django.test import Client

from guidance import models
from guidance.actions.publishing import publish_edition
from guidance.queries.draft import guidance_document
from tests.guidance.drafts import put_in_draft

LATER = datetime(2026, 3, 4, 12, tzinfo=UTC)
NOTE = re.compile(r'<details class="note[^"]*"( open)?>.*?</details>', re.DOTALL)


def html_of(client: Client, path: str, status: int = 200) -> str:
    response = client.get(f"/guidance/{path}")
    assert response.status_code == status
    return response.content.decode()


def text_of(html: str) -> str:
    """The words of the main part of a page, as a reader has them."""
    main = html.split('<main id="main"', 1)[1].split("</main>", 1)[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", "<main" + main)).split())


def read(client: Client, path: str, status: int = 200) -> str:
    return text_of(html_of(client, path, status))


def links_of(html: str) -> list[str]:
    return [unescape(link) for link in re.findall(r'<a\s[^>]*href="([^"]*)"', html)]


def notes_of(html: str) -> dict[str, bool]:
    """The notes of a page with whether each is open, in the order of the page."""
    notes = {}
    for note in NOTE.finditer(html):
        code = re.search(r'id="n-([^"]+)"', note[0])
        assert code, "a note without its address"
        assert code[1] not in notes, f"note {code[1]} twice"
        notes[code[1]] = bool(note[1])
    return notes


def publish_reworded(*, note: str | None = None, statement: str | None = None) -> models.Edition:
    """The next edition, in which note C33 or statement 130-3, which it is about, says something else."""
    if note is not None:
        put_in_draft("note", "C33", text=note)
    if statement is not None:
        put_in_draft("statement", "130-3", text=statement)
    return publish_edition(document=guidance_document(), by=None, now=LATER, note="Say it otherwise.")
