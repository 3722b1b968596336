from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from guidance.actions.pack_loading import DraftWasEdited, load_earlier_editions, load_pack
from guidance.domain.characters import on_one_line
from guidance.pack import PackFaults

UNREADABLE, DRAFT_EDITED = 2, 3


class Command(BaseCommand):
    help = (
        "Load a guidance pack and publish it as an edition (idempotent); without a path, the one that ships."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", nargs="?", help="a folder of YAML files, or one file with the whole")
        parser.add_argument(
            "--replace", action="store_true", help="put the pack in the place of a draft that curators edited"
        )
        parser.add_argument(
            "--from-the-first",
            action="store_true",
            help="on a site without an edition, publish first those that shipped before",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["from_the_first"]:
                load_earlier_editions(now=timezone.now())
            loaded = load_pack(options["path"], now=timezone.now(), replace=options["replace"])
        except PackFaults as faults:
            count = len(faults.faults)
            message = f"Nothing was loaded: {count} {'fault' if count == 1 else 'faults'}.\n{faults}"
            raise CommandError(message, returncode=UNREADABLE) from faults
        except OSError as fault:
            message = f"{on_one_line(options['path'])} cannot be read: {fault.strerror}."
            raise CommandError(message, returncode=UNREADABLE) from fault
        except DraftWasEdited as fault:
            raise CommandError(on_one_line(str(fault)), returncode=DRAFT_EDITED) from fault
        edition = loaded.edition
        done = "published" if loaded.is_new else "was loaded before; nothing was changed"
        self.stdout.write(f"Guidance edition {edition.number} ({edition.hash[:12]}): {done}.")
