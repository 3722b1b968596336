"""Categories held against the table of a primary and edition, and against each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from guidance.domain.vocabulary import nearest_word

from .findings import Level
from .notation import Category
from .tables import StagingTable, StagingTables


@dataclass(frozen=True)
class Issue:
    """What is wrong, or wanting, with a category that could be read."""

    code: str
    level: Level
    message: str
    category: Category
    nearest: str | None = None


def issues(
    categories: tuple[Category, ...], table: StagingTable | None, tables: StagingTables
) -> Iterator[Issue]:
    """All issues of T, N and M as they are, in their order; of the site only where a table is given."""
    for category in categories:
        if table is not None:
            yield from _of_the_site(category, table, tables)
        yield from _of_the_grammar(category)
    by_element = {category.element: category for category in categories}
    t, m = by_element.get("T"), by_element.get("M")
    if t and m and t.code == "is" and m.code.startswith("1"):
        message = f"{t.name} with {m.name}: a tumour in situ does not spread. Registry tables give no group."
        yield Issue("W_TIS_WITH_M1", "warning", message, t)


def is_allowed(category: Category, table: StagingTable) -> bool:
    """Does the table list the category? Additions that hold at every site are judged by the grammar."""
    if table.grammar_only and category.element != "M":
        return True
    listed = table.allowed(category.element, category.kind)
    if category.name in listed:
        return True
    if category.element == "M" or category.plain not in listed:
        return False
    return not any(each.startswith(f"{category.plain}(") for each in listed if category.element == "T")


def _of_the_site(category: Category, table: StagingTable, tables: StagingTables) -> Iterator[Issue]:
    if not is_allowed(category, table):
        yield _not_in_site(category, table, tables)
    elif category.plain in table.wants_subcategory and not category.isolated_cells:
        finer = [name for name in table.allowed(category.element, category.kind) if _refines(name, category)]
        message = f"{category.plain} has subcategories here ({', '.join(finer)}): give one where it is known."
        yield Issue("W_SUBCATEGORY_WANTED", "warning", message, category)


def _refines(name: str, category: Category) -> bool:
    return name.startswith(category.plain) and name != category.plain and "(" not in name


def _not_in_site(category: Category, table: StagingTable, tables: StagingTables) -> Issue:
    allowed = table.allowed(category.element, category.kind)
    lists = table.categories[category.element]
    differ = lists.get("c") != lists.get("p")
    kind = {"c": "clinical ", "p": "pathological ", "": ""}[category.kind if differ else ""]
    near = nearest_category(category.name, allowed)
    message = (
        f"{category.name} is no {kind}{category.element} category of {_in_sentence(table.label)} "
        f"({table.edition_label}). Allowed: {', '.join(allowed)}."
    )
    if any(addition in ("(0)", "(1)") for addition in category.additions) and table.ldh is None:
        message += " The suffix for LDH is for melanoma only."
    elsewhere = [
        other.edition_label
        for other in tables.editions(table.primary)
        if other.edition != table.edition and is_allowed(category, other)
    ]
    if elsewhere:
        message += f" It exists in {', '.join(elsewhere)}."
    if near:
        message += f' The nearest is "{near}".'
    return Issue(f"E_{category.element}_NOT_IN_SITE", "error", message, category, near)


def nearest_category(name: str, allowed: tuple[str, ...]) -> str | None:
    """The allowed category nearest to a name: first the less specific ones, then what looks alike."""
    for length in range(len(name) - 1, 1, -1):
        if name[:length] in allowed:
            return name[:length]
    return nearest_word(name, allowed)


def _in_sentence(label: str) -> str:
    return label[0].lower() + label[1:]


def _of_the_grammar(category: Category) -> Iterator[Issue]:
    if category.ambiguous:
        message = f"Read as {category.name}; put a space before the letter if it belongs to what follows."
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
        yield Issue("E_PM0", "error", message, category, "cM0")
    if category.element == "N":
        yield from _of_the_nodes(category)


def _of_the_nodes(category: Category) -> Iterator[Issue]:
    if category.isolated_cells and not (category.is_pathological and category.code == "0"):
        message = f"{category.isolated_cells} is written with pN0 only."
        yield Issue("E_ITC_NEEDS_P", "error", message, category, f"pN0{category.isolated_cells}")
    if category.kind == "c" and {"(sn)", "(f)"} & set(category.additions):
        message = "(sn) and (f) tell how nodes were taken and belong to a pathological N."
        yield Issue("W_SN_CLINICAL", "warning", message, category)
    counts = next((each[1:-1] for each in category.additions if "/" in each), None)
    if counts:
        positive, examined = map(int, counts.split("/"))
        if positive > examined:
            message = f"({counts}): more nodes are positive than were examined."
            yield Issue("E_NODE_COUNT", "error", message, category)
