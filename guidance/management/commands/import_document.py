import json
import re
import sys
from collections.abc import Iterable
from contextlib import nullcontext
from errno import EINVAL
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from guidance.actions.importing import LONGEST_SLUG, DocumentExists, Imported, import_article
from guidance.actions.source_text import NothingAttached, NothingFits, attach_source_text, detach_source_text
from guidance.domain.characters import ForbiddenCharacter, on_one_line
from guidance.domain.limits import ARTICLE_BYTES, OverLimit
from guidance.domain.words import SHOWN_TO
from guidance.pack import counts_of
from guidance.pack.article_reading import NotAnArticle, article_of
from guidance.presenting.source_report import attached_data, attached_lines
from guidance.queries.draft import NoDraft, payload_of

UNREADABLE = 2
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
STANDARD_INPUT = "-"
NOTHING_TO_DO = (
    "Name the file of an article to make a draft of it, or --attach FILE to put the source's own words "
    "beside the guidance, or --detach to take them out."
)
ALONE = {
    "attach": ("textfile", "title", "slug", "detach"),
    "detach": ("textfile", "title", "slug", "shown_to", "rights", "dry_run"),
    "textfile": ("shown_to", "rights", "dry_run"),
}
"""What each way of using the command cannot be given with."""


class Command(BaseCommand):
    help = (
        "Make a draft document of an article as plain text: sections, paragraphs, bullets, nothing dropped. "
        "Or attach the source's own words to the guidance, each paragraph beside the statements that restate "
        "it, and take them out again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "textfile", nargs="?", help="the article, as plain text in UTF-8, or - for standard input"
        )
        parser.add_argument("--title", default="", help="else the title that the text has")
        parser.add_argument("--slug", default="", help="small letters, digits, hyphens; else from the title")
        parser.add_argument(
            "--attach", metavar="FILE", help="put the text that the guidance restates beside its statements"
        )
        parser.add_argument("--detach", action="store_true", help="take the text out again")
        parser.add_argument(
            "--shown-to",
            metavar="WHOM",
            help=f"{', '.join(SHOWN_TO)}; else as it was, or signed-in at first",
        )
        parser.add_argument(
            "--rights", metavar="TEXT", help="who holds the rights; shown below each paragraph"
        )
        parser.add_argument("--dry-run", action="store_true", help="say how the text fits and attach nothing")
        parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        _check_together(options)
        if options["detach"]:
            data, lines = _detached()
        elif options["attach"] is not None:
            data, lines = _attached(options)
        else:
            data, lines = _imported(options)
        self.stdout.write(
            json.dumps(data, indent=1, ensure_ascii=False) if options["json"] else "\n".join(lines)
        )


Saying = tuple[dict[str, Any], Iterable[str]]


def _check_together(options: dict[str, Any]) -> None:
    """One thing at a time, and each option where it means something."""
    given = {name for name, value in options.items() if value not in (None, "", False)}
    way = next((name for name in ALONE if name in given), "")
    if not way:
        raise CommandError(NOTHING_TO_DO, returncode=UNREADABLE)
    for name in ALONE[way]:
        if name in given:
            both = [_called(each) for each in (way, name)]
            raise CommandError(f"{both[0]} and {both[1]} do not go together.", returncode=UNREADABLE)
    whom = options["shown_to"]
    if whom is not None and whom not in SHOWN_TO:
        named = on_one_line(whom, 80)
        raise CommandError(f'--shown-to takes {", ".join(SHOWN_TO)}, not "{named}".', returncode=UNREADABLE)


def _called(option: str) -> str:
    return "The file of an article" if option == "textfile" else f"--{option.replace('_', '-')}"


def _imported(options: dict[str, Any]) -> Saying:
    place, slug = options["textfile"], options["slug"]
    text = _text(place)
    if slug:
        _check(slug)
    try:
        imported = import_article(text=text, name=_name(place), title=options["title"], slug=slug)
    except DocumentExists as fault:
        raise CommandError(str(fault)) from fault
    except ForbiddenCharacter as fault:
        raise CommandError(f"{on_one_line(place)} is not taken. {fault}", returncode=UNREADABLE) from fault
    return _import_told(imported)


def _import_told(imported: Imported) -> Saying:
    document = imported.document
    counts = counts_of(payload_of(document))
    data = {
        "document": document.slug,
        "title": document.title,
        "is_new": imported.is_new,
        "sections": counts["sections"],
        "statements": counts["statements"],
    }
    title = on_one_line(document.title)
    if not imported.is_new:
        return data, [f'"{title}" was imported before; nothing was changed.']
    held = f"{counts['sections']} sections, {counts['statements']} statements"
    return data, [f'"{title}" is a draft now ({document.slug}): {held}.']


def _attached(options: dict[str, Any]) -> Saying:
    place = options["attach"]
    text = _text(place)
    try:
        done = attach_source_text(
            text=text,
            name=_name(place),
            by=None,
            now=timezone.now(),
            shown_to=options["shown_to"] or "",
            rights=options["rights"],
            is_tried=options["dry_run"],
        )
    except NothingFits as fault:
        message = f"{on_one_line(place)} is not attached. {fault}"
        raise CommandError(message, returncode=UNREADABLE) from fault
    except (NoDraft, OverLimit, ForbiddenCharacter) as fault:
        raise CommandError(str(fault), returncode=UNREADABLE) from fault
    return attached_data(done), attached_lines(done)


def _detached() -> Saying:
    try:
        detach_source_text(by=None, now=timezone.now())
    except NothingAttached as nothing:
        return {"detached": False}, [f"{nothing} Nothing was changed."]
    return {"detached": True}, ["The source's own words are taken out."]


def _check(slug: str) -> None:
    if not SLUG.fullmatch(slug) or len(slug) > LONGEST_SLUG:
        given, allowed = on_one_line(slug, 200), f"at most {LONGEST_SLUG} of them"
        message = f'"{given}" is no slug: small letters, digits and hyphens, {allowed}.'
        raise CommandError(message, returncode=UNREADABLE)


def _text(place: str) -> str:
    name = "Standard input" if place == STANDARD_INPUT else on_one_line(place)
    try:
        return article_of(_bytes(place))
    except OSError as fault:
        raise CommandError(f"{name} cannot be read: {fault.strerror}.", returncode=UNREADABLE) from fault
    except OverLimit as over:
        raise CommandError(f"{name} is not taken. {over}", returncode=UNREADABLE) from over
    except NotAnArticle as fault:
        raise CommandError(f"{name} {fault}", returncode=UNREADABLE) from fault


def _bytes(place: str) -> bytes:
    """No more of it is read than tells that it is too much. Raises OverLimit, OSError."""
    if "\0" in place:
        raise OSError(EINVAL, "a name holds no NUL")
    with nullcontext(sys.stdin.buffer) if place == STANDARD_INPUT else Path(place).open("rb") as file:
        raw = file.read(ARTICLE_BYTES.most + 1)
    if len(raw) > ARTICLE_BYTES.most:
        raise OverLimit(ARTICLE_BYTES)
    return raw


def _name(place: str) -> str:
    return "standard input" if place == STANDARD_INPUT else Path(place).name
