"""What the type checker is told: people are people, and what it is not to look at says why."""

import ast
import re

from kidmet_site.setup import ROOT

MODULES = [
    path
    for app in ("kidmet_site", "guidance", "cases")
    for path in sorted((ROOT / app).rglob("*.py"))
    if "migrations" not in path.parts
]
A_PERSON = re.compile(
    r"\b(by|user|person|people|who|resident|educator|curator|author|reader|reviewer|owner|but)"
    r": (?:\w+\[(?:\w+, )?)?Any\b"
)
IGNORED = re.compile(r"#\s*type:\s*ignore")
WITH_A_REASON = re.compile(r"# type: ignore\[[\w, -]+\]  # \S.+")
MOST_IGNORED = 30


def lines_with(pattern: re.Pattern[str]) -> list[tuple[str, str]]:
    """(place, text) of the lines in which the pattern is found."""
    return [
        (f"{path.relative_to(ROOT)}:{number}", line)
        for path in MODULES
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if pattern.search(line)
    ]


def test_a_person_is_typed_as_one_wherever_one_is_handed_on() -> None:
    assert lines_with(A_PERSON) == []


def test_every_line_kept_from_the_type_checker_says_why() -> None:
    without = [place for place, line in lines_with(IGNORED) if not WITH_A_REASON.search(line)]

    assert without == []


def test_few_lines_are_kept_from_the_type_checker() -> None:
    ignored = [place for place, _ in lines_with(IGNORED)]

    assert len(ignored) <= MOST_IGNORED, ignored


def test_no_module_is_kept_from_the_type_checker_as_a_whole() -> None:
    whole = [place for place, line in lines_with(re.compile(r"#\s*mypy:|@no_type_check"))]

    assert whole == []


def test_a_view_takes_a_person_only_where_nobody_else_comes() -> None:
    """A view that everybody may ask for has to look whether somebody is signed in."""
    views = [
        (f"{path.relative_to(ROOT)}:{node.lineno}", ast.unparse(node.args.args[0]), decorators(node))
        for path in MODULES
        if "views" in path.parts
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef) and "allowed(" in decorators(node)
    ]
    wanted = {True: "request: PageRequest", False: "request: PersonRequest"}

    assert len(views) > 70
    assert [place for place, first, guards in views if first != wanted["allowed(anyone)" in guards]] == []


def decorators(function: ast.FunctionDef) -> str:
    return " ".join(map(ast.unparse, function.decorator_list))
