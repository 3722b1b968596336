"""The list of limits, and that it is what people are told."""

import re

import pytest

from guidance.domain.limits import CASE_BYTES, LESIONS, LIMITS, Limit, OverLimit, bytes_in_words
from kidmet_site.setup import ROOT
from tests.tables import for_each


def test_a_refusal_names_what_was_given_and_what_is_allowed() -> None:
    with pytest.raises(OverLimit, match=r"^A case takes at most 50 lesions; this has 300,000\.$"):
        LESIONS.check(300_000)

    assert str(OverLimit(CASE_BYTES)) == "A case file takes at most 200 KB; this has more."
    LESIONS.check(50)


@for_each(
    ("count", "words"),
    [(999, "999 bytes"), (1_000, "1 KB"), (200_000, "200 KB"), (200_001, "200.1 KB"), (2_500_000, "2.5 MB")],
)
def test_bytes_are_said_in_words_and_never_as_less_than_they_are(count: int, words: str) -> None:
    assert bytes_in_words(count) == words


def test_operations_has_the_table_of_all_limits_as_they_are() -> None:
    page = (ROOT / "docs" / "operations.md").read_text()
    rows = re.findall(
        r"^\| (.+?) \| (.+?) \|$", page.split("## How much is taken")[1].split("\n## ")[0], re.M
    )

    assert rows[1:] == [row(limit) for limit in LIMITS.values()]


def row(limit: Limit) -> tuple[str, str]:
    return f"{limit.what[:1].upper()}{limit.what[1:]}", limit.allowed
