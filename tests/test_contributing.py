"""What CONTRIBUTING.md and docs/words.md send people to is there."""

import re

import pytest

from kidmet_site.setup import ROOT

IN_TICKS = re.compile(r"`([^`\n]+)`")
LINKED = re.compile(r"\]\(([^)#]+)[^)]*\)")
A_PATH = re.compile(r"[\w.-]+(/[\w.-]+)*/?")


def looks_like_a_path(word: str) -> bool:
    """A name with a folder, or a file's; "domain/" and "by=" are none of this folder's."""
    top = word.partition("/")[0]
    return bool(A_PATH.fullmatch(word)) and ("/" in word.rstrip("/") or "." in top[1:]) and "html" not in top


@pytest.mark.parametrize("page", ["CONTRIBUTING.md", "docs/words.md"])
def test_every_file_that_it_names_exists(page: str) -> None:
    text = (ROOT / page).read_text()
    named = {word for word in IN_TICKS.findall(text) if looks_like_a_path(word)}
    missing = [word for word in sorted(named) if not (ROOT / word).exists()]
    missing += [link for link in LINKED.findall(text) if not (ROOT / page).parent.joinpath(link).exists()]

    assert len(named) > 10
    assert missing == []


def test_every_target_of_make_that_it_names_exists() -> None:
    named = re.findall(r"make ([a-z]+)", (ROOT / "CONTRIBUTING.md").read_text())

    assert {target for target in named if f"\n{target}:" not in (ROOT / "Makefile").read_text()} == set()
