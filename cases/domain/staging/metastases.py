"""M from the metastatic pattern: the decision tables, first match wins, in every world that is possible."""

from __future__ import annotations

from dataclasses import dataclass

from ..known import Recorded, number
from ..wording import number_word
from .conditions import holds
from .findings import Element, Finding, Question, Step
from .guards import guard_question, location_finding
from .pattern_findings import pattern_findings, status_step
from .pattern_questions import pattern_questions
from .pattern_words import pattern_sentence
from .patterns import Pattern, World, pattern_of, with_kidney, without_kidney, worlds
from .tables import PatternRule, Said, StagingTable

PATTERN_CHAPTERS = ("kidney", "primary")


@dataclass(frozen=True)
class Outcome:
    """What one world leads to. `rule` is None where no row of the table speaks of it."""

    category: str | None
    stage: str | None
    rule: PatternRule | None


@dataclass(frozen=True)
class FromPattern:
    """M (or, for lymphoma, the stage) as the pattern gives it.

    `category` is what all possible worlds have in common; `alternatives` are the categories still possible
    where they differ. `stages` are the stage groups of the possible worlds.
    """

    pattern: Pattern
    category: str | None
    alternatives: tuple[str, ...]
    stages: tuple[str, ...]
    steps: tuple[Step, ...]
    questions: tuple[Question, ...]
    findings: tuple[Finding, ...]
    is_guarded: bool = False

    @property
    def settled(self) -> bool:
        return self.category is not None and not self.alternatives


def from_pattern(facts: Recorded, table: StagingTable) -> FromPattern:
    """Derive M from kidney lesions and other sites by the table's rows.

    Unknown facts leave alternatives; nothing is guessed. Where the answer is a clinical judgement, a
    question is asked and `category` stays None.
    """
    pattern = pattern_of(facts)
    guard = guard_question(facts, table)
    possible = _possible(pattern, table, guarded=guard is not None)
    outcomes = tuple(dict.fromkeys(outcome(world, table) for world in possible))
    categories = _in_order([each.category for each in outcomes], table)
    common = None if guard else common_category(categories, table)
    questions = (guard,) if guard else pattern_questions(facts, pattern, table, _is_unsettled(outcomes))
    steps = _steps(pattern, table, common, outcomes, possible)
    suffix, suffix_step = _ldh(facts, table, common, categories)
    findings = [*pattern_findings(facts, pattern, table), location_finding(facts, table)]
    with_suffix = tuple(_suffixed(category, suffix) for category in categories if category)
    return FromPattern(
        pattern,
        _suffixed(common, suffix) if common else None,
        with_suffix if len(categories) > 1 or not common else (),
        tuple(dict.fromkeys(each.stage for each in outcomes if each.stage)),
        (*steps, *suffix_step),
        questions,
        tuple(finding for finding in findings if finding),
        guard is not None,
    )


def _distinct(outcomes: tuple[Outcome, ...]) -> set[tuple[str | None, str | None]]:
    return {(each.category, each.stage) for each in outcomes}


def _is_unsettled(outcomes: tuple[Outcome, ...]) -> bool:
    return len(_distinct(outcomes)) > 1 or (None, None) in _distinct(outcomes)


def outcome(world: World, table: StagingTable) -> Outcome:
    """What the first matching row says. Without a row a distant metastasis is M1, its letter left open."""
    for rule in table.rules:
        if holds(rule.when, world):
            return Outcome(rule.category, rule.stage, rule)
    if not table.is_tnm:
        return Outcome(None, None, None)
    if not world.kidney_lesions and not world.sites:
        return Outcome("M0", None, None)
    if table.intrathoracic_sites and not world.outside_chest:
        # A lesion of "the lung" with a lung primary: which lung decides between T and M1a.
        return Outcome(None, None, None)
    return Outcome("M1", table.m_to_stage.get("M1"), None)


def common_category(categories: tuple[str | None, ...], table: StagingTable) -> str | None:
    """The category that holds whichever of them is true: M1c of M1c1 and M1c2, M1 of M1b and M1c."""
    if not categories or None in categories:
        return None
    names = [str(category) for category in categories]
    if len(names) == 1:
        return names[0]
    shared = names[0]
    while not all(name.startswith(shared) for name in names):
        shared = shared[:-1]
    return shared if len(shared) > 1 and shared in table.allowed("M") else None


def _possible(pattern: Pattern, table: StagingTable, guarded: bool) -> tuple[World, ...]:
    if not guarded:
        return worlds(pattern, table)
    return worlds(without_kidney(pattern), table) + worlds(with_kidney(pattern), table)


def _in_order(categories: list[str | None], table: StagingTable) -> tuple[str | None, ...]:
    order = table.allowed("M")
    return tuple(sorted(set(categories), key=lambda each: order.index(each) if each in order else -1))


# Steps


def _steps(
    pattern: Pattern,
    table: StagingTable,
    common: str | None,
    outcomes: tuple[Outcome, ...],
    possible: tuple[World, ...],
) -> tuple[Step, ...]:
    first = Step("M", pattern_sentence(pattern, table), from_chapters=PATTERN_CHAPTERS)
    status = status_step(pattern, table)
    said = _reasons(table, common, outcomes, possible)
    element: Element = "M" if table.is_tnm else "group"
    reasons = tuple(step_of(each, element, table) for each in said)
    return (first, *([status] if status else []), *reasons)


def step_of(said: Said, element: Element, table: StagingTable) -> Step:
    return Step(element, said.text, said.rule, said.certainty, source_of(said, table) if said.source else "")


def source_of(said: Said, table: StagingTable) -> str:
    return f"{table.label}, {table.edition_label} ({said.source})"


def _reasons(
    table: StagingTable, common: str | None, outcomes: tuple[Outcome, ...], possible: tuple[World, ...]
) -> list[Said]:
    if len(_distinct(outcomes)) == 1 and outcomes[0].rule:
        return _of_the_rule(outcomes[0].rule, possible)
    if common == "M0":
        return [Said("No distant metastasis is recorded: M0.", "", "")]
    row = next((row for row in table.unsettled if row.category == common), None)
    if row:
        return [row.said]
    if common and len(_distinct(outcomes)) > 1:
        return [Said(f"{common} holds in any case; what is recorded does not settle more.", "", "")]
    if common:
        text = f"A distant metastasis makes it {common}; the tables here have no row that settles a letter."
        return [Said(text, "C", "No row in the tables")]
    return []


def _of_the_rule(rule: PatternRule, possible: tuple[World, ...]) -> list[Said]:
    systems = {world.organ_systems for world in possible}
    words = number_word(systems.pop()) if len(systems) == 1 else "several"
    said = [
        Said(each.text.replace("{organ_systems}", words), each.certainty, each.source, each.rule)
        for each in rule.sentences
    ]
    held = [remark.said for remark in rule.remarks if all(holds(remark.when, world) for world in possible)]
    return said + held


# LDH in melanoma


def _ldh(
    facts: Recorded, table: StagingTable, common: str | None, categories: tuple[str | None, ...]
) -> tuple[str, tuple[Step, ...]]:
    """The suffix for LDH and the step that explains it; nothing where the table has none."""
    if table.ldh is None or not any(_takes_suffix(category) for category in categories):
        return "", ()
    value, limit = number(facts, "ldh_u_l"), number(facts, "ldh_upper_limit_u_l")
    source = source_of(table.ldh.said, table)
    if value is None or limit is None:
        text, suffix = "LDH or its upper limit is not recorded: no suffix.", ""
    elif value > limit:
        suffix = table.ldh.elevated
        text = f"LDH {value:g} U/L is above its limit of {limit:g} U/L: suffix {suffix}."
    else:
        suffix = table.ldh.normal
        text = f"LDH {value:g} U/L is not above its limit of {limit:g} U/L: suffix {suffix}."
    step = Step("M", text, table.ldh.said.rule, table.ldh.said.certainty, source, ("prognosis",))
    return suffix, (step,)


def _takes_suffix(category: str | None) -> bool:
    return category is not None and category.startswith("M1") and category != "M1"


def _suffixed(category: str, suffix: str) -> str:
    return category + suffix if _takes_suffix(category) else category
