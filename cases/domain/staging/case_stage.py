"""Staging a case: edition, entered categories, M from the pattern, stage group, and everything between."""

from ..known import Recorded, choice
from ..notation.category import Category
from ..wording import fact_words
from .discrepancies import (
    category_findings,
    entered_categories,
    m_findings,
    proof_question,
    reported_findings,
    says_as_much,
    site_question,
    suggested_m,
    with_suggestion,
)
from .edition_choice import table_for
from .findings import Element, Finding, Question, StagingStep
from .grouping import StageGrouping, group_of
from .lugano import no_tnm, stage_lymphoma
from .metastases import FromPattern, from_pattern, step_of
from .result import StageResult
from .tables import StagingTable, VouchedSentence

LETTER_WANTED = ("W_SUBCATEGORY_WANTED", "m_category")
_NO_PRIMARY = "The primary is not recorded: without it there is no M category and no stage group."


def stage(facts: Recorded) -> StageResult:
    """Stage the primary of a case from its recorded facts (derived ones are computed anew).

    Never raises for facts that the vocabulary accepts. What is unknown leaves alternatives and questions;
    what was entered is compared, never changed.
    """
    table, findings = table_for(facts)
    categories, faults = entered_categories(facts)
    findings += [*faults, *_lugano_outside_lymphoma(facts, table)]
    entered = {element: choice(facts, f"{element}_category") for element in "tnm"}
    entered_all: dict[str, str | None] = {**entered, "lugano": choice(facts, "lugano_stage")}
    if table is None:
        findings += category_findings(categories, None)
        return _without_primary(facts, entered_all, findings)
    if not table.has_stage:
        return _not_staged(table, entered_all, findings)
    if not table.is_tnm:
        return stage_lymphoma(facts, table, entered_all, findings)
    findings += category_findings(categories, table)
    return _stage_tnm(facts, table, entered_all, categories, findings)


def _stage_tnm(
    facts: Recorded,
    table: StagingTable,
    entered: dict[str, str | None],
    categories: dict[str, Category],
    findings: list[Finding],
) -> StageResult:
    derived = from_pattern(facts, table)
    suggestion = suggested_m(facts, derived, categories, table)
    m = categories.get("M")
    findings = [with_suggestion(finding, suggestion, derived) for finding in findings]
    of_m = [*m_findings(facts, m, derived, suggestion)]
    if any(finding.code == "W_M_LETTER" for finding in of_m):
        findings = [each for each in findings if (each.code, each.fact) != LETTER_WANTED]
    findings += [*derived.findings, *of_m]
    used, basis, group = _group(facts, table, categories, derived)
    findings += reported_findings(facts, group)
    questions = (
        *derived.questions,
        site_question(facts, m, derived),
        proof_question(facts, m),
        group.question,
    )
    return StageResult(
        edition=table.edition,
        edition_label=table.edition_label,
        system=table.system,
        entered=entered,
        m_from_pattern=derived.category,
        m_alternatives=derived.alternatives,
        stage_group=group.stage,
        stage_alternatives=group.alternatives,
        stage_is_partial=group.is_partial,
        stage_reason=_reason(group, used, basis, m),
        questions=tuple(question for question in questions if question),
        findings=tuple(findings),
        path=_path(facts, categories, derived, group, used, basis),
    )


def _group(
    facts: Recorded, table: StagingTable, categories: dict[str, Category], derived: FromPattern
) -> tuple[str | None, str | None, StageGrouping]:
    """The M that the group stands on, whether it was entered or derived, and the group.

    The pattern decides where it settles M. An entered M decides where it is one of those that the pattern
    leaves open for want of facts, or says more than it; while a person has to judge, only what all readings
    share holds.
    """
    entered = categories.get("M")
    if entered and _decides(entered.name, derived):
        return entered.name, "entered", group_of(facts, table, entered.name, (), categories)
    if derived.category is None and not derived.leaves:
        return None, None, StageGrouping(None, "M is not settled, so there is no stage group.")
    group = group_of(facts, table, derived.category, derived.leaves, categories)
    return derived.category, "pattern" if derived.category else None, group


def _decides(entered: str, derived: FromPattern) -> bool:
    """Does the entered M settle what the pattern leaves open?"""
    if not derived.leaves:
        return derived.category is None
    if derived.leaves == ("M1",):
        return entered.startswith("M1") and entered != "M1"
    if derived.pattern.is_open or not derived.alternatives:
        return False
    says_m1 = derived.category is None and any(leaf.startswith(entered) for leaf in derived.leaves)
    return says_m1 or any(says_as_much(entered, leaf) for leaf in derived.leaves)


def _reason(group: StageGrouping, used: str | None, basis: str | None, entered: Category | None) -> str:
    if used is None:
        return group.reason
    if basis == "entered":
        return f"{group.reason} {used} is taken as entered."
    against = f" {entered.name} was entered." if entered and entered.name != used else ""
    return f"{group.reason} {used} follows from the recorded pattern.{against}"


def _path(
    facts: Recorded,
    categories: dict[str, Category],
    derived: FromPattern,
    group: StageGrouping,
    used: str | None,
    basis: str | None,
) -> tuple[StagingStep, ...]:
    site = fact_words("primary_site", choice(facts, "primary_site") or "other")
    elements: tuple[Element, Element] = ("T", "N")
    first = [_entered_step(element, categories.get(element), site) for element in elements]
    steps = [*first, *derived.steps]
    if basis == "entered" and used:
        text = f"{used} was entered, and the stage group stands on it."
        steps.append(StagingStep("M", text, from_chapters=("staging",)))
    return (*steps, group.step or StagingStep("group", group.reason))


def _entered_step(element: Element, category: Category | None, site: str) -> StagingStep:
    what = "tumour" if element == "T" else "regional nodes"
    if category is None:
        return StagingStep(element, f"{element} is not recorded.", from_chapters=("staging",))
    text = (
        f"{category.token} was entered for the {what} of the primary ({site}); the kidney never changes it."
    )
    return StagingStep(element, text, from_chapters=("staging",))


def _without_primary(facts: Recorded, entered: dict[str, str | None], findings: list[Finding]) -> StageResult:
    question = Question("Q_PRIMARY_SITE", "Where did the cancer start?", fact="primary_site")
    edition = choice(facts, "staging_edition")
    return StageResult(
        edition=edition.upper() if edition else None,
        edition_label=fact_words("staging_edition", edition) if edition else "",
        system=None,
        entered=entered,
        stage_reason=_NO_PRIMARY,
        questions=(question,),
        findings=tuple(findings),
        path=(StagingStep("group", _NO_PRIMARY, from_chapters=("primary",)),),
    )


def _not_staged(table: StagingTable, entered: dict[str, str | None], findings: list[Finding]) -> StageResult:
    """A primary that has no T, N and M and is not staged here: the reason, and nothing is asked."""
    return StageResult(
        edition=table.edition,
        edition_label=table.edition_label,
        system=table.system,
        entered=entered,
        stage_reason=table.no_group,
        findings=(*findings, *no_tnm(entered, table)),
        path=(step_of(VouchedSentence(table.no_group, table.certainty, table.source), "group", table),),
    )


def _lugano_outside_lymphoma(facts: Recorded, table: StagingTable | None) -> list[Finding]:
    is_staged_by_it = table is not None and table.has_stage and not table.is_tnm
    if table is None or is_staged_by_it or choice(facts, "lugano_stage") is None:
        return []
    message = "A Lugano stage is recorded, but the primary is not a lymphoma. It is left aside."
    return [Finding("E_LUGANO_WITHOUT_LYMPHOMA", "error", message, "lugano_stage")]
