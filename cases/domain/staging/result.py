"""What staging answers: the stage with everything that led to it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from .findings import Finding, Question, StagingStep

_PRINTED = (
    *("edition", "system", "entered", "m_from_pattern", "m_alternatives", "stage_group"),
    *("stage_alternatives", "questions", "findings", "path"),
)


@dataclass(frozen=True)
class StageResult:
    """The stage of the primary, with its steps, findings and questions.

    `entered` holds what was recorded under t, n, m (tokens with prefix) and lugano. `m_from_pattern` has no
    prefix; while `m_alternatives` names several, it is what they have in common, or None.
    `stage_alternatives` are the groups that differ below what they share; `stage_is_partial` where some of
    what is possible has no group in the tables. `stage_reason` is the sentence behind the group, or behind
    its absence.
    """

    edition: str | None
    edition_label: str
    system: str | None
    entered: Mapping[str, str | None]
    m_from_pattern: str | None = None
    m_alternatives: tuple[str, ...] = ()
    stage_group: str | None = None
    stage_alternatives: tuple[str, ...] = ()
    stage_is_partial: bool = False
    stage_reason: str = ""
    questions: tuple[Question, ...] = ()
    findings: tuple[Finding, ...] = ()
    path: tuple[StagingStep, ...] = field(default=())

    @property
    def m_settled(self) -> bool:
        return self.m_from_pattern is not None and not self.m_alternatives

    @property
    def group_settled(self) -> bool:
        return self.stage_group is not None and not self.stage_alternatives

    def as_json(self) -> dict[str, object]:
        held = asdict(self)
        entered = {element: self.entered[element] for element in ("t", "n", "m")}
        return {key: held[key] for key in _PRINTED} | {"entered": entered}
