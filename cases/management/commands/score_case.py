import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from cases.domain.deriving import derive
from cases.domain.prognosis import Score
from cases.management.case_input import read_case
from guidance.domain.characters import on_one_line
from guidance.domain.vocabulary import VOCABULARY


class Command(BaseCommand):
    help = "Compute the scores of a case, each with inputs, formula, unit and reference, or what it lacks."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="a case file (kidmet.case/1), or - for standard input")
        parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        case = read_case(options["file"])
        scores = derive(case.recorded).scores
        if options["json"]:
            printed = {key: score.as_json() for key, score in scores.items()}
            self.stdout.write(json.dumps(printed, indent=1, ensure_ascii=False))
        else:
            self.stdout.write("\n".join(_lines(case.title, scores)))


def _lines(title: str, scores: Mapping[str, Score]) -> Iterator[str]:
    yield on_one_line(title) or "Untitled case"
    for score in scores.values():
        yield f"{score.label}: {_said(score)}"
        yield from (f"    {part.label} {part.words}: {part.counts}" for part in score.parts)
        yield from (f"    ! {caveat}" for caveat in score.caveats)
        yield f"    {score.reference} Certainty {score.certainty}."


def _said(score: Score) -> str:
    if score.not_applicable:
        return score.not_applicable
    if score.value is None:
        return f"lacks {', '.join(VOCABULARY[key].label_in_words for key in score.missing)}"
    return " ".join(part for part in (score.reported, score.unit, score.category, score.group) if part)
