"""What CONTRIBUTING.md and docs/words.md send people to is there."""

import re

import pytest
from django.core.management import get_commands

from kidmet_site.setup import ROOT

IN_TICKS = re.compile(r"`([^`\n]+)`")
LINKED = re.compile(r"\]\((?!https?:)([^)#]+)[^)]*\)")
A_PATH = re.compile(r"(?:\.?[\w-]+/)+[\w.-]*|[\w.-]+\.(?:md|py|txt|toml|css|html|json|ya?ml)")
A_NAME = re.compile(r"(?<![\w/.])(?:_?[A-Z][a-z]+[A-Z]\w*|[A-Za-z]*_\w*[a-z]|_?[A-Z][A-Z_]+)(?![\w/.-])")
MADE_UP = {"case_timeline", "pulse_per_minute", "true_false", "TrueFalse"}
CODE = [path for app in ("cases", "guidance", "kidmet_site", "tests") for path in (ROOT / app).rglob("*.py")]
# Of these alone each app, or each page, has one.
GENERAL = {"domain/", "page.html"}


@pytest.mark.parametrize("page", ["CONTRIBUTING.md", "docs/words.md"])
def test_every_file_that_it_names_exists(page: str) -> None:
    text = (ROOT / page).read_text()
    named = {word for word in IN_TICKS.findall(text) if A_PATH.fullmatch(word)} - GENERAL
    named |= set(re.findall(r"\btests/[\w/]+(?:\.py)?", text))
    missing = [word for word in sorted(named) if not (ROOT / word).exists()]
    missing += [link for link in LINKED.findall(text) if not (ROOT / page).parent.joinpath(link).exists()]

    assert len(named) > 10
    assert missing == []


def test_every_name_of_code_that_it_names_is_in_the_code() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text()
    named = {word for ticked in IN_TICKS.findall(text) for word in A_NAME.findall(ticked)}
    code = set(re.findall(r"\w+", " ".join(path.read_text() for path in (ROOT / "Makefile", *CODE))))

    assert len(named) > 40
    assert named - code - MADE_UP == set()


def test_every_command_that_it_names_exists() -> None:
    named = re.findall(r"manage\.py\s+(\w+)", (ROOT / "CONTRIBUTING.md").read_text())

    assert set(named) - get_commands().keys() == set()


def test_every_target_of_make_that_it_names_exists() -> None:
    named = re.findall(r"make ([a-z]+)", (ROOT / "CONTRIBUTING.md").read_text())

    assert {target for target in named if f"\n{target}:" not in (ROOT / "Makefile").read_text()} == set()
