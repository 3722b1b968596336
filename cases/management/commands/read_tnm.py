import json
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cases.domain.staging import NotationReading, UnknownEdition, UnknownPrimary, read_tnm
from cases.management.case_input import UNREADABLE
from guidance.domain.characters import on_one_line
from guidance.domain.limits import OverLimit

NO_NOTATION = 'There is no notation. Give one in quotation marks, such as "cT2b cN2b pM1c2".'


class Command(BaseCommand):
    help = "Read a TNM notation: its canonical form, or every fault at its place."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("notation", help='such as "cT2b cN2b pM1c2"')
        parser.add_argument("--primary", help="a primary_site of the vocabulary; without it only the grammar")
        parser.add_argument("--edition", help="AJCC8, V9 or GENERIC; else the primary's default")
        parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["notation"].strip():
            raise CommandError(NO_NOTATION, returncode=UNREADABLE)
        try:
            reading = read_tnm(options["notation"], options["primary"], options["edition"])
        except (UnknownPrimary, UnknownEdition, OverLimit) as error:
            raise CommandError(on_one_line(str(error)), returncode=UNREADABLE) from error
        if options["json"]:
            self.stdout.write(json.dumps(reading.as_json(), indent=1, ensure_ascii=False))
        else:
            self.stdout.write("\n".join(_lines(options["notation"], reading)))


def _lines(notation: str, reading: NotationReading) -> Iterator[str]:
    yield reading.canonical or "Not a TNM notation:"
    if reading.findings:
        yield on_one_line(notation)
    for finding in reading.findings:
        # The marks stay at their places below what is written out.
        start = len(on_one_line(notation[: finding.start]))
        marked = len(on_one_line(notation[finding.start : finding.end]))
        yield " " * start + "^" * max(1, marked)
        nearest = f" The nearest is {finding.nearest}." if finding.nearest else ""
        yield f"{finding.level}: {on_one_line(finding.message)}{nearest} [{finding.code}]"
