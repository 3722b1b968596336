"""What may follow a category: brackets, and the same without brackets."""

import re
from dataclasses import dataclass, field

from guidance.domain.vocabulary.tokens import IN_SITU_WORDS, SITE_CODES

from .category import ISOLATED, LDH, SENTINEL, NotationError, quoted
from .folding import Folded
from .sites import (
    CODE_OF,
    KIDNEY,
    SHORT,
    SOFT_TISSUE,
    SPOKEN,
    WRITTEN,
    codes_in,
    unknown_code,
    words_in,
)

_COUNT = r"\d{1,4}"
_NODES = r"(?:lymph nodes?|lns?|nodes?|lk)"
COUNTS = re.compile(
    rf"(?:{_NODES}:? ?)?(?P<positive>{_COUNT}) ?(?:/|out of|of|from|von) ?(?P<examined>{_COUNT})"
    rf"(?!\d)(?: ?(?:{_NODES}|positive|pos\.?|involved)\b){{0,2}}"
)
NODES_COUNTED = re.compile(rf"{_NODES}\b(?: ?(?:positive|involved))?:? ?\(?(?={COUNTS.pattern})")
_CELLS = re.compile(r"(?:(?P<kind>i|mol) ?(?P<sign>[+-]))")
_WAYS = {"sn": "(sn)", "sln": "(sn)", "sentinel": "(sn)", "f": "(f)", "fna": "(f)"}
_WAY = re.compile(r"(?P<way>sentinel(?: nodes?)?|sn|sln|fna|f)(?![a-z0-9])")
_CELLS_MEANT = re.compile(r"(?:i|mol)(?![a-z])")
_DESCRIPTORS = re.compile(r"(?:[pc]?(?:pn|[glvrs]) ?[x0-9](?:[ ,;/&]+|$))+$")
_BETWEEN = re.compile(r"[ ,;&]+")
_IN_SITU = {known.lower(): known for known in IN_SITU_WORDS}
_BARE_IN_SITU = re.compile(
    rf" ({'|'.join(sorted(each.lower() for each in IN_SITU_WORDS if len(each) > 2))})\b"
)
_BARE_NODES = re.compile(
    rf"(?: ?[,:]? ?(?=\d)(?P<counts>{COUNTS.pattern})(?![\d/])| ?(?:{_CELLS.pattern}| ?{_WAY.pattern}))"
)
_BARE_SITES = re.compile(
    r"(?P<before> ?[:,]? ?| - )(?P<name>[a-z]+(?: (?:nodes?|marrow|glands?|effusion|tissues?)\b)?)"
    r"(?P<after> (?:metastas[ei]s|mets?)\b)?"
    rf"(?=$| ?[,;/&+.()]| and\b| (?:{'|'.join(sorted(SHORT))})\b"
    r"| [raycpu]{0,3}[tnm][0-4x]| [pc]?(?:pn|[glvrs]) ?[x0-4]| $)"
    r"(?P<between> ?[,;/&+] ?| and |)"
)
_NEXT_CODE = re.compile(rf" ?(?:{'|'.join(sorted(SHORT)).upper()})\b")
LONGEST_MEANT = 12
LONGEST_BRACKET = 200
"""What is longer says more than what may follow a category; so nested brackets are looked through once."""


@dataclass
class FoundAdditions:
    """What was read after a category, up to `end`; `unread` are brackets that say something else."""

    end: int
    ranks: dict[int, str] = field(default_factory=dict)
    organs: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    unread: list[tuple[int, int]] = field(default_factory=list)

    @property
    def additions(self) -> tuple[str, ...]:
        return tuple(self.ranks[rank] for rank in sorted(self.ranks))


class Additions:
    """Reads what follows a category. `closing` has for each place the next closing bracket."""

    def __init__(self, line: Folded, low: str) -> None:
        self.line, self.low = line, low
        self._closing = _next_closing(low)

    def after(self, element: str, code: str, at: int) -> FoundAdditions:
        """Everything that belongs to the category ending at `at`. Raises NotationError."""
        found = FoundAdditions(at)
        while self._bracket(element, code, found) or self._bare(element, code, found):
            pass
        return found

    def add_counts(self, matched: re.Match[str], found: FoundAdditions) -> None:
        self._add(2, f"({int(matched['positive'])}/{int(matched['examined'])})", found, matched.span())

    # In brackets

    def _bracket(self, element: str, code: str, found: FoundAdditions) -> bool:
        start = found.end
        while self.low.startswith((" ", ","), start) and start < found.end + 2:
            start += 1
        if not self.low.startswith("(", start):
            return False
        end = self._closing[start]
        if end < 0:
            message = "This bracket is not closed."
            raise NotationError("E_SYNTAX", message, start, _end_of_word(self.low, start))
        content = self.low[start + 1 : min(end, start + LONGEST_BRACKET + 2)].strip()
        if not content:
            found.end = end + 1
            return True
        if len(content) > LONGEST_BRACKET or HOLDS_CATEGORY.search(content) or _DESCRIPTORS.match(content):
            return False
        self._content(element, code, content, (start, end + 1), found)
        found.end = end + 1
        return True

    def _content(
        self, element: str, code: str, content: str, span: tuple[int, int], found: FoundAdditions
    ) -> None:
        pieces = _pieces(element, code, content)
        if pieces is None and element == "M" and code.startswith("1"):
            organs = codes_in(content)
            if organs is not None:
                self._add_sites(organs, content, found)
                return
        if pieces is None:
            if _is_meant(element, code, content):
                raise self._not_an_addition(element, code, span)
            found.unread.append(span)
            return
        for rank, piece in pieces:
            self._add(rank, piece, found, span)

    def _add(self, rank: int, piece: str, found: FoundAdditions, span: tuple[int, int]) -> None:
        if found.ranks.setdefault(rank, piece) != piece:
            given = quoted(self.line.text[slice(*span)])
            message = f'"{given}" is one too many here, after "{found.ranks[rank]}".'
            raise NotationError("E_SYNTAX", message, *span)

    def _add_sites(self, organs: tuple[str, ...], content: str, found: FoundAdditions) -> None:
        found.organs = tuple(dict.fromkeys((*found.organs, *organs)))
        found.named += tuple(word for word in words_in(content) if word not in WRITTEN)

    def _not_an_addition(self, element: str, code: str, span: tuple[int, int]) -> NotationError:
        given = self.line.text[slice(*span)]
        if element == "M" and code.startswith("1"):
            return _no_site(given, span[0])
        message = f'"{quoted(given)}" cannot follow {element}{code}. Allowed: {_brackets(element, code)}.'
        return NotationError("E_SYNTAX", message, *span)

    # Without brackets

    def _bare(self, element: str, code: str, found: FoundAdditions) -> bool:
        if element == "N":
            return self._bare_nodes(found)
        if element == "T":
            return self._bare_tumour(code, found)
        return self._bare_metastasis(code, found)

    def _bare_nodes(self, found: FoundAdditions) -> bool:
        matched = _BARE_NODES.match(self.low, found.end)
        if not matched:
            return False
        if matched["counts"]:
            self.add_counts(matched, found)
        elif matched["kind"]:
            self._add(0, f"({matched['kind']}{matched['sign']})", found, matched.span())
        elif matched["way"] == "f":
            return False
        else:
            self._add(1, _WAYS[matched["way"].split()[0]], found, matched.span())
        found.end = matched.end()
        return True

    def _bare_tumour(self, code: str, found: FoundAdditions) -> bool:
        matched = _BARE_IN_SITU.match(self.low, found.end) if code == "is" else None
        if matched:
            self._add(0, f"({_IN_SITU[matched[1]]})", found, matched.span())
            found.end = matched.end()
        return matched is not None

    def _bare_metastasis(self, code: str, found: FoundAdditions) -> bool:
        if code == "0" or found.organs:
            matched = _CELLS.match(self.low, found.end) if code == "0" else None
            if not matched or matched[0] != "i+":
                return False
            self._add(0, "(i+)", found, matched.span())
            found.end = matched.end()
            return True
        names, end = self._sites_from(found.end)
        found.organs, found.end = tuple(dict.fromkeys(CODE_OF[name] for name in names)), end
        found.named = tuple(name for name in names if name not in WRITTEN and _is_to_be_said(name))
        return bool(names)

    def _sites_from(self, at: int) -> tuple[list[str], int]:
        """Site codes in capitals, or names of organs and nothing else, one after the other."""
        names: list[str] = []
        end = at
        while matched := _BARE_SITES.match(self.low, at):
            given = self.line.text[slice(*matched.span("name"))]
            is_code = given.isupper() and matched["name"] in SHORT
            if not is_code and (matched["name"] not in SPOKEN or "," in matched["before"]):
                break
            names.append(matched["name"])
            end, at = matched.start("between"), matched.end()
            if not matched["between"] and not _NEXT_CODE.match(self.line.text, at):
                break
        return names, end


HOLDS_CATEGORY = re.compile(
    r"(?<![a-z0-9])[raycpu]{0,3}[tn][0-4x](?![0-9])|(?<![a-z0-9])[raycpu]{0,3}m[01x](?![0-9])"
)


def _is_to_be_said(name: str) -> bool:
    """A name that stands where a code is expected, or an organ that has none of its own."""
    return name in SHORT or CODE_OF[name] in (KIDNEY, SOFT_TISSUE)


def _is_meant(element: str, code: str, content: str) -> bool:
    """Is a bracket that cannot be read meant to be one of those that follow a category?"""
    if element == "M" and code.startswith("1"):
        return content.isdecimal() or unknown_code(content) is not None
    if element == "M" and all(word in WRITTEN for word in words_in(content)):
        return True
    if " " in content or len(content) > LONGEST_MEANT:
        return False
    if _CELLS_MEANT.match(content):
        return True
    if element == "M":
        return content in ("0", "1")
    return (content[:1].isdecimal() and not (element == "N" and content.isdecimal())) or code == "is"


def _pieces(element: str, code: str, content: str) -> list[tuple[int, str]] | None:
    """A bracket's content as additions and their places, None where something in it is none of them."""
    if element == "T":
        return _tumour_pieces(code, content)
    if element == "N":
        return _node_pieces(content)
    piece = f"({content.replace(' ', '')})"
    right = ("(i+)",) if code == "0" else LDH if code.startswith("1") else ()
    return [(0, piece)] if piece in right else None


def _tumour_pieces(code: str, content: str) -> list[tuple[int, str]] | None:
    pieces = []
    for word in filter(None, _BETWEEN.split(content)):
        if code == "is" and word in _IN_SITU:
            pieces.append((0, f"({_IN_SITU[word]})"))
        elif word == "m" or (word.isdecimal() and len(word) < 3 and 2 <= int(word) <= 19):
            pieces.append((1, f"({word.lstrip('0')})"))
        else:
            return None
    return pieces or None


def _node_pieces(content: str) -> list[tuple[int, str]] | None:
    pieces, at = [], 0
    while at < len(content):
        if matched := _BETWEEN.match(content, at):
            pass
        elif matched := COUNTS.match(content, at):
            pieces.append((2, f"({int(matched['positive'])}/{int(matched['examined'])})"))
        elif matched := _CELLS.match(content, at):
            pieces.append((0, f"({matched['kind']}{matched['sign']})"))
        elif matched := _WAY.match(content, at):
            pieces.append((1, _WAYS[matched["way"].split()[0]]))
        else:
            return None
        at = matched.end()
    return pieces or None


def _brackets(element: str, code: str) -> str:
    if element == "T":
        words = f"({'), ('.join(IN_SITU_WORDS)}), " if code == "is" else ""
        return words + "(m), (2) to (19)"
    if element == "N":
        return f"{', '.join((*ISOLATED, *SENTINEL))}, (positive/examined)"
    return "(i+)" if code == "0" else f"(0), (1), or sites: {', '.join(SITE_CODES)}"


def _no_site(bracket: str, start: int) -> NotationError:
    word = unknown_code(bracket.strip("()").lower()) or bracket.strip("( )")
    at = bracket.lower().index(word.lower())
    given, allowed = bracket[at : at + len(word)], ", ".join(SITE_CODES)
    if given.upper() == "GEN":
        message = f"GEN is used by German registries only and is not part of TNM. Allowed: {allowed}."
    else:
        message = f'"{quoted(given)}" is not a site code. Allowed: {allowed}.'
    return NotationError("E_SYNTAX", message, start + at, start + at + len(word))


def _next_closing(low: str) -> list[int]:
    places, last = [-1] * len(low), -1
    for at in range(len(low) - 1, -1, -1):
        if low[at] == ")":
            last = at
        places[at] = last
    return places


def _end_of_word(low: str, start: int) -> int:
    end = low.find(" ", start)
    return len(low) if end < 0 else end
