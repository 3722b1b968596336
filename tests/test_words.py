"""One word, one thing: what docs/words.md promises of the names of classes and modules."""

import ast
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps

from kidmet_site.setup import ROOT
from tests.test_layers import MODULES

# Django finds a command by its module; the class is always called so.
CALLED_ALIKE = {"Command"}


def names_in(path: Path) -> Iterator[str]:
    """Classes, type variables and aliases at the top of a module; constants are in capitals."""
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign):
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))


def homes() -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for path in MODULES:
        for name in names_in(path):
            if name[0].isupper() and name != name.upper() and name not in CALLED_ALIKE:
                found[name].append(str(path.relative_to(ROOT)))
    return found


def test_no_two_classes_or_aliases_share_a_name() -> None:
    assert {name: paths for name, paths in homes().items() if len(paths) > 1} == {}


def test_no_two_modules_of_the_domain_share_a_name() -> None:
    names = Counter(path.stem for path in MODULES if "domain" in path.parts or "pack" in path.parts)

    assert [name for name, count in names.items() if count > 1 and name != "__init__"] == []


def test_elsewhere_modules_share_a_name_only_across_the_layers_of_one_subject() -> None:
    places = Counter(
        (*path.relative_to(ROOT).parts[:2], path.stem)
        for path in MODULES
        if "domain" not in path.parts and path.stem != "__init__"
    )

    assert [place for place, count in places.items() if count > 1] == []


def test_the_admin_calls_things_by_their_words() -> None:
    words = (ROOT / "docs" / "words.md").read_text()
    wanted = {
        "PatientCase": "case",
        "KidneyLesion": "lesion",
        "Cohort": "cohort",
        "CohortMember": "seat",
        "CohortList": "list of residents",
        "CohortInvitation": "invitation to a cohort",
        "StoredResults": "results of a case",
        "GivenSureness": "sureness",
        "TimeRequest": "request for more time",
        "ReviewCard": "card",
        "PeopleList": "list of people",
        "PeopleAct": "act",
    }

    called = {model.__name__: str(model._meta.verbose_name) for model in apps.get_models()}

    assert {name: called[name] for name in wanted} == wanted
    assert [word for word in wanted.values() if f"\n| {word} |" not in words] == []
