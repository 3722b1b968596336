"""The stage group from T, N and M, or what it still depends on."""

from __future__ import annotations

from dataclasses import dataclass

from guidance.domain.vocabulary import VOCABULARY, joined, lower_first

from ..known import Recorded, number
from .findings import Question, Step
from .metastases import source_of, step_of
from .notation import Category
from .tables import StagingTable

_NO_M0_TABLE = "Stage groups without distant metastasis are not part of the tables for this primary."


@dataclass(frozen=True)
class Group:
    """A stage group, or None with the reason. `alternatives` are the groups still possible."""

    stage: str | None
    reason: str
    alternatives: tuple[str, ...] = ()
    step: Step | None = None
    question: Question | None = None


def group_of(
    facts: Recorded,
    table: StagingTable,
    m: str,
    alternatives: tuple[str, ...],
    categories: dict[str, Category],
) -> Group:
    """The group of an M category; `alternatives` are the letters that are still possible for it."""
    if m.startswith("M0"):
        return _without_metastasis(table, categories)
    if table.no_group:
        return Group(None, table.no_group, step=Step("group", table.no_group))
    if table.stage_by:
        return _by_fact(facts, table, m)
    if table.stage_among and table.stage_among_said:
        stage = _common_stage(table.stage_among)
        step = step_of(table.stage_among_said, "group", table)
        return Group(stage, table.stage_among_said.text, table.stage_among, step)
    return _with_metastasis(table, m, alternatives)


def _with_metastasis(table: StagingTable, m: str, alternatives: tuple[str, ...]) -> Group:
    stages = tuple(dict.fromkeys(table.m_to_stage[each] for each in alternatives if each in table.m_to_stage))
    stage = stages[0] if len(stages) == 1 else table.m_to_stage.get(m)
    if stage is None:
        reason = f"No stage group for {m} is part of the tables for this primary."
        return Group(None, reason, step=Step("group", reason))
    text = f"{m} is stage {stage}, whatever T and N are."
    if len(stages) > 1:
        finer = joined(list(stages))
        text = f"{m} is stage {stage}; the subcategory that is still open decides between {finer}."
    source = f"{table.label}, {table.edition_label} ({table.source})"
    step = Step("group", text, certainty=table.certainty, source=source)
    return Group(stage, text, stages if len(stages) > 1 else (), step)


def _by_fact(facts: Recorded, table: StagingTable, m: str) -> Group:
    key = table.stage_by[0].fact
    value = number(facts, key)
    if value is None:
        stages = tuple(row.stage for row in table.stage_by)
        fact = VOCABULARY[key]
        either = joined(list(stages), "or")
        text = f"{m} is stage {either}: it depends on the {lower_first(fact.label)}."
        question = Question(f"Q_{key.upper()}", fact.question, fact=key)
        return Group(None, text, stages, Step("group", text, from_chapters=(fact.chapter,)), question)
    row = next(row for row in table.stage_by if row.holds(value))
    step = Step(
        "group",
        row.said.text,
        certainty=row.said.certainty,
        source=source_of(row.said, table),
        from_chapters=(VOCABULARY[key].chapter,),
    )
    return Group(row.stage, row.said.text, step=step)


def _without_metastasis(table: StagingTable, categories: dict[str, Category]) -> Group:
    t, n = categories.get("T"), categories.get("N")
    if not table.m0_groups or table.m0_said is None:
        return Group(None, _NO_M0_TABLE, step=Step("group", _NO_M0_TABLE))
    if t is None or n is None:
        reason = "Without distant metastasis the stage group needs T and N."
        return Group(None, reason, step=Step("group", reason))
    stages = _m0_stages(table, t.plain, n.plain)
    stage = _common_stage(stages)
    if stage is None:
        reason = _no_m0_group(t, n, stages)
        return Group(None, reason, stages, Step("group", reason))
    text = f"{t.plain} {n.plain} M0 is stage {stage}."
    said = table.m0_said
    step = Step("group", text, certainty=said.certainty, source=source_of(said, table))
    return Group(stage, text, stages if len(stages) > 1 else (), step)


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


def _common_stage(stages: tuple[str, ...]) -> str | None:
    """What the groups share: IA of IA1 and IA2, IV of IVB and IVC; None where that is no group."""
    if not stages:
        return None
    shared = stages[0]
    while not all(stage.startswith(shared) for stage in stages):
        shared = shared[:-1]
    is_group = shared in ("IV", "IA") or shared in stages
    return shared if is_group else None
