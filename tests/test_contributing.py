"""What CONTRIBUTING.md and docs/words.md send people to is there."""

import re

import pytest

from kidmet_site.setup import ROOT

IN_TICKS = re.compile(r"`([^`\n]+)`")
LINKED = re.compile(r"\]\((?!https?:)([^)#]+)[^)]*\)")
A_PATH = re.compile(r"(?:\.?[\w-]+/)+[\w.-]*|[\w.-]+\.(?:md|py|txt|toml|css|html|json|ya?ml)")
# Of these alone each app, or each page, has one.
GENERAL = {"domain/", "page.html"}


@pytest.mark.parametrize("page", ["CONTRIBUTING.md", "docs/words.md"])
def test_every_file_that_it_names_exists(page: str) -> None:
    text = (ROOT / page).read_text()
    named = {word for word in IN_TICKS.findall(text) if A_PATH.fullmatch(word)} - GENERAL
    missing = [word for word in sorted(named) if not (ROOT / word).exists()]
    missing += [link for link in LINKED.findall(text) if not (ROOT / page).parent.joinpath(link).exists()]

    assert len(named) > 10
    assert missing == []


def test_every_target_of_make_that_it_names_exists() -> None:
    named = re.findall(r"make ([a-z]+)", (ROOT / "CONTRIBUTING.md").read_text())

    assert {target for target in named if f"\n{target}:" not in (ROOT / "Makefile").read_text()} == set()
