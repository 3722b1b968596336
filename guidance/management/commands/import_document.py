import re
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from guidance.actions.importing import LONGEST_SLUG, DocumentExists, import_article
from guidance.domain.characters import ForbiddenCharacter, on_one_line
from guidance.domain.limits import ARTICLE_BYTES, ARTICLE_LINES, OverLimit
from guidance.domain.recognising import look_of
from guidance.pack import counts_of
from guidance.queries.draft import payload_of

UNREADABLE = 2
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class Command(BaseCommand):
    help = (
        "Make a draft document of an article as plain text: sections, paragraphs, bullets, nothing dropped."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("textfile", help="the article, as plain text in UTF-8")
        parser.add_argument("--title", default="", help="else the title that the text has")
        parser.add_argument("--slug", default="", help="small letters, digits, hyphens; else from the title")

    def handle(self, *args: Any, **options: Any) -> None:
        place, slug = options["textfile"], options["slug"]
        text = _text(place)
        if slug:
            _check(slug)
        name = on_one_line(place)
        try:
            imported = import_article(text=text, name=Path(place).name, title=options["title"], slug=slug)
        except DocumentExists as fault:
            raise CommandError(str(fault)) from fault
        except ForbiddenCharacter as fault:
            raise CommandError(f"{name} is not taken. {fault}", returncode=UNREADABLE) from fault
        document = imported.document
        title = on_one_line(document.title)
        if not imported.is_new:
            self.stdout.write(f'"{title}" was imported before; nothing was changed.')
            return
        counts = counts_of(payload_of(document))
        held = f"{counts['sections']} sections, {counts['statements']} statements"
        self.stdout.write(f'"{title}" is a draft now ({document.slug}): {held}.')


def _check(slug: str) -> None:
    if not SLUG.fullmatch(slug) or len(slug) > LONGEST_SLUG:
        given, allowed = on_one_line(slug, 200), f"at most {LONGEST_SLUG} of them"
        message = f'"{given}" is no slug: small letters, digits and hyphens, {allowed}.'
        raise CommandError(message, returncode=UNREADABLE)


def _text(place: str) -> str:
    name = on_one_line(place)
    try:
        with Path(place).open("rb") as file:
            raw = file.read(ARTICLE_BYTES.most + 1)
        if len(raw) > ARTICLE_BYTES.most:
            raise OverLimit(ARTICLE_BYTES)
        look = look_of(raw)
        if look.is_written:
            message = f"{name} is not taken. {look.instead_of('plain text')}"
            raise CommandError(message, returncode=UNREADABLE)
        text = raw.decode("utf-8-sig")
        ARTICLE_LINES.check(text.count("\n"))
    except OverLimit as over:
        raise CommandError(f"{name} is not taken. {over}", returncode=UNREADABLE) from over
    except OSError as fault:
        raise CommandError(f"{name} cannot be read: {fault.strerror}.", returncode=UNREADABLE) from fault
    except UnicodeDecodeError as fault:
        raise CommandError(f"{name} is not text in UTF-8.", returncode=UNREADABLE) from fault
    if "\0" in text or not text.strip():
        raise CommandError(f"{name} holds no text.", returncode=UNREADABLE)
    return text
