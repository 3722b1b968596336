import json
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cases.domain.deriving import known_facts
from cases.management.case_input import UNREADABLE, read_case
from guidance.domain.characters import on_one_line
from guidance.domain.edition import CompiledEdition
from guidance.domain.explaining import Answer, answer
from guidance.domain.vocabulary import VOCABULARY
from guidance.queries.editions import NoEdition, current_edition, edition


class Command(BaseCommand):
    help = "Say which sections of the guidance match a case, why, and what is still undecided."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="a case file (kidmet.case/1), or - for standard input")
        parser.add_argument("--edition", type=int, metavar="N", help="an edition's number; else the current")
        parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        case = read_case(options["file"])
        found = answer(_edition(options["edition"]), known_facts(case.recorded))
        if options["json"]:
            self.stdout.write(json.dumps(found.as_json(), indent=1, ensure_ascii=False))
        else:
            self.stdout.write("\n".join(lines(case.title, found)))


def _edition(number: int | None) -> CompiledEdition:
    try:
        return current_edition() if number is None else edition(number)
    except NoEdition as error:
        raise CommandError(str(error), returncode=UNREADABLE) from error


def lines(title: str, found: Answer) -> Iterator[str]:
    yield f"{on_one_line(title) or 'Untitled case'}: guidance edition {found.edition_number}"
    for caution in found.cautions:
        yield f"! {caution.message}{_notes(caution.notes)}"
    for match in found.sections:
        yield f"{match.domain}: {match.title} ({match.slug}){_notes(match.notes)}"
        yield from (f"    {because}" for because in match.because)
        if match.additions:
            yield f"    + Curators' addition: {', '.join(match.additions)}"
    for waiting in found.undecided:
        labels = ", ".join(VOCABULARY[key].label_in_words for key in waiting.waits_for)
        yield f"? {waiting.title} ({waiting.slug}): waits for {labels}"
    for asking in found.ask_next[:1]:
        yield f"Ask next: {VOCABULARY[asking.fact].question} It would settle {asking.settles}."


def _notes(notes: tuple[str, ...]) -> str:
    return f" [{', '.join(notes)}]" if notes else ""
