"""T, N or M at a place of a line: its prefix, its code and what may follow; or which fault stands there."""

import re

from .additions import Additions, FoundAdditions
from .category import (
    CODES,
    DIGITS,
    LETTERS,
    PREFIX,
    PREFIX_LETTERS,
    Category,
    NotationError,
    clinical,
    may_follow,
    quoted,
)
from .folding import Folded
from .letters import CategoryCode, Prefers, with_letter
from .line import DESCRIPTOR_AHEAD, GLUED, LineFinding, NotationLine, end_of_rest, ends
from .sites import KIDNEY, code_of, written

MX_HELP = "MX was abolished with the 7th edition: enter cM0, or leave M out."

_HEAD = re.compile(r"(?P<odd>mr|us|mi|i)?(?P<prefix>(?:[raycpu] ?){0,4})(?P<element>[tnm])(?P<gap> ?[:=]? ?)")
_ODD_PREFIX = re.compile(r"(?P<prefix>[a-z]{1,2})(?P<element>[tnm])[0-4x](?:[a-e][0-3]?|mi|is)?(?![a-z0-9])")
_RANGE = re.compile(
    r"(?:(?: ?[-/] ?| or | to | bis )(?P<prefix>[raycpu]{0,3})(?P<element>[tnm]) ?|[-/]| or | to | bis )"
    r"(?P<code>[0-4](?:mi|[a-e][1-3]?)?|[bde](?=[tnm][0-9x])|[a-e][1-3]?(?![tnm][0-9x])|is|x)"
    r"(?:(?=[raycpu]{0,3}[tnm][0-9x])|(?![a-z0-9]))(?!/[0-9]{2})"
)
_SMALL = re.compile(r" ?\(mic?\)| mic?(?![a-z0-9])")
_SMALL_WORDS = ("mi", "mic")
_SPACED_LETTER = re.compile(r" [abde](?![a-z0-9])")
_SPACED_C = re.compile(r" c (?=[tnm] ?[0-4x])")
_PERINEURAL = re.compile(r"pn ?[x01](?![a-c0-9/(])")
_DIGITS = re.compile(r"[0-9]{1,2}(?![0-9])")
_ORDER = ("0", "X", "a", "is", "1", "2", "3", "4")


class Elements:
    """Reads categories into a line. A fault is raised with the place where reading goes on in `resume`."""

    def __init__(self, folded: Folded, low: str, line: NotationLine, prefers: Prefers) -> None:
        self.folded, self.low, self.line, self.resume = folded, low, line, 0
        self._prefers = prefers
        self._odd: set[str] = set()
        self.additions = Additions(folded, low)

    def read(self, at: int, *, is_glued: bool) -> int | None:
        """Where the category at this place ends, or None where there is none. Raises NotationError."""
        head = _HEAD.match(self.low, at)
        first = self._first(head, is_glued=is_glued) if head else None
        if head is None or first is None:
            self._odd_prefix(at)
            return None
        element = head["element"].upper()
        if self._is_perineural(head, element):
            return None
        self.line.faulted.add(element)
        prefix = self._prefix(head, element, first)
        code = self._code(head, prefix, first)
        self._no_range(head, prefix, code)
        self.resume = code.end
        found = self.additions.after(element, code.code, code.end)
        self._no_leftover(head, found)
        self._keep(head, prefix, code, found)
        return found.end

    def _keep(self, head: re.Match[str], prefix: str, code: CategoryCode, found: FoundAdditions) -> None:
        element = head["element"].upper()
        start = head.start("prefix")
        self.line.faulted.discard(element)
        self.line.add(
            Category(
                element,
                prefix,
                code.code,
                found.additions,
                start,
                found.end,
                code.ambiguous,
                found.organs,
                code.impossible,
            )
        )
        self.line.unread += found.unread
        if head["odd"]:
            self._say_odd(head)
        if found.named:
            self._say_sites(found, start)

    # How it begins

    def _first(self, head: re.Match[str], *, is_glued: bool) -> str | None:
        """The first characters of the code, as they are to be read; None where this is no category."""
        at, element = head.end(), head["element"]
        given = self.low[at : at + 1]
        if element == "t" and not head["gap"]:
            for word in ("a", "is"):
                if self.low.startswith(word, at) and ends(self.low, at + len(word)):
                    return word
        if given == "x":
            return "x" if ends(self.low, at + 1) and self._may_be_spaced(head) else None
        if given in ("o", "l", "i"):
            return self._taken_for(head, given, is_glued=is_glued)
        if given in ("+", "-"):
            return given if self._is_sign(head, at) else None
        digits = _DIGITS.match(self.low, at)
        return digits[0] if digits and self._may_be_spaced(head) else None

    def _is_sign(self, head: re.Match[str], at: int) -> bool:
        """Is this the N+ of "cT3 cN+ cM0"?"""
        follows = self.low[at + 1 : at + 2]
        is_capital = self.folded.text[head.start("element")].isupper()
        return (
            is_capital
            and head["element"] != "t"
            and not head["gap"]
            and (not follows or follows in " ,;)/" or GLUED.match(self.low, at + 1) is not None)
        )

    def _may_be_spaced(self, head: re.Match[str]) -> bool:
        """ "T 2" is a category; "at 2 o'clock", "CT 2 cm" and "a T2 lesion" are not."""
        prefix = head["prefix"]
        if " " in prefix and "a" in prefix:
            return False
        if " " not in head["gap"] and " " not in prefix:
            return True
        letters = self.folded.text[head.start("prefix") : head.end("element")].replace(" ", "")
        if head["odd"] and letters.islower():
            return False  # "in 2 nodes", "mit 3"
        if not PREFIX.fullmatch(letters[:-1]):
            return False
        return letters[-1].isupper() or not letters[:-1]

    def _taken_for(self, head: re.Match[str], given: str, *, is_glued: bool) -> str | None:
        """The letter O for 0, and l or I for 1, where nothing but a digit can be meant."""
        at, element = head.end(), head["element"].upper()
        written = self.folded.text[head.start("element") : at + 1]
        sure = bool(head["prefix"].strip()) or is_glued or (written[0].isupper() and written[1] in "OIl")
        if head["gap"] or not sure or written[1] == "i":
            return None
        wanted = "0" if given == "o" else "1"
        has_letter = wanted == "1" and self.low[at + 1 : at + 2] in tuple(LETTERS[element])
        if not ends(self.low, at + 1) and not (has_letter and ends(self.low, at + 2)):
            return None
        message = f'"{written}" is read as {element}{wanted}: a letter stands for the digit.'
        self.line.said.append(LineFinding("W_NORMALISED", message, head.start("element"), at + 1))
        return wanted

    def _is_perineural(self, head: re.Match[str], element: str) -> bool:
        """ "Pn1" is perineural invasion; in other capitals it is where the nodes are known already."""
        if element != "N" or head["prefix"] != "p" or not _PERINEURAL.match(self.low, head.start()):
            return False
        text = self.folded.text
        given = text[head.start() : head.end("element")]
        if given == "Pn":
            at = self.line.first.get("T")
            return at is None or not text.startswith("Pt", self.line.categories[at].start)
        return given != "pN" and self.line.has("N")

    def _prefix(self, head: re.Match[str], element: str, first: str) -> str:
        letters = head["prefix"].replace(" ", "")
        if PREFIX.fullmatch(letters):
            return letters
        ordered = "".join(sorted(set(letters), key=PREFIX_LETTERS.index))
        is_near = PREFIX.fullmatch(ordered) and (first in tuple(DIGITS[element]) or first in ("x", "a", "is"))
        near = ordered + element if is_near else None
        raise self._no_prefix(letters, element, head.start("prefix"), head.end("element"), near)

    def _odd_prefix(self, at: int) -> None:
        """The x of "xT2" is a fault; a longer word before it is left unread as a whole."""
        found = _ODD_PREFIX.match(self.low, at)
        if not found or DESCRIPTOR_AHEAD.match(self.low, at) or not self._is_like_prefix(found):
            return
        element = found["element"].upper()
        self.line.faulted.add(element)
        raise self._no_prefix(self.folded.text[at : found.end("prefix")], element, at, found.end("element"))

    def _is_like_prefix(self, found: re.Match[str]) -> bool:
        """The x of "xT2" and "xt2"; in one kind of letters "CIN3" and "sm2" are words of their own."""
        prefix, element = self.folded.text[slice(*found.span("prefix"))], found["element"]
        if prefix.islower() and self.folded.text[found.end("prefix")].isupper():
            return found[0] not in ("ft3", "ft4")  # hormones
        return len(prefix) == 1 and element != "m"

    def _no_prefix(
        self, given: str, element: str, start: int, end: int, near: str | None = None
    ) -> NotationError:
        message = f'"{quoted(given)}" before {element} is no prefix: first r or a, then y, then c, p or u.'
        return self._fault(message, start, end, near)

    # The code

    def _code(self, head: re.Match[str], prefix: str, first: str) -> CategoryCode:
        element, start, end = head["element"].upper(), head.start("prefix"), head.end() + len(first)
        if first in ("is", "a"):
            return CategoryCode(first, end)
        if element == "M" and first == "x":
            raise self._fault(MX_HELP, start, end, code="E_MX")
        if first != "x" and first not in tuple(DIGITS[element]):
            given = self.folded.text[head.end() : end]
            message = f'"{element}{given}" is not a category: after {element} comes {CODES[element]}.'
            raise self._fault(message, start, end)
        if small := self._small(element, first, end):
            return small
        if " " in head["gap"] and _SPACED_LETTER.match(self.low, end):
            end += 1  # the b of "T 3 b N 1"
        others = self.line.prefixes
        code = with_letter(self.low, end, element, first.upper(), prefix, others, self._listed)
        self._doubt_spaced(element + code.code, prefix, code.end)
        return code

    def _doubt_spaced(self, category: str, prefix: str, end: int) -> None:
        """The c of "T1 c N0" can be that of T1c."""
        is_whole = len(category) == len("T1") and category[1] in "1234"
        if not is_whole or prefix.endswith("c") or not _SPACED_C.match(self.low, end):
            return
        if self._listed(prefix, f"{category}c") is not False:
            message = f'The "c" after {category} is read as the prefix of what follows, not as {category}c.'
            self.line.said.append(LineFinding("W_AMBIGUOUS", message, end + 1, end + 2))

    def _small(self, element: str, digit: str, at: int) -> CategoryCode | None:
        end = self._end_of_small(at)
        if end is None or element == "M" or digit in "0x":
            return None
        given = self.folded.text[at:end]
        if given.startswith(" MI"):
            message = '"MI" can mean mi (micrometastasis or microinvasion) or M1: write mi or M1.'
            raise self._fault(message, at + 1, end)
        if "c" in given.lower():
            self.line.said.append(
                LineFinding("W_NORMALISED", f'"{given.strip(" ()")}" is written as mi.', at, end)
            )
        return CategoryCode(f"{digit}mi", end)

    def _end_of_small(self, at: int) -> int | None:
        """Where mi ends, with or without a bracket, or with the next element glued to it; also as mic."""
        if found := _SMALL.match(self.low, at):
            return found.end()
        glued = (at + len(word) for word in _SMALL_WORDS if self.low.startswith(word, at))
        return next((end for end in glued if ends(self.low, end)), None)

    def _listed(self, prefix: str, category: str) -> bool | None:
        """By the list of its own prefix, else by that of the element before it."""
        return self._prefers(prefix or self.line.last_prefix, category)

    def _no_range(self, head: re.Match[str], prefix: str, code: CategoryCode) -> None:
        element, start, end, codes = head["element"].upper(), head.start("prefix"), code.end, [code.code]
        while (found := _RANGE.match(self.low, end)) and _is_range(found, element, prefix, codes[-1]):
            is_letter = found["code"][0] in "abcde"
            codes.append(codes[-1][0] + found["code"] if is_letter else found["code"].replace("x", "X"))
            end = found.end()
        if len(codes) > 1:
            given, lower = (
                quoted(self.folded.text[start:end]),
                self._held(prefix, element + min(codes, key=_rank)),
            )
            message = f'"{given}" is a range; TNM takes one category, in doubt the lower: {lower}.'
            near = (clinical(prefix) if lower == "M0" else prefix) + lower
            is_held = self._prefers(prefix, lower) is not False
            raise self._fault(message, start, end, near if is_held else None, code="E_RANGE")

    def _held(self, prefix: str, category: str) -> str:
        """As much of it as the primary has: lung has N1 and no N1a, and none has T0a."""
        if category.startswith(("T0", "M0")):
            return category[:2]
        shorter = (category[:length] for length in range(len(category), 1, -1))
        held = (each for each in shorter if self._prefers(prefix, each) is not False)
        return next(held, category) if category[1].isdecimal() else category

    def _no_leftover(self, head: re.Match[str], found: FoundAdditions) -> None:
        """What is glued to the category has to be the beginning of what may follow."""
        if ends(self.low, found.end):
            return
        end = max(end_of_rest(self.low, found.end), found.end + 1)
        read, rest = self.folded.text[head.start("prefix") : found.end], self.folded.text[found.end : end]
        message = f'"{quoted(rest)}" cannot follow "{quoted(read)}". {may_follow(head["element"].upper())}'
        raise self._fault(message, found.end, end)

    def _fault(
        self, message: str, start: int, end: int, nearest: str | None = None, *, code: str = "E_SYNTAX"
    ) -> NotationError:
        """A fault at its place; reading goes on where the next element seems to begin."""
        self.resume = end_of_rest(self.low, end)
        return NotationError(code, message, start, end, nearest)

    # What is said

    def _say_odd(self, head: re.Match[str]) -> None:
        given = self.folded.text[head.start() : head.end("odd")]
        message = (
            f'"{given}" before a category says how it was looked at; it is no prefix of TNM and not read.'
        )
        if given not in self._odd:
            self._odd.add(given)
            self.line.said.append(LineFinding("W_NOT_READ", message, head.start(), head.end("odd")))

    def _say_sites(self, found: FoundAdditions, start: int) -> None:
        names = ", ".join(f'"{quoted(name.strip())}"' for name in found.named)
        are = "is" if len(found.named) == 1 else "are"
        kidney = "; a kidney has no code of its own" if KIDNEY in found.organs else ""
        codes = ", ".join(written(tuple(code for name in found.named if (code := code_of(name)))))
        message = f"{names} {are} written as {codes}{kidney}."
        self.line.said.append(LineFinding("W_NORMALISED", message, start, found.end))


def _is_range(found: re.Match[str], element: str, prefix: str, code: str) -> bool:
    """ "T2-3", "T2/T3", "T2a-b"; not "cT2/pT3", which are two stagings."""
    other = found["code"]
    if found["element"]:
        if found["element"].upper() != element or found["prefix"] not in ("", prefix):
            return False
    elif other == "x" or (other == "is" and found[0][0] == " "):
        return False
    if other[0] in "abcde":
        return code[0].isdecimal() and code[-1].isalpha() and not found["element"]
    return not other[0].isdigit() or other[0] in DIGITS[element]


def _rank(code: str) -> tuple[int, str]:
    stem = "is" if code.startswith("is") else code[:1]
    return _ORDER.index(stem), code[len(stem) :]
