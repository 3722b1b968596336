"""Dependencies point one way: kidmet_site > cases > guidance, and inside an app from urls down to domain.

Who somebody is stands below both: the person, and the requests that they make.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from kidmet_site.setup import ROOT
from tests.tables import for_each

APPS = ("guidance", "cases")
# From the top down: a layer imports those after it. Presenting is what views hand to templates.
LAYERS = ("urls", "views", "presenting", "forms", "actions", "queries", "permissions", "models", "domain")
# Entrances like urls: they may use every layer, and no layer may use them.
ENTRANCES = ("admin", "apps", "checks", "management", "migrations", "templatetags")
# Files and their readers, which know the domain and nothing of the database.
HELPERS = ("pack", "content")
# What all floors but the domain stand on; of ours it knows nothing but plain values.
GROUND = (
    "kidmet_site.accounts.models",
    "kidmet_site.accounts.requests",
    "kidmet_site.accounts.holdings",
    "kidmet_site.accounts.known_as",
    "kidmet_site.work.models",
    "kidmet_site.work.jobs",
    "kidmet_site.mail",
    "kidmet_site.sealing",
    "kidmet_site.sheets",
)
MODULES = sorted(
    path
    for app in (*APPS, "kidmet_site")
    for path in (ROOT / app).rglob("*.py")
    if "migrations" not in path.parts
)


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """(line, full dotted name) of every import, those inside functions included."""
    package = list(path.relative_to(ROOT).parts[:-1])
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            yield from ((node.lineno, f"{module}.{alias.name}") for alias in node.names)


def layer(parts: list[str]) -> str:
    """ "views" of cases.views.case_list, "" of the app itself."""
    return parts[1] if len(parts) > 1 else ""


def faults_of(path: Path) -> list[str]:
    own = list(path.relative_to(ROOT).with_suffix("").parts)
    return [
        f"{path.relative_to(ROOT)}:{line} imports {name}"
        for line, name in imports(path)
        if not may(own, name)
    ]


def may(own: list[str], name: str) -> bool:
    other = name.split(".")
    if own[0] in APPS and layer(own) == "domain" and not allowed_in_domain(own[0], other):
        return False
    if ".".join(own) in GROUND and other[0] in (*APPS, "kidmet_site"):
        return is_ground(name) or other[:2] == ["guidance", "domain"]
    if own[0] in APPS and other[0] == "kidmet_site":
        return is_ground(name)
    if own[0] == "guidance" and other[0] == "cases":
        return False
    return own[0] != other[0] or own[0] not in APPS or looks_down(layer(own), layer(other))


def is_ground(name: str) -> bool:
    return name.startswith(tuple(f"{module}." for module in GROUND))


def allowed_in_domain(app: str, other: list[str]) -> bool:
    """The standard library, the app's own domain, and for cases also that of guidance."""
    if other[0] in sys.stdlib_module_names:
        return True
    reachable = APPS[: APPS.index(app) + 1]
    return other[0] in reachable and layer(other) == "domain"


def looks_down(own: str, other: str) -> bool:
    if own in ENTRANCES or not other:
        return True
    if other in ENTRANCES:
        return False
    if other in HELPERS or own in HELPERS:
        return own not in ("domain", "models") and (own not in HELPERS or other in (*HELPERS, "domain"))
    return LAYERS.index(other) >= LAYERS.index(own)


@for_each("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_looks_up(path: Path) -> None:
    assert faults_of(path) == []


@for_each("app", APPS)
def test_every_module_has_a_known_layer(app: str) -> None:
    names = {path.relative_to(ROOT / app).parts[0].removesuffix(".py") for path in (ROOT / app).rglob("*.py")}

    assert names - {"__init__", *LAYERS, *ENTRANCES, *HELPERS} == set()


@for_each(
    ("own", "other", "allowed"),
    [
        ("guidance.queries", "cases.models.PatientCase", False),
        ("guidance.queries", "kidmet_site.accounts.models.User", True),
        ("guidance.queries", "kidmet_site.accounts.forms.LoginForm", False),
        ("guidance.domain.words", "kidmet_site.accounts.models.User", False),
        ("kidmet_site.accounts.models", "guidance.domain.limits.EMAIL", True),
        ("kidmet_site.accounts.models", "guidance.models.Edition", False),
        ("kidmet_site.accounts.requests", "kidmet_site.accounts.models.User", True),
        ("kidmet_site.accounts.requests", "kidmet_site.accounts.forms.LoginForm", False),
        ("kidmet_site.accounts.forms", "guidance.forms.entries.Within", True),
        ("cases.queries", "guidance.queries.current_edition", True),
        ("cases.models.case", "cases.queries.case_for", False),
        ("cases.views.case_list", "cases.queries.cases_for", True),
        ("cases.forms", "cases.views.case_list", False),
        ("guidance.domain.words", "django.utils.timezone", False),
        ("guidance.domain.words", "yaml", False),
        ("guidance.domain.words", "dataclasses.dataclass", True),
        ("guidance.domain.words", "cases.domain.record", False),
        ("cases.domain.deriving", "guidance.domain.facts.Facts", True),
        ("cases.domain.deriving", "guidance.models.Edition", False),
        ("guidance.actions", "guidance.management.commands.load_guidance", False),
    ],
)
def test_the_rule_knows_up_from_down(own: str, other: str, allowed: bool) -> None:
    assert may(own.split("."), other) is allowed


def test_a_package_lists_no_name_twice() -> None:
    """What its `__init__` imports is what it gives."""
    assert [
        str(path) for path in MODULES if path.name == "__init__.py" and "__all__" in path.read_text()
    ] == []
