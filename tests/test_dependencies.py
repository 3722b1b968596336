"""What KidMet is made of: named with a reason in pyproject.toml, and installed as the locks say."""

import re
import tomllib

import yaml

from kidmet_site.setup import CHECKS, LOCKS, ROOT

PYPROJECT = (ROOT / "pyproject.toml").read_text()
NAMED = tomllib.loads(PYPROJECT)
RUNS_ON, TESTED_WITH = NAMED["project"]["dependencies"], NAMED["dependency-groups"]["dev"]
PINNED = re.compile(r"^([a-z0-9-]+)(?:\[[a-z,-]+\])?==(\S+)(?: ; [^\\]+)? \\$", re.M)


def name_of(requirement: str) -> str:
    """ "django-allauth" of "django-allauth[mfa]>=65"."""
    return re.split(r"[\[<>=~!; ]", requirement, maxsplit=1)[0].lower().replace("_", "-")


def locked(lock: str) -> dict[str, str]:
    return dict(PINNED.findall((ROOT / lock).read_text()))


def test_every_dependency_says_what_it_is_for() -> None:
    without = [
        each
        for each in (*RUNS_ON, *TESTED_WITH)
        if not re.search(rf'^ +"{re.escape(each)}", +# \S', PYPROJECT, re.M)
    ]

    assert without == []


def test_the_locks_hold_what_is_named() -> None:
    assert {name_of(each) for each in RUNS_ON} - locked("requirements.txt").keys() == set()
    assert {name_of(each) for each in TESTED_WITH} - locked("requirements-dev.txt").keys() == set()


def test_tests_run_on_the_very_versions_that_are_served() -> None:
    assert locked("requirements.txt").items() - locked("requirements-dev.txt").items() == set()


def test_the_locks_have_a_hash_for_each_and_name_no_machine() -> None:
    for lock in LOCKS:
        lines = (ROOT / lock).read_text().splitlines()
        faults = [
            line
            for line in lines
            if not re.match(r"[a-z0-9-]+(\[[a-z,-]+\])?==| +(--hash=sha256:|#)|#", line)
        ]
        pins = [at for at, line in enumerate(lines) if "==" in line and not line.startswith((" ", "#"))]
        bare = [lines[at] for at in pins if "--hash=" not in lines[at + 1]]

        assert (faults, bare) == ([], []), lock


def test_the_workflow_runs_what_everybody_runs() -> None:
    job = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text())["jobs"]["ci"]

    assert job["steps"][-1] == {"run": ".ci/run"}


def test_what_is_checked_before_a_commit_is_what_lint_checks() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())["repos"][0]["hooks"]
    programs = [hook["entry"].split()[0].removeprefix(".venv/bin/") for hook in hooks]

    assert {hook["language"] for hook in hooks} == {"system"}
    assert set(programs) <= {command[0] for command in CHECKS.values()}
