"""The path from T, N and M to the stage group: four stops, lit where they are known."""

from dataclasses import dataclass

from cases.domain.staging import NO_SYSTEM, StageResult

NAMES = {"t": "Primary tumour", "n": "Regional nodes", "m": "Distant metastasis"}
NOT_RECORDED = "not recorded"


@dataclass(frozen=True)
class Stop:
    name: str
    value: str
    says: str
    known: bool
    is_group: bool = False


def stage_path(stage: StageResult, *, above_form: bool = False) -> tuple[Stop, ...]:
    """The stops that there are: fewer for a lymphoma, and one for what is not staged here."""
    if stage.system == "Lugano":
        entered = stage.entered.get("lugano")
        return (
            Stop("Entered", stage_words(entered) or NOT_RECORDED, "Lugano stage", bool(entered)),
            _group(stage),
        )
    if stage.system == NO_SYSTEM:
        return (Stop("Stage group", "none here", "there is no T, N and M", False, is_group=True),)
    lacking = "choose it below" if above_form else "nothing entered"
    return (_entered(stage, "t", lacking), _entered(stage, "n", lacking), _m(stage), _group(stage))


def stage_line(stage: StageResult) -> str:
    """M and the stage group in a few words: "M1c2, stage IVB"."""
    if stage.system == NO_SYSTEM:
        return "No T, N and M"
    *_, m, group = stage_path(stage)
    if stage.system == "Lugano":
        return f"Stage {group.value}"
    return f"{'M open' if m.value == 'open' else m.value}, stage {group.value}"


def _entered(stage: StageResult, element: str, lacking: str) -> Stop:
    token = stage.entered.get(element)
    return Stop(NAMES[element], token or NOT_RECORDED, "as entered" if token else lacking, bool(token))


def _m(stage: StageResult) -> Stop:
    token = stage.entered.get("m")
    says = f"entered: {token}" if token else "nothing entered yet"
    either = " or ".join(stage.m_alternatives)
    if stage.m_from_pattern:
        says = f"{either} is open; {says}" if either else says
        return Stop("M from the pattern", stage.m_from_pattern, says, stage.m_settled)
    if either:
        return Stop("M from the pattern", either, says, False)
    return Stop(
        "M from the pattern", token or "open", "as entered" if token else "not settled yet", bool(token)
    )


def _group(stage: StageResult) -> Stop:
    value = stage_words(stage.stage_group)
    either = " or ".join(stage_words(each) for each in stage.stage_alternatives)
    says = stage.edition_label
    if value and either:
        says = f"{either} is open; {says}"
    elif not stage.stage_is_partial:
        value = value or either
    return Stop("Stage group", value or "open", says, stage.group_settled, is_group=True)


def stage_words(group: str | None) -> str:
    """ "II bulky" for II_bulky."""
    return (group or "").replace("_", " ")
