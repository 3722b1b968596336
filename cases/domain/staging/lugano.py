"""Lymphoma: Lugano 2014. There is no TNM, and a kidney lesion is involvement, not metastasis."""

from guidance.domain.vocabulary import VOCABULARY, joined, lower_first

from ..known import Recorded, choice, chosen
from ..wording import fact_words
from .discrepancies import reported_findings
from .findings import Finding, StagingStep
from .grouping import StageGrouping
from .metastases import FromPattern, from_pattern, step_of
from .result import StageResult
from .tables import StagingTable

_B_SYMPTOMS = frozenset({"night_sweats", "weight_loss", "fever"})
_TNM_FACTS = {"t": "t_category", "n": "n_category", "m": "m_category"}


def stage_lymphoma(
    facts: Recorded, table: StagingTable, entered: dict[str, str | None], findings: list[Finding]
) -> StageResult:
    """The Lugano stage from the pattern, else the entered one; both where they differ."""
    derived = from_pattern(facts, table)
    recorded = choice(facts, "lugano_stage")
    stages = tuple(stage for stage in table.stage_values if stage in derived.stages)
    follows = None if derived.stage_is_open else stages[0]
    possible = () if derived.stage_is_unknown else stages
    findings = [
        *findings,
        *derived.findings,
        *no_tnm(entered, table),
        *_stage_differs(recorded, follows, possible),
    ]
    findings += reported_findings(facts, StageGrouping(follows, ""))
    decides = follows is None and recorded is not None and (recorded in stages or derived.stage_is_unknown)
    group, basis = (recorded, "entered") if decides else (follows, "pattern")
    return StageResult(
        edition=table.edition,
        edition_label=table.edition_label,
        system=table.system,
        entered=entered,
        stage_group=group,
        stage_alternatives=() if group or len(stages) < 2 else stages,
        stage_reason=_reason(group, basis, stages),
        questions=() if group and basis == "entered" else derived.questions,
        findings=tuple(findings),
        path=(*derived.steps, *_last_steps(facts, table, group, basis, derived)),
    )


def no_tnm(entered: dict[str, str | None], table: StagingTable) -> list[Finding]:
    has_none = f"{lower_first(table.label)} has no TNM"
    return [
        Finding("E_NO_TNM", "error", f"{token} was entered, but {has_none}.", _TNM_FACTS[element])
        for element in _TNM_FACTS
        if (token := entered[element])
    ]


def _stage_differs(recorded: str | None, follows: str | None, stages: tuple[str, ...]) -> list[Finding]:
    if recorded is None or recorded == follows:
        return []
    if follows is None and (recorded in stages or not stages):
        return []
    pattern = follows or joined(list(stages), "or")
    given = fact_words("lugano_stage", recorded)
    message = f"Stage {given} was entered; from the recorded pattern it is {pattern}."
    return [Finding("W_STAGE_DIFFERS", "warning", message, "lugano_stage", follows)]


def _reason(group: str | None, basis: str, stages: tuple[str, ...]) -> str:
    if group is None:
        return (
            f"The Lugano stage is not settled: {joined(list(stages), 'or')}."
            if len(stages) > 1
            else f"The Lugano stage is not settled; {stages[0]} is one that is possible."
            if stages
            else ("The recorded pattern does not settle the Lugano stage.")
        )
    words = VOCABULARY["lugano_stage"].words(group)
    return f"Lugano {words}, {'as entered' if basis == 'entered' else 'from the recorded pattern'}."


def _last_steps(
    facts: Recorded, table: StagingTable, group: str | None, basis: str, derived: FromPattern
) -> list[StagingStep]:
    steps = []
    if group and basis == "entered":
        steps.append(StagingStep("group", _reason(group, basis, ()), from_chapters=("staging",)))
    elif group is None:
        steps.append(StagingStep("group", _reason(None, basis, derived.stages)))
    if _B_SYMPTOMS & (chosen(facts, "symptoms") or frozenset()):
        steps.append(step_of(table.note("Y-s"), "group", table))
    return steps
