"""The stage group from T, N and M, or what it still depends on."""

import re
from dataclasses import dataclass

from guidance.domain.vocabulary import VOCABULARY, joined, lower_first

from ..known import Recorded, number
from ..notation.category import Category
from .findings import Question, StagingStep
from .metastases import source_of, step_of
from .tables import StageByFact, StagingTable

_NO_M0_TABLE = "Stage groups without distant metastasis are not part of the tables for this primary."


@dataclass(frozen=True)
class StageGrouping:
    """A stage group, or None with the reason.

    `stage` is what all that is possible shares; `alternatives` are the groups that differ below it, never
    the shared one, which may be possible itself. `leaves` are all that are possible, `among` what the table
    has where T and N are wanting. `is_partial` where some of what is possible has no group in the tables.
    `step` is the step of the path where it says more than the reason.
    """

    stage: str | None
    reason: str
    alternatives: tuple[str, ...] = ()
    step: StagingStep | None = None
    leaves: tuple[str, ...] = ()
    question: Question | None = None
    is_partial: bool = False
    among: tuple[str, ...] = ()


def group_of(
    facts: Recorded,
    table: StagingTable,
    m: str | None,
    leaves: tuple[str, ...],
    categories: dict[str, Category],
) -> StageGrouping:
    """The group of M, which is settled or has the leaves that are still possible.

    `m` is what the leaves share, None where one of them is M0.
    """
    if len(leaves) < 2:
        return _of_one(facts, table, m or leaves[0], categories)
    groups = [_of_one(facts, table, leaf, categories) for leaf in leaves]
    if m is not None and table.no_group:
        return groups[0]
    found = [stage for group in groups for stage in (group.leaves or (group.stage,)) if stage]
    stages = tuple(dict.fromkeys(found))
    is_partial = any(group.stage is None and not group.leaves for group in groups)
    shared = None if is_partial else common_stage(stages)
    question = next((group.question for group in groups if group.question), None)
    return _of_several(table, m, leaves, stages, shared, is_partial, question)


def _of_several(
    table: StagingTable,
    m: str | None,
    leaves: tuple[str, ...],
    stages: tuple[str, ...],
    shared: str | None,
    is_partial: bool,
    question: Question | None,
) -> StageGrouping:
    either = joined(list(leaves), "or")
    finer = tuple(stage for stage in stages if stage != shared)
    if shared is None:
        groups = f": {joined(list(stages), 'or')}" if len(stages) > 1 and not is_partial else ""
        reason = f"M is not settled ({either}), so there is no one stage group{groups}."
        return StageGrouping(None, reason, stages, None, stages, question, is_partial)
    decides = "by what is recorded of N" if table.m1_with_n else "whatever T and N are"
    text = f"{m or either} is stage {shared}, {decides}."
    if finer:
        between = f"between {joined(list(finer))}" if len(finer) > 1 else f"whether it is {finer[0]}"
        text = f"{m or either} is stage {shared}; what is still open decides {between}."
    step = _step_by(table, text)
    return StageGrouping(shared, text, finer if len(finer) > 1 else (), step, stages, question)


def _step_by(table: StagingTable, text: str) -> StagingStep:
    source = f"{table.label}, {table.edition_label} ({table.source})"
    return StagingStep("group", text, certainty=table.certainty, source=source)


def _of_one(facts: Recorded, table: StagingTable, m: str, categories: dict[str, Category]) -> StageGrouping:
    if m.startswith("M0"):
        return _without_metastasis(table, categories)
    if table.no_group:
        return StageGrouping(None, table.no_group)
    rows = tuple(row for row in table.stage_by if not row.m or m in row.m)
    if rows:
        return _by_fact(facts, m, rows, table)
    is_among = not table.stage_among_m or m in table.stage_among_m
    if table.stage_among and table.stage_among_said and is_among:
        stage = common_stage(table.stage_among)
        step = step_of(table.stage_among_said, "group", table)
        finer = tuple(each for each in table.stage_among if each != stage)
        return StageGrouping(stage, table.stage_among_said.text, finer, step, table.stage_among)
    return _with_metastasis(table, m, categories.get("N"))


def _with_metastasis(table: StagingTable, m: str, n: Category | None) -> StageGrouping:
    stage = table.m_to_stage.get(m)
    if stage is None:
        return StageGrouping(None, f"No stage group for {m} is part of the tables for this primary.")
    text = f"{m} is stage {stage}, whatever T and N are."
    raised = {name: group for name, group in table.m1_with_n.items() if group != stage}
    if n is not None and n.plain in raised:
        stage = raised[n.plain]
        text = f"{m} with {n.plain} is stage {stage}, whatever T is."
    elif raised:
        but = joined([f"{name} would make it {group}" for name, group in raised.items()])
        text = f"{m} is stage {stage}, whatever T is; {but}."
    if table.stage_note:
        text = f"{text} {table.stage_note.text}"
    return StageGrouping(stage, text, step=_step_by(table, text))


def _by_fact(facts: Recorded, m: str, rows: tuple[StageByFact, ...], table: StagingTable) -> StageGrouping:
    key = rows[0].fact
    fact = VOCABULARY[key]
    row, value = _row_that_holds(facts, key, rows)
    if row is None:
        stages = tuple(dict.fromkeys(each.stage for each in rows))
        either = joined(list(stages), "or")
        text = f"{m} is stage {either}: it depends on the {lower_first(fact.label)}."
        question = Question(f"Q_{key.upper()}", fact.question, fact=key)
        step = StagingStep("group", text, from_chapters=(fact.chapter,))
        return StageGrouping(common_stage(stages), text, stages, step, stages, question)
    text = f"{value} {row.said.text}".strip()
    step = StagingStep(
        "group",
        text,
        certainty=row.said.certainty,
        source=source_of(row.said, table),
        from_chapters=(fact.chapter,),
    )
    return StageGrouping(row.stage, text, step=step)


def _row_that_holds(
    facts: Recorded, key: str, rows: tuple[StageByFact, ...]
) -> tuple[StageByFact | None, str]:
    """The row for the recorded value, and a sentence where the value was not itself recorded.

    The age at diagnosis cannot exceed the age now, which settles it for the young.
    """
    value = facts.get(key)
    if value is not None:
        return next((row for row in rows if row.holds(value)), None), ""
    age = number(facts, "age_years") if key == "age_at_diagnosis_years" else None
    row = next((row for row in rows if age is not None and row.below and age < row.below), None)
    return row, f"The age at diagnosis cannot be above the age now, {age:g} years." if row else ""


def _without_metastasis(table: StagingTable, categories: dict[str, Category]) -> StageGrouping:
    t, n = categories.get("T"), categories.get("N")
    if not table.m0_groups or table.m0_said is None:
        return StageGrouping(None, _NO_M0_TABLE)
    if t is None or n is None:
        reason = "Without distant metastasis the stage group needs T and N."
        stages = _m0_stages(table, t.plain if t else "T", n.plain if n else "N")
        return StageGrouping(None, reason, among=stages)
    stages = _m0_stages(table, t.plain, n.plain)
    stage = common_stage(stages)
    finer = tuple(each for each in stages if each != stage)
    if stage is None:
        return StageGrouping(None, _no_m0_group(t, n, stages), stages, leaves=stages)
    text = f"{t.plain} {n.plain} M0 is stage {stage}."
    said = table.m0_said
    step = StagingStep("group", text, certainty=said.certainty, source=source_of(said, table))
    return StageGrouping(stage, text, finer if len(finer) > 1 else (), step)


def _m0_stages(table: StagingTable, t: str, n: str) -> tuple[str, ...]:
    """The groups of all rows that a T and N may mean: T1 without a letter stands for each of its letters."""
    found = [
        row.stage
        for row in table.m0_groups
        if any(name.startswith(t) for name in row.t) and any(name.startswith(n) for name in row.n)
    ]
    return tuple(dict.fromkeys(found))


def _no_m0_group(t: Category, n: Category, stages: tuple[str, ...]) -> str:
    if not stages:
        return f"No stage group for {t.plain} {n.plain} M0 is part of the table."
    return f"{t.plain} {n.plain} M0 is stage {joined(list(stages), 'or')}: it depends on the subcategory."


_GROUP = re.compile(r"(IV|III|II|I|0)([A-D]?)([0-9]?)")


def common_stage(stages: tuple[str, ...]) -> str | None:
    """What the groups share: IA of IA1 and IA2, IV of IVB and IVC; None where it is nothing (II and IV)."""
    if len(set(stages)) == 1:
        return stages[0]
    read = [_GROUP.fullmatch(stage) for stage in stages]
    if not stages or not all(read):
        return None
    shared = ""
    for parts in zip(*(found.groups() for found in read if found), strict=True):
        if len(set(parts)) > 1:
            break
        shared += parts[0]
    return shared or None
