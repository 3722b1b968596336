"""Categories held against the table of a primary and edition, and against each other."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from guidance.domain.vocabulary import lower_first

from ..notation.category import Category, clinical
from .expected import count_difference, site_difference
from .findings import Level
from .table_loading import shipped_tables
from .tables import StagingTable


@dataclass(frozen=True)
class Issue:
    """What is wrong, or wanting, with a category that could be read."""

    code: str
    level: Level
    message: str
    category: Category
    nearest: str | None = None


def issues(categories: tuple[Category, ...], table: StagingTable | None) -> Iterator[Issue]:
    """All issues of T, N and M as they are, in their order; of the site only where a table is given."""
    for category in categories:
        faults = list(_of_the_grammar(category, table))
        if not any(issue.level == "error" for issue in faults):
            yield from _of_the_site(category, table) if table else _of_counts(category, "")
        yield from faults
    by_element = {category.element: category for category in categories}
    t, m = by_element.get("T"), by_element.get("M")
    if t and m and t.code == "is" and m.code.startswith("1"):
        message = f"{t.name} with {m.name}: a tumour in situ does not spread. Registry tables give no group."
        yield Issue("W_TIS_WITH_M1", "warning", message, t)


def is_allowed(category: Category, table: StagingTable) -> bool:
    """Does the table list the category? Additions that hold at every site are judged by the grammar."""
    if category.impossible:
        return False
    if not table.lists(category.element) and category.element != "M":
        return True
    listed = table.allowed(category.element, category.kind)
    if category.name in listed:
        return True
    if category.element == "M" or category.plain not in listed:
        return False
    return not any(each.startswith(f"{category.plain}(") for each in listed if category.element == "T")


def _of_the_site(category: Category, table: StagingTable) -> Iterator[Issue]:
    if not is_allowed(category, table):
        yield _not_in_site(category, table)
        return
    if (finer := _wanted(category, table)) and not category.isolated_cells:
        message = f"{category.plain} has subcategories here ({', '.join(finer)}): give one where it is known."
        yield Issue("W_SUBCATEGORY_WANTED", "warning", message, category)
    yield from _of_counts(category, table.primary)
    if message := site_difference(category, table):
        yield Issue("W_SITE_DIFFERS", "warning", message, category)


def _of_counts(category: Category, primary: str) -> Iterator[Issue]:
    if message := count_difference(category, primary):
        yield Issue("W_COUNT_DIFFERS", "warning", message, category)


@lru_cache(maxsize=2_000)
def _wanted(category: Category, table: StagingTable) -> tuple[str, ...]:
    """The subcategories of an N or M that has some by the list of its own prefix."""
    listed = table.allowed(category.element, category.kind)
    finer = tuple(name for name in listed if _refines(name, category))
    if category.plain in table.wants_subcategory:
        return finer
    has_letters = any(name != f"{category.plain}mi" for name in finer)
    if not table.lists(category.element) or category.element == "T" or not has_letters:
        return ()
    return finer if category.code in ("1", "2", "3") else ()


def _refines(name: str, category: Category) -> bool:
    return name.startswith(category.plain) and name != category.plain and "(" not in name


def _not_in_site(category: Category, table: StagingTable) -> Issue:
    allowed = table.allowed(category.element, category.kind)
    lists = table.categories[category.element]
    differ = lists.get("c") != lists.get("p")
    kind = {"c": "clinical ", "p": "pathological ", "": ""}[category.kind if differ else ""]
    near = nearest_category(category, allowed)
    site = lower_first(table.label)
    message = (
        f"{category.name} is no {kind}{category.element} category of {site} "
        f"({table.edition_label}). Allowed: {', '.join(allowed)}."
    )
    if any(addition in ("(0)", "(1)") for addition in category.additions) and table.ldh is None:
        message += " The suffix for LDH is for melanoma only."
    elsewhere = [
        other.edition_label
        for other in shipped_tables().editions(table.primary)
        if other.edition != table.edition and is_allowed(category, other)
    ]
    if elsewhere:
        message += f" It exists in {', '.join(elsewhere)}."
    if near:
        message += f' The nearest is "{near}".'
    return Issue(f"E_{category.element}_NOT_IN_SITE", "error", message, category, near)


def nearest_category(category: Category, allowed: tuple[str, ...]) -> str | None:
    """The same category as far as the site has it, with its prefix: never another number or letter."""
    name = category.name
    suffixed = f"{name[:-1]}({name[-1]})"
    if suffixed in allowed:  # the 1 of "M1c1" in melanoma is the suffix for LDH
        return category.prefix + suffixed
    shorter = (name[:length] for length in range(len(name) - 1, 1, -1))
    near = next((each for each in shorter if each in allowed), None)
    return near and (clinical(category.prefix) if near == "M0" else category.prefix) + near


def _of_the_grammar(category: Category, table: StagingTable | None) -> Iterator[Issue]:
    if category.ambiguous:
        message = f"Read as {category.name}; put a space where it ends if its letter belongs to what follows."
        yield Issue("W_AMBIGUOUS", "warning", message, category)
    if (
        category.element == "M"
        and category.code == "0"
        and "p" in category.prefix
        and not category.is_autopsy
    ):
        message = (
            "pM0 is not allowed except at autopsy: tissue cannot show that there is no distant metastasis. "
            "Enter cM0 (certainty C)."
        )
        meant = replace(category, prefix=clinical(category.prefix))
        near = meant.token if table is None or is_allowed(meant, table) else f"{meant.prefix}M0"
        yield Issue("E_PM0", "error", message, category, near)
    if category.element == "N":
        yield from _of_the_nodes(category, table)


def _of_the_nodes(category: Category, table: StagingTable | None) -> Iterator[Issue]:
    cells = category.isolated_cells
    if cells and category.code != "0":
        message = f"{cells} goes with N0 only: {category.plain} is more than isolated tumour cells."
        yield Issue("E_ITC_ONLY_N0", "error", message, category)
    elif cells and category.kind == "c":
        message = f"{cells} is written with pN0 only."
        yield Issue("E_ITC_NEEDS_P", "error", message, category, f"pN0{cells}")
    if category.kind == "c" and {"(sn)", "(f)"} & set(category.additions) and not _is_breast(table):
        message = "(sn) and (f) tell how nodes were taken and belong to a pathological N; in breast to both."
        yield Issue("W_SN_CLINICAL", "warning", message, category)
    if counts := category.counts:
        positive, examined = counts
        if positive > examined:
            message = f"({positive}/{examined}): more nodes are positive than were examined."
            yield Issue("E_NODE_COUNT", "error", message, category)


def _is_breast(table: StagingTable | None) -> bool:
    """(f) and (sn) also stand on a clinical N of the breast (NAACCR item 1034)."""
    return table is not None and table.primary == "breast"
