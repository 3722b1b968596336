"""What was entered against what follows: differences are findings to explain, never overwritten."""

from __future__ import annotations

from collections.abc import Iterator

from ..kidneys import KidneyStatus, is_confirmed
from ..known import METASTASIS, Recorded, choice, chosen, lesions
from ..wording import fact_words
from .checking import issues
from .findings import Finding, Question
from .metastases import FromPattern
from .notation import ELEMENTS, Category, NotationError, read_category
from .pattern_words import sites_in_words
from .tables import StagingTable, StagingTables

FACT_OF = {"T": "t_category", "N": "n_category", "M": "m_category"}

_SITES_OF_CODE = {
    "PUL": {"lung", "contralateral_lung"},
    "OSS": {"bone"},
    "HEP": {"liver"},
    "BRA": {"brain", "other_cns"},
    "LYM": {"distant_nodes"},
    "MAR": {"marrow"},
    "PLE": {"pleura"},
    "PER": {"peritoneum"},
    "ADR": {"adrenal"},
    "SKI": {"skin"},
}


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


def category_findings(
    categories: dict[str, Category], table: StagingTable | None, tables: StagingTables
) -> Iterator[Finding]:
    """Categories that the edition does not have, or wants in more detail."""
    for issue in issues(tuple(categories.values()), table, tables):
        suggestion = _with_prefix(issue.nearest, issue.category)
        fact = FACT_OF[issue.category.element]
        yield Finding(issue.code, issue.level, issue.message, fact, suggestion)


def _with_prefix(category: str | None, entered: Category) -> str | None:
    if category is None or not category.startswith(entered.element):
        return category
    return entered.prefix + category


def suggested_m(facts: Recorded, category: str, categories: dict[str, Category]) -> str:
    """The derived M as it could be entered: pM1 where a kidney metastasis is proven, r for a recurrence."""
    proven = category.startswith("M1") and is_confirmed(facts)
    again = any(each.prefix.startswith("r") for each in categories.values())
    return f"{'r' if again else ''}{'p' if proven else 'c'}{category}"


def m_findings(
    facts: Recorded, entered: Category | None, derived: FromPattern, suggestion: str | None
) -> Iterator[Finding]:
    """The entered M against the pattern."""
    if entered is None:
        return
    if entered.code == "0":
        yield from _m0_entered(facts, entered, derived, suggestion)
    elif not _agrees(entered.name, derived):
        yield _differs(entered, derived, suggestion)
    yield from _p_without_proof(facts, entered)
    yield from _sites_differ(facts, entered)


def _m0_entered(
    facts: Recorded, entered: Category, derived: FromPattern, suggestion: str | None
) -> Iterator[Finding]:
    follows = f" From the pattern M is {derived.category}." if derived.category else ""
    misfit = f"{entered.plain} does not fit what is recorded:"
    sites = chosen(facts, "other_metastatic_sites")
    if derived.pattern.status is KidneyStatus.METASTASIS:
        message = f"{misfit} the kidney lesion is a {_held_to_be(facts)}.{follows}"
        yield Finding("E_M0_WITH_KIDNEY_METASTASIS", "error", message, "m_category", suggestion)
    elif sites:
        message = f"{misfit} metastasis in {sites_in_words(sites)}.{follows}"
        yield Finding("E_M0_WITH_METASTASIS", "error", message, "m_category", suggestion)
    elif derived.category not in (None, "M0"):
        yield _differs(entered, derived, suggestion)


def _held_to_be(facts: Recorded) -> str:
    diagnosis = choice(facts, "kidney_diagnosis")
    return fact_words("kidney_diagnosis", diagnosis) if diagnosis in METASTASIS else "metastasis by biopsy"


def _agrees(entered: str, derived: FromPattern) -> bool:
    """Is the entered M the derived one, one of those still possible, or less specific than they are?"""
    possible = derived.alternatives or ((derived.category,) if derived.category else ())
    if not possible:
        return True
    return any(each in (entered, _base(entered)) or _is_less_specific(entered, each) for each in possible)


def _base(category: str) -> str:
    return category.partition("(")[0]


def _is_less_specific(entered: str, derived: str) -> bool:
    return "(" not in entered and entered != _base(derived) and derived.startswith(entered)


def _differs(entered: Category, derived: FromPattern, suggestion: str | None) -> Finding:
    follows = derived.category or " or ".join(derived.alternatives)
    message = f"{entered.name} was entered; from the recorded pattern M is {follows}."
    return Finding("W_M_DIFFERS", "warning", message, "m_category", suggestion)


def _p_without_proof(facts: Recorded, entered: Category) -> Iterator[Finding]:
    not_taken = choice(facts, "biopsy_status") in ("not_done", "planned", "contraindicated")
    if "p" in entered.prefix and entered.code.startswith("1") and not_taken:
        message = (
            f"{entered.token} needs microscopic proof of a distant site (certainty C); "
            "no biopsy of the kidney is recorded as done."
        )
        yield Finding("W_PM1_WITHOUT_PROOF", "warning", message, "biopsy_status", f"c{entered.name}")


def _sites_differ(facts: Recorded, entered: Category) -> Iterator[Finding]:
    recorded = chosen(facts, "other_metastatic_sites")
    if recorded is None:
        return
    named = [code for code in entered.sites if code in _SITES_OF_CODE and not _SITES_OF_CODE[code] & recorded]
    if named:
        message = f"{', '.join(named)} is named in {entered.token} but not recorded among the other sites."
        yield Finding("W_SITES_DIFFER", "warning", message, "other_metastatic_sites")


def site_question(facts: Recorded, entered: Category | None, derived: FromPattern) -> Question | None:
    """M1 without any site: where is the metastasis?"""
    if entered is None or not entered.code.startswith("1") or entered.sites:
        return None
    if derived.pattern.status is KidneyStatus.METASTASIS or lesions(facts) or derived.pattern.elsewhere:
        return None
    text = f"{entered.plain} is entered, but no site is recorded. Where is the metastasis?"
    return Question("Q_M1_SITE", text, fact="other_metastatic_sites")
