"""What stands around the categories of a line: its label, its edition, stage words."""

import re
from dataclasses import dataclass

EDITION_TOKENS = ("AJCC8", "V9", "GENERIC", "LUGANO")
_OF_NUMBER = {"8": "AJCC8", "9": "V9"}
_OF_YEAR = {"2009": "7", "2010": "7", "2016": "8", "2017": "8", "2018": "8", "2024": "9", "2025": "9"}
_OF_WORD = {
    "sixth": "6", "seventh": "7", "eighth": "8", "ninth": "9", "vi": "6", "vii": "7", "viii": "8", "ix": "9",
}  # fmt: skip

_BODY = r"(?:ajcc|uicc|iaslc|tnm)"
_NUMBER = r"(?:\d{1,2}(?![\d.,]*\d)|sixth|seventh|eighth|ninth|(?:viii?|vi|ix)\b)"
_ORDINAL = r"(?: ?(?:th|st|nd|rd)\b|\.)?"
_WORD = r"(?: ?\b(?:edition|edn|ed)\b\.?)"
EDITION = re.compile(
    rf"(?P<open>\( ?)?(?:"
    rf"(?P<token>\b(?:ajcc8|v9|generic|lugano)\b)(?= ?\))"
    rf"|\b(?:{_BODY}(?: ?[/&,] ?| and | )?){{1,3}}(?:(?:staging|manual|classification) ?){{0,2}}[:-]? ?,? ?"
    rf"(?:v(?:ersion)?\.? ?|{_WORD} ?)?(?P<inner>\( ?)?(?P<number>{_NUMBER}|20\d\d\b)"
    rf"{_ORDINAL}{_WORD}?(?(inner) ?\))"
    rf"|\b(?P<ordinal>\d{{1,2}}(?:th|st|nd|rd)\b|sixth\b|seventh\b|eighth\b|ninth\b|\d{{1,2}}\.?(?={_WORD}))"
    rf"{_WORD}?(?:,? ?{_BODY}\b){{0,3}}{_WORD}?"
    rf"|\b(?:v\.? ?(?=\d)|version |edition |ed\.? )(?P<version>[6-9])\b"
    rf")(?:,? ?(?P<year>20\d\d))?(?(open)(?: ?\))?)"
)
LABEL = re.compile(
    rf"\b(?P<prefix>[ra]?y?[cpu]?){_BODY}\b"
    r"(?:[- ]?(?:classification|staging|stage|category|categories)\b)?(?: ?[:=])?"
    r"|\b(?:tumou?r )?(?:stage|staging)\b ?:|\b[tnm][- ]category ?:? ?(?=[raycpu]{0,3}[tnm])"
)
_ROMAN = r"(?:iv|i{1,3})(?:[a-e][1-3]?)?(?![a-z0-9])"
_GROUP = rf"(?:(?:0|occult|[1-4][a-e]?)(?![a-z0-9])|{_ROMAN})"
_WHOSE = r"\b(?:ajcc|uicc|figo)\b"
STAGE = re.compile(
    rf"(?:(?:{_WHOSE}|\b(?:pathologic(?:al)?|clinical|anatomic(?:al)?|prognostic|tumou?r)\b)[ -]?){{0,3}}"
    rf"\b(?:stage|stadium|stg)\b\.?(?: ?group(?:ing)?\b)? ?[:=]? ?{_GROUP}"
    rf"|{_WHOSE} ?:? ?{_ROMAN}"
    rf"|\b(?:lugano|ann[ -]?arbor)\b[ :-]{{0,2}}{_GROUP}"
)
_OF_OTHERS = r"(?i:clark|siewert|borrmann|fuhrman|isup|asa|nyha|bosniak|grade|type|level)"
BARE_GROUP = re.compile(
    rf"(?P<other>\b{_OF_OTHERS}(?:'s)?[ :-]{{1,2}})?"
    r"(?:\b(?:IV|III|II)(?:[A-D][1-3]?)?(?![A-Za-z0-9])|\bI[A-C][1-3]?(?![A-Za-z0-9]))"
)
_PLEURAL = re.compile(
    r"(?<![A-Z])P[Ll] ?[0-3Xx](?![0-9])|(?<![A-Za-z0-9])pl ?[0-3x](?![a-z0-9])"
    r"|(?<![A-Za-z0-9])pL ?[23](?![0-9])"
)
_PL = re.compile(r"(?<![A-Za-z0-9])pL ?[01Xx](?![0-9])")
_LYMPHATIC = re.compile(r"(?<![A-Za-z])(?:L|Ly) ?[01Xx](?![0-9])")


@dataclass(frozen=True)
class NamedEdition:
    """An edition as a line names it: its token, or "" where no table here is of that edition."""

    token: str
    written: str
    start: int
    end: int


def editions_in(text: str, low: str) -> list[NamedEdition]:
    return [_edition(found, text) for found in EDITION.finditer(low)]


def _edition(found: re.Match[str], text: str) -> NamedEdition:
    written = text[slice(*found.span())].strip("( )")
    token = (found["token"] or "").upper()
    if not token:
        named = found["number"] or found["ordinal"] or found["version"]
        digits = _OF_WORD.get(named) or re.sub(r"\D", "", named)
        token = _OF_NUMBER.get(_OF_YEAR.get(digits, digits), "")
    return NamedEdition(token, written, found.start(), found.end())


def pleural_in(text: str) -> list[tuple[int, int]]:
    """The PL0 to PL3 of a lung's report, invasion of the pleura: pL only where an L stands beside it."""
    spans = [found.span() for found in _PLEURAL.finditer(text)]
    if _LYMPHATIC.search(text):
        spans += [found.span() for found in _PL.finditer(text)]
    return sorted(spans)


def without(text: str, spans: list[tuple[int, int]]) -> str:
    """The text with spaces in the place of what was read already: every other character keeps its place."""
    parts, at = [], 0
    for start, end in spans:
        parts += [text[at:start], " " * (end - start)]
        at = end
    return "".join([*parts, text[at:]])
