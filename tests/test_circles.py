"""No module needs itself: imports run one way, those for types and those inside functions included."""

from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from kidmet_site.setup import ROOT
from tests.test_layers import MODULES, imports


def dotted(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


NAMES = {dotted(path) for path in MODULES}


def module_of(name: str) -> str:
    """The module that a full name is in: itself, or the one that defines it."""
    while name and name not in NAMES:
        name = name.rpartition(".")[0]
    return name


def needs(path: Path) -> set[str]:
    return {module_of(name) for _, name in imports(path)} - {"", dotted(path)}


def circles(needed: dict[str, set[str]]) -> list[str]:
    """One circle for each tangle: mended one by one, the next shows."""
    needed, found = dict(needed), []
    while True:
        try:
            TopologicalSorter(needed).prepare()
        except CycleError as fault:
            circle = fault.args[1]
            found.append(" ← ".join(circle))
            needed = {name: others - set(circle) for name, others in needed.items() if name not in circle}
        else:
            return found


def test_no_module_needs_itself() -> None:
    assert circles({dotted(path): needs(path) for path in MODULES}) == []


def test_a_circle_is_seen_when_it_is_there() -> None:
    found = circles({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}, "e": {"f"}, "f": {"e"}})

    assert [set(each.split(" ← ")) for each in found] == [{"a", "b", "c"}, {"e", "f"}]
