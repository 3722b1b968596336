"""Slips in sentences that are put together: numbers and lists that do not agree with the rest."""

import re
from collections.abc import Mapping

ONE = r"(?:1|one|a single)"
SEVERAL = r"(?:[2-9]|\d\d+|two|three|four|five|six|seven|eight|nine|ten|several|both)"
COUNTED = "lesion|site|month|day|week|year|node|kidney|deposit|cancer|note|section|fact|other"
PLACES = "(?:kidney )?(?:lesion|site|node|deposit)"

SLIPS = {
    "two spaces": r"\S  ",
    "a space before a mark": r" [,.;:](?:\s|$)",
    "two marks": r"\.\.(?!\.)|,,|,\.|;\.|:\.",
    "a brace": r"[{}]",
    "no full stop": r"[^.?]$",
    "no list in brackets": r"\(\)",
    "one in the plural": rf"(?i)\b{ONE} (?:[\w-]+ )?(?:{COUNTED}e?)s\b(?! of\b)",
    "several in the singular": rf"(?i)(?<![\w.-]){SEVERAL} (?:{PLACES}|month|day|week|year)\b(?!-)",
    "one with are": rf"(?i)\b{ONE} {PLACES} (?:are|were|have|lie|count)\b",
    "several with is": rf"(?i)\b{SEVERAL} {PLACES}s (?:is|was|has|lies|counts)\b",
    "a list with is": r"\b\w+ and \w+ (?:lies|counts|belongs)\b",
}


def slips_in(sentence: str, more: Mapping[str, str] | None = None) -> list[str]:
    """What is wrong with a sentence, and with what was looked for besides."""
    looked_for = {**SLIPS, **(more or {})}
    return [f"{slip}:" for slip, pattern in looked_for.items() if re.search(pattern, sentence)]
