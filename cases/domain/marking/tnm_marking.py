"""TNM element by element: the category and its prefix are two marks; the edition is a fact of its own."""

from cases.domain.notation.category import Category, NotationError
from cases.domain.notation.scanning import read_category

CATEGORY_SHARE, PREFIX_SHARE = 0.75, 0.25
"""How a token's weight is divided. KidMet's choice, unreferenced."""

EXACT, PARENT, SAME_MAIN, OTHER = 1.0, 0.5, 0.25, 0.0
"""Credit for a category: the same; right but one level coarser or finer; only the letter differs; another.
KidMet's choice, as above; a key overrules it with `accept`."""

PREFIX_WORDS = {"": "no prefix", "c": "c, clinical", "p": "p, pathological"}


def parsed(token: str, element: str) -> Category | None:
    try:
        return read_category(token, element)
    except NotationError:
        return None


def category_credit(entered: Category, expected: Category) -> tuple[float, str]:
    """Credit of a category and why; site codes in brackets do not count."""
    mine, right = entered.name, expected.name
    if mine == right:
        return EXACT, f"{right} is right."
    if entered.plain == expected.plain:
        return PARENT, f"{entered.plain} is right; what follows it in brackets is not."
    if right.startswith(entered.plain) and len(entered.plain) > 1 and _main(entered) == _main(expected):
        return PARENT, f"{mine} is right as far as it goes; the subcategory is missing."
    if entered.plain.startswith(expected.plain) and _main(entered) == _main(expected):
        return PARENT, f"{mine} is finer than this case supports."
    if _main(entered) == _main(expected):
        return SAME_MAIN, f"{_main(expected)} is right, the subcategory is not."
    return OTHER, f"{mine} instead of {right}."


def prefix_credit(entered: Category, expected: Category) -> tuple[float, str]:
    mine, right = entered.prefix, expected.prefix
    if mine == right:
        return EXACT, "The prefix is right."
    said = f"{prefix_words(mine)} instead of {prefix_words(right)}."
    shared = bool(mine) and mine[-1:] == right[-1:]
    return (PARENT if shared else OTHER), said


def prefix_words(prefix: str) -> str:
    return PREFIX_WORDS.get(prefix, prefix)


def _main(category: Category) -> str:
    """The letter and what follows it at once: "T2" of T2b, "M1" of M1c2, "Tis" of Tis."""
    code = category.code
    return category.element + (code if code[:1].isalpha() else code[:1])
