"""M from the metastatic pattern: the decision tables, first match wins, in every world that is possible."""

from dataclasses import dataclass

from guidance.domain.vocabulary import number_word

from ..known import Recorded, number
from .findings import Element, Finding, Question, StagingStep
from .guards import guard_question, place_findings
from .pattern_findings import pattern_findings, status_step
from .pattern_questions import pattern_questions
from .pattern_words import pattern_sentence
from .patterns import Pattern, pattern_of, worlds
from .table_conditions import holds
from .tables import PatternRule, StagingTable, VouchedSentence
from .world import World

PATTERN_CHAPTERS = ("kidney", "primary")


@dataclass(frozen=True)
class WorldOutcome:
    """What one world leads to. `rule` is None where no row of the table speaks of it."""

    category: str | None
    stage: str | None
    rule: PatternRule | None

    @property
    def answer(self) -> tuple[str | None, str | None]:
        return self.category, self.stage


@dataclass(frozen=True)
class FromPattern:
    """M (or, for lymphoma, the stage) as the pattern gives it.

    `category` is what all possible worlds have in common, None where one of them has no metastasis or no
    answer. `leaves` are the categories that are possible: the one, where M is settled. A letter that the
    tables cannot settle leaves bare M1 as the one leaf, never beside letters. `stages` are the stage groups
    of the possible worlds; `stage_is_unknown` where one of them has none.
    """

    pattern: Pattern
    category: str | None
    leaves: tuple[str, ...]
    stages: tuple[str, ...]
    steps: tuple[StagingStep, ...]
    questions: tuple[Question, ...]
    findings: tuple[Finding, ...]
    stage_is_unknown: bool = False

    @property
    def stage_is_open(self) -> bool:
        return self.stage_is_unknown or len(self.stages) != 1

    @property
    def alternatives(self) -> tuple[str, ...]:
        """The leaves that differ; none where M is settled."""
        return self.leaves if len(self.leaves) > 1 else ()


def from_pattern(facts: Recorded, table: StagingTable) -> FromPattern:
    """Derive M from kidney lesions and other sites by the table's rows.

    Unknown facts leave alternatives; nothing is guessed. Where the answer is a clinical judgement, a
    question is asked, and both readings are worked out: what they share is settled.
    """
    pattern = pattern_of(facts, table)
    guard = guard_question(facts, table)
    possible = worlds(pattern, table)
    found = [outcome(world, table) for world in possible]
    outcomes = tuple(dict.fromkeys(found))
    categories = tuple(dict.fromkeys(each.category for each in outcomes))
    stages = tuple(dict.fromkeys(each.stage for each in outcomes))
    common = common_category(categories, table)
    answers = tuple((world, each.answer) for world, each in zip(possible, found, strict=True))
    asked = pattern_questions(facts, pattern, table, answers, lambda world: outcome(world, table).answer)
    questions = [guard, *(each for each in asked if guard is None or each.fact != guard.fact)]
    steps = _steps(facts, pattern, table, common, outcomes, possible)
    suffix, suffix_step = _ldh(facts, table, categories)
    findings = [*pattern_findings(facts, pattern, table), *place_findings(facts, table)]
    return FromPattern(
        pattern,
        _suffixed(common, suffix) if common else None,
        tuple(_suffixed(leaf, suffix) for leaf in _leaves(categories, table)),
        tuple(stage for stage in stages if stage),
        (*steps, *suffix_step),
        tuple(question for question in questions if question),
        tuple(finding for finding in findings if finding),
        None in stages,
    )


def outcome(world: World, table: StagingTable) -> WorldOutcome:
    """What the first matching row says. Without a row a distant metastasis is M1, its letter left open."""
    for rule in table.rules:
        if holds(rule.when, world):
            return WorldOutcome(rule.category, rule.stage, rule)
    if not table.is_tnm:
        return WorldOutcome(None, None, None)
    if not world.kidney_lesions and not world.sites:
        return WorldOutcome("M0", None, None)
    if table.intrathoracic_sites and not world.outside_chest:
        # A lesion of "the lung" with a lung primary: which lung decides between T and M1a.
        return WorldOutcome(None, None, None)
    return WorldOutcome("M1", table.m_to_stage.get("M1"), None)


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


def _leaves(categories: tuple[str | None, ...], table: StagingTable) -> tuple[str, ...]:
    """The possible categories in the table's order; bare M1 alone where one of them lacks its letter."""
    found = {category for category in categories if category}
    if "M1" in found and table.has_letters:
        found = {"M1" if category.startswith("M1") else category for category in found}
    order = table.allowed("M")
    return tuple(sorted(found, key=lambda each: order.index(each) if each in order else -1))


# Steps


def _steps(
    facts: Recorded,
    pattern: Pattern,
    table: StagingTable,
    common: str | None,
    outcomes: tuple[WorldOutcome, ...],
    possible: tuple[World, ...],
) -> tuple[StagingStep, ...]:
    element: Element = "M" if table.is_tnm else "group"
    first = StagingStep("M", pattern_sentence(pattern, table), from_chapters=PATTERN_CHAPTERS)
    status = status_step(facts, pattern, table)
    aside = [
        step_of(each.said, element, table)
        for each in table.sites_set_aside
        if each.site in pattern.set_aside and each.holds(facts) and pattern.elsewhere is not None
    ]
    said = _reasons(table, common, outcomes, possible)
    reasons = [step_of(each, element, table) for each in said]
    return (first, *([status] if status else []), *aside, *reasons)


def step_of(said: VouchedSentence, element: Element, table: StagingTable) -> StagingStep:
    return StagingStep(
        element, said.text, said.rule, said.certainty, source_of(said, table) if said.source else ""
    )


def source_of(said: VouchedSentence, table: StagingTable) -> str:
    return f"{table.label}, {table.edition_label} ({said.source})"


def _reasons(
    table: StagingTable, common: str | None, outcomes: tuple[WorldOutcome, ...], possible: tuple[World, ...]
) -> list[VouchedSentence]:
    rules = tuple(dict.fromkeys(each.rule for each in outcomes if each.rule))
    is_one = len({each.answer for each in outcomes}) == 1
    if is_one and len(rules) == 1 and outcomes[0].rule:
        return _of_the_rule(rules[0], possible)
    if is_one and rules and common:
        # What settles M in every reading, though by another row in each: told by the row of the plainest.
        all_say = VouchedSentence(f"{common} holds in every reading of what is open.", "", "")
        return [*rules[0].sentences, all_say]
    if common == "M0":
        return [VouchedSentence("No distant metastasis is recorded: M0.", "", "")]
    row = next((row for row in table.unsettled if row.category == common), None)
    if row:
        return [row.said]
    if common and len({each.category for each in outcomes}) > 1:
        return [
            VouchedSentence(f"{common} holds in any case; what is recorded does not settle more.", "", "")
        ]
    if common:
        text = f"A distant metastasis makes it {common}; the tables here have no row that settles a letter."
        return [VouchedSentence(text, "C", "No row in the tables")]
    return []


def _of_the_rule(rule: PatternRule, possible: tuple[World, ...]) -> list[VouchedSentence]:
    systems = {world.organ_systems for world in possible}
    words = number_word(systems.pop()) if len(systems) == 1 else "several"
    said = [
        VouchedSentence(each.text.replace("{organ_systems}", words), each.certainty, each.source, each.rule)
        for each in rule.sentences
    ]
    held = [remark.said for remark in rule.remarks if all(holds(remark.when, world) for world in possible)]
    return said + held


# LDH in melanoma


def _ldh(
    facts: Recorded, table: StagingTable, categories: tuple[str | None, ...]
) -> tuple[str, tuple[StagingStep, ...]]:
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
    step = StagingStep("M", text, table.ldh.said.rule, table.ldh.said.certainty, source, ("prognosis",))
    return suffix, (step,)


def _takes_suffix(category: str | None) -> bool:
    return category is not None and category.startswith("M1") and category != "M1"


def _suffixed(category: str, suffix: str) -> str:
    return category + suffix if _takes_suffix(category) else category
