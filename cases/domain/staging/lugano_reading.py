"""A lymphoma's line: its Lugano stage, and what stands beside it and is left aside. There is no TNM."""

from guidance.domain.vocabulary import joined

from ..notation.category import quoted
from ..notation.labels import without
from ..notation.line import NotationLine
from ..notation.lymphoma_stage import LEFT_ASIDE, NAMES, LuganoStage, stages_in
from ..notation.scanning import Scanner
from .reading_result import Findings, NotationReading
from .tables import StagingTable


def read_lugano(line: NotationLine, low: str, table: StagingTable, findings: Findings) -> NotationReading:
    """The stage that a line names, as the fact lugano_stage holds it."""
    named = stages_in(findings.folded.text, low)
    stages = [stage for stage in named if not stage.system]
    if line.categories or line.faults:
        findings.error("E_NO_TNM", f"{table.label} has no TNM; it is staged by {table.edition_label}.")
    elif named and not stages:
        _other_system(named[0], table, findings)
    elif not stages:
        _no_stage(table, findings)
    elif stages[0].is_range:
        message = "Several stages are given: give one of them, in doubt the lower."
        findings.error("E_TWO_STAGINGS", message, stages[0].start, stages[0].end)
    elif len({stage.value for stage in stages}) > 1:
        both = joined([stage.words for stage in stages])
        message = f"Two stages are given: {both}. Give one of them."
        findings.error("E_TWO_STAGINGS", message, stages[1].start, stages[1].end)
    else:
        _say_aside(stages[0], findings)
        _say_rest(stages, low, findings)
    stage = stages[0] if findings.is_ok else None
    return NotationReading(
        ok=findings.is_ok,
        canonical=stage.words if stage else None,
        edition=table.edition,
        findings=findings.in_order(),
        lugano=stage.value if stage else None,
    )


def _other_system(stage: LuganoStage, table: StagingTable, findings: Findings) -> None:
    given = findings.folded.text[stage.start : stage.end].strip()
    message = (
        f'"{quoted(given)}" is a stage of another system; {table.label} is staged by {table.edition_label}.'
    )
    findings.error("E_SYNTAX", message, stage.start, stage.end)


def _no_stage(table: StagingTable, findings: Findings) -> None:
    given = quoted(findings.folded.text.strip())
    what = f'"{given}" is no stage of {table.edition_label}' if given else "There is nothing to read"
    findings.error("E_SYNTAX", f"{what}. Allowed: I, IE, II, IIE, II bulky, III, IV.")


def _say_rest(stages: list[LuganoStage], low: str, findings: Findings) -> None:
    rest = without(low, [(stage.start, stage.end) for stage in stages])
    rest = without(rest, [found.span() for found in NAMES.finditer(rest)])
    line = Scanner(findings.folded, rest).read()
    descriptors = [(each.start, each.end) for each in line.descriptors]
    for start, end in sorted([*line.unread, *descriptors]):
        given = quoted(findings.folded.text[start:end])
        findings.warn("W_NOT_READ", f'"{given}" is not read.', start, end)


def _say_aside(stage: LuganoStage, findings: Findings) -> None:
    if stage.conflict:
        message = "IIE and II bulky are two stages here: give the one to record."
        findings.error("E_TWO_STAGINGS", message, stage.start, stage.end)
    elif stage.aside:
        names = joined([LEFT_ASIDE[each] for each in stage.aside])
        is_are = "is" if len(stage.aside) == 1 else "are"
        why = ""
        if {"A", "B"} & set(stage.aside):
            why = " A and B are for Hodgkin lymphoma only; B symptoms are recorded among the symptoms."
        message = f"{names} beside {stage.words} {is_are} left aside.{why}"
        findings.warn("W_NOT_READ", message, stage.start, stage.end)
