import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from cases.domain.contradictions import Remark, remarks
from cases.domain.deriving import derive
from cases.domain.staging import NO_SYSTEM, StageResult
from cases.management.case_input import read_case
from guidance.domain.characters import on_one_line


class Command(BaseCommand):
    help = "Stage the primary of a case: M from the metastatic pattern, stage group, findings, the path."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="a case file (kidmet.case/1), or - for standard input")
        parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        case = read_case(options["file"])
        staged = derive(case.recorded).stage
        unfit = remarks(case.recorded, today=timezone.localdate())
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(staged, unfit), indent=1, ensure_ascii=False))
        else:
            self.stdout.write("\n".join(_lines(case.title, staged, unfit)))


def _as_json(staged: StageResult, unfit: tuple[Remark, ...]) -> dict[str, object]:
    findings = [*map(asdict, staged.findings), *(remark.as_json() for remark in unfit)]
    return staged.as_json() | {"findings": findings}


def _lines(title: str, staged: StageResult, unfit: tuple[Remark, ...]) -> Iterator[str]:
    system = "no stage here" if staged.system == NO_SYSTEM else staged.system or "not staged"
    yield f"{on_one_line(title) or 'Untitled case'}: {system}"
    entered = [token for token in staged.entered.values() if token]
    yield f"Entered: {' '.join(entered) or 'nothing'}"
    derived = staged.m_from_pattern or "not settled"
    either = f" (still possible: {', '.join(staged.m_alternatives)})" if staged.m_alternatives else ""
    yield f"M from the metastatic pattern: {derived}{either}"
    groups = f" (still possible: {', '.join(staged.stage_alternatives)})" if staged.stage_alternatives else ""
    yield f"Stage group: {staged.stage_group or 'none'}{groups}. {staged.stage_reason}".rstrip()
    yield from (f"? {question.text}" for question in staged.questions)
    yield from (f"! {finding.level}: {finding.message} [{finding.code}]" for finding in staged.findings)
    yield from (f"! warning: {remark.message} [{remark.code}]" for remark in unfit)
    for step in staged.path:
        certainty = f" [certainty {step.certainty}]" if step.certainty else ""
        yield f"  {step.element}: {step.text}{certainty}"
    yield "For education: no official AJCC or UICC calculator."
