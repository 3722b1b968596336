"""A lymphoma's stage as reports write it: "IIE", "II bulky", "Ann Arbor IV B"; values are those of Lugano."""

import re
from dataclasses import dataclass

_OF_DIGIT = {"1": "I", "2": "II", "3": "III", "4": "IV"}
_NAMED = (
    r"(?:lugano|ann[ -]?arbor|stage|stadium|stg|lymphoma|modified|cotswolds?|classification|2014|group"
    r"|clinical|pathological|cs|ps)"
)
_OTHERS = r"(?:rai|binet|murphy|st\.? jude|r-?iss|iss|durie[- ]salmon|figo|masaoka|enets|inss|inrgss)"
_LETTERS = (
    r"(?:(?:[ ,/-]| \(|\()?(?!b[ -]cell)(?:[abesx](?![a-z]{2})\)?)(?=[ ,()./;:-]|[abesx]|$)"
    r"|[,/] (?!b[ -]cell)(?:[esx](?![a-z0-9])|b(?: symptoms)?(?![a-z0-9]))| b symptoms\b){0,4}(?![a-z0-9])"
)
LUGANO = re.compile(
    rf"(?<![a-z0-9])(?:(?<!non[ -])(?<!no )(?<!not )(?P<first>bulky,? ))?"
    rf"(?P<other>{_OTHERS}(?:'s)?[ :-]{{1,3}})?"
    rf"(?P<named>(?:{_NAMED}[ :,.=()-]{{0,3}}){{0,6}})"
    r"(?P<stage>iv|i{1,3}|[1-4])(?![0-9])"
    r"(?P<more>(?: ?[-/\u2013] ?| or | to )[1-4](?![a-z0-9]))?"
    rf"(?P<letters>{_LETTERS})"
    rf"(?P<bulky>,? ?\(?(?:with )?bulk(?:y(?: disease)?)?\b(?! ?[0-9<>:=])\)?(?P<after>{_LETTERS}))?"
)
NAMES = re.compile(rf"(?<![a-z0-9]){_NAMED}(?![a-z0-9])")
LEFT_ASIDE = {
    "A": "A (no B symptoms)",
    "B": "B (B symptoms)",
    "S": "S (spleen)",
    "X": "X (bulky)",
    "E": "E",
    "bulky": "bulky",
}


@dataclass(frozen=True)
class LuganoStage:
    """`value` as the fact lugano_stage holds it; `aside` are the suffixes that it has no room for.

    `system` is the other staging system that the stage is said to be of.
    """

    value: str
    aside: tuple[str, ...]
    start: int
    end: int
    conflict: bool = False
    is_range: bool = False
    system: str = ""

    @property
    def words(self) -> str:
        return self.value.replace("_", " ")


def stages_in(text: str, low: str) -> list[LuganoStage]:
    """The stages that a text names. A number needs the word stage; so does a roman one without capitals."""
    alone = len(text.strip())
    return [_stage(found) for found in LUGANO.finditer(low) if _is_stage(found, text, alone)]


def _is_stage(found: re.Match[str], text: str, alone: int) -> bool:
    """`alone` is the length of a stage that is all there is."""
    if found["named"] or len(found[0].strip()) == alone:
        return not found["stage"].isdecimal() or bool(found["named"])
    return text[found.start("stage")].isupper()


def _stage(found: re.Match[str]) -> LuganoStage:
    given = found["stage"]
    stage = _OF_DIGIT.get(given, given.upper())
    written = (found["letters"] + (found["after"] or "")).replace("symptoms", "")
    letters = set(re.sub(r"[^a-z]", "", written).upper())
    bulky = bool(found["bulky"] or found["first"]) or "X" in letters
    takes_e = stage in ("I", "II") and "E" in letters
    takes_bulk = stage == "II" and bulky and not takes_e
    value = stage + ("E" if takes_e else "") + ("_bulky" if takes_bulk else "")
    aside = [letter for letter in "ABS" if letter in letters]
    if "E" in letters and not takes_e:
        aside.append("E")
    if bulky and not takes_bulk:
        aside.append("bulky")
    return LuganoStage(
        value,
        tuple(aside),
        *found.span(),
        conflict=stage == "II" and takes_e and bulky,
        is_range=bool(found["more"]),
        system=(found["other"] or "").strip(" :-").removesuffix("'s"),
    )
