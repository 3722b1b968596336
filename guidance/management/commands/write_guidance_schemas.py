from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from guidance.pack.schema import PUBLISHED, text_of


class Command(BaseCommand):
    help = "Write the published JSON Schemas of guidance packs and change sets, from the kinds of entries."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing, tell whether they are stale")

    def handle(self, *args: Any, **options: Any) -> None:
        stale = [path for path, made in PUBLISHED.items() if path.read_text("utf-8") != text_of(made())]
        names = ", ".join(path.name for path in stale)
        if options["check"] and stale:
            raise CommandError(f"Stale: {names}. manage.py write_guidance_schemas writes them anew.")
        for path in stale:
            path.write_text(text_of(PUBLISHED[path]()), "utf-8")
        self.stdout.write(f"Wrote {names}." if stale else "Nothing to write.")
