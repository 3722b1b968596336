"""What was entered against what follows: differences are findings to explain, never overwritten."""

from collections.abc import Iterator
from dataclasses import replace

from guidance.domain.vocabulary import joined

from ..kidneys import KidneyStatus, is_confirmed, kidney_status
from ..known import METASTASIS, Recorded, choice, chosen, lesions
from ..notation.category import ELEMENTS, Category, NotationError
from ..notation.scanning import read_category
from ..wording import fact_words
from .category_checks import issues
from .findings import Finding, Question
from .grouping import StageGrouping, common_stage
from .metastases import FromPattern
from .pattern_words import sites_in_words
from .table_conditions import SITES_OF_CODE
from .tables import StagingTable

FACT_OF = {"T": "t_category", "N": "n_category", "M": "m_category"}


def entered_categories(facts: Recorded) -> tuple[dict[str, Category], list[Finding]]:
    """T, N and M as entered, and a finding for each token that cannot be read."""
    read: dict[str, Category] = {}
    faults = []
    for element in ELEMENTS:
        key = FACT_OF[element]
        token = choice(facts, key)
        if token is None:
            continue
        try:
            read[element] = read_category(token, element)
        except NotationError as fault:
            faults.append(Finding(fault.code, "error", f"{token}: {fault.message}", key, fault.nearest))
    return read, faults


def category_findings(categories: dict[str, Category], table: StagingTable | None) -> Iterator[Finding]:
    """Categories that the edition does not have, or wants in more detail."""
    for issue in issues(tuple(categories.values()), table):
        suggestion = _with_prefix(issue.nearest, issue.category)
        fact = FACT_OF[issue.category.element]
        yield Finding(issue.code, issue.level, issue.message, fact, suggestion)


def _with_prefix(category: str | None, entered: Category) -> str | None:
    if category is None or not category.startswith(entered.element):
        return category
    return entered.prefix + category


def suggested_m(
    facts: Recorded, derived: FromPattern, categories: dict[str, Category], table: StagingTable
) -> str | None:
    """The derived M as it could be entered: pM1 where a kidney metastasis is proven, r for a recurrence.

    None while M is open, or its letter is one that nobody here can settle.
    """
    category = derived.category
    if category is None or derived.alternatives or (category == "M1" and table.has_letters):
        return None
    entered = categories.get("M")
    recurs = any(each.prefix.startswith("r") for each in categories.values())
    when = entered.prefix.rstrip("cpu") if entered else "r" if recurs else ""
    how = "p" if category.startswith("M1") and is_confirmed(facts) else "c"
    sites = entered.sites if entered and category.startswith("M1") else ()
    return _written(when + ("" if when == "a" else how), category, sites)


def _written(prefix: str, name: str, sites: tuple[str, ...]) -> str:
    """A category as it is entered: what was named in brackets stays."""
    return f"{prefix}{name}({','.join(sites)})" if sites else prefix + name


def m_findings(
    facts: Recorded, entered: Category | None, derived: FromPattern, suggestion: str | None
) -> Iterator[Finding]:
    """The entered M against the pattern."""
    if entered is None:
        return
    if entered.code == "0":
        yield from _m0_entered(facts, entered, derived, suggestion)
    elif not _agrees(entered, derived):
        yield _differs(entered, derived, None if _not_recorded(facts, entered) else suggestion)
    elif suggestion and _is_less_specific(entered.name, str(derived.category)):
        message = f"{entered.name} was entered; from the recorded pattern it is {derived.category}."
        letter = _written(_prefix(facts, entered), str(derived.category), entered.sites)
        yield Finding("W_M_LETTER", "warning", message, "m_category", letter)
    yield from _p_without_proof(facts, entered, derived, suggestion)
    yield from _sites_differ(facts, entered)


def with_suggestion(finding: Finding, suggestion: str | None, derived: FromPattern) -> Finding:
    """An M that cannot stand is answered with the M that follows, not with one that would not fit either."""
    if finding.code == "E_M_NOT_IN_SITE" or (finding.code == "E_PM0" and not _may_be_m0(derived)):
        return replace(finding, suggestion=suggestion)
    return finding


def _may_be_m0(derived: FromPattern) -> bool:
    return not derived.leaves or any(leaf.startswith("M0") for leaf in derived.leaves)


def _m0_entered(
    facts: Recorded, entered: Category, derived: FromPattern, suggestion: str | None
) -> Iterator[Finding]:
    if _may_be_m0(derived):
        return
    follows = f" From the pattern M is {derived.category}." if derived.category else ""
    misfit = f"{entered.plain} does not fit what is recorded:"
    if derived.pattern.status is KidneyStatus.METASTASIS:
        message = f"{misfit} the kidney lesion is a {_held_to_be(facts)}.{follows}"
        yield Finding("E_M0_WITH_KIDNEY_METASTASIS", "error", message, "m_category", suggestion)
    elif derived.pattern.elsewhere:
        message = f"{misfit} metastasis in {sites_in_words(derived.pattern.elsewhere)}.{follows}"
        yield Finding("E_M0_WITH_METASTASIS", "error", message, "m_category", suggestion)
    else:
        yield _differs(entered, derived, suggestion)


def _held_to_be(facts: Recorded) -> str:
    held = {choice(facts, "kidney_diagnosis"), *(each.get("diagnosis") for each in lesions(facts) or ())}
    diagnosis = next((each for each in sorted(METASTASIS) if each in held), None)
    return fact_words("kidney_diagnosis", diagnosis) if diagnosis else "metastasis by biopsy"


def _agrees(entered: Category, derived: FromPattern) -> bool:
    """Is the entered M1 possible, or less specific than what is, or more specific than an open letter?"""
    if not derived.leaves:
        return True
    return any(
        says_as_much(entered.name, leaf) or _is_less_specific(entered.name, leaf) for leaf in derived.leaves
    )


def says_as_much(entered: str, leaf: str) -> bool:
    """Is it the same category, whatever suffix for LDH it has, or any letter where only M1 is known?

    Bare M1 stands among the leaves only where its letter is open, or where there are no letters.
    """
    if leaf == "M1":
        return entered.startswith("M1")
    return leaf == entered or (_base(leaf) == _base(entered) and "(" not in leaf)


def _base(category: str) -> str:
    return category.partition("(")[0]


def _is_less_specific(entered: str, derived: str) -> bool:
    return "(" not in entered and entered != derived and derived.startswith(entered)


def _differs(entered: Category, derived: FromPattern, suggestion: str | None) -> Finding:
    follows = joined(list(derived.leaves), "or")
    message = f"{entered.name} was entered; from the recorded pattern M is {follows}."
    return Finding("W_M_DIFFERS", "warning", message, "m_category", suggestion)


def _is_p_of_m1(entered: Category | None) -> bool:
    return entered is not None and "p" in entered.prefix and entered.code.startswith("1")


def _proof(facts: Recorded) -> frozenset[str] | None:
    """Where tissue was taken: empty where none was, None where it is not recorded."""
    source = chosen(facts, "tissue_source")
    if source is not None:
        # Tissue of a kidney that is something else proves no metastasis.
        is_another = kidney_status(facts) is KidneyStatus.NOT
        return source - {"kidney_biopsy", "kidney_resection"} if is_another else source
    return frozenset() if choice(facts, "biopsy_status") in _NOT_TAKEN else None


_NOT_TAKEN = ("not_done", "planned", "contraindicated")


def _is_unproven(facts: Recorded) -> bool:
    return not is_confirmed(facts) and _proof(facts) == frozenset()


def _prefix(facts: Recorded, entered: Category) -> str:
    """The prefix as it was entered, clinical in place of p where nothing was looked at."""
    return entered.prefix.replace("p", "c") if _is_unproven(facts) else entered.prefix


def _p_without_proof(
    facts: Recorded, entered: Category, derived: FromPattern, suggestion: str | None
) -> Iterator[Finding]:
    """pM1 where nothing was looked at under the microscope, in the kidney or elsewhere.

    Offered is what follows, or the same as clinical where it may stand; where a letter is told, only that.
    """
    if not _is_p_of_m1(entered) or not _is_unproven(facts):
        return
    message = (
        f"{entered.token} needs microscopic proof of a distant site (certainty C), and no tissue is "
        "recorded as taken: not from the kidney and not from elsewhere."
    )
    may_stand = any(_base(entered.name) == _base(leaf) for leaf in derived.leaves)
    clinical = _written(_prefix(facts, entered), entered.name, entered.sites) if may_stand else suggestion
    yield Finding("W_PM1_WITHOUT_PROOF", "warning", message, "m_category", clinical)


def proof_question(facts: Recorded, entered: Category | None) -> Question | None:
    """pM1 proven outside the kidney: at which site?"""
    source = _proof(facts) or frozenset()
    if entered is None or not _is_p_of_m1(entered) or entered.sites or is_confirmed(facts):
        return None
    if "other_site" not in source or len(chosen(facts, "other_metastatic_sites") or ()) == 1:
        return None
    text = (
        f"{entered.plain} rests on tissue from outside the kidney. From which site was it taken? "
        "Name it in brackets after M."
    )
    return Question("Q_PROVEN_SITE", text, fact="m_category")


def _not_recorded(facts: Recorded, entered: Category) -> list[str]:
    """The sites that the entered M names and that are not among the recorded ones."""
    recorded = chosen(facts, "other_metastatic_sites")
    if recorded is None:
        return []
    named = [code for code in entered.sites if code in SITES_OF_CODE]
    return [code for code in named if recorded.isdisjoint(SITES_OF_CODE[code])]


def _sites_differ(facts: Recorded, entered: Category) -> Iterator[Finding]:
    if named := _not_recorded(facts, entered):
        are = "is" if len(named) == 1 else "are"
        message = f"{joined(named)} {are} named in {entered.token} but not recorded among the other sites."
        yield Finding("W_SITES_DIFFER", "warning", message, "other_metastatic_sites")


def site_question(facts: Recorded, entered: Category | None, derived: FromPattern) -> Question | None:
    """M1 without any site: where is the metastasis?"""
    if entered is None or not entered.code.startswith("1") or entered.sites:
        return None
    if derived.pattern.status is KidneyStatus.METASTASIS or lesions(facts):
        return None
    if chosen(facts, "other_metastatic_sites"):
        return None
    text = f"{entered.plain} is entered, but no site is recorded. Where is the metastasis?"
    return Question("Q_M1_SITE", text, fact="other_metastatic_sites")


def reported_findings(facts: Recorded, group: StageGrouping) -> Iterator[Finding]:
    """The stage group that a report gives against the one that follows; it never takes its place."""
    reported = choice(facts, "reported_stage_group")
    possible = tuple(stage for stage in (group.stage, *group.alternatives, *group.among) if stage)
    if reported is None or not possible or group.is_partial:
        return
    if any(common_stage((each, reported)) in (each, reported) for each in possible):
        return  # one of them is the other without its letter: IV of IVB, not I of II
    follows = joined(list(group.alternatives or ((group.stage,) if group.stage else ())), "or") or "another"
    message = f"The report gives stage {reported}; from what is recorded it is {follows}. Nothing is changed."
    yield Finding("W_REPORTED_STAGE_DIFFERS", "warning", message, "reported_stage_group")
